//! How a tenant is reached from outside its task.

use std::sync::Arc;

use backline_core::{
    id::{InteractionId, PersonId, VisitorId},
    interaction::Lens,
    people::{Actor, FloorView},
    protocol::{Cursor, ServerMessage, SignIn},
    time::Timestamp,
};
use tokio::{
    runtime::Handle,
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot, watch,
    },
};

use super::{Answer, Asker, CallRequest, ConnectedPage, Question};
use crate::session::{
    keeper::Configured,
    message::{Arrival, Inbox, ToTenant},
};

/// A tenant's inbox: bounded, so that whoever asks more than it can take in waits.
#[derive(Debug, Clone)]
pub struct TenantHandle {
    /// That of the task that serves at the moment.
    pub(in crate::session) inbox: watch::Receiver<Inbox>,
    /// How many calls are live.
    pub live: watch::Receiver<usize>,
    /// Its configuration, whichever task serves.
    pub(in crate::session) configure: watch::Sender<Configured>,
    /// Whether the server is about to end, whichever task serves.
    pub(in crate::session) drain: watch::Sender<bool>,
}

/// The tenant's task has ended: the server is about to, or another one begins from the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantGone;

/// Why a machine has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// The question reached nobody, so nothing was done.
    NotAsked,
    /// The question was taken in and will not be answered: what came of it is not known.
    Unknown,
}

/// What a page says when it arrives.
#[derive(Debug, Clone, Default)]
pub struct Greeting {
    /// For a customer's browser: the token by which it is known again.
    pub token: Option<String>,
    /// Whether an older page of the same kind gives way.
    pub take_over: bool,
    /// What the page holds already.
    pub resume: Vec<Cursor>,
    /// The call that the page's person had a part in when it last knew.
    pub part: Option<InteractionId>,
}

/// Why a page has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnedAway {
    /// The same page is open elsewhere and stays.
    OpenElsewhere,
    /// The tenant knows nobody of this name.
    Unknown,
    /// The tenant's task has ended.
    Gone,
}

/// A page in its place. Dropping it takes its subscriptions away, whatever ended its task.
#[derive(Debug)]
pub struct OpenPage {
    page: Arc<ConnectedPage>,
    /// That of the task that knows this page.
    inbox: mpsc::Sender<ToTenant>,
}

impl TenantHandle {
    /// Asks. Ready when the question is in the inbox; the answer goes to the asker.
    ///
    /// # Errors
    /// When there is nobody to answer it.
    pub async fn ask(&self, asker: Asker, question: Question) -> Result<(), TenantGone> {
        let inbox = self.inbox_of(asker.who());
        inbox.send(ToTenant::Question { asker, question }).await.map_err(|_| TenantGone)
    }

    fn inbox_of(&self, who: &Actor) -> mpsc::Sender<ToTenant> {
        self.inbox.borrow().of(who).clone()
    }

    fn inbox(&self) -> mpsc::Sender<ToTenant> {
        self.inbox.borrow().of_people().clone()
    }

    /// Asks as a machine, and waits for the answer.
    ///
    /// # Errors
    /// When there will be none.
    pub async fn ask_as_machine(
        &self,
        who: Actor,
        question: Question,
    ) -> Result<Answer, Unanswered> {
        let (asker, answer) = Asker::machine(who);
        self.ask(asker, question).await.map_err(|TenantGone| Unanswered::NotAsked)?;
        answer.await.map_err(|_| Unanswered::Unknown)
    }

    /// A person has just signed in; ready when that comes before whatever their pages say.
    pub async fn signed_in(&self, person: PersonId) {
        // A tenant that has ended has nobody to be told.
        let _ = self.inbox().send(ToTenant::SignedIn { person }).await;
    }

    /// Its people as interactions see them, once it is on record who they are; nothing when the
    /// tenant has ended.
    pub async fn people(&self) -> Option<Arc<FloorView>> {
        people(&self.inbox()).await
    }

    /// Through which lens `who` sees an interaction that is live; nothing when they do not.
    pub async fn lens(&self, who: &Actor, interaction: InteractionId) -> Option<Lens> {
        let (reply, lens) = oneshot::channel();
        let who = who.clone();
        self.inbox().send(ToTenant::Lens { who, interaction, reply }).await.ok()?;
        lens.await.ok().flatten()
    }

