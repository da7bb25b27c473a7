//! When a socket is sent something though nothing happened, so that each end notices when the other
//! is gone: a pulse says to the page that the server is there and what time it is, a ping asks the
//! page whether it is.
//!
//! Both are needed: a browser answers pings by itself and shows them to no page, also for one that
//! it has frozen, and timers of a hidden page are held back, so that a page cannot be the one who
//! asks. What the page's own program says to a pulse is noted by whoever reads. Moved by the clock
//! alone and by whether a voice depends on the page, which its own person knows: a pulse tells
//! nothing of anybody else. It refuses to know sockets.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use backline_core::{replica, time::Timestamp};
use tokio::time::Instant;

use crate::session::port::LastHeard;

/// How often a page is told that the server is there.
const PULSE_EVERY: Duration = Duration::from_millis(replica::PULSE_EVERY.0);

/// How often a page is asked whether it is there. When it was not heard of for
/// [`super::GONE_AFTER`], a ping has been without an answer for longer than the page itself puts up
/// with a link that stands still.
const PING_EVERY: Duration = Duration::from_secs(12);

/// How often both, while a voice depends on the page: a supervisor of whom nothing is heard for five
/// seconds is taken off the call, and a page that gives its link up in vain leaves it.
const RELIED_ON_EVERY: Duration = Duration::from_secs(1);

/// First beats lie this far apart: a server of a thousand pages wakes up for a third of them at a
/// time, and sleeps in between.
const GRID: Duration = Duration::from_millis(500);

/// The beats of one socket.
#[derive(Debug)]
pub(super) struct Heartbeat {
    due: Instant,
    ping_at: Instant,
    heard: Arc<LastHeard>,
}

impl Heartbeat {
    /// That of a page of which is `heard`. The first beat is due on the next instant of the grid, the
    /// same for all that begin about now.
    pub(super) fn begin(heard: Arc<LastHeard>) -> Self {
        static FIRST: OnceLock<Instant> = OnceLock::new();
        let first = *FIRST.get_or_init(Instant::now);
        let passed = first.elapsed().as_millis() / GRID.as_millis() + 1;
        Self::new(heard, first + GRID * u32::try_from(passed).unwrap_or(u32::MAX))
    }

    const fn new(heard: Arc<LastHeard>, first: Instant) -> Self {
        Self { due: first, ping_at: first, heard }
    }

    /// When the next pulse is due.
    pub(super) const fn due(&self) -> Instant {
        self.due
    }

    /// The pulse that was due is sent at `now`, by the server's clock `at`: whether with a ping. A page
    /// whose program is quiet is asked each time. Beats that were missed are left out.
    pub(super) fn beat(&mut self, (now, at): (Instant, Timestamp)) -> bool {
        let is_relied_on = self.heard.is_relied_on();
        let every = if is_relied_on { RELIED_ON_EVERY } else { PULSE_EVERY };
        // Rather early than with a pulse that comes after it is due.
        let asks = is_relied_on || self.heard.is_doubted(at) || self.ping_at < now + every;
        if asks {
            self.ping_at = self.due + PING_EVERY;
        }
        let missed = now.saturating_duration_since(self.due).as_millis() / every.as_millis();
        self.due += every * u32::try_from(missed + 1).unwrap_or(u32::MAX);
        asks
    }
}

#[cfg(test)]
mod tests {
    use super::{super::GONE_AFTER, *};

    const MILLI: Duration = Duration::from_millis(1);

    fn heart(began: Instant) -> Heartbeat {
        Heartbeat::new(Arc::default(), began)
    }

    /// The beats until `until`, each with whether it asks.
    fn beats(heart: &mut Heartbeat, until: Instant) -> Vec<(Instant, bool)> {
        let mut beats = Vec::new();
        while heart.due() < until {
            let due = heart.due();
            beats.push((due, heart.beat((due, Timestamp(0)))));
        }
        beats
    }

    fn are_apart(beats: &[(Instant, bool)], span: Duration) -> bool {
        beats.windows(2).all(|two| two[1].0 - two[0].0 == span)
    }

    ///
    #[test]
    fn a_page_is_pulsed_every_second_and_a_half_and_asked_with_every_eighth_pulse() {
        let began = Instant::now();
        let came = beats(&mut heart(began), began + MILLI * 18_000);
        let asked: Vec<bool> = came.iter().map(|(_, asks)| *asks).collect();
        assert_eq!(asked, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|n| n % 8 == 0));
        assert!(are_apart(&came, PULSE_EVERY));
    }

    #[test]
    fn a_page_that_a_voice_depends_on_is_asked_every_second_for_as_long() {
        let began = Instant::now();
        let mut heart = heart(began);
        beats(&mut heart, began + MILLI * 3_000);
        let reliance = heart.heard.rely();
        let close = beats(&mut heart, began + MILLI * 10_000);
        assert!(are_apart(&close, RELIED_ON_EVERY));
        assert!(close.iter().all(|(_, asks)| *asks));
        // The beat that was due when it began was set before.
        assert!(close[0].0 <= began + MILLI * 3_000 + PULSE_EVERY);
        drop(reliance);
        let after = beats(&mut heart, began + MILLI * 34_000);
        assert!(are_apart(&after, PULSE_EVERY));
        let asked: Vec<_> = after.iter().filter(|(_, asks)| *asks).map(|(at, _)| *at).collect();
        assert_eq!(asked, [began + MILLI * 20_500, began + MILLI * 32_500]);
    }

    #[test]
    fn beats_that_were_missed_are_left_out_and_the_pace_is_kept() {
        let began = Instant::now();
        let mut heart = heart(began);
        assert!(heart.beat((began + MILLI * 6_100, Timestamp(0))));
        assert_eq!(heart.due(), began + MILLI * 7_500);
    }

    ///
    #[test]
    fn a_page_whose_program_is_quiet_is_asked_with_every_pulse() {
        let (began, quiet) = (Instant::now(), Timestamp(10));
        let mut heart = heart(began);
        heart.heard.speaks_for_itself();
        heart.heard.says(quiet);
        let doubted = quiet.plus(replica::PAGE_DOUBTED_AFTER);
        let instants = [quiet, quiet, Timestamp(doubted.0 - 1), doubted, doubted, quiet];
        let asked = instants.map(|at| heart.beat((heart.due(), at)));
        assert_eq!(asked, [true, false, false, true, true, false]);
    }

    #[test]
    fn a_page_is_asked_again_before_its_silence_makes_it_count_as_gone() {
        let began = Instant::now();
        let came = beats(&mut heart(began), began + MILLI * 60_000);
        let asked: Vec<_> = came.iter().filter(|(_, asks)| *asks).map(|(at, _)| *at).collect();
        // Though its link stood still for as long as the page itself puts up with.
        let stood = MILLI * u32::try_from(replica::SILENT_FOR.0).unwrap();
        assert!(asked.windows(2).all(|two| two[1] - two[0] + stood < GONE_AFTER));
    }
}
