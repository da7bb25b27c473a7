//! What the page lets be heard of itself: the ring, the tick of coaching, the window's title.

use backline_core::{
    interaction::{Action, Interaction, Lens, Stage},
    protocol::Page,
    replica::Link,
};
use leptos::prelude::*;

use crate::runtime::{Model, link::shell::Shell};

/// What is audible at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    rings: bool,
    coached: bool,
}

impl Heard {
    fn of(model: &Model) -> Self {
        let ringing = |interaction: &Interaction| {
            interaction.lens() == Lens::Agent
                && matches!(interaction.stage(), Stage::Ringing { .. })
        };
        let rings = model.page == Page::Panel
            && model.replica.link() == Link::Live
            && model.replica.interactions().any(ringing);
        let coaches = |interaction: &Interaction| {
            interaction.supervisors().values().any(|supervision| {
                let concerned =
                    model.page == Page::Panel || model.my_id() == Some(&supervision.card.person);
                concerned && supervision.leg.stance().active() == Some(Action::Coach)
            })
        };
        Self { rings, coached: model.own_call().is_some_and(coaches) }
    }
}

impl Shell {
    pub(crate) fn settle_sounds(&self) {
        let (heard, silent) =
            self.0.model.with_untracked(|model| (Heard::of(model), model.media.silent_ring));
        let before = self.0.heard.replace(heard);
        let mut sounds = self.0.sounds.borrow_mut();
        sounds.ring(heard.rings && !silent);
        if before.coached != heard.coached {
            sounds.tick();
        }
        drop(sounds);
        if before.rings != heard.rings {
            retitle(heard.rings);
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
