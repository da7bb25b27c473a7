//! The demo's front door: what this is, three doors, a caller on request, and the switches of the
//! scripted colleagues. Where there is no demo it offers to sign in, and nothing else.
//!
//! Nobody is signed in here, so that it holds no replica and opens no socket.

mod ask;
mod caller;
mod colleagues;
mod example;
mod figure;
mod staff;

use leptos::prelude::*;

use crate::{
    components::Brand,
    icon::{Drawing, Icon},
    runtime::is_demo,
};
use caller::BringCaller;
use colleagues::Colleagues;
use figure::Figure;
use staff::StaffView;

/// A way into a page: its address, drawing, name and purpose.
type Entrance = (&'static str, Icon, &'static str, &'static str);

const DOORS: [Entrance; 3] = [
    ("/call", Icon::UserRound, "Customer", "Call in as a customer."),
    ("/panel?as=ana", Icon::Headset, "Agent", "Take calls as Ana Ribeiro."),
    ("/workspace?as=sofia", Icon::LifeBuoy, "Supervisor", "Supervise calls as Sofia Marin."),
];

const ENTRIES: [Entrance; 2] = [
    ("/panel", Icon::Headset, "Agent", "Sign in and take calls."),
    ("/workspace", Icon::LifeBuoy, "Supervisor", "Sign in and supervise calls."),
];

/// What the server has to read: each with its address.
const READ: [(&str, &str); 3] = [
    ("/docs/operations.md", "Operations guide"),
    ("/docs/api.md", "API guide"),
    ("/api/v1/openapi.json", "API description (OpenAPI)"),
];

/// `/`
#[component]
pub fn Landing() -> impl IntoView {
    let staff = is_demo().then(StaffView::watched);
    view! {
        <header class="bar">
            <Brand />
            <span class="quiet">{staff.map(|_| "Demo")}</span>
        </header>
        <main class="landing">
            <section class="welcome">
                <div>
                    <h1>"Help agents on live calls, and see who hears whom"</h1>
                    <p class="lead">
                        "Supervisors monitor a live call, coach the agent or barge in, each with one click. The server enforces who hears whom, and the screen shows it."
                    </p>
                    {staff.map(|staff| view! { <BringCaller staff /> })}
                </div>
                <Figure />
            </section>
            {if let Some(staff) = staff {
                view! {
                    <Doors title="Choose a role" doors=&DOORS apart=true />
                    <Colleagues staff />
                    <Tour />
                }
                    .into_any()
            } else {
                view! { <Doors title="Sign in" doors=&ENTRIES apart=false /> }.into_any()
            }}
        </main>
        <Foot />
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

/// What there is to read, and which version this is.
#[component]
fn Foot() -> impl IntoView {
    let link = |(address, name): &(&'static str, &'static str)| {
        view! {
            <li>
                <a href=*address>{*name}</a>
            </li>
        }
    };
    view! {
        <footer class="foot">
            <ul>{READ.iter().map(link).collect_view()}</ul>
            <p>"Backline " {env!("CARGO_PKG_VERSION")}</p>
        </footer>
    }
}

#[component]
fn Tour() -> impl IntoView {
    view! {
        <section aria-labelledby="tour-title">
            <h2 id="tour-title">"Try it in one minute"</h2>
            <ol class="tour">
                <li>
                    "Open "<b>"Agent"</b>" above. Come back to this tab and press "
                    <b>"Bring me a caller"</b>". In the agent’s tab, press "<b>"Answer"</b>"."
                </li>
                <li>
                    "Open "<b>"Supervisor"</b>" and press "<b>"Open interaction"</b>
                    " in the call’s row. You are connected, and nobody hears you."
                </li>
                <li>
                    "Try "<b>"Monitor"</b>", "<b>"Coach"</b>" and "<b>"Barge In"</b>
                    ". End each before you start the next. The picture and its sentence show who hears you. The agent’s tab shows when the agent does."
                </li>
            </ol>
        </section>
    }
}
