//! **Bring me a caller** and **Let Ben ask for help**: asks the server to ring an agent with a
//! recorded caller, and says how that went.

use gloo_timers::callback::Interval;
use js_sys::Reflect;
use leptos::{prelude::*, wasm_bindgen::JsValue};
use wasm_bindgen_futures::spawn_local;

use super::{
    ask::ask,
    staff::{StaffView, Who},
};
use crate::icon::{Drawing, Icon};

/// How often is looked.
const LOOK_EVERY_MS: u32 = 2_000;

/// For whom a caller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// The person who looks at this page.
    You,
    /// Ben, who then asks for help.
    Ben,
}

/// How far the last request is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Bringing {
    Not,
    Waiting,
    Rings(For),
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
            Self::Not => {
                "A recorded caller rings the agent, so you can try this alone. Or let Ben take a call and ask for help, and be the supervisor."
            }
            Self::Waiting => "Calling.",
            Self::Rings(For::You) => {
                "A caller is on the line and rings the first free agent. Press Answer in that agent’s tab."
            }
            Self::Waits => {
                "A caller is on the line, but no agent has a tab open. Open Agent below, then press Answer there."
            }
            Self::Rings(For::Ben) => {
                "Ben takes a call and asks for help. Open Supervisor below, read the request, and press Confirm."
            }
            Self::Answered => "The call was answered.",
            Self::Over => "The call has ended. Bring another caller.",
            Self::Failed(sentence) => sentence,
        };
        sentence.to_owned()
    }
}

/// The buttons and the answer.
#[component]
pub(super) fn BringCaller(staff: StaffView) -> impl IntoView {
    let asked = RwSignal::new(Bringing::Not);
    let last = RwSignal::new(None::<String>);
    follow(asked, last);
    let waiting = move || asked.with(|asked| *asked == Bringing::Waiting);
    let bring = move |whom: For| {
        if untrack(waiting) {
            return;
        }
        asked.set(Bringing::Waiting);
        last.set(None);
        spawn_local(async move {
            let answer = call(whom, staff).await;
            let _gone = last.try_set(answer.as_ref().ok().and_then(|(_, id)| id.clone()));
            let _gone =
                asked.try_set(answer.map_or_else(Bringing::Failed, |(bringing, _)| bringing));
        });
    };
    let failed = move || asked.with(|asked| matches!(asked, Bringing::Failed(_))).then_some("");
    let disabled = move || waiting().then_some("true");
    view! {
        <div class="bring">
            <button
                type="button"
                class="button go"
                aria-disabled=disabled
                on:click=move |_| bring(For::You)
            >
                <Drawing icon=Icon::PhoneIncoming />
                <span class="label">"Bring me a caller"</span>
            </button>
            <button type="button" class="button" aria-disabled=disabled on:click=move |_| bring(For::Ben)>
                <Drawing icon=Icon::Hand />
                <span class="label">"Let Ben ask for help"</span>
            </button>
            <p role="status" data-failed=failed>
                {move || asked.with(Bringing::sentence)}
            </p>
        </div>
    }
}

/// Looks how far the caller is, while the page is in view, until that is known to be over.
fn follow(asked: RwSignal<Bringing>, last: RwSignal<Option<String>>) {
    let looks = Interval::new(LOOK_EVERY_MS, move || {
        let Some(id) = last.get_untracked().filter(|_| !document().hidden()) else { return };
        spawn_local(async move {
            let path = ["/api/demo/caller?interaction=", &id].concat();
            let stage = ask(&path, None).await.ok().and_then(|said| field(&said, "stage"));
            // Another was asked for meanwhile, or the page is gone.
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
    });
    let _ends_with_the_page = StoredValue::new_local(looks);
}

fn field(said: &JsValue, key: &str) -> Option<String> {
    Reflect::get(said, &key.into()).ok()?.as_string()
}

/// How it stands, and the call's id.
async fn call(whom: For, staff: StaffView) -> Result<(Bringing, Option<String>), String> {
    let body = match whom {
        For::You => "{}",
        For::Ben => {
            staff.switch(Who::Ben, true).await?;
            "{\"needs_help\":true}"
        }
    };
    let called = ask("/api/demo/caller", Some(body.to_owned())).await?;
    let rings = Reflect::get(&called, &"rings".into()).is_ok_and(|rings| rings.is_truthy());
    let bringing = match whom {
        For::You if !rings => Bringing::Waits,
        For::You | For::Ben => Bringing::Rings(whom),
    };
    Ok((bringing, field(&called, "interaction")))
}
