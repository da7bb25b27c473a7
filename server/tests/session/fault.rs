//! Faults: a record that cannot be written or does not answer, a panic, a browser that falls silent.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

use backline_core::{
    floor::{Colleague, Colleagues},
    id::{CommandId, InteractionId, TenantId},
    interaction::{
        Action, CallCommand, CallFact, Command, Fact, Key, Refusal, StopReason, SuperviseCommand,
        SuperviseFact,
    },
    people::{Grant, Identity},
    personal::Subject,
    protocol::{ClientMessage, Credential, Page, Record, ServerMessage},
    routing::PartyId,
    time::Timestamp,
};
use backline_server::store::{
    Batch, Helped, Recovered, Store, StoreError, StoreFuture,
    index::{HelpEvent, HelpFilter, HelpLog, HelpPlace, HelpRow},
};
use tokio::{
    sync::{Semaphore, watch},
    time::timeout,
};

use super::{
    api::{machine, requests},
    calling::{
        Call, active, answered, connected, is_silent, left, opened, person, stopped, watching,
    },
    client::{Client, Hello, PATIENCE},
    reload::{configure, one_of},
    server::Server,
    voice::Voice,
};

const WORKS: u8 = 0;
const REFUSES: u8 = 1;
const PANICS: u8 = 2;
pub(crate) const HANGS: u8 = 3;
pub(crate) const FLOOR_HANGS: u8 = 4;
/// As [`PANICS`], and then reading hangs.
pub(crate) const PANICS_FOR_LONG: u8 = 5;
const READING_HANGS: u8 = 6;
/// No log is read as a whole.
pub(crate) const WHOLE_LOGS_REFUSED: u8 = 8;
/// What a tenant begins again from.
pub(crate) const RECOVERY_HANGS: u8 = 7;

/// A record with a switch.
#[derive(Debug)]
struct Faulty {
    store: Arc<dyn Store>,
    switch: Switch,
}

#[derive(Debug, Clone)]
pub(crate) struct Switch {
    fault: Arc<AtomicU8>,
    /// One for each write that has begun to hang.
    hung: Arc<Semaphore>,
    /// One for each that may go on.
    released: Arc<Semaphore>,
}

impl Switch {
    pub(crate) fn set(&self, fault: u8) {
        self.fault.store(fault, Ordering::SeqCst);
    }

    pub(crate) async fn hangs(&self) {
        let hung = timeout(PATIENCE, self.hung.acquire()).await;
        hung.expect("a write hangs").unwrap().forget();
    }

    /// Hangs until it is released.
    async fn waits(&self) {
        self.hung.add_permits(1);
        self.released.acquire().await.unwrap().forget();
    }

    pub(crate) fn release(&self) {
        self.set(WORKS);
        self.released.add_permits(1);
    }
}

