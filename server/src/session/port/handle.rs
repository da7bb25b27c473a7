//! How a tenant is reached from outside its task.

use std::{sync::Arc, time::Duration};

use backline_core::{
    id::{InteractionId, PersonId, VisitorId},
    interaction::Lens,
    people::{Actor, FloorView},
    protocol::{Cursor, Page, ServerMessage, SignIn},
    time::Timestamp,
};
use tokio::{
    runtime::Handle,
    sync::{
        mpsc::{
            self,
            error::{SendError, TrySendError},
        },
        oneshot, watch,
    },
    time::timeout,
};

use super::{Answer, Asker, CallRequest, ConnectedPage, Question};
use crate::session::{
    keeper::Configured,
    message::{Arrival, Inbox, ToTenant},
};

/// How long a sign-in waits for its tenant: a connection is closed that has no answer to its first
/// request after five seconds.
const SIGNED_IN_WITHIN: Duration = Duration::from_secs(3);

/// A tenant's inbox: bounded, so that whoever asks more than it can take in waits.
#[derive(Debug, Clone)]
pub struct TenantHandle {
    /// That of the task that serves at the moment, or of the one that is about to.
    pub(in crate::session) inbox: watch::Receiver<Inbox>,
    /// The server, as whoever brings something without being asked to.
    pub(in crate::session) itself: Actor,
    /// How many calls are live.
    pub live: watch::Receiver<usize>,
    /// Its configuration, whichever task serves.
    pub(in crate::session) configure: watch::Sender<Configured>,
    /// Whether the server is about to end, whichever task serves.
    pub(in crate::session) drain: watch::Sender<bool>,
}

/// There is nobody to answer: the server is about to end, or the task that knows a page has ended.
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
        let who = asker.who().clone();
        self.tell(&who, ToTenant::Question { asker, question }).await.map(drop)
    }

    /// Tells the task that serves, in the line of whoever asks; while another one begins, that one.
    /// Where it was told.
    async fn tell(
        &self,
        who: &Actor,
        mut told: ToTenant,
    ) -> Result<mpsc::Sender<ToTenant>, TenantGone> {
        loop {
            let inbox = self.serving().await?.of(who).clone();
            match inbox.send(told).await {
                Ok(()) => return Ok(inbox),
                Err(SendError(back)) => told = back,
            }
        }
    }

    async fn serving(&self) -> Result<Inbox, TenantGone> {
        let mut inboxes = self.inbox.clone();
        let serving = inboxes.wait_for(|inbox| !inbox.is_closed()).await;
        serving.map(|inbox| inbox.clone()).map_err(|_| TenantGone)
    }

    /// Asks for the server itself what may be asked twice, and once more where the task ends before it
    /// has answered; nothing where there is no answer.
    async fn asks<A>(&self, question: impl Fn(oneshot::Sender<A>) -> ToTenant) -> Option<A> {
        for _ in 0..2 {
            let (reply, answer) = oneshot::channel();
            let inbox = self.tell(&self.itself, question(reply)).await.ok()?;
            if let Ok(answer) = answer.await {
                return Some(answer);
            }
            if !inbox.is_closed() {
                return None;
            }
        }
        None
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

    /// A person has just signed in; ready when the floor knows, before whatever their pages say.
    ///
    /// # Errors
    /// When nobody has been told in time: whoever signs in tries again.
    pub async fn signed_in(&self, person: PersonId) -> Result<(), TenantGone> {
        let told = self.asks(|reply| ToTenant::SignedIn { person: person.clone(), reply });
        timeout(SIGNED_IN_WITHIN, told).await.ok().flatten().ok_or(TenantGone)
    }

    /// Its people as interactions see them, once it is on record who they are; nothing when the
    /// tenant has ended.
    pub async fn people(&self) -> Option<Arc<FloorView>> {
        self.asks(|reply| ToTenant::People { reply }).await
    }

    /// Through which lens `who` sees an interaction that is live; nothing when they do not.
    pub async fn lens(&self, who: &Actor, interaction: InteractionId) -> Option<Lens> {
        let lens = |reply| ToTenant::Lens { who: who.clone(), interaction, reply };
        self.asks(lens).await.flatten()
    }

    /// Whether a sign-in of `who` has run out; one that has is good for a call that goes on.
    pub async fn sign_in_is_over(&self, who: &Actor, sign_in: SignIn, now: Timestamp) -> bool {
        let people = async || self.people().await;
        sign_in_is_over(people, who, (sign_in, now)).await
    }

    /// Brings the call of a customer who has no page here; nothing when it could not be recorded.
    pub async fn bring_call(&self, visitor: VisitorId, call: CallRequest) -> Option<InteractionId> {
        let (reply, interaction) = oneshot::channel();
        // Who brings it is the server.
        self.tell(&self.itself, ToTenant::Incoming { visitor, call, reply }).await.ok()?;
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
        let page = Arc::new(page);
        let (reply, arrival) = oneshot::channel();
        let arrive = ToTenant::Arrive { page: Arc::clone(&page), greeting, reply };
        let inbox = self.tell(&page.who, arrive).await.map_err(|_| TurnedAway::Gone)?;
        // Whatever ends this from here on, the page departs.
        let open = OpenPage { page, inbox };
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
        if open.page.kind != Page::Workspace {
            open.page.tell(ServerMessage::CaughtUp { interactions });
            return Ok(open);
        }
        // Told together with the agents, in one write.
        let caught_up = ToTenant::CaughtUp { page: Arc::clone(&open.page), interactions };
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
        let people = async || people(&self.inbox).await;
        sign_in_is_over(people, &self.page.who, (self.page.sign_in.get(), now)).await
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
    people: impl AsyncFnOnce() -> Option<Arc<FloorView>>,
    who: &Actor,
    (sign_in, now): (SignIn, Timestamp),
) -> bool {
    if sign_in.is_good(now) {
        return false;
    }
    let on_a_call = match who.as_person() {
        // Of a tenant whose task has ended it is not known, and it may be so.
        Some(person) => people().await.is_none_or(|people| people.is_on_a_call(person)),
        None => false,
    };
    sign_in.is_over(now, on_a_call)
}

impl Drop for OpenPage {
    /// It comes behind what the page has asked: a presence that it set with its last breath must not
    /// outlive its departure.
    fn drop(&mut self) {
        let depart = ToTenant::Depart { page: Arc::clone(&self.page) };
        if let Err(TrySendError::Full(depart)) = self.inbox.try_send(depart)
            && let Ok(runtime) = Handle::try_current()
        {
            let inbox = self.inbox.clone();
            runtime.spawn(async move { inbox.send(depart).await });
        }
    }
}
