//! Who asks, and how an answer reaches them.

use std::{fmt, sync::Arc};

use backline_core::{
    id::{CommandId, InteractionId, TabId},
    people::Actor,
    protocol::{Page, ServerMessage, SignIn},
};
use backline_media::Clip;
use tokio::sync::oneshot;

use super::{Answer, LastHeard, MediaAnswer, OpenSignIn, SharedMessage};

/// Somebody who asks.
#[derive(Debug)]
pub enum Asker {
    /// A page that is open: it is told what happens as well.
    Page(Arc<ConnectedPage>),
    /// A machine, or a person through a machine: one question, one answer, and no page anywhere.
    Machine(Machine),
}

/// A page that is open, or about to be.
#[derive(Debug)]
pub struct ConnectedPage {
    /// Tells this page from every other since the server was started.
    pub connection: ConnectionId,
    /// Who has opened it.
    pub who: Actor,
    /// The kind of page.
    pub kind: Page,
    /// The browser's tab: a page that reconnects has the same.
    pub tab: TabId,
    /// When anything last came from it.
    pub heard: Arc<LastHeard>,
    /// Until when its person has signed in.
    pub sign_in: OpenSignIn,
    /// How it is told something.
    pub link: Box<dyn PageLink>,
    /// Whether its person is rung by calls that ask for them by name only: a script that answers no
    /// others is not one whom callers wait for.
    pub rung_by_name: bool,
    /// The recording that speaks for it, where it has no browser.
    pub voice: Option<Clip>,
}

/// How a page is told something. Nothing of this waits for the page.
pub trait PageLink: fmt::Debug + Send + Sync + 'static {
    /// Passes a message on. A page that is gone, or that reads too slowly to be kept, is told nothing.
    fn tell(&self, message: &SharedMessage);

    /// Another page has taken its place: nothing follows what was told before.
    fn displaced(&self);
}

/// Tells connected pages apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// Asks one question, and is answered once.
#[derive(Debug)]
pub struct Machine {
    who: Actor,
    reply: Option<oneshot::Sender<Answer>>,
}

impl Asker {
    /// A machine that asks as `who`, and where its answer arrives; an error there says that there
    /// will be none.
    #[must_use]
    pub fn machine(who: Actor) -> (Self, oneshot::Receiver<Answer>) {
        let (reply, answer) = oneshot::channel();
        (Self::Machine(Machine { who, reply: Some(reply) }), answer)
    }

    /// Who asks.
    #[must_use]
    pub fn who(&self) -> &Actor {
        match self {
            Self::Page(page) => &page.who,
            Self::Machine(machine) => &machine.who,
        }
    }

    /// The page through which they ask.
    #[must_use]
    pub const fn page(&self) -> Option<&Arc<ConnectedPage>> {
        match self {
            Self::Page(page) => Some(page),
            Self::Machine(_) => None,
        }
    }

    /// Their sign-in as it is: a machine has none that runs out.
    pub(crate) fn sign_in(&self) -> SignIn {
        self.page().map_or(SignIn::ENDLESS, |page| page.sign_in.get())
    }

    /// Answers the question with this id. One who has gone away meanwhile is not answered; a machine
    /// is answered the first time only.
    pub fn answer(&mut self, id: CommandId, answer: Answer) {
        match self {
            Self::Page(page) => page.tell(answer.message(id)),
            Self::Machine(machine) => {
                if let Some(reply) = machine.reply.take() {
                    let _ = reply.send(answer);
                }
            }
        }
    }

    /// Passes on what the media plane says to an offer of theirs. A machine has had its one answer.
    pub fn answer_offer(&self, interaction: InteractionId, answer: MediaAnswer) {
        match self {
            Self::Page(page) => page.tell(answer.message(interaction)),
            Self::Machine(_) => {}
        }
    }
}

impl ConnectedPage {
    /// Tells this page alone.
    pub fn tell(&self, message: ServerMessage) {
        self.link.tell(&SharedMessage::from(message));
    }
}
