//! The words between a page and its replica: who it is, what comes in, what is to be done, how it
//! stands to the server, what stands against a command. Values only.

use crate::{
    floor::FloorCommand,
    id::{CommandId, InteractionId, PersonId, TabId},
    interaction::{Command, Offer, Refusal},
    protocol::{ClientMessage, Credential, Page, ServerMessage},
    time::Timestamp,
};

/// Who and where the page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Which page.
    pub page: Page,
    /// Which tab.
    pub tab: TabId,
    /// The build, for the server's log.
    pub build: String,
    /// Proof of who opens the socket.
    pub credential: Credential,
}

/// What comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input<'a> {
    /// Begin, or *Use here*: connect, and take the place of the same page elsewhere.
    Start,
    /// The socket is open.
    Opened,
    /// The socket brought a text.
    Text(&'a str),
    /// A message came by another way than a socket.
    Message(ServerMessage),
    /// The socket has closed.
    Closed,
    /// Time has passed.
    Timeout,
    /// The network is back, or the page is in use again: whatever waits for its time need not.
    Awake,
    /// The person asks something of an interaction.
    Ask {
        /// A fresh id.
        id: CommandId,
        /// The interaction that it is about.
        interaction: InteractionId,
        /// The command.
        command: Command,
    },
    /// The person asks something of the floor.
    AskFloor {
        /// A fresh id.
        id: CommandId,
        /// The command.
        command: FloorCommand,
    },
    /// The person has had a help request in view for a second, on a page in use.
    Seen {
        /// On which interaction.
        interaction: InteractionId,
        /// The number of the request on its interaction.
        request: u32,
        /// The number of the stage that it was in.
        stage: u32,
    },
    /// Before it was loaded anew, the page's person had a part in this call; comes before
    /// [`Input::Start`].
    HadPart(InteractionId),
    /// Before it was loaded anew, the page had done this without the server: what
    /// [`super::Replica::done_alone`] said; comes before [`Input::Start`].
    DidAlone(&'a str),
    /// The person wants it checked whether sound could flow.
    CheckSound {
        /// A fresh id.
        id: CommandId,
        /// The browser's session description.
        offer: Offer,
    },
    /// The person wants to stay signed in.
    Renew,
    /// The customer calls.
    Call {
        /// A fresh id.
        id: CommandId,
        /// Name, may be empty.
        name: String,
        /// Number.
        number: Option<String>,
        /// The one agent to ring.
        to: Option<PersonId>,
    },
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Open a socket.
    Connect,
    /// Send this message.
    Send(ClientMessage),
    /// Close the socket.
    Close,
    /// The state is different: draw again.
    Changed,
    /// A command was answered.
    Answered {
        /// The id of the command.
        id: CommandId,
        /// The interaction it was about, or opened.
        interaction: Option<InteractionId>,
        /// The sentence of the refusal, if refused.
        refused: Option<String>,
    },
    /// The media plane's answer to the last offer.
    MediaAnswer {
        /// On which interaction.
        interaction: InteractionId,
        /// The session description.
        sdp: String,
    },
    /// The media plane cannot take the last offer.
    MediaFailed {
        /// On which interaction.
        interaction: InteractionId,
        /// Why, and what to do.
        sentence: String,
    },
    /// Keep this token: with it the browser is the same customer again.
    KeepToken(String),
}

/// How the page stands to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Not begun.
    Idle,
    /// No socket; the next is opened at `retry_at`.
    Down {
        /// When the next attempt is made.
        retry_at: Timestamp,
    },
    /// A socket is being opened, or waits for the server's greeting until then.
    Opening {
        /// Until when.
        until: Timestamp,
    },
    /// Greeted; what was missed is being sent.
    CatchingUp,
    /// Up to date.
    Live,
    /// A newer tab has this page's place.
    Displaced,
    /// The server speaks a newer version: the page has to be loaded again.
    Outdated,
    /// The credential is not accepted (any more): sign in again.
    SignedOut,
}

/// What stands against a command, or against a call. `Display` is the sentence for the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The server cannot be asked.
    #[error("Reconnecting. Wait a moment.")]
    Reconnecting,
    /// This page holds no such call: an agent's has none most of the time.
    #[error("There is no call at the moment.")]
    NoCall,
    /// A customer has one call at a time.
    #[error("You are in a call already.")]
    InCall,
    /// Who is on a call, or rung by one, is needed there.
    #[error("You cannot sign out on a call. Leave the call first.")]
    OnCall,
    /// It would refuse.
    #[error(transparent)]
    Refused(#[from] Refusal),
}
