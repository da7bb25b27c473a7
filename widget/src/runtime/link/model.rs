//! All that a page shows, as one value: the replica and the state of the browser's own devices.
//!
//! Changed by the runtime alone; components read it and ask it, and hold nothing of their own that
//! could differ from it.

use backline_core::{
    id::{CommandId, InteractionId, PersonId},
    interaction::{Command, Interaction},
    people::{Grant, PersonView},
    protocol::Page,
    replica::{Link, Replica},
};

use crate::runtime::{
    browser::clock,
    voice::{
        attach::{self, Sending},
        media::{Media, VoiceLine},
    },
};

/// The page's state.
#[derive(Debug, Clone)]
pub struct Model {
    /// The page that this is.
    pub page: Page,
    /// Who is here.
    pub entry: PageEntry,
    /// What the server has told. Asked through it is what may be done.
    pub replica: Replica,
    /// Sound in and out.
    pub media: Media,
    /// The last refusal or trouble, in the server's words, until something is done.
    pub notice: Option<String>,
}

/// Whether somebody has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageEntry {
    /// The server is being asked.
    SigningIn,
    /// Nobody has; why, if that was tried.
    Nobody {
        /// The sentence.
        refused: Option<String>,
    },
    /// The page has a credential.
    Somebody,
}

/// What a page as a whole stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStanding {
    /// The first answer is not there yet.
    Loading,
    /// Somebody has to sign in.
    SignIn,
    /// Up to date.
    Live,
    /// Was live; what is shown is of before.
    Reconnecting,
    /// A newer tab has this page's place.
    TakenOver,
    /// The page has to be loaded again.
    Outdated,
}

impl Model {
    /// How the page stands as a whole.
    #[must_use]
    pub fn standing(&self) -> PageStanding {
        match (&self.entry, self.replica.link()) {
            (PageEntry::SigningIn, _) => PageStanding::Loading,
            (PageEntry::Nobody { .. }, _) | (PageEntry::Somebody, Link::SignedOut) => {
                PageStanding::SignIn
            }
            (PageEntry::Somebody, Link::Live) => PageStanding::Live,
            (PageEntry::Somebody, Link::Displaced) => PageStanding::TakenOver,
            (PageEntry::Somebody, Link::Outdated) => PageStanding::Outdated,
            (PageEntry::Somebody, Link::Idle) => PageStanding::Loading,
            (PageEntry::Somebody, Link::Down { .. } | Link::Opening { .. } | Link::CatchingUp) => {
                if self.replica.was_live() {
                    PageStanding::Reconnecting
                } else {
                    PageStanding::Loading
                }
            }
        }
    }

    /// What is so while the server is away: the sound of a call goes on without it.
    #[must_use]
    pub fn while_away(&self) -> String {
        if self.own_call().is_some_and(|own| self.replica.has_left_alone(own.id())) {
            return "Reconnecting. You have hung up. The call ends when the server is back."
                .to_owned();
        }
        let up = self.media.line == VoiceLine::Up;
        let line = attach::wanted(self.page, &self.replica).filter(|_| up);
        let sound = match line.map(|line| line.outgoing) {
            Some(Sending::Voice) => " You may still be heard. Mute and Hang up work.",
            Some(Sending::Muted) => " Your microphone is silent.",
            Some(Sending::Nothing) | None => "",
        };
        ["Reconnecting. What you see may be old.", sound].concat()
    }

    /// Why nobody could be let in, in the server's words.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        match &self.entry {
            PageEntry::Nobody { refused } => refused.clone(),
            PageEntry::SigningIn | PageEntry::Somebody => self.replica.problem().map(str::to_owned),
        }
    }

    /// Why `command` would not be done now, in the server's words; nothing when it would.
    #[must_use]
    pub fn obstacle(&self, interaction: InteractionId, command: &Command) -> Option<String> {
        let verdict = self.replica.would(clock::now(), interaction, command);
        verdict.err().map(|obstacle| obstacle.to_string())
    }

    /// Whether `asked`, the last command of a control, is on its way.
    #[must_use]
    pub fn is_asking(&self, asked: Option<CommandId>) -> bool {
        asked.is_some_and(|asked| self.replica.is_asking(asked))
    }

    /// The signed-in person.
    #[must_use]
    pub fn me(&self) -> Option<&PersonView> {
        self.replica.me()
    }

    /// The signed-in person's id.
    #[must_use]
    pub fn my_id(&self) -> Option<&PersonId> {
        self.me().map(|me| &me.card.person)
    }

    /// Whether the signed-in person holds `grant`.
    #[must_use]
    pub fn i_may(&self, grant: Grant) -> bool {
        self.me().is_some_and(|me| me.grants.contains(&grant))
    }

    /// The interactions that are over and not put away yet.
    #[must_use]
    pub fn over(&self) -> Vec<InteractionId> {
        let all = self.replica.interactions();
        all.filter(|call| call.is_over()).map(Interaction::id).collect()
    }

    /// Whether this page has, or should have, a part in a call.
    #[must_use]
    pub fn is_on_call(&self) -> bool {
        attach::wanted(self.page, &self.replica).is_some()
    }

    /// The interaction on which this page has, or should have, its media connection.
    #[must_use]
    pub fn own_call(&self) -> Option<&Interaction> {
        self.replica.own()
    }
}
