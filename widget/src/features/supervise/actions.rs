//! The three actions as one group. The running one is lit and is its own end; one that was asked
//! for is shown as pending, never as active.

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{Action, Command, Stance, SuperviseCommand},
};
use leptos::prelude::*;

use super::action::{drawing, key};
use crate::{
    components::{BlockableButton, BlockedReason, Described, fresh_name},
    icon::{Drawing, Icon},
    runtime::{App, Model, PageStanding, use_app},
};

/// How an action's control stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// It can be started, or says why not.
    Open,
    /// It was asked for.
    Pending,
    /// It runs.
    Running,
}

/// One control: how it stands, the command that a press sends, and what stands against that.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ActionOffer {
    stand: Stand,
    command: Command,
    obstacle: Option<String>,
}

impl ActionOffer {
    /// Why a press would do nothing.
    fn reason(&self) -> Option<String> {
        match self.stand {
            Stand::Pending => Some("It was asked for and is not active yet.".to_owned()),
            Stand::Open | Stand::Running => self.obstacle.clone(),
        }
    }
}

/// The group and the reasons below it.
#[component]
pub(crate) fn Actions(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let places = Action::ALL.map(|action| ActionButton::new(app, id, action));
    let reasons =
        move || reasons(&places.map(|place| (place.action, place.offer.with(ActionOffer::reason))));
    view! {
        <div class="actions" role="group" aria-label="What you do on this call">
            {places.map(|place| place.button(app, id)).collect_view()}
        </div>
        <p class="reasons" aria-hidden="true">
            {reasons}
        </p>
    }
}

/// The same three in a row of the table, where their words have no room: each has its word as name
/// and as what the pointer shows. `about` names the elements that say which call it is.
#[component]
pub(crate) fn RowActions(id: InteractionId, about: String) -> impl IntoView {
    let app = use_app();
    let places = Action::ALL.map(|action| ActionButton::new(app, id, action));
    view! {
        <div class="actions dense">
            {places.map(|place| place.small_button(app, id, about.clone())).collect_view()}
        </div>
    }
}

/// What is offered for `action`; `asked` is the last command of this control.
fn offer(
    model: &Model,
    id: InteractionId,
    action: Action,
    asked: Option<CommandId>,
) -> ActionOffer {
    let call = model.replica.interaction(id);
    let own = model.my_id().and_then(|me| call?.supervisor(me));
    // Without a link nothing is known, and nothing is shown as running.
    let linked = model.standing() == PageStanding::Live;
    let own = own.filter(|_| linked);
    let on_its_way = linked && model.is_asking(asked);
    let stand = match own.map(|own| own.stance) {
        Some(Stance::Active { action: running, .. }) if *running == action => Stand::Running,
        Some(Stance::Requested { action: asked, .. }) if *asked == action => Stand::Pending,
        Some(Stance::Idle | Stance::Requested { .. } | Stance::Active { .. }) | None => {
            if on_its_way {
                Stand::Pending
            } else {
                Stand::Open
            }
        }
    };
    let command = match stand {
        Stand::Open | Stand::Pending => {
            // Where the tenant allows to switch, the other actions stay open while one runs.
            let switch = Command::Supervise(SuperviseCommand::SwitchTo { action });
            let switchable = model.obstacle(id, &switch).is_none();
            if switchable {
                switch
            } else {
                Command::Supervise(SuperviseCommand::TakeAction { action })
            }
        }
        Stand::Running => Command::Supervise(SuperviseCommand::EndAction { action }),
    };
    ActionOffer { stand, obstacle: model.obstacle(id, &command), command }
}

/// An action's place in the group.
#[derive(Clone, Copy)]
struct ActionButton {
    action: Action,
    asked: RwSignal<Option<CommandId>>,
    offer: Memo<ActionOffer>,
}

impl ActionButton {
    fn new(app: App, id: InteractionId, action: Action) -> Self {
        let asked = RwSignal::new(None);
        let offer = app.memo(move |model| offer(model, id, action, asked.get()));
        Self { action, asked, offer }
    }

    fn button(self, app: App, id: InteractionId) -> AnyView {
        self.drawn(app, id, None)
    }

    fn small_button(self, app: App, id: InteractionId, about: String) -> AnyView {
        self.drawn(app, id, Some(about))
    }

    fn drawn(self, app: App, id: InteractionId, row: Option<String>) -> AnyView {
        let Self { action, asked, offer } = self;
        let stand = Memo::new(move |_| offer.with(|offer| offer.stand));
        let obstacle = Memo::new(move |_| offer.with(ActionOffer::reason));
        let press = move || {
            let command = offer.with_untracked(|offer| offer.command.clone());
            asked.set(Some(app.ask(id, command)));
        };
        let why = fresh_name("why");
        let in_row = row.is_some();
        let word = move || {
            if stand.get() == Stand::Running { action.end_label() } else { action.label() }
        };
        let icon =
            move || if stand.get() == Stand::Running { Icon::Square } else { drawing(action) };
        view! {
            <BlockableButton
                obstacle
                described=Described::by(&why).about(row.unwrap_or_default())
                class="action"
                press
                attr:title=move || in_row.then(|| obstacle.get().unwrap_or_else(|| word().to_owned()))
                attr:data-action=key(action)
                attr:data-state=move || match stand.get() {
                    Stand::Open => None,
                    Stand::Pending => Some("pending"),
                    Stand::Running => Some("running"),
                }
            >
                {move || view! { <Drawing icon=icon() /> }}
                <span class=if in_row { "visually-hidden" } else { "label" }>{word}</span>
            </BlockableButton>
            <BlockedReason id=why obstacle class="visually-hidden" />
        }
        .into_any()
    }
}

/// Each reason once, with the controls that it stands against unless that is clear.
fn reasons(against: &[(Action, Option<String>)]) -> String {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for (action, why) in against {
        let Some(why) = why else { continue };
        match said.iter_mut().find(|(known, _)| known == why) {
            Some((_, labels)) => labels.push(action.label()),
            None => said.push((why, vec![action.label()])),
        }
    }
    match said.as_slice() {
        [(why, labels)] if labels.len() > 1 => (*why).to_owned(),
        several => {
            let line = |(why, labels): &(&str, Vec<&str>)| format!("{}: {why}", labels.join(", "));
            several.iter().map(line).collect::<Vec<_>>().join(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const COMPLETE_FIRST: &str = "An action must be completed before attempting a new one.";

    #[test]
    fn a_reason_that_stands_against_several_is_said_once() {
        let why = Some(COMPLETE_FIRST.to_owned());
        let against =
            [(Action::Monitor, why.clone()), (Action::Coach, None), (Action::BargeIn, why)];
        assert_eq!(reasons(&against), COMPLETE_FIRST);
    }

    #[test]
    fn a_reason_that_stands_against_one_names_it() {
        let why = Some("Sam Lindqvist is coaching on this call.".to_owned());
        let against = [(Action::Monitor, None), (Action::Coach, why), (Action::BargeIn, None)];
        assert_eq!(reasons(&against), "Coach: Sam Lindqvist is coaching on this call.");
    }
}
