//! What the third column shows: the request that was chosen, or else the interaction that is open.
//!
//! Choosing shows and nothing more: no command, no voice connection. A request that this person
//! takes, on whatever screen, is chosen by that; an interaction that opens takes the column back.

use backline_core::{id::InteractionId, interaction::Interaction};
use leptos::prelude::*;

use crate::runtime::{App, Model};

/// The choice and what follows from it. Found with [`use_selection`].
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    chosen: RwSignal<Option<InteractionId>>,
    /// The interaction that is open, or was until it ended and has not been put away yet.
    pub(crate) opened: Memo<Option<InteractionId>>,
    /// What the third column shows.
    pub(crate) shown: Memo<Option<InteractionId>>,
    /// Where this person has taken the request.
    pub(crate) taken: Memo<Option<InteractionId>>,
    /// Whether what it shows was put aside: where there is room for one column, it covers the others.
    aside: RwSignal<bool>,
}

/// The page's [`Selection`].
#[must_use]
pub(crate) fn use_selection() -> Selection {
    expect_context()
}

impl Selection {
    /// Begins, for all components below.
    pub(crate) fn start(app: App) -> Self {
        let chosen = RwSignal::new(None);
        let opened = opened(app);
        let chosen_still = app.memo(move |model| chosen.get().filter(|id| is_known(model, *id)));
        let shown = Memo::new(move |_| chosen_still.get().or(opened.get()));
        let taken = app.memo(|model| {
            let me = model.my_id()?;
            let mut all = model.replica.interactions();
            all.find(|call| call.helps(me).is_some()).map(Interaction::id)
        });
        let aside = RwSignal::new(false);
        let selection = Self { chosen, opened, shown, taken, aside };
        provide_context(selection);
        selection.follow();
        selection
    }

    /// Shows the request on an interaction.
    pub(crate) fn choose(self, id: InteractionId) {
        self.chosen.set(Some(id));
        self.aside.set(false);
    }

    /// Shows the open interaction again, or nothing.
    pub(crate) fn put_away(self) {
        self.chosen.set(None);
        self.aside.set(false);
    }

    /// Gives the room back to what the third column covers. What is open stays so.
    pub(crate) fn put_aside(self) {
        self.aside.set(true);
    }

    /// Whether the third column shows something that was not put aside.
    pub(crate) fn is_in_front(self) -> bool {
        self.shown.with(Option::is_some) && !self.aside.get()
    }

    fn follow(self) {
        let Self { chosen, opened, taken, shown, aside } = self;
        Effect::new(move |_| {
            shown.track();
            aside.set(false);
        });
        Effect::new(move |before: Option<(Option<InteractionId>, Option<InteractionId>)>| {
            let now = (taken.get(), opened.get());
            if let Some(before) = before {
                let next = chosen_after(chosen.get_untracked(), before, now);
                if next != chosen.get_untracked() {
                    chosen.set(next);
                }
            }
            now
        });
    }
}

/// What is chosen after a change of what this person has taken and what is open, in this order.
fn chosen_after(
    chosen: Option<InteractionId>,
    before: (Option<InteractionId>, Option<InteractionId>),
    now: (Option<InteractionId>, Option<InteractionId>),
) -> Option<InteractionId> {
    let ((was_taken, was_open), (taken, open)) = (before, now);
    if open != was_open {
        // What opens takes the column; what was open and chosen goes with its end.
        chosen.filter(|chosen| open.is_none() && Some(*chosen) != was_open)
    } else if taken != was_taken {
        taken.or(chosen)
    } else {
        chosen
    }
}

fn is_known(model: &Model, id: InteractionId) -> bool {
    model.replica.interaction(id).is_some_and(|call| call.help().is_some())
}

fn opened(app: App) -> Memo<Option<InteractionId>> {
    let own = app.memo(|model| model.own_call().map(Interaction::id));
    let over = app.memo(Model::over);
    Memo::new(move |before: Option<&Option<InteractionId>>| {
        let ended = before.copied().flatten().filter(|id| over.with(|over| over.contains(id)));
        own.get().or(ended)
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const A: Option<InteractionId> = Some(InteractionId::from_u128(1));
    const B: Option<InteractionId> = Some(InteractionId::from_u128(2));

    #[test]
    fn what_opens_takes_the_column() {
        assert_eq!(chosen_after(A, (None, None), (A, A)), None);
        assert_eq!(chosen_after(A, (None, B), (None, A)), None);
    }

    #[test]
    fn a_claim_is_shown_while_its_call_is_not_open_yet() {
        assert_eq!(chosen_after(None, (None, B), (A, B)), A);
    }

    #[test]
    fn another_request_stays_chosen_when_the_open_call_ends() {
        assert_eq!(chosen_after(A, (None, B), (None, None)), A);
        assert_eq!(chosen_after(A, (A, A), (None, None)), None);
    }
}
