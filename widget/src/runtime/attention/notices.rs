//! What the page lets be heard of itself: the ring, the tick of coaching, the window's title.

use backline_core::{
    interaction::{Action, Interaction, Lens, Stage},
    protocol::Page,
    replica::{Link, Replica},
};

use super::sound::Sounds;

/// What is audible at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    rings: bool,
    coached: bool,
}

impl Heard {
    /// `own` is the interaction on which the page has its voice.
    pub(crate) fn of(page: Page, replica: &Replica, own: Option<&Interaction>) -> Self {
        let ringing = |interaction: &Interaction| {
            interaction.lens() == Lens::Agent
                && matches!(interaction.stage(), Stage::Ringing { .. })
        };
        let rings = page == Page::Panel
            && replica.link() == Link::Live
            && replica.interactions().any(ringing);
        let coaches = |interaction: &Interaction| {
            interaction.supervisors().any(|supervision| {
                let mine = replica.me().is_some_and(|me| me.card.person == supervision.card.person);
                let concerned = page == Page::Panel || mine;
                concerned && supervision.stance.active() == Some(Action::Coach)
            })
        };
        Self { rings, coached: own.is_some_and(coaches) }
    }

    /// Lets be heard what has changed since `before`.
    pub(crate) fn follow(self, before: Self, silent_ring: bool, sounds: &mut Sounds) {
        sounds.ring(self.rings && !silent_ring);
        if before.coached != self.coached {
            sounds.tick();
        }
        if before.rings != self.rings {
            retitle(self.rings);
        }
    }
}

/// The window's title says that it rings, for whoever has another window in front.
fn retitle(rings: bool) {
    const MARK: &str = "Incoming call · ";
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let title = document.title();
    let plain = title.strip_prefix(MARK).unwrap_or(&title);
    document.set_title(&if rings { [MARK, plain].concat() } else { plain.to_owned() });
}