    /// Whether a sign-in of `who` has run out; one that has is good for a call that goes on.
    pub async fn sign_in_is_over(&self, who: &Actor, sign_in: SignIn, now: Timestamp) -> bool {
        sign_in_is_over(&self.inbox(), who, (sign_in, now)).await
    }

    /// Brings the call of a customer who has no page here; nothing when it could not be recorded.
    pub async fn bring_call(&self, visitor: VisitorId, call: CallRequest) -> Option<InteractionId> {
        let (reply, interaction) = oneshot::channel();
        // Who brings it is the server.
        self.inbox().send(ToTenant::Incoming { visitor, call, reply }).await.ok()?;
        interaction.await.ok().flatten()
    }

    /// Opens a page: takes its place and tells it all that it may know, up to and including
    /// [`ServerMessage::CaughtUp`].
    ///
    /// # Errors
    /// Why it has no place.
    pub async fn open(
        &self,
        page: ConnectedPage,
        greeting: Greeting,
    ) -> Result<OpenPage, TurnedAway> {
        // Whatever ends this, the page departs.
        let inbox = self.inbox_of(&page.who);
        let open = OpenPage { page: Arc::new(page), inbox };
        let (reply, arrival) = oneshot::channel();
        let arrive = ToTenant::Arrive { page: Arc::clone(&open.page), greeting, reply };
        open.inbox.send(arrive).await.map_err(|_| TurnedAway::Gone)?;
        let mut subscribed = match arrival.await.map_err(|_| TurnedAway::Gone)? {
            Arrival::Subscribed(subscribed) => subscribed,
            Arrival::OpenElsewhere => return Err(TurnedAway::OpenElsewhere),
            Arrival::Unknown => return Err(TurnedAway::Unknown),
        };
        let mut interactions = Vec::new();
        while let Some(interaction) = subscribed.recv().await {
            interactions.push(interaction);
        }
        interactions.sort_unstable();
        open.page.tell(ServerMessage::CaughtUp { interactions });
        let caught_up = ToTenant::CaughtUp { connection: open.page.connection };
        open.inbox.send(caught_up).await.map_err(|_| TurnedAway::Gone)?;
        Ok(open)
    }
}

impl OpenPage {
    /// The page.
    #[must_use]
    pub fn page(&self) -> &ConnectedPage {
        &self.page
    }

    /// Whether the sign-in of the page's person has run out; one that has is good for a call that
    /// goes on.
    pub async fn sign_in_is_over(&self, now: Timestamp) -> bool {
        sign_in_is_over(&self.inbox, &self.page.who, (self.page.sign_in.get(), now)).await
    }

    /// Asks for the page.
    ///
    /// # Errors
    /// When there is nobody to answer it.
    pub async fn ask(&self, question: Question) -> Result<(), TenantGone> {
        let asker = Asker::Page(Arc::clone(&self.page));
        self.inbox.send(ToTenant::Question { asker, question }).await.map_err(|_| TenantGone)
    }

    /// Ready when nobody knows this page any more, because the tenant's task has ended.
    pub async fn forgotten(&self) {
        self.inbox.closed().await;
    }
}

async fn people(inbox: &mpsc::Sender<ToTenant>) -> Option<Arc<FloorView>> {
    let (reply, people) = oneshot::channel();
    inbox.send(ToTenant::People { reply }).await.ok()?;
    people.await.ok()
}

async fn sign_in_is_over(
    inbox: &mpsc::Sender<ToTenant>,
    who: &Actor,
    (sign_in, now): (SignIn, Timestamp),
) -> bool {
    if sign_in.is_good(now) {
        return false;
    }
    let on_a_call = match who.as_person() {
        // Of a tenant whose task has ended it is not known, and it may be so.
        Some(person) => people(inbox).await.is_none_or(|people| people.is_on_a_call(person)),
        None => false,
    };
    sign_in.is_over(now, on_a_call)
}

impl Drop for OpenPage {
    /// It comes behind what the page has asked: a presence that it set with its last breath must not
    /// outlive its departure.
    fn drop(&mut self) {
        let depart = ToTenant::Depart { connection: self.page.connection };
        if let Err(TrySendError::Full(depart)) = self.inbox.try_send(depart)
            && let Ok(runtime) = Handle::try_current()
        {
            let inbox = self.inbox.clone();
            runtime.spawn(async move { inbox.send(depart).await });
        }
    }
}
