//! A call that rings on a page where nobody is: the browser says it, once for each ring, and takes
//! it back when it rings no more.
//!
//! By the same rule of who is at the page as a help request.

use backline_core::{
    id::InteractionId,
    time::{Millis, Timestamp},
};
use leptos::prelude::*;

use super::view::{AgentCall, Phase};
use crate::{
    components::{BackgroundAlerts, Notifies},
    runtime::{
        Attention, Notification, NotificationText, PageStanding, Permission, attention, use_app,
    },
};

/// A ring, as the browser is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ring {
    call: InteractionId,
    caller: String,
    /// How long a page is left untouched before it counts as not in use.
    untouched_after: Millis,
}

impl Ring {
    /// What the browser shows, when nobody is at the page.
    fn due(&self, attention: Attention, now: Timestamp) -> Option<NotificationText> {
        (!attention.is_in_use(now, self.untouched_after)).then(|| NotificationText {
            tag: ["backline/call/", &self.call.to_string()].concat(),
            title: "Incoming call".to_owned(),
            body: self.caller.clone(),
        })
    }
}

/// Notifies, and says whether it may.
#[component]
pub(crate) fn CallNotices(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let app = use_app();
    let ring = app.memo(move |model| {
        let call = call.get().filter(|call| call.phase == Phase::Ringing)?;
        let terms = model.replica.interaction(call.id)?.terms();
        let live = model.standing() == PageStanding::Live;
        let untouched_after = terms.help.untouched_after;
        live.then_some(Ring { call: call.id, caller: call.customer, untouched_after })
    });
    let attention = attention();
    // One that the browser did not show counts as shown: it is not tried twice a second.
    let shown = StoredValue::new_local(None::<(InteractionId, Option<Notification>)>);
    Effect::new(move |_| {
        let (now, attention, ring) = (app.now(), attention.get(), ring.get());
        let rings = ring.as_ref().map(|ring| ring.call);
        if shown.with_value(|shown| shown.as_ref().map(|(of, _)| *of)) != rings {
            shown.set_value(None);
        } else if rings.is_some() {
            return;
        }
        let due = ring.and_then(|ring| Some((ring.call, ring.due(attention, now)?)));
        if let Some((call, message)) = due.filter(|_| Permission::read() == Permission::Given) {
            shown.set_value(Some((call, Notification::show(&message, || {}))));
        }
    });
    view! { <BackgroundAlerts notifies=Notifies { what: "A call", page: "panel" } /> }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const AT_WORK: Attention = Attention { visible: true, focused: true, touched_at: NOW };

    ///
    #[test]
    fn a_call_is_notified_of_where_nobody_is_at_the_page_and_there_only() {
        let ring = Ring {
            call: InteractionId::from_u128(7),
            caller: "Carla".to_owned(),
            untouched_after: Millis::seconds(30),
        };
        let shown = |attention, now| ring.due(attention, now).map(|it| (it.title, it.body));
        let told = Some(("Incoming call".to_owned(), "Carla".to_owned()));
        assert_eq!(shown(AT_WORK, NOW), None);
        assert_eq!(shown(Attention { visible: false, ..AT_WORK }, NOW), told);
        assert_eq!(shown(Attention { focused: false, ..AT_WORK }, NOW), told);
        assert_eq!(shown(AT_WORK, Timestamp(NOW.0 + 30_000)), told);
    }
}
