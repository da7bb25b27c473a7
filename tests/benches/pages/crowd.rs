//! The floor that is looked at: agents without browsers, each on a call with a recorded customer.
//!
//! They are pages like any other, whose voices are recordings, so that every edge is one that the
//! media plane has confirmed. Each does something every few seconds, one after another: holds,
//! resumes, mutes, unmutes, some ask for help, and at last hangs up for the next caller.

use std::{fmt, sync::Arc, time::Duration};

use backline_core::{
    id::{CommandId, InteractionId, PersonId, ReasonId, TabId, TenantId, VisitorId},
    interaction::{
        CallCommand, Command, HelpCommand, Interaction, Offer, Stage,
        help::{NewBrief, Severity},
    },
    people::Actor,
    protocol::{Credential, Page as Kind, ServerMessage, SignIn},
    replica::{Identity, Input, Output, Replica},
    time::Millis,
};
use backline_media::Clip;
use backline_server::{
    app::App,
    hooks::{Hooks, Recorded},
    session::port::{
        CallRequest, ConnectedPage, Greeting, OpenPage, PageLink, Question, SharedMessage,
    },
    wing::Wing,
};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, Interval, interval_at},
};
use uuid::Uuid;

use super::{other_build, server::TENANT};

/// Between two deeds of one agent: with 200 of them there are twenty a second.
const EVERY: Duration = Duration::from_secs(10);
/// Deeds of an agent on one call.
const DEEDS: usize = 7;
/// One agent of so many asks for help.
const ASKS: usize = 10;
const CALLERS: [&str; 4] =
    ["Maria Costa", "Guest of the Grand Hotel Pacifico", "Jonas Weber", "Yuki Tanaka-Lindqvist"];

/// The agent of that number.
pub(crate) fn agent(number: usize) -> String {
    format!("a{number}")
}

/// So many calls.
pub(crate) struct Crowd {
    pub(crate) calls: usize,
}

impl Wing for Crowd {
    fn hooks(&self) -> Arc<dyn Hooks> {
        Arc::new(Callers)
    }

    fn main_routes(
        &self,
        _app: &Arc<App>,
        routes: axum::Router<Arc<App>>,
    ) -> axum::Router<Arc<App>> {
        other_build::beside(routes)
    }

    fn start(&self, app: &Arc<App>) -> Vec<JoinHandle<()>> {
        let all = 0..self.calls;
        let calls = self.calls;
        let work = |number| {
            let app = Arc::clone(app);
            tokio::spawn(async move {
                // Nothing when the server ends.
                let _ = works(app, number, calls).await;
            })
        };
        all.map(work).collect()
    }
}

/// Every customer is a recording.
#[derive(Debug)]
struct Callers;

impl Hooks for Callers {
    fn recorded(&self, _visitor: VisitorId) -> Option<Recorded> {
        Some(Recorded { clip: Clip::Caller, patience: Millis::seconds(3_600) })
    }
}

async fn works(app: Arc<App>, number: usize, calls: usize) -> Option<()> {
    let mut page = AgentPage::open(app, number).await;
    let first = EVERY.mul_f64(number as f64 / calls as f64);
    let mut turns = interval_at(Instant::now() + first, EVERY);
    loop {
        let call = page.takes_a_call(number).await?;
        for deed in 0..DEEDS {
            page.rests(&mut turns).await?;
            let command = page.deed(call, deed, number.is_multiple_of(ASKS));
            page.says(call, command).await?;
        }
        page.until(call, Interaction::is_over).await?;
        page.replica.forget(call);
    }
}

/// An agent's page.
struct AgentPage {
    app: Arc<App>,
    replica: Replica,
    person: PersonId,
    open: OpenPage,
    told: mpsc::UnboundedReceiver<ServerMessage>,
}

impl AgentPage {
    async fn open(app: Arc<App>, number: usize) -> Self {
        let (tenant, person) = (TenantId::new(TENANT).unwrap(), PersonId::new(agent(number)));
        let person = person.unwrap();
        let (sender, told) = mpsc::unbounded_channel();
        let tab = TabId(Uuid::new_v4());
        let page = ConnectedPage {
            connection: app.next_connection(),
            who: Actor::person(tenant.clone(), person.clone()),
            kind: Kind::Panel,
            tab,
            heard: Arc::default(),
            sign_in: SignIn::ENDLESS.into(),
            link: Box::new(Queue(sender)),
            rung_by_name: true,
            voice: Some(Clip::Agent),
        };
        let handle = app.sessions.tenant(&tenant).unwrap();
        handle.signed_in(person.clone()).await.unwrap();
        let open = handle.open(page, Greeting::default()).await.unwrap();
        let (build, credential) = ("bench".to_owned(), Credential::Session(String::new()));
        let mut replica = Replica::new(Identity { page: Kind::Panel, tab, build, credential }, 0);
        for input in [Input::Start, Input::Opened] {
            replica.handle(app.sessions.clock().now(), input);
        }
        // It was greeted already.
        while replica.poll_output().is_some() {}
        Self { app, replica, person, open, told }
    }

