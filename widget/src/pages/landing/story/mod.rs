//! The whole story in one tab: the agent's page and the supervisor's side by side, and a guide that
//! follows what is done on them.
//!
//! Both are the pages themselves, in frames, each signed in as its own person. Nothing is loaded
//! before it is asked for. What the guide knows, the server has told; no frame is looked into.

mod guide;
mod microphone;

use gloo_timers::callback::Interval;
use js_sys::Reflect;
use leptos::{
    prelude::*,
    web_sys::{self, Storage},
};
use wasm_bindgen_futures::spawn_local;

use super::{
    ask::ask,
    caller::{Caller, Callers, bring, field},
    staff::{StaffView, Who},
};
use crate::{
    components::focus,
    icon::{Drawing, Icon},
    runtime::query,
};
use guide::{Guide, Known, STEPS, Side};

/// Who the agent of the story is.
const AGENT: &str = "ana";

/// Often enough that a step is ticked as one looks up from it.
const LOOK_EVERY_MS: u32 = 700;

/// Where the tab keeps which call the story is about.
const KEPT: &str = "backline.demo.story";

const TITLE: &str = "story-title";

/// A page of the story: whose, at which address, in what frame.
struct Frame {
    side: Side,
    name: &'static str,
    person: &'static str,
    role: &'static str,
    title: &'static str,
    path: &'static str,
}

static FRAMES: [Frame; 2] = [
    Frame {
        side: Side::Agent,
        name: "agent",
        person: "Ana Ribeiro",
        role: "Agent",
        title: "Ana’s panel",
        path: "/panel?as=ana",
    },
    Frame {
        side: Side::Supervisor,
        name: "supervisor",
        person: "Sofia Marin",
        role: "Supervisor",
        title: "Sofia’s workspace",
        path: "/workspace?as=sofia",
    },
];

/// What the story knows.
#[derive(Clone, Copy)]
struct StoryView {
    known: RwSignal<Known>,
    guide: RwSignal<Guide>,
    call: RwSignal<Option<String>>,
    bringing: RwSignal<bool>,
    trouble: RwSignal<String>,
}

