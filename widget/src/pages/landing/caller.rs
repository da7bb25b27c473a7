//! **Bring me a caller** and **Let Ben ask for help**: asks the server to ring an agent with a
//! recorded caller, and says how that went.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    ask::ask,
    staff::{StaffView, Who},
};
use crate::icon::{Drawing, Icon};

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
    Failed(String),
}

impl Bringing {
    fn sentence(&self) -> String {
        let sentence = match self {
            Self::Not => {
                "A recorded caller rings the agent, so that you need nobody else. Or Ben takes one and asks for help: then you are the supervisor."
            }
            Self::Waiting => "Calling.",
            Self::Rings(For::You) => {
                "A caller is on the line, and rings at the first agent who is free. Press Answer in that agent’s tab."
            }
            Self::Waits => {
                "A caller is on the line, and no agent has a tab open. Open the Agent door: the call rings there, and you press Answer."
            }
            Self::Rings(For::Ben) => {
                "Ben takes a caller and asks for help. Open the Supervisor door, notice the request, and press Confirm."
            }
            Self::Failed(sentence) => sentence,
        };
        sentence.to_owned()
    }
}

/// The buttons and the answer.
#[component]
pub(super) fn BringCaller(staff: StaffView) -> impl IntoView {
    let asked = RwSignal::new(Bringing::Not);
    let waiting = move || asked.with(|asked| *asked == Bringing::Waiting);
    let bring = move |whom: For| {
        if untrack(waiting) {
            return;
        }
        asked.set(Bringing::Waiting);
        spawn_local(async move {
            let answer = call(whom, staff).await;
            asked.set(answer.unwrap_or_else(Bringing::Failed));
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

async fn call(whom: For, staff: StaffView) -> Result<Bringing, String> {
    let body = match whom {
        For::You => "{}",
        For::Ben => {
            staff.switch(Who::Ben, true).await?;
            "{\"needs_help\":true}"
        }
    };
    let called = ask("/api/demo/caller", Some(body.to_owned())).await?;
    let rings = Reflect::get(&called, &"rings".into()).is_ok_and(|rings| rings.is_truthy());
    Ok(match whom {
        For::You if !rings => Bringing::Waits,
        For::You | For::Ben => Bringing::Rings(whom),
    })
}