    /// Somebody calls, is answered, and both are connected.
    async fn takes_a_call(&mut self, number: usize) -> Option<InteractionId> {
        let request = CallRequest {
            name: CALLERS[number % CALLERS.len()].to_owned(),
            number: Some(format!("+1 202 555 {:04}", number % 10_000)),
            to: Some(self.person.clone()),
            contact: None,
        };
        let visitor = VisitorId(Uuid::new_v4());
        let handle = self.app.sessions.tenant(&TenantId::new(TENANT).unwrap()).unwrap();
        let call = handle.bring_call(visitor, request).await?;
        self.until(call, |call| matches!(call.stage(), Stage::Ringing { .. })).await?;
        self.says(call, Command::Call(CallCommand::Answer)).await?;
        self.until(call, |call| call.agents_party().is_some()).await?;
        let offer = Offer(String::new());
        self.says(call, Command::Call(CallCommand::Join { offer })).await?;
        let is_up =
            |call: &Interaction| call.agents_party().is_some_and(|(_, own)| own.connection.is_up());
        self.until(call, is_up).await?;
        Some(call)
    }

    fn deed(&self, call: InteractionId, deed: usize, asks: bool) -> Command {
        let help = self.replica.interaction(call).and_then(Interaction::help);
        match (deed, asks, help) {
            (1, true, _) => Command::Help(HelpCommand::Request {
                reason: self.reason(call),
                comment: "May I refund 900?".to_owned(),
                severity: Severity::Assist,
                brief: NewBrief::default(),
            }),
            (2, true, Some(help)) => Command::Help(HelpCommand::Cancel { request: help.number }),
            (1 | 4, ..) => Command::Call(CallCommand::Hold),
            (2 | 5, ..) => Command::Call(CallCommand::Resume),
            (0, ..) => Command::Call(CallCommand::Mute),
            (3, ..) => Command::Call(CallCommand::Unmute),
            _ => Command::Call(CallCommand::HangUp),
        }
    }

    fn reason(&self, call: InteractionId) -> ReasonId {
        let call = self.replica.interaction(call).unwrap();
        call.terms().help.reasons.first().unwrap().id.clone()
    }

    async fn says(&mut self, interaction: InteractionId, command: Command) -> Option<()> {
        let id = CommandId(Uuid::new_v4());
        let asked = Input::Ask { id, interaction, command };
        self.replica.handle(self.app.sessions.clock().now(), asked);
        self.sends().await;
        while self.replica.is_asking(id) {
            let told = self.told.recv().await?;
            self.takes(told).await;
        }
        Some(())
    }

    async fn until(
        &mut self,
        call: InteractionId,
        is: impl Fn(&Interaction) -> bool,
    ) -> Option<()> {
        while !self.replica.interaction(call).is_some_and(&is) {
            let told = self.told.recv().await?;
            self.takes(told).await;
        }
        Some(())
    }

    /// Until it is this one's turn again.
    async fn rests(&mut self, turns: &mut Interval) -> Option<()> {
        loop {
            tokio::select! {
                _ = turns.tick() => return Some(()),
                told = self.told.recv() => self.takes(told?).await,
            }
        }
    }

    async fn takes(&mut self, message: ServerMessage) {
        self.replica.handle(self.app.sessions.clock().now(), Input::Message(message));
        self.sends().await;
    }

    async fn sends(&mut self) {
        while let Some(output) = self.replica.poll_output() {
            if let Output::Send(message) = output
                && let Some(question) = Question::of(message)
            {
                // An error says that the server ends.
                let _ = self.open.ask(question).await;
            }
        }
    }
}

/// How such a page is told something.
struct Queue(mpsc::UnboundedSender<ServerMessage>);

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queue")
    }
}

impl PageLink for Queue {
    fn tell(&self, message: &SharedMessage) {
        let _ = self.0.send(message.message().clone());
    }

    fn displaced(&self) {}
}