/// The story, from its start to its end.
#[component]
pub(super) fn Story(staff: StaffView, end: Callback<()>) -> impl IntoView {
    let story = StoryView::begun();
    let shown = RwSignal::new(Side::Agent);
    spawn_local(async move {
        // Sam would take what is Sofia's. What goes wrong is said below Sam's switch.
        let _ = staff.switch(Who::Sam, false).await;
    });
    Effect::new(move || focus::to(TITLE));
    view! {
        <section class="story" aria-labelledby=TITLE>
            <div class="guide card">
                <div class="guide-head">
                    <h1 id=TITLE tabindex="-1">"The story in three steps"</h1>
                    <Speaking />
                    <button type="button" class="button quiet dense" on:click=move |_| end.run(())>
                        <Drawing icon=Icon::X />
                        "Close the story"
                    </button>
                </div>
                <Steps story />
                <p class="guide-now" role="status">{move || story.guide.with(|guide| guide.now)}</p>
                <BringOne story />
            </div>
            <div class="show" role="group" aria-label="Show">
                {FRAMES.iter().map(|frame| switch(frame, shown, story)).collect_view()}
            </div>
            <div class="frames" data-shown=move || name(shown.get())>
                {FRAMES.iter().map(|frame| framed(frame, story)).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn Steps(story: StoryView) -> impl IntoView {
    let step = |(number, what): (usize, &'static str)| {
        let done =
            Memo::new(move |_| story.guide.with(|guide| guide.done.get(number) == Some(&true)));
        let at = move || story.guide.with(|guide| guide.at == Some(number)).then_some("step");
        view! {
            <li aria-current=at data-done=move || done.get().then_some("")>
                <Show
                    when=move || done.get()
                    fallback=move || view! { <span class="number">{number + 1}</span> }
                >
                    <Drawing icon=Icon::CircleCheck />
                    <span class="visually-hidden">"Done: "</span>
                </Show>
                <span>{what}</span>
            </li>
        }
    };
    view! { <ol class="steps">{STEPS.into_iter().enumerate().map(step).collect_view()}</ol> }
}

#[component]
fn BringOne(story: StoryView) -> impl IntoView {
    let against = Memo::new(move |_| {
        let calling = story.bringing.get().then_some("Calling.");
        calling.or_else(|| story.known.get().against_a_caller()).map(str::to_owned)
    });
    let press = Callback::new(move |caller: Caller| {
        story.bringing.set(true);
        spawn_local(async move {
            let brought = bring(caller, Some(AGENT)).await;
            let _gone = story.bringing.try_set(false);
            let _gone = story.trouble.try_set(brought.as_ref().err().cloned().unwrap_or_default());
            if let Ok(brought) = brought {
                story.follow(brought.interaction);
            }
        });
    });
    view! {
        <Callers against press />
        <p class="trouble" role="alert">{move || story.trouble.get()}</p>
    }
}

/// Whether one is heard.
#[component]
fn Speaking() -> impl IntoView {
    let microphone = microphone::follow();
    view! {
        <p class="guide-microphone">
            <Drawing icon=Icon::Mic />
            <span role="status">{move || microphone.get().sentence()}</span>
        </p>
    }
}

/// Where there is room for one frame only: which.
fn switch(frame: &'static Frame, shown: RwSignal<Side>, story: StoryView) -> impl IntoView {
    let on = move || if shown.get() == frame.side { "true" } else { "false" };
    let next = Memo::new(move |_| story.guide.with(|guide| guide.side) == Some(frame.side));
    view! {
        <button
            type="button"
            class="button"
            aria-pressed=on
            data-next=move || next.get().then_some("")
            on:click=move |_| shown.set(frame.side)
        >
            {frame.title}
            <Show when=move || next.get()>
                <span class="badge">"Next"</span>
            </Show>
        </button>
    }
}

fn framed(frame: &'static Frame, story: StoryView) -> impl IntoView {
    let next = move || story.guide.with(|guide| guide.side == Some(frame.side)).then_some("");
    // Sound is left as it is where this page's own address asks for that.
    let raw = query("raw").map(|_| "&raw=1").unwrap_or_default();
    view! {
        <div class="frame" data-frame=frame.name data-next=next>
            <p class="frame-head">
                <strong>{frame.person}</strong>
                <span class="quiet">{frame.role}</span>
                <a href=frame.path target="_blank" rel="noopener">
                    "Open in a tab"
                    <Drawing icon=Icon::ArrowUpRight />
                    <span class="visually-hidden">": " {frame.title}</span>
                </a>
            </p>
            <iframe
                name=frame.name
                title=frame.title
                src=[frame.path, raw].concat()
                allow="microphone; autoplay; speaker-selection"
            ></iframe>
        </div>
    }
}

const fn name(side: Side) -> &'static str {
    match side {
        Side::Agent => "agent",
        Side::Supervisor => "supervisor",
    }
}

impl StoryView {
    /// Looks, and goes on to look for as long as the story is shown.
    fn begun() -> Self {
        let story = Self {
            known: RwSignal::default(),
            guide: RwSignal::new(Guide::default().learn(Known::default())),
            call: RwSignal::new(tab().and_then(|tab| tab.get_item(KEPT).ok().flatten())),
            bringing: RwSignal::new(false),
            trouble: RwSignal::default(),
        };
        let look = move || spawn_local(async move { story.look().await });
        look();
        let looks = Interval::new(LOOK_EVERY_MS, move || {
            if !document().hidden() {
                look();
            }
        });
        // They end with this part of the page.
        let _looks = StoredValue::new_local(looks);
        story
    }

    /// From here on the story is about this call.
    fn follow(self, call: String) {
        if let Some(tab) = tab() {
            let _forgets_at_a_reload = tab.set_item(KEPT, &call);
        }
        let known = self.known.try_get_untracked().unwrap_or_default().called();
        let _gone = self.known.try_set(known);
        let _gone = self.guide.try_set(Guide::default().learn(known));
        let _gone = self.call.try_set(Some(call));
    }

    async fn look(self) {
        let Some(call) = self.call.try_get_untracked() else { return };
        let about = call.as_ref().map(|call| ["&interaction=", call].concat());
        let path = ["/api/demo/story?agent=", AGENT, &about.unwrap_or_default()].concat();
        let Ok(said) = ask(&path, None).await else { return };
        if self.call.try_get_untracked() != Some(call) {
            return;
        }
        let text = |key| field(&said, key).unwrap_or_default();
        let coached = Reflect::get(&said, &"coached".into()).is_ok_and(|it| it.is_truthy());
        let known = Known::read(&text("agent"), &text("stage"), &text("help"), coached);
        self.known.set(known);
        let guide = self.guide.with_untracked(|guide| guide.learn(known));
        if self.guide.with_untracked(|now| *now != guide) {
            self.guide.set(guide);
        }
    }
}

fn tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
