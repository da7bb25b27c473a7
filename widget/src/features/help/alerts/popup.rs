//! The *Notify Agent* popup: a modal with the contact's record, what the agent wants, and the
//! answers. One at a time.
//!
//! It comes and goes with the request; *Close* and Escape put it away here without an answer.

use leptos::{html::Dialog, prelude::*, web_sys::Event};

use super::{
    alert::{Alert, Away, Mark},
    card::Card,
    due,
    sheet::Sheet,
};
use crate::{
    components::while_here,
    runtime::{PageStanding, Remembered, use_app},
};

/// More are not remembered across a reload; the oldest go first.
const MOST_AWAY: usize = 64;

/// The dialog; it is closed while there is nothing to show.
#[component]
pub(super) fn Popup(alerts: Memo<Vec<Alert>>) -> impl IntoView {
    let app = use_app();
    let away = RwSignal::new(put_away_before());
    let open = Memo::new(move |before: Option<&Option<Mark>>| {
        let before = before.copied().flatten();
        alerts.with(|alerts| away.with(|away| due::popup(alerts, away, before)))
    });
    let behind = Memo::new(move |_| {
        let open = open.get()?;
        Some(alerts.with(|alerts| away.with(|away| due::behind(alerts, away, open))))
    });
    let put_away = move |mark: Mark| {
        let alert = alerts
            .with_untracked(|alerts| alerts.iter().find(|it| it.mark == mark).map(Alert::away));
        away.update(|away| away.extend(alert));
        away.with_untracked(|away| remember(away));
    };
    let lets_go = app.memo(move |model| {
        let open = open.get()?;
        let sheet = Sheet::of(model.replica.interaction(open.interaction)?, open)?;
        // Cut off, nobody can answer: it is let go of whatever the tenant says.
        Some(sheet.buttons.lets_go() || model.standing() != PageStanding::Live)
    });
    let dialog = NodeRef::<Dialog>::new();
    show(dialog, open);
    let leave = move || match open.get_untracked() {
        Some(mark) if lets_go.get_untracked() == Some(true) => put_away(mark),
        Some(_) => reopen(dialog),
        None => {}
    };
    let escaped = move |event: Event| {
        event.prevent_default();
        leave();
    };
    // A browser may close a dialog without asking, when Escape is pressed again and again.
    let closed = move |_: Event| {
        if dialog.get_untracked().is_some_and(|dialog| !dialog.open()) {
            leave();
        }
    };
    view! {
        <dialog
            class="popup"
            node_ref=dialog
            tabindex="-1"
            aria-labelledby="popup-title"
            aria-describedby="popup-reason"
            on:cancel=while_here(escaped)
            on:close=while_here(closed)
        >
            {move || {
                let mark = open.get()?;
                Some(view! { <Card mark behind put_away=Callback::new(put_away) /> })
            }}
        </dialog>
    }
}

/// Opens the dialog for each request anew, so that each is announced and takes the focus from
/// where the person was; closing gives it back. The focus goes to the dialog itself: whoever types
/// at that moment must not press a button.
fn show(dialog: NodeRef<Dialog>, open: Memo<Option<Mark>>) {
    Effect::new(move |before: Option<Option<Mark>>| {
        let open = open.get();
        let dialog = dialog.get()?;
        if before.flatten() != open {
            dialog.close();
            if open.is_some() && dialog.show_modal().is_ok() {
                let _stays = dialog.focus();
            }
        }
        open
    });
}

fn reopen(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked()
        && !dialog.open()
    {
        let _stays = dialog.show_modal();
    }
}

fn put_away_before() -> Vec<Away> {
    let kept = Remembered::PutAway.read().unwrap_or_default();
    kept.split(' ').filter_map(|away| away.parse().ok()).collect()
}

fn remember(away: &[Away]) {
    let latest = away.iter().skip(away.len().saturating_sub(MOST_AWAY));
    Remembered::PutAway.write(&latest.map(Away::to_string).collect::<Vec<_>>().join(" "));
}
