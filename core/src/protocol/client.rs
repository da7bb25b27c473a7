//! What a page sends.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    floor::FloorCommand,
    id::{CommandId, InteractionId, PersonId, TabId, TenantId},
    interaction::{Command, Lens, Offer},
    people::Grant,
};

/// A message from a page. The author is whoever the socket was authenticated for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Always the first.
    Hello {
        /// The newest version that the page speaks.
        version: u16,
        /// The page's build, for the log.
        build: String,
        /// Which page.
        page: Page,
        /// Made once per tab: one that reconnects takes its own place and nobody else's.
        tab: TabId,
        /// What proves who opens the socket.
        credential: Credential,
        /// What the page still holds from before.
        resume: Vec<Cursor>,
        /// Whether a page of the same kind that is open elsewhere gives way. One that reconnects
        /// by itself does not ask for that.
        take_over: bool,
        /// The call that the page's person had a part in when it last knew: one that is over by
        /// now is told once more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<InteractionId>,
    },
    /// Do something on an interaction.
    Command {
        /// Made by the page, unique for its author.
        id: CommandId,
        /// The interaction.
        interaction: InteractionId,
        /// The command.
        command: Command,
    },
    /// Do something on the floor.
    Floor {
        /// Made by the page, unique for its author.
        id: CommandId,
        /// The command.
        command: FloorCommand,
    },
    /// A help request is on this page, or its person has had it in view. Not answered.
    Receipt {
        /// On which interaction.
        interaction: InteractionId,
        /// The number of the request on its interaction.
        request: u32,
        /// The number of the stage that it was in.
        stage: u32,
        /// Whether it was in view, on a page in use, for a second.
        seen: bool,
    },
    /// Renew the sign-in: the person says that it is still theirs.
    Renew {},
    /// The page's program runs: the answer to each [`super::ServerMessage::Pulse`], and to the
    /// greeting. A browser answers pings for a page that it has frozen; this it cannot say. Not
    /// answered. A page that has said it once and says nothing any more is not there.
    Alive {},
    /// Whether sound could flow between this page and the server: the media plane answers the offer,
    /// and the command is done when that connection is up, or refused. Then it is gone.
    CheckSound {
        /// Made by the page, unique for its author.
        id: CommandId,
        /// The browser's session description.
        offer: Offer,
    },
    /// The agent's panel rings. Not answered.
    RingHeard {
        /// The interaction that rings.
        interaction: InteractionId,
    },
    /// A customer calls. While a call of the same browser lives, that one is answered with.
    Call {
        /// Made by the page, unique for its author.
        id: CommandId,
        /// The customer's name, may be empty.
        name: String,
        /// The customer's number.
        number: Option<String>,
        /// The one agent to ring.
        to: Option<PersonId>,
    },
}

impl ClientMessage {
    /// The message as a socket sends it: JSON.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Every message can be written: its maps have keys that are text.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Kinds of page. One person has one of each kind at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// `/panel`
    Panel,
    /// `/call`
    Call,
    /// `/workspace`
    Workspace,
}

impl Page {
    /// Whether somebody with these grants has work on the page. Customers have none, and no grant.
    #[must_use]
    pub fn is_for(self, grants: &[Grant]) -> bool {
        let work: &[Grant] = match self {
            Self::Panel => &[Grant::TakeCalls],
            Self::Workspace => &[Grant::ViewInteractions, Grant::Help],
            Self::Call => &[],
        };
        work.iter().any(|grant| grants.contains(grant))
    }
}

/// Proof of who opens the socket.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Credential {
    /// Somebody who signed in: the token that this gave.
    Session(String),
    /// A customer's browser that was here before: the token it was given.
    Visitor(String),
    /// A customer's browser that is new, and whom it calls.
    NewVisitor(TenantId),
}

/// How much of an interaction a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The interaction that the page has a copy of.
    pub interaction: InteractionId,
    /// Through which lens.
    pub lens: Lens,
    /// The number of the first fact that it does not have.
    pub next: u64,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Session(_) => "Session(…)",
            Self::Visitor(_) => "Visitor(…)",
            Self::NewVisitor(_) => "NewVisitor",
        })
    }
}
