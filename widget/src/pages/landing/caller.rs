//! Callers to choose from, and bringing one: asks the server to have a recorded caller ring an agent.
//! Where pages are open in tabs of their own, it also says how that went.

use gloo_timers::callback::Interval;
use js_sys::Reflect;
use leptos::{prelude::*, wasm_bindgen::JsValue};
use wasm_bindgen_futures::spawn_local;

use super::ask::ask;
use crate::{
    components::{BlockableButton, BlockedReason, Described, fresh_name},
    icon::{Drawing, Icon},
};

/// How often is looked.
const LOOK_EVERY_MS: u32 = 2_000;

/// Somebody who calls: the server's word for them, their name, and why they call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) key: &'static str,
    name: &'static str,
    press: &'static str,
    why: &'static str,
}

pub(super) const CALLERS: [Caller; 3] = [
    Caller {
        key: "maria",
        name: "Maria Costa",
        press: "Bring Maria",
        why: "Her internet drops out every evening.",
    },
    Caller {
        key: "jonas",
        name: "Jonas Weber",
        press: "Bring Jonas",
        why: "He was charged twice, and wants his money back.",
    },
    Caller {
        key: "amara",
        name: "Amara Diallo",
        press: "Bring Amara",
        why: "She moves on Friday, and no technician is booked.",
    },
];

/// A call that was brought.
pub(super) struct Brought {
    pub(super) interaction: String,
    /// Whether somebody has a page open where it rings.
    pub(super) rings: bool,
}

/// Brings a caller, to the one agent or to whoever is free.
pub(super) async fn bring(caller: Caller, to: Option<&str>) -> Result<Brought, String> {
    let to = to.map(|to| [",\"to\":\"", to, "\""].concat()).unwrap_or_default();
    let body = ["{\"caller\":\"", caller.key, "\"", &to, "}"].concat();
    let called = ask("/api/demo/caller", Some(body)).await?;
    let rings = Reflect::get(&called, &"rings".into()).is_ok_and(|rings| rings.is_truthy());
    Ok(Brought { interaction: field(&called, "interaction").unwrap_or_default(), rings })
}

/// A text in what the server said.
pub(super) fn field(said: &JsValue, key: &str) -> Option<String> {
    Reflect::get(said, &key.into()).ok()?.as_string()
}

/// The three, each with a button; what stands against all of them is said below.
#[component]
pub(super) fn Callers(
    /// Why none can be brought, if so.
    #[prop(into)]
    against: Memo<Option<String>>,
    press: Callback<Caller>,
) -> impl IntoView {
    let why = fresh_name("why");
    let card = |caller: Caller| {
        let described = Described::by(&why);
        view! {
            <li class="caller-card">
                <strong>{caller.name}</strong>
                <p>{caller.why}</p>
                <BlockableButton
                    obstacle=against
                    described
                    class="button"
                    press=move || press.run(caller)
                >
                    <Drawing icon=Icon::PhoneIncoming />
                    {caller.press}
                </BlockableButton>
            </li>
        }
    };
    view! {
        <ul class="callers">{CALLERS.map(card).collect_view()}</ul>
        <p class="callers-why">
            <BlockedReason id=why.clone() obstacle=against class="why" />
        </p>
    }
}

/// How far the last caller is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Bringing {
    Not,
    Waiting,
    Rings,
    /// Nobody has a tab open where it rings.
    Waits,
    /// Somebody has answered.
    Answered,
    /// It is over.
    Over,
    Failed(String),
}

impl Bringing {
    fn sentence(&self) -> String {
        let sentence = match self {
            Self::Not => "Open Agent first. The caller rings in that tab.",
            Self::Waiting => "Calling.",
            Self::Rings => {
                "A caller is on the line and rings the first free agent. Press Answer in that agent’s tab."
            }
            Self::Waits => {
                "A caller is on the line, but no agent has a tab open. Open Agent above, then press Answer there."
            }
            Self::Answered => "The call was answered.",
            Self::Over => "The call has ended. Bring another caller.",
            Self::Failed(sentence) => sentence,
        };
        sentence.to_owned()
    }
}

/// The callers for agents in tabs of their own, and what became of the last one.
#[component]
pub(super) fn TabCallers() -> impl IntoView {
    let asked = RwSignal::new(Bringing::Not);
    let last = RwSignal::new(None::<String>);
    // They end with this part of the page.
    let _looks = StoredValue::new_local(follow(asked, last));
    let against = Memo::new(move |_| {
        asked.with(|it| *it == Bringing::Waiting).then(|| "Calling.".to_owned())
    });
    let press = Callback::new(move |caller: Caller| {
        asked.set(Bringing::Waiting);
        last.set(None);
        spawn_local(async move {
            let (bringing, id) = match bring(caller, None).await {
                Ok(Brought { interaction, rings: true }) => (Bringing::Rings, Some(interaction)),
                Ok(Brought { interaction, rings: false }) => (Bringing::Waits, Some(interaction)),
                Err(sentence) => (Bringing::Failed(sentence), None),
            };
            // Nobody looks any more once the story has begun.
            let _gone = (last.try_set(id), asked.try_set(bringing));
        });
    });
    let failed = move || asked.with(|asked| matches!(asked, Bringing::Failed(_))).then_some("");
    view! {
        <section class="bring" aria-labelledby="bring-title">
            <h2 id="bring-title">"Then bring a caller"</h2>
            <p role="status" data-failed=failed>
                {move || asked.with(Bringing::sentence)}
            </p>
            <Callers against press />
        </section>
    }
}

/// Looks how far the caller is, while the page is in view, until that is known to be over.
fn follow(asked: RwSignal<Bringing>, last: RwSignal<Option<String>>) -> Interval {
    Interval::new(LOOK_EVERY_MS, move || {
        let Some(id) = last.try_get_untracked().flatten().filter(|_| !document().hidden()) else {
            return;
        };
        spawn_local(async move {
            let path = ["/api/demo/story?interaction=", &id].concat();
            let stage = ask(&path, None).await.ok().and_then(|said| field(&said, "stage"));
            if last.try_get_untracked().flatten().as_ref() != Some(&id) {
                return;
            }
            match stage.as_deref() {
                Some("talking") => asked.set(Bringing::Answered),
                Some("ended") => {
                    asked.set(Bringing::Over);
                    last.set(None);
                }
                _ => {}
            }
        });
    })
}
