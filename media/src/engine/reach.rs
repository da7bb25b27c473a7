//! Whether what is sent to a leg arrives there.
//!
//! Moved by time and by answers. It opens and closes nothing: what it finds is reported.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use crate::{
    Report,
    connection::leg::{Endpoint, LegIndex},
    engine::{Engine, EngineOutput},
};

impl Engine {
    /// Asks a leg again when that is due, and reports that nothing arrives when it is.
    pub(super) fn ask_whether_it_arrives(&mut self, now: Instant, index: LegIndex) {
        let Some(leg) = self.legs.get_mut(index) else { return };
        let Endpoint::Browser(peer) = &mut leg.behind else { return };
        if !leg.connected || now < peer.echo.due {
            return;
        }
        let question = peer.echo.ask(now);
        let missed = peer.echo.is_missed(now, leg.heard, self.config.unanswered);
        if missed && !peer.echo.missing {
            peer.echo.missing = true;
            let (interaction, leg) = (leg.interaction, leg.id);
            self.report(Report::Arrival { interaction, leg, arrives: false });
        }
        if let Some(((source, destination), contents)) = question {
            self.counters.sent += 1;
            self.emit(EngineOutput::Transmit { source, destination, contents });
        }
    }

    /// Takes in what may be a leg's answer; whether it is one.
    pub(super) fn is_answered(&mut self, now: Instant, index: LegIndex, datagram: &[u8]) -> bool {
        let Some(leg) = self.legs.get_mut(index) else { return false };
        let Endpoint::Browser(peer) = &mut leg.behind else { return false };
        // The library's parser again: what makes it panic is no answer.
        let read = AssertUnwindSafe(|| peer.echo.is_answered_by(now, datagram));
        if !catch_unwind(read).unwrap_or(false) {
            return false;
        }
        let was_missing = std::mem::take(&mut peer.echo.missing);
        let (interaction, leg) = (leg.interaction, leg.id);
        self.note_heard(now, index);
        if was_missing {
            self.report(Report::Arrival { interaction, leg, arrives: true });
        }
        true
    }
}
