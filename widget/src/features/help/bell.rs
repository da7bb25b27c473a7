//! The bell in the bar: how many ask, and in its menu who they are, the sound, and whether the
//! browser may notify.

use backline_core::{
    id::InteractionId, interaction::help::Severity::Emergency, legible::isolated, time::Timestamp,
};
use leptos::prelude::*;

use super::{
    alerts::{MuteAlerts, NOTIFIES},
    queue::waits,
    words::{count, request_title},
};
use crate::{
    components::{BackgroundAlerts, Timer},
    features::supervise::selection::use_selection,
    icon::{Drawing, Icon},
    runtime::{Model, use_app},
};

const MENU: &str = "bell-menu";

/// A request in the menu.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Ringing {
    id: InteractionId,
    title: String,
    label: String,
    pressing: bool,
    since: Timestamp,
}

/// The bell and its menu.
#[component]
pub(crate) fn Bell() -> impl IntoView {
    let app = use_app();
    let ringing = app.memo(ringing);
    let waiting = Memo::new(move |_| ringing.with(Vec::len));
    let pressing = Memo::new(move |_| ringing.with(|all| all.iter().any(|it| it.pressing)));
    let silent = app.memo(|model| model.media.silent_requests);
    view! {
        <button
            type="button"
            class="button quiet bell"
            popovertarget=MENU
            data-raised=move || (waiting.get() != 0).then_some("")
            data-emergency=move || pressing.get().then_some("")
        >
            <Drawing icon=Icon::Bell />
            <span>{move || count(waiting.get())}</span>
            <Show when=move || silent.get()>
                <span class="bell-muted">"Muted"</span>
            </Show>
        </button>
        <div class="popover bell-menu" id=MENU popover="auto">
            <section aria-labelledby="bell-alerts">
                <h2 id="bell-alerts">"Alerts"</h2>
                <p class="small quiet" hidden=move || waiting.get() != 0>
                    "No help requests for you."
                </p>
                <ul>
                    <For each=move || ringing.get() key=Clone::clone let:ringing>
                        <RingingRow ringing />
                    </For>
                </ul>
            </section>
            <section aria-labelledby="bell-sound">
                <h2 id="bell-sound">"Sound"</h2>
                <MuteAlerts />
            </section>
            <section aria-labelledby="bell-notifications">
                <h2 id="bell-notifications">"Notifications"</h2>
                <BackgroundAlerts notifies=NOTIFIES />
            </section>
        </div>
    }
}

/// A press shows the request and closes the menu.
#[component]
fn RingingRow(ringing: Ringing) -> impl IntoView {
    let selection = use_selection();
    let Ringing { id, title, label, pressing, since } = ringing;
    view! {
        <li>
            <button
                type="button"
                class="bell-request"
                data-emergency=pressing.then_some("")
                popovertarget=MENU
                popovertargetaction="hide"
                on:click=move |_| selection.choose(id)
            >
                <strong>{title}</strong>
                <span class="small">{label} " · " <Timer since=move || Some(since) /></span>
            </button>
        </li>
    }
}

/// Who asks, in the order of the list.
fn ringing(model: &Model) -> Vec<Ringing> {
    let asked = model.replica.asked();
    let all = asked.iter().filter(|it| waits(it)).map(|it| {
        let agent = it.interaction.agent().map_or("An agent".into(), |agent| agent.name.shown());
        Ringing {
            id: it.interaction.id(),
            title: request_title(&agent, it.help.severity),
            label: isolated(&it.help.label).into_owned(),
            pressing: it.help.severity == Emergency,
            since: it.help.asked_at,
        }
    });
    all.collect()
}