impl Store for Faulty {
    fn append(&self, batch: Batch) -> StoreFuture<'_, ()> {
        match self.switch.fault.load(Ordering::SeqCst) {
            REFUSES => Box::pin(std::future::ready(Err(StoreError::Locked))),
            PANICS if holds(&batch, &Fact::Call(CallFact::Held)) => {
                self.switch.set(WORKS);
                Box::pin(async { panic!("a fault that the test brings about") })
            }
            PANICS_FOR_LONG if holds(&batch, &Fact::Call(CallFact::Held)) => {
                self.switch.set(READING_HANGS);
                Box::pin(async { panic!("a fault that the test brings about") })
            }
            HANGS if holds(&batch, &pressed()) => Box::pin(async move {
                self.switch.waits().await;
                self.store.append(batch).await
            }),
            FLOOR_HANGS if matches!(batch, Batch::Floor { .. }) => Box::pin(async move {
                self.switch.waits().await;
                self.store.append(batch).await
            }),
            _ => self.store.append(batch),
        }
    }

    fn interaction<'a>(
        &'a self,
        tenant: &'a TenantId,
        interaction: InteractionId,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move {
            match self.switch.fault.load(Ordering::SeqCst) {
                READING_HANGS => self.switch.waits().await,
                WHOLE_LOGS_REFUSED => return Err(StoreError::Locked),
                _ => {}
            }
            self.store.interaction(tenant, interaction).await
        })
    }

    fn recover<'a>(&'a self, tenant: &'a TenantId, since: Timestamp) -> StoreFuture<'a, Recovered> {
        Box::pin(async move {
            if self.switch.fault.load(Ordering::SeqCst) == RECOVERY_HANGS {
                self.switch.waits().await;
            }
            self.store.recover(tenant, since).await
        })
    }

    fn help_requests<'a>(
        &'a self,
        tenant: &'a TenantId,
        filter: &'a HelpFilter,
        page: (Option<HelpPlace>, u32),
    ) -> StoreFuture<'a, Vec<HelpRow>> {
        self.store.help_requests(tenant, filter, page)
    }

    fn help_log<'a>(
        &'a self,
        tenant: &'a TenantId,
        request: (InteractionId, u32),
    ) -> StoreFuture<'a, Option<HelpLog>> {
        self.store.help_log(tenant, request)
    }

    fn who_helps<'a>(
        &'a self,
        tenant: &'a TenantId,
        interaction: InteractionId,
    ) -> StoreFuture<'a, Vec<Record>> {
        self.store.who_helps(tenant, interaction)
    }

    fn help_raised<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: (InteractionId, CommandId),
        by: &'a Identity,
    ) -> StoreFuture<'a, Option<u32>> {
        self.store.help_raised(tenant, command, by)
    }

    fn help_events<'a>(
        &'a self,
        tenant: &'a TenantId,
        page: (u64, u32),
    ) -> StoreFuture<'a, Vec<HelpEvent>> {
        self.store.help_events(tenant, page)
    }

    fn last_help_event<'a>(&'a self, tenant: &'a TenantId) -> StoreFuture<'a, u64> {
        self.store.last_help_event(tenant)
    }

    fn helped(&self) -> watch::Receiver<Helped> {
        self.store.helped()
    }

    fn erase<'a>(&'a self, tenant: &'a TenantId, subject: Subject) -> StoreFuture<'a, ()> {
        self.store.erase(tenant, subject)
    }

    fn checkpoint(&self) -> StoreFuture<'_, ()> {
        self.store.checkpoint()
    }

    fn probe(&self) -> StoreFuture<'_, ()> {
        self.store.probe()
    }

    fn close(&self) -> StoreFuture<'_, ()> {
        self.store.close()
    }
}

fn holds(batch: &Batch, fact: &Fact) -> bool {
    let Batch::Interaction { records, .. } = batch else { return false };
    records.iter().any(|record| record.fact == *fact)
}

fn pressed() -> Fact {
    Fact::Call(CallFact::KeyPressed { party: PartyId::Person(person("ana")) })
}

pub(crate) async fn faulty() -> (Server, Switch) {
    let nothing = || Arc::new(Semaphore::new(0));
    let switch = Switch { fault: Arc::default(), hung: nothing(), released: nothing() };
    let own = switch.clone();
    let server = Server::start_with(|store| Arc::new(Faulty { store, switch: own })).await;
    (server, switch)
}

pub(crate) async fn send(
    client: &mut Client,
    interaction: InteractionId,
    command: Command,
) -> CommandId {
    let id = CommandId(uuid::Uuid::new_v4());
    client.say(&ClientMessage::Command { id, interaction, command }).await;
    id
}

/// Sofia has barged in and is heard, and a write that is none of hers hangs.
async fn barged_in_while_a_write_hangs(server: &Server, switch: &Switch) -> (Call, Client, Voice) {
    let mut call = answered(server, "ana").await;
    let (mut sofia, voice) = opened(server, "sofia", call.id).await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }))
        .await
        .unwrap();
    active(&mut sofia, call.id, "sofia", Action::BargeIn).await;
    call.voice.hears(b"supervisor").await;
    switch.set(HANGS);
    send(
        &mut call.agent,
        call.id,
        Command::Call(CallCommand::PressKey { key: Key::try_from('7').unwrap() }),
    )
    .await;
    switch.hangs().await;
    (call, sofia, voice)
}

