//! Carries out what is due: sound, title, notifications, receipts. It decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::{
    alert::{Alert, MARKS, Mark},
    due,
    sightings::Sightings,
};
use crate::{
    features::supervise::selection::use_selection,
    runtime::{
        App, Attention, Intent, Notification, PageStanding, Permission, Sight, set_title,
        title as now_titled, wants_stillness,
    },
};

/// Whether what is known holds now: who is cut off from the server is not called to a request that may
/// be over.
fn is_live(app: App) -> Memo<bool> {
    app.memo(|model| model.standing() == PageStanding::Live)
}

/// Sounds for as long as a request waits.
pub(super) fn sound(app: App, alerts: Memo<Vec<Alert>>) {
    let silent =
        app.memo(|model| model.media.silent_requests || model.standing() != PageStanding::Live);
    let due = Memo::new(move |_| alerts.with(|alerts| due::sound(alerts, silent.get())));
    Effect::new(move |_| app.sound_request(due.get()));
    on_cleanup(move || app.sound_request(None));
}

/// The title calls while nobody is at the page.
pub(super) fn title(app: App, alerts: Memo<Vec<Alert>>, attention: Signal<Attention>) {
    let own = now_titled();
    let titled = own.clone();
    let still = wants_stillness();
    let live = is_live(app);
    let due = Memo::new(move |_| {
        let now = app.now();
        if !live.get() {
            return None;
        }
        let calls = alerts.with(|alerts| due::title(alerts, attention.get(), now))?;
        due::alternates(now, still).then_some(calls)
    });
    Effect::new(move |_| set_title(&due.get().unwrap_or_else(|| titled.clone())));
    on_cleanup(move || set_title(&own));
}

/// Shows what is due, and closes each with the end of its request. A click selects the request.
pub(super) fn notifications(app: App, alerts: Memo<Vec<Alert>>, attention: Signal<Attention>) {
    let selection = use_selection();
    // One that the browser did not show counts as shown: it is not tried twice a second.
    let shown = StoredValue::new_local(BTreeMap::<Mark, Option<Notification>>::new());
    let live = is_live(app);
    Effect::new(move |_| {
        let (now, attention, live) = (app.now(), attention.get(), live.get());
        alerts.with(|alerts| {
            let up: BTreeSet<_> =
                alerts.iter().filter(|alert| alert.claimable).map(|alert| alert.mark).collect();
            shown.update_value(|shown| shown.retain(|mark, _| up.contains(mark)));
            if !live || Permission::read() != Permission::Given {
                return;
            }
            let before = shown.with_value(|shown| shown.keys().copied().collect());
            for (mark, message) in due::notifications(alerts, attention, now, &before) {
                let select = move || selection.choose(mark.interaction);
                let notification = Notification::show(&message, select);
                shown.update_value(|shown| {
                    shown.insert(mark, notification);
                });
            }
        });
    });
}

/// Tells the server what was seen. To look at what one cannot answer is not to be reached.
pub(super) fn sight(app: App, alerts: Memo<Vec<Alert>>, attention: Signal<Attention>) {
    let live = is_live(app);
    let sight = StoredValue::new_local(Sight::of(MARKS));
    let sightings = StoredValue::new(Sightings::default());
    Effect::new(move |_| {
        let (now, here, live) = (app.now(), attention.get().is_here(), live.get());
        let in_view = sight.with_value(|sight| sight.as_ref().map(Sight::in_view));
        let mut in_view: BTreeSet<Mark> =
            in_view.unwrap_or_default().iter().filter_map(Mark::read).collect();
        alerts.with(|alerts| {
            let can =
                |mark: &Mark| alerts.iter().any(|alert| alert.mark == *mark && alert.claimable);
            in_view.retain(can);
        });
        let mut seen = Vec::new();
        sightings.update_value(|sightings| match (live, here) {
            (true, true) => seen = sightings.look(now, &in_view),
            (true, false) => sightings.look_away(),
            (false, _) => sightings.forget(),
        });
        for Mark { interaction, request, stage } in seen {
            app.want(Intent::Seen { interaction, request, stage });
        }
    });
}
