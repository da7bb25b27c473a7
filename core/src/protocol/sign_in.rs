//! How long a sign-in is good, and what it still lets its person do when it is not any more.
//!
//! One that is in use is renewed. One that has run out ends no call that runs: its person finishes
//! it, begins nothing new, and is told so ten minutes ahead. It refuses to know tokens.

use std::fmt;

use crate::{
    floor::{FloorCommand, FloorRefusal},
    interaction::{Command, Refusal},
    people::Presence,
    time::{Millis, Timestamp},
};

/// How long somebody who signed in, or whose sign-in was renewed, stays signed in.
pub const SIGNED_IN_FOR: Millis = Millis::seconds(12 * 3600);

/// How old a sign-in is at least when use renews it.
pub const RENEWED_AFTER: Millis = Millis::seconds(3600);

/// How long before its end a page begins to say so.
pub const SAID_AHEAD: Millis = Millis::seconds(600);

/// A sign-in, by its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// When it runs out, by the server's clock.
    pub until: Timestamp,
}

/// What a page says of its sign-in. `Display` is the sentence for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInNotice {
    /// It runs out within [`SAID_AHEAD`]: in so many minutes, begun ones counted.
    Ends {
        /// 1 to 10.
        minutes: u64,
    },
    /// It has run out.
    Ended,
}

impl SignIn {
    /// One that is no sign-in of a person, or does not run out.
    pub const ENDLESS: Self = Self { until: Timestamp(u64::MAX) };

    /// One that begins, or is renewed, at this instant.
    #[must_use]
    pub const fn begun(at: Timestamp) -> Self {
        Self { until: at.plus(SIGNED_IN_FOR) }
    }

    /// Whether it has not run out.
    #[must_use]
    pub const fn is_good(self, at: Timestamp) -> bool {
        at.0 < self.until.0
    }

    /// Whether its person has to sign in again: one who is on a call may finish it.
    #[must_use]
    pub const fn is_over(self, at: Timestamp, on_a_call: bool) -> bool {
        !self.is_good(at) && !on_a_call
    }

    /// Whether use renews it: it is good, and not of the last hour.
    #[must_use]
    pub const fn is_renewed_by_use(self, at: Timestamp) -> bool {
        self.is_good(at) && self.until.0 <= Self::begun(at).until.0 - RENEWED_AFTER.0
    }

    /// Whether a command to an interaction is taken.
    ///
    /// # Errors
    /// When it has run out and the command begins something.
    pub const fn admit(self, at: Timestamp, command: &Command) -> Result<(), Refusal> {
        if self.is_good(at) || !command.begins() { Ok(()) } else { Err(Refusal::SignInEnded) }
    }

    /// Whether a command to the floor is taken.
    ///
    /// # Errors
    /// When it has run out and the command is to be reached.
    pub const fn admit_to_floor(
        self,
        at: Timestamp,
        command: &FloorCommand,
    ) -> Result<(), FloorRefusal> {
        match command {
            FloorCommand::SetPresence { presence: Presence::Available } if !self.is_good(at) => {
                Err(FloorRefusal::SignInEnded)
            }
            FloorCommand::SetPresence { .. } => Ok(()),
        }
    }

    /// What a page says of it.
    #[must_use]
    pub const fn notice(self, at: Timestamp) -> Option<SignInNotice> {
        let left = self.until.since(at);
        match left.0 {
            0 => Some(SignInNotice::Ended),
            left if left <= SAID_AHEAD.0 => {
                Some(SignInNotice::Ends { minutes: left.div_ceil(60_000) })
            }
            _ => None,
        }
    }
}

impl fmt::Display for SignInNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ends { minutes: 1 } => f.write_str("Your sign-in ends in a minute."),
            Self::Ends { minutes } => write!(f, "Your sign-in ends in {minutes} minutes."),
            Self::Ended => {
                f.write_str("Your sign-in has ended. Finish the call, then sign in again.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interaction::{CallCommand, HelpCommand, SuperviseCommand};

    const NOW: Timestamp = Timestamp(1_764_000_000_000);

    fn ends_in(left: Millis) -> SignIn {
        SignIn { until: NOW.plus(left) }
    }

    ///
    #[test]
    fn one_that_has_run_out_begins_nothing_and_lets_everything_else_be_finished() {
        let ended = ends_in(Millis(0));
        for command in Command::examples().unwrap() {
            let begins = matches!(
                command,
                Command::Call(CallCommand::Answer)
                    | Command::Supervise(
                        SuperviseCommand::OpenInteraction
                            | SuperviseCommand::TakeAction { .. }
                            | SuperviseCommand::SwitchTo { .. }
                    )
                    | Command::Help(
                        HelpCommand::Claim { .. }
                            | HelpCommand::AddHelper { .. }
                            | HelpCommand::RemoveHelper { .. }
                    )
                    | Command::Contact(_)
            );
            let refused = if begins { Err(Refusal::SignInEnded) } else { Ok(()) };
            assert_eq!(ended.admit(NOW, &command), refused, "{command:?}");
            assert_eq!(ends_in(Millis(1)).admit(NOW, &command), Ok(()), "{command:?}");
        }
    }

    ///
    #[test]
    fn one_that_has_run_out_makes_nobody_available_and_lets_anybody_go() {
        let ended = ends_in(Millis(0));
        for (presence, admitted) in [
            (Presence::Available, Err(FloorRefusal::SignInEnded)),
            (Presence::Busy, Ok(())),
            (Presence::Offline, Ok(())),
        ] {
            let command = FloorCommand::SetPresence { presence };
            assert_eq!(ended.admit_to_floor(NOW, &command), admitted);
            assert_eq!(ends_in(Millis(1)).admit_to_floor(NOW, &command), Ok(()));
        }
    }

    ///
    #[test]
    fn use_renews_one_that_is_an_hour_old_and_none_that_has_run_out() {
        let due = |left: Millis| ends_in(left).is_renewed_by_use(NOW);
        assert!(!SignIn::begun(NOW).is_renewed_by_use(NOW));
        assert!(due(Millis(SIGNED_IN_FOR.0 - RENEWED_AFTER.0)));
        assert!(!due(Millis(SIGNED_IN_FOR.0 - RENEWED_AFTER.0 + 1)));
        assert!(due(Millis(1)) && !due(Millis(0)) && !SignIn::ENDLESS.is_renewed_by_use(NOW));
    }

    ///
    #[test]
    fn its_end_is_said_ten_minutes_ahead_and_when_it_is_there() {
        let said = |left: Millis| ends_in(left).notice(NOW).map(|notice| notice.to_string());
        assert_eq!(said(Millis(SAID_AHEAD.0 + 1)), None);
        for (left, sentence) in [
            (SAID_AHEAD, "Your sign-in ends in 10 minutes."),
            (Millis::seconds(90), "Your sign-in ends in 2 minutes."),
            (Millis(1), "Your sign-in ends in a minute."),
            (Millis(0), "Your sign-in has ended. Finish the call, then sign in again."),
        ] {
            assert_eq!(said(left).as_deref(), Some(sentence));
        }
    }

    ///
    #[test]
    fn one_that_has_run_out_stands_for_as_long_as_a_call_goes_on() {
        for (left, on_a_call, good, over) in [
            (Millis(1), false, true, false),
            (Millis(1), true, true, false),
            (Millis(0), true, false, false),
            (Millis(0), false, false, true),
        ] {
            let sign_in = ends_in(left);
            let found = (sign_in.is_good(NOW), sign_in.is_over(NOW, on_a_call));
            assert_eq!(found, (good, over), "{left:?} {on_a_call}");
        }
    }
}
