//! **Bring me a caller**: asks the server to ring an agent with a recorded caller, and says how
//! that went.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast as _, JsValue},
    web_sys::{self, RequestInit, Response},
};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::icon::{Drawing, Icon};

/// How far the last request is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Not,
    Waiting,
    Rings,
    Failed(String),
}

/// The button and the answer.
#[component]
pub(super) fn BringCaller() -> impl IntoView {
    let asked = RwSignal::new(Asked::Not);
    let waiting = move || asked.with(|asked| *asked == Asked::Waiting);
    let press = move |_| {
        if asked.with_untracked(|asked| *asked == Asked::Waiting) {
            return;
        }
        asked.set(Asked::Waiting);
        spawn_local(async move {
            let answer = bring().await.unwrap_or_else(|_| {
                Err("The server does not answer. Check that it runs, then try again.".to_owned())
            });
            asked.set(answer.map_or_else(Asked::Failed, |()| Asked::Rings));
        });
    };
    let failed = move || asked.with(|asked| matches!(asked, Asked::Failed(_))).then_some("");
    let said = move || {
        asked.with(|asked| match asked {
            Asked::Not => "A recorded caller rings the agent, so that you need nobody else.".to_owned(),
            Asked::Waiting => "Calling.".to_owned(),
            Asked::Rings => {
                "A caller is on the line. Press Answer in the agent’s tab; until one is open, the caller waits.".to_owned()
            }
            Asked::Failed(sentence) => sentence.clone(),
        })
    };
    view! {
        <div class="bring">
            <button
                type="button"
                class="button go"
                aria-disabled=move || waiting().then_some("true")
                on:click=press
            >
                <Drawing icon=Icon::PhoneIncoming />
                <span class="label">"Bring me a caller"</span>
            </button>
            <p role="status" data-failed=failed>
                {said}
            </p>
        </div>
    }
}

/// Asks. The inner error is the server's sentence, the outer one that there was no answer.
async fn bring() -> Result<Result<(), String>, JsValue> {
    let request = RequestInit::new();
    request.set_method("POST");
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let fetched = window.fetch_with_str_and_init("/api/demo/caller", &request);
    let response: Response = JsFuture::from(fetched).await?.dyn_into()?;
    if response.ok() {
        return Ok(Ok(()));
    }
    let body = JsFuture::from(response.json()?).await?;
    let sentence = js_sys::Reflect::get(&body, &"sentence".into())?.as_string();
    Ok(Err(sentence.ok_or(JsValue::NULL)?))
}