/// Waits until ten packets of the customer reach the agent and none of sofia's between them.
async fn sofia_is_heard_no_more(server: &Server, call: InteractionId) -> u64 {
    let (sofia, customer) = (PartyId::Person(person("sofia")), PartyId::Customer);
    let silence = async {
        let mut begun = (left(server, call, &sofia).await, 0);
        loop {
            let customers = left(server, call, &customer).await;
            let sofias = left(server, call, &sofia).await;
            if sofias != begun.0 || begun.1 == 0 {
                begun = (sofias, customers);
            } else if customers >= begun.1 + 10 {
                return sofias;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, silence).await.expect("the supervisor is silent while the write hangs")
}

#[tokio::test]
async fn a_supervisor_who_presses_end_while_a_write_hangs_is_heard_no_more() {
    let (server, switch) = faulty().await;
    let (mut call, mut sofia, _voice) = barged_in_while_a_write_hangs(&server, &switch).await;
    let end = Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn });
    let id = send(&mut sofia, call.id, end).await;
    let packets = sofia_is_heard_no_more(&server, call.id).await;
    let tenant = TenantId::new("acme").unwrap();
    let records = server.running().app().store.interaction(&tenant, call.id).await.unwrap();
    let ended =
        |record: &Record| matches!(record.fact, Fact::Supervise(SuperviseFact::ActionEnded { .. }));
    assert!(!records.iter().any(ended), "closed before it is on record");
    switch.release();
    sofia.answer(id).await.unwrap();
    call.agent.until_state(call.id, |call| call.supervisors().next().is_none()).await;
    let party = PartyId::Person(person("sofia"));
    assert_eq!(left(&server, call.id, &party).await, packets);
}

#[tokio::test]
async fn a_supervisor_whose_socket_closes_while_a_write_hangs_is_heard_no_more() {
    let (server, switch) = faulty().await;
    let (mut call, sofia, _voice) = barged_in_while_a_write_hangs(&server, &switch).await;
    drop(sofia);
    sofia_is_heard_no_more(&server, call.id).await;
    switch.release();
    call.agent.until_state(call.id, |call| call.supervisors().next().is_none()).await;
}

///
#[tokio::test]
async fn a_supervisor_whose_grant_is_withdrawn_while_a_write_hangs_is_heard_no_more() {
    let (server, switch) = faulty().await;
    let (mut call, _sofia, _voice) = barged_in_while_a_write_hangs(&server, &switch).await;
    withdraw(&server, &[Grant::ViewInteractions, Grant::Monitor]);
    sofia_is_heard_no_more(&server, call.id).await;
    switch.release();
    call.agent.until_state(call.id, |call| call.supervisors().next().is_none()).await;
}

///
#[tokio::test]
async fn a_page_shows_a_withdrawn_grant_at_once_also_while_nothing_is_written() {
    let (server, switch) = faulty().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    let is_ana = |agent: &Colleague| agent.card.person == person("ana");
    let shows_ana = |message: &ServerMessage| matches!(message, ServerMessage::Agents { agents, .. } if agents.here.iter().any(is_ana));
    sofia.until(shows_ana).await;
    switch.set(FLOOR_HANGS);
    withdraw(&server, &[]);
    sofia.until_seen(|sofia| sofia.grants.is_empty()).await;
    let agents = sofia.until(|told| matches!(told, ServerMessage::Agents { .. })).await;
    let nobody = ServerMessage::Agents { all: true, agents: Colleagues::default() };
    assert_eq!(agents, nobody, "whom she may not see any more is not shown any longer");
    switch.hangs().await;
    let token = server.sign_in("sofia").await;
    let hello = Hello::new(Page::Workspace, Credential::Session(token));
    let again = Client::greeted(&server, &hello).await;
    assert!(again.seen().grants.is_empty(), "nor does a page that comes back");
    switch.release();
    sofia.until_closed().await;
}

/// Sofia may do this and no more.
fn withdraw(server: &Server, left: &[Grant]) {
    configure(server, |read| {
        let sofia = one_of(read, "sofia");
        sofia.roles.clear();
        sofia.grants = left.to_vec();
    });
}

#[tokio::test]
async fn while_nothing_can_be_recorded_nothing_is_done_or_opened_and_the_call_goes_on() {
    let (server, switch) = faulty().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    switch.set(REFUSES);
    let refused = call.agent.ask(call.id, Command::Call(CallCommand::Mute)).await;
    assert_eq!(refused, Err(Refusal::NotRecorded));
    let barge_in = Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn });
    let refused = sofia.ask(call.id, barge_in.clone()).await;
    assert_eq!(refused, Err(Refusal::NotRecorded));
    let mut customer = Client::customer(&server).await;
    let id = CommandId::from_u128(1);
    let new = ClientMessage::Call { id, name: String::new(), number: None, to: None };
    customer.say(&new).await;
    assert_eq!(customer.answer(id).await, Err(Refusal::NotRecorded));
    is_silent(&server, &mut call, "sofia").await;
    assert_eq!(left(&server, call.id, &PartyId::Person(person("sofia"))).await, 0);
    switch.set(WORKS);
    sofia.ask(call.id, barge_in).await.unwrap();
    active(&mut sofia, call.id, "sofia", Action::BargeIn).await;
    call.voice.hears(b"supervisor").await;
}

