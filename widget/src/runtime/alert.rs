//! What a page asks of the runtime to call somebody's attention.

use backline_core::{
    interaction::help::Severity,
    time::{Millis, Timestamp},
};
use leptos::prelude::*;

use super::{App, Model};

/// A second that has begun counts, but for the little by which the server's clock is known late:
/// ten seconds do not begin as eleven.
const BEGUN: u64 = 850;

impl App {
    /// The page's own clock, as it runs.
    #[must_use]
    pub fn now(self) -> Timestamp {
        self.tick.get()
    }

    /// How long it is until an instant of the server's clock, in whole seconds; it runs.
    #[must_use]
    pub fn until(
        self,
        instant: impl Fn(&Model) -> Option<Timestamp> + Send + Sync + 'static,
    ) -> Memo<Option<Millis>> {
        Memo::new(move |_| {
            let tick = self.tick.get();
            self.model.with(|model| {
                let left = instant(model)?.since(model.replica.server_time(tick));
                Some(Millis::seconds(left.0.saturating_add(BEGUN) / 1000))
            })
        })
    }

    /// Sounds for a help request, or stops.
    pub fn sound_request(self, severity: Option<Severity>) {
        let shell = self.shell.get_value();
        let mut sounds = shell.0.sounds.take();
        sounds.request(severity);
        shell.0.sounds.replace(sounds);
    }

    /// Whether the browser holds sounds back until the page is touched, looked at anew with each tick.
    #[must_use]
    pub fn holds_sound_back(self) -> bool {
        let now = self.tick.get();
        self.shell.with_value(|shell| shell.0.sounds.borrow().is_held_back(now))
    }
}
