//! A page without a browser: the same driver, the same messages, the same tenant's inbox.
//!
//! What stands between a browser's page and the server is a socket; here it is the session's port,
//! and a message stays the value that it is. It refuses to know what is said and why.

use std::{sync::Arc, time::Duration};

use backline_core::{
    id::{CommandId, InteractionId, PersonId, TabId},
    interaction::{CallCommand, Command, Interaction, SuperviseCommand},
    people::Actor,
    protocol::{Credential, Page as Kind, ServerMessage, SignIn},
    replica::{Identity, Input, Output, Replica},
    time::{Millis, Timestamp},
};
use tokio::{sync::mpsc, time::timeout};
use uuid::Uuid;

use super::{Part, link::MessageQueue};
use crate::{
    app::App,
    session::{
        Clock,
        port::{ConnectedPage, Greeting, OpenPage, Question},
    },
};

/// Nobody presses two buttons faster; and what was refused is not tried again at once.
const BETWEEN: Millis = Millis::seconds(1);

/// How long leaving may take.
const LEAVE_WITHIN: Duration = Duration::from_secs(1);

/// An open page.
pub(super) struct ScriptedPage {
    replica: Replica,
    person: PersonId,
    open: OpenPage,
    told: mpsc::Receiver<ServerMessage>,
    clock: Clock,
    asked: Option<(CommandId, Timestamp)>,
}

impl ScriptedPage {
    /// Opens the page that a part is played on; nothing when the demo has nobody of that name.
    pub(super) async fn open(app: &Arc<App>, part: Part) -> Option<Self> {
        let (person, clock) = (part.person()?, app.sessions.clock());
        let config = app.config();
        let tenant = config.tenants.iter().find(|tenant| tenant.person(&person).is_some())?;
        let page = match part {
            Part::Agent => Kind::Panel,
            Part::Supervisor => Kind::Workspace,
        };
        let (queue, told) = MessageQueue::new();
        let tab = TabId(Uuid::new_v4());
        let connected = ConnectedPage {
            connection: app.next_connection(),
            who: Actor::person(tenant.id.clone(), person.clone()),
            kind: page,
            tab,
            heard: Arc::default(),
            sign_in: SignIn::ENDLESS.into(),
            link: Box::new(queue),
            rung_by_name: true,
            voice: Some(part.clip()),
        };
        let tenant = app.sessions.tenant(&tenant.id)?;
        tenant.signed_in(person.clone()).await.ok()?;
        let open = tenant.open(connected, Greeting::default()).await.ok()?;
        let (build, credential) = ("scripted".to_owned(), Credential::Session(String::new()));
        let mut replica = Replica::new(Identity { page, tab, build, credential }, 0);
        for input in [Input::Start, Input::Opened] {
            replica.handle(clock.now(), input);
        }
        // It was greeted already: there is no socket to open, and no hello to send.
        while replica.poll_output().is_some() {}
        Some(Self { replica, person, open, told, clock, asked: None })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) const fn replica(&self) -> &Replica {
        &self.replica
    }

    /// Whether it is too early to say something: an answer is outstanding, or has just come.
    pub(super) fn waits(&self) -> bool {
        self.asked.is_some_and(|(id, at)| {
            self.replica.is_asking(id) || at.plus(BETWEEN) > self.clock.now()
        })
    }

    /// The next thing that the server says.
    pub(super) async fn next(&mut self) -> Option<ServerMessage> {
        self.told.recv().await
    }

    /// Takes it in; whether the page is still open.
    pub(super) async fn take(&mut self, message: Option<ServerMessage>) -> bool {
        let Some(message) = message else { return false };
        self.replica.handle(self.clock.now(), Input::Message(message));
        self.send().await;
        true
    }

    pub(super) async fn say(&mut self, interaction: InteractionId, command: Command) {
        let (id, at) = (CommandId(Uuid::new_v4()), self.clock.now());
        self.asked = Some((id, at));
        self.replica.handle(at, Input::Ask { id, interaction, command });
        self.send().await;
    }

    pub(super) async fn seen(&mut self, interaction: InteractionId, request: u32, stage: u32) {
        let seen = Input::Seen { interaction, request, stage };
        self.replica.handle(self.clock.now(), seen);
        self.send().await;
    }

    /// Ends what this one does on calls, and closes the page.
    pub(super) async fn leave(mut self) {
        let parting = |call: &Interaction| {
            let talks = call.agents_party().is_some_and(|(agent, _)| agent.person == self.person);
            let supervises = call.supervisor(&self.person).is_some();
            let command = match (talks, supervises) {
                (true, _) => Command::Call(CallCommand::HangUp),
                (false, true) => Command::Supervise(SuperviseCommand::Disconnect),
                (false, false) => return None,
            };
            Some((call.id(), command))
        };
        let partings: Vec<_> = self.replica.interactions().filter_map(parting).collect();
        for (interaction, command) in partings {
            self.say(interaction, command).await;
            let answered = async {
                while self.asked.is_some_and(|(id, _)| self.replica.is_asking(id)) {
                    let message = self.next().await;
                    if !self.take(message).await {
                        return;
                    }
                }
            };
            // Whoever does not answer is not waited for: the page closes all the same.
            let _ = timeout(LEAVE_WITHIN, answered).await;
        }
    }

    async fn send(&mut self) {
        while let Some(output) = self.replica.poll_output() {
            match output {
                Output::Send(message) => {
                    if let Some(question) = Question::of(message) {
                        // An error says that the server ends.
                        let _ = self.open.ask(question).await;
                    }
                }
                Output::Connect
                | Output::Close
                | Output::Changed
                | Output::Answered { .. }
                | Output::MediaAnswer { .. }
                | Output::MediaFailed { .. }
                | Output::KeepToken(_) => {}
            }
        }
    }
}
