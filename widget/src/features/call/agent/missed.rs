//! That a call rang in vain, and the one click back to being Available.

use backline_core::people::{PersonView, Presence};
use leptos::prelude::*;

use crate::{
    components::Act,
    icon::Icon,
    runtime::{Intent, use_app},
};

/// Says who called and what became of one's presence; nothing while no call was missed.
#[component]
pub(crate) fn MissedCallNotice() -> impl IntoView {
    let app = use_app();
    let caller = app.memo(|model| model.me().and_then(caller));
    view! {
        <div role="status">
            {move || caller.get().map(|caller| view! {
                <div class="missed">
                    <p>"You missed a call from " <bdi>{caller}</bdi> ". You are Busy, and no call rings here."</p>
                    <Act
                        label="Become Available"
                        icon=Icon::Headset
                        tone="go"
                        press=move || app.want(Intent::SetPresence(Presence::Available))
                    />
                </div>
            })}
        </div>
    }
}

/// Who called whom this person missed; somebody whose name was erased is a caller still.
fn caller(me: &PersonView) -> Option<String> {
    let missed = me.missed.as_ref().filter(|missed| !missed.unheard)?;
    let name = missed.caller.shown();
    Some(if name.is_empty() { "a caller".to_owned() } else { name.into_owned() })
}