#[tokio::test]
async fn a_machine_without_an_answer_is_told_that_nobody_knows_and_its_key_finds_out() {
    let (server, switch) = faulty().await;
    let mut call = answered(&server, "ana").await;
    switch.set(HANGS);
    send(
        &mut call.agent,
        call.id,
        Command::Call(CallCommand::PressKey { key: Key::try_from('7').unwrap() }),
    )
    .await;
    switch.hangs().await;
    let (asker, at) = (machine().with_key("order 66"), requests(call.id));
    let body = serde_json::json!({ "reason": "technical", "on_behalf_of": "ana" });
    let slow = asker.ask_once(&server, ("POST", &at), &body.to_string()).await;
    assert_eq!((slow.status, slow.code()), (408, "too_slow"));
    switch.release();
    let done = asker.post(&server, &at, &body).await;
    assert_eq!((done.status, &done.body["number"]), (201, &1.into()), "{done:?}");
}

#[tokio::test]
async fn a_panic_ends_one_interaction_which_goes_on_from_the_record_and_no_other() {
    let (server, switch) = faulty().await;
    let mut first = answered(&server, "ana").await;
    let mut second = answered(&server, "ben").await;
    switch.set(PANICS);
    // Nobody answers this: it is lost with the task, and a page would ask again.
    let id = CommandId::from_u128(7);
    let interaction = first.id;
    let hold = Command::Call(CallCommand::Hold);
    first.agent.say(&ClientMessage::Command { id, interaction, command: hold }).await;
    first
        .agent
        .until_state(first.id, |c| c.agents_party().is_some_and(|(_, own)| !own.connection.is_up()))
        .await;
    let mut voice = Voice::join(&mut first.agent, first.id, b"agent").await;
    let caller = backline_media::Clip::Caller.recording().frame(0).to_vec();
    voice.hears(&caller).await;
    first.agent.ask_as(id, first.id, Command::Call(CallCommand::Hold)).await.unwrap();
    second.voice.goes_on_hearing(3).await;
    second.agent.ask(second.id, Command::Call(CallCommand::Hold)).await.unwrap();
    second.agent.ask(second.id, Command::Call(CallCommand::HangUp)).await.unwrap();
}

#[tokio::test]
async fn silence_of_datagrams_and_pongs_ends_the_action_after_five_seconds() {
    let server = Server::start_impatient().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, voice) = opened(&server, "sofia", call.id).await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }))
        .await
        .unwrap();
    call.agent.until_state(call.id, |call| call.supervisors().count() == 1).await;
    let mut sam = watching(&server, call.id).await;
    // The machine is gone: nothing is closed, nothing comes.
    let began = Instant::now();
    sofia.falls_silent();
    drop(voice);
    call.agent.until_state(call.id, |call| call.supervisors().next().is_none()).await;
    // To the millisecond it is held where the clock is the test's (`media::joining`). On a busy
    // machine the last datagram may be older than the end of the voice.
    let took = began.elapsed();
    assert!(took > Duration::from_secs(1), "{took:?} of silence");
    assert_eq!(stopped(&mut sam, call.id).await, StopReason::ConnectionLost);
    let mut voice = Voice::join(&mut sofia, call.id, b"supervisor").await;
    connected(&mut sofia, call.id, "sofia").await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }))
        .await
        .unwrap();
    voice.hears(b"agent").await;
}

#[tokio::test]
async fn a_withdrawn_grant_ends_the_action() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }))
        .await
        .unwrap();
    call.agent.until_state(call.id, |call| call.supervisors().count() == 1).await;
    let mut sam = watching(&server, call.id).await;
    withdraw(&server, &[Grant::ViewInteractions, Grant::Proactive, Grant::Monitor]);
    call.agent.until_state(call.id, |call| call.supervisors().next().is_none()).await;
    assert_eq!(stopped(&mut sam, call.id).await, StopReason::GrantWithdrawn);
    let refused = sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }))
        .await;
    assert_eq!(refused, Err(Refusal::NotPermitted { grant: Grant::BargeIn }));
    sofia
        .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }))
        .await
        .unwrap();
}
