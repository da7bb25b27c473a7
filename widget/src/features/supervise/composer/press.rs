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
pub(super) enum Edge {
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
pub(super) enum Deed {
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
    pub(super) const fn after(self, edge: Edge) -> (Self, Deed) {
        match (self, edge) {
            (Self::Up, Edge::Down { written: true }) => (Self::Brief, Deed::Wait),
            (Self::Up, Edge::Down { written: false }) | (Self::Brief, Edge::Long) => {
                (Self::Held, Deed::Press)
            }
            (Self::Brief, Edge::Up) => (Self::Up, Deed::Send),
            (Self::Brief, Edge::Lost) => (Self::Up, Deed::Nothing),
            (Self::Held, Edge::Up | Edge::Lost) => (Self::Up, Deed::Release),
            (Self::Up, Edge::Long | Edge::Up | Edge::Lost)
            | (Self::Brief | Self::Held, Edge::Down { .. })
            | (Self::Held, Edge::Long) => (self, Deed::Nothing),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn deeds(edges: &[Edge]) -> Vec<Deed> {
        let mut press = Press::default();
        let take = |edge: &Edge| {
            let (next, deed) = press.after(*edge);
            press = next;
            deed
        };
        edges.iter().map(take).collect()
    }

    const WRITTEN: Edge = Edge::Down { written: true };
    const BLANK: Edge = Edge::Down { written: false };

    #[test]
    fn a_short_press_sends_what_is_written_and_opens_nothing() {
        assert_eq!(deeds(&[WRITTEN, Edge::Up]), [Deed::Wait, Deed::Send]);
    }

    #[test]
    fn a_long_press_speaks_until_it_is_let_go() {
        let held = deeds(&[WRITTEN, Edge::Long, Edge::Up]);
        assert_eq!(held, [Deed::Wait, Deed::Press, Deed::Release]);
    }

    #[test]
    fn with_nothing_written_it_speaks_at_once() {
        assert_eq!(deeds(&[BLANK, Edge::Up]), [Deed::Press, Deed::Release]);
    }

    #[test]
    fn what_takes_the_press_away_lets_go_once() {
        let lost = deeds(&[BLANK, Edge::Lost, Edge::Up, Edge::Lost]);
        assert_eq!(lost, [Deed::Press, Deed::Release, Deed::Nothing, Deed::Nothing]);
        assert_eq!(
            deeds(&[WRITTEN, Edge::Lost, Edge::Long]),
            [Deed::Wait, Deed::Nothing, Deed::Nothing]
        );
    }

    #[test]
    fn a_second_finger_or_a_repeated_key_changes_nothing() {
        assert_eq!(deeds(&[BLANK, BLANK, Edge::Up]), [Deed::Press, Deed::Nothing, Deed::Release]);
    }
}
