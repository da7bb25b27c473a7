//! What the server sends.

use crate::wire::tagged;
use crate::{
    floor::{Colleagues, FloorRefusal},
    id::{CommandId, InteractionId, TenantId, VisitorId},
    interaction::{Capability, Lens, Refusal, Stamped},
    people::{PersonView, Role},
    time::Timestamp,
};

/// A message to a page, in that viewer's projection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerMessage {
    /// The answer to Hello.
    Welcome {
        /// The version that is spoken from here on.
        version: u16,
        /// Who the page acts as.
        you: You,
        /// The server's clock.
        now: Timestamp,
        /// When the sign-in runs out, where a person has signed in.
        until: Option<Timestamp>,
    },
    /// The page is too old.
    Upgrade {
        /// The oldest version that is understood.
        min: u16,
    },
    /// Who the page acts as, when that has changed.
    You {
        /// As it is.
        you: You,
    },
    /// To a workspace whose person may see calls without having been asked: the agents, after the
    /// greeting all of them, then those of whom something has changed.
    Agents {
        /// Whether whoever was told before is forgotten.
        all: bool,
        /// They.
        agents: Colleagues,
    },
    /// An interaction as a whole: forget what was held of it.
    Restated {
        /// The interaction that they are about.
        interaction: InteractionId,
        /// Through which lens.
        lens: Lens,
        /// The number of the fact that comes next.
        next: u64,
        /// Facts that fold to its state.
        facts: Vec<Stamped>,
        /// What has been told of it so far.
        timeline: Vec<Stamped>,
    },
    /// What happened to an interaction.
    Facts {
        /// The interaction that they are about.
        interaction: InteractionId,
        /// The number of the first of them.
        first: u64,
        /// The facts, in order.
        facts: Vec<Stamped>,
    },
    /// An interaction is not for this viewer any more.
    Withdrawn {
        /// The interaction that is not there any more.
        interaction: InteractionId,
    },
    /// The viewer is up to date with these; whatever else a page holds is gone.
    CaughtUp {
        /// Every interaction that exists for the viewer.
        interactions: Vec<InteractionId>,
    },
    /// A command is done and recorded.
    Done {
        /// The id of the command.
        id: CommandId,
        /// The interaction that it was about, or that it opened.
        interaction: Option<InteractionId>,
    },
    /// A command is not done.
    Refused {
        /// The id of the command.
        id: CommandId,
        /// The rule.
        refusal: Refusal,
        /// Its sentence.
        sentence: String,
    },
    /// A command to the floor is not done.
    FloorRefused {
        /// The id of the command.
        id: CommandId,
        /// The rule.
        refusal: FloorRefusal,
        /// Its sentence.
        sentence: String,
    },
    /// The media plane's answer to the last offer.
    Answer {
        /// On which interaction.
        interaction: InteractionId,
        /// The session description.
        sdp: String,
    },
    /// The media plane cannot take the last offer.
    JoinFailed {
        /// On which interaction.
        interaction: InteractionId,
        /// Why, and what to do.
        sentence: String,
    },
    /// The controls of a supervisor who has the interaction open, or is asked for help on it
    /// none when nothing is to be done there any more.
    Capabilities {
        /// The interaction.
        interaction: InteractionId,
        /// Each control, and what stands against it.
        capabilities: Vec<Capability>,
    },
    /// A newer page of the same kind has taken this one's place. Do not reconnect unasked.
    TakenOver,
    /// The sign-in was renewed.
    SignedIn {
        /// When it runs out now.
        until: Timestamp,
        /// What to show from here on.
        token: String,
    },
    /// The credential is not accepted. Sign in again.
    SignedOut {
        /// Why, and what to do.
        sentence: String,
    },
    /// What was sent is no message, or not one for this moment.
    Problem {
        /// What, and what to do.
        sentence: String,
        /// Whether the socket closes.
        fatal: bool,
    },
    /// The time, said at a steady pace from the greeting on: by this a page keeps the server's clock,
    /// and notices that its link is dead, since a browser shows no page the socket's own pings. It is
    /// answered with [`super::ClientMessage::Alive`].
    Pulse {
        /// The server's clock, which nobody sets.
        now: Timestamp,
        /// How many milliseconds the clock of its machine is ahead of that, or behind: an instant
        /// reads so much later where it is shown as a time of day.
        ahead: i64,
    },
}

/// Who a page acts as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum You {
    /// Somebody who signed in.
    Person {
        /// Of which tenant.
        tenant: TenantId,
        /// Name, grants, presence.
        view: Box<PersonView>,
        /// The configured roles.
        roles: Vec<Role>,
    },
    /// A customer's browser.
    Visitor {
        /// Whom it calls.
        tenant: TenantId,
        /// Which browser.
        visitor: VisitorId,
        /// What to show the next time, to be the same one.
        token: String,
    },
}

impl ServerMessage {
    /// The refusal of a command, with its sentence.
    #[must_use]
    pub fn refused(id: CommandId, refusal: Refusal) -> Self {
        Self::Refused { id, sentence: refusal.to_string(), refusal }
    }
}

tagged!(ServerMessage by "type", "data" {
    "welcome" Welcome { version, you, now, until = spare };
    "upgrade" Upgrade { min };
    "you" You { you };
    "agents" Agents { all, agents };
    "restated" Restated { interaction, lens, next, facts, timeline = spare };
    "facts" Facts { interaction, first, facts };
    "withdrawn" Withdrawn { interaction };
    "caught_up" CaughtUp { interactions };
    "done" Done { id, interaction };
    "refused" Refused { id, refusal, sentence };
    "floor_refused" FloorRefused { id, refusal, sentence };
    "answer" Answer { interaction, sdp };
    "join_failed" JoinFailed { interaction, sentence };
    "capabilities" Capabilities { interaction, capabilities };
    "taken_over" TakenOver;
    "signed_in" SignedIn { until, token };
    "signed_out" SignedOut { sentence };
    "problem" Problem { sentence, fatal };
    "pulse" Pulse { now, ahead = spare };
});

tagged!(You by "kind", "data" {
    "person" Person { tenant, view, roles };
    "visitor" Visitor { tenant, visitor, token };
});
