//! What a press on Send means where a coach is heard only while it is held. Pure.
//!
//! With something written, a short press sends that and a longer one speaks; with nothing written
//! there is nothing to wait for. Whatever takes the press away lets go.

/// A press that ends sooner sends what is written.
pub(super) const SHORT_MS: u64 = 300;

/// How Send stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Press {
    /// Not pressed.
    #[default]
    Up,
    /// Pressed, and it may still be a short press.
    Brief,
    /// Held.
    Held,
}

/// What happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PressEdge {
    /// It goes down; whether something is written.
    Down {
        /// Whether there is a note to send.
        written: bool,
    },
    /// It has been down for longer than a short press.
    Long,
    /// It comes up.
    Up,
    /// It is taken away: focus, pointer or page are gone.
    Lost,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PressOutcome {
    /// Nothing.
    Nothing,
    /// See whether it becomes a long one.
    Wait,
    /// The coach is to be heard.
    Press,
    /// The coach is not to be heard any more.
    Release,
    /// The note is to be sent.
    Send,
}

impl Press {
    /// How Send stands after `edge`, and what follows from it.
    pub(super) const fn after(self, edge: PressEdge) -> (Self, PressOutcome) {
        match (self, edge) {
            (Self::Up, PressEdge::Down { written: true }) => (Self::Brief, PressOutcome::Wait),
            (Self::Up, PressEdge::Down { written: false }) | (Self::Brief, PressEdge::Long) => {
                (Self::Held, PressOutcome::Press)
            }
            (Self::Brief, PressEdge::Up) => (Self::Up, PressOutcome::Send),
            (Self::Brief, PressEdge::Lost) => (Self::Up, PressOutcome::Nothing),
            (Self::Held, PressEdge::Up | PressEdge::Lost) => (Self::Up, PressOutcome::Release),
            (Self::Up, PressEdge::Long | PressEdge::Up | PressEdge::Lost)
            | (Self::Brief | Self::Held, PressEdge::Down { .. })
            | (Self::Held, PressEdge::Long) => (self, PressOutcome::Nothing),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn outcomes(edges: &[PressEdge]) -> Vec<PressOutcome> {
        let mut press = Press::default();
        let take = |edge: &PressEdge| {
            let (next, outcome) = press.after(*edge);
            press = next;
            outcome
        };
        edges.iter().map(take).collect()
    }

    const WRITTEN: PressEdge = PressEdge::Down { written: true };
    const BLANK: PressEdge = PressEdge::Down { written: false };

    #[test]
    fn a_short_press_sends_what_is_written_and_opens_nothing() {
        assert_eq!(outcomes(&[WRITTEN, PressEdge::Up]), [PressOutcome::Wait, PressOutcome::Send]);
    }

    #[test]
    fn a_long_press_speaks_until_it_is_let_go() {
        let held = outcomes(&[WRITTEN, PressEdge::Long, PressEdge::Up]);
        assert_eq!(held, [PressOutcome::Wait, PressOutcome::Press, PressOutcome::Release]);
    }

    #[test]
    fn with_nothing_written_it_speaks_at_once() {
        assert_eq!(outcomes(&[BLANK, PressEdge::Up]), [PressOutcome::Press, PressOutcome::Release]);
    }

    #[test]
    fn what_takes_the_press_away_lets_go_once() {
        let lost = outcomes(&[BLANK, PressEdge::Lost, PressEdge::Up, PressEdge::Lost]);
        assert_eq!(
            lost,
            [
                PressOutcome::Press,
                PressOutcome::Release,
                PressOutcome::Nothing,
                PressOutcome::Nothing
            ]
        );
        assert_eq!(
            outcomes(&[WRITTEN, PressEdge::Lost, PressEdge::Long]),
            [PressOutcome::Wait, PressOutcome::Nothing, PressOutcome::Nothing]
        );
    }

    #[test]
    fn a_second_finger_or_a_repeated_key_changes_nothing() {
        assert_eq!(
            outcomes(&[BLANK, BLANK, PressEdge::Up]),
            [PressOutcome::Press, PressOutcome::Nothing, PressOutcome::Release]
        );
    }
}
