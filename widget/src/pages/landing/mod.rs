//! The demo's front door: what this is, the story in one tab, and the ways to have each page in a tab
//! of its own, with callers and the switches of the scripted colleagues. Where there is no demo it
//! offers to sign in, and nothing else.
//!
//! Nobody is signed in here, so that it holds no replica and opens no socket.

mod ask;
mod caller;
mod colleagues;
mod example;
mod figure;
mod foot;
mod staff;
mod story;

use leptos::prelude::*;

use crate::{
    components::{Brand, focus},
    icon::{Drawing, Icon},
    runtime::is_demo,
};
use caller::TabCallers;
use colleagues::Colleagues;
use figure::Figure;
use foot::Foot;
use staff::StaffView;
use story::Story;

/// A way into a page: its address, drawing, name and purpose.
type Entrance = (&'static str, Icon, &'static str, &'static str);

const DOORS: [Entrance; 3] = [
    ("/panel?as=ana", Icon::Headset, "Agent", "Take calls as Ana Ribeiro."),
    ("/workspace?as=sofia", Icon::LifeBuoy, "Supervisor", "Supervise calls as Sofia Marin."),
    ("/call", Icon::UserRound, "Customer", "Call in as a customer."),
];

const ENTRIES: [Entrance; 2] = [
    ("/panel", Icon::Headset, "Agent", "Sign in and take calls."),
    ("/workspace", Icon::LifeBuoy, "Supervisor", "Sign in and supervise calls."),
];

/// What has the focus when the story is over.
const START: &str = "start-story";

/// `/`
#[component]
pub fn Landing() -> impl IntoView {
    let staff = is_demo().then(StaffView::watched);
    let told = RwSignal::new(false);
    let start = staff.map(|_| Callback::new(move |()| told.set(true)));
    view! {
        <header class="bar">
            <Brand />
            <span class="quiet">{staff.map(|_| "Demo")}</span>
        </header>
        {move || match staff.filter(|_| told.get()) {
            Some(staff) => {
                let end = Callback::new(move |()| {
                    told.set(false);
                    request_animation_frame(|| focus::to(START));
                });
                view! { <main><Story staff end /></main> }.into_any()
            }
            None => view! {
                <main class="landing">
                    <Welcome start />
                    {if let Some(staff) = staff {
                        view! { <OwnTabs staff /> }.into_any()
                    } else {
                        view! { <Doors title="Sign in" doors=&ENTRIES apart=false /> }.into_any()
                    }}
                </main>
            }
            .into_any(),
        }}
        <Foot demo=staff.is_some() />
    }
}

/// What this is, and the way to see it.
#[component]
fn Welcome(start: Option<Callback<()>>) -> impl IntoView {
    view! {
        <section class="welcome">
            <div>
                <h1>"Help agents on live calls, and see who hears whom"</h1>
                <p class="lead">
                    "Supervisors monitor a live call, coach the agent or barge in, each with one click. The server enforces who hears whom, and the screen shows it."
                </p>
                {start.map(|start| view! {
                    <div class="start">
                        <button id=START type="button" class="button go" on:click=move |_| start.run(())>
                            <Drawing icon=Icon::Play />
                            "Start the story"
                        </button>
                        <p>
                            "The agent’s page and the supervisor’s side by side in this tab, and three steps to take. No password, no second person, no microphone needed."
                        </p>
                    </div>
                })}
            </div>
            <Figure />
        </section>
    }
}

/// Everything for whoever wants the pages apart.
#[component]
fn OwnTabs(staff: StaffView) -> impl IntoView {
    view! {
        <Doors title="Or open each page in a tab of its own" doors=&DOORS apart=true />
        <TabCallers />
        <Colleagues staff />
    }
}

/// Each door opens in a tab of its own where `apart` is set: whoever signs in does so per tab.
#[component]
fn Doors(title: &'static str, doors: &'static [Entrance], apart: bool) -> impl IntoView {
    let door = move |(address, icon, name, purpose): &Entrance| {
        let (address, icon, name, purpose) = (*address, *icon, *name, *purpose);
        view! {
            <li>
                <a class="door" href=address target=apart.then_some("_blank") rel="noopener">
                    <Drawing icon />
                    <strong>{name}</strong>
                    <Drawing icon=Icon::ArrowUpRight />
                    <span>{purpose}</span>
                </a>
            </li>
        }
    };
    view! {
        <section aria-labelledby="doors-title">
            <h2 id="doors-title">{title}</h2>
            <ul class="doors">{doors.iter().map(door).collect_view()}</ul>
        </section>
    }
}
