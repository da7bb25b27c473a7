//! Faults: a record that cannot be written, a panic, a browser that falls silent.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

use backline_core::{
    actor::Grant,
    id::{InteractionId, TenantId},
    interaction::{Action, Command, Fact, Refusal},
};
use backline_server::{
    session::ledger::{Ledger, Read, Written},
    store::{Batch, Store, StoreError},
};

use super::{
    calling::{active, answered, connected, opened},
    server::Server,
    voice::Voice,
};

const WORKS: u8 = 0;
const REFUSES: u8 = 1;
const PANICS: u8 = 2;

/// A record with a switch.
struct Faulty {
    store: Store,
    fault: Arc<AtomicU8>,
}

impl Ledger for Faulty {
    fn append(&self, batch: Batch) -> Written<'_> {
        match self.fault.load(Ordering::SeqCst) {
            REFUSES => Box::pin(std::future::ready(Err(StoreError::Locked))),
            PANICS if holds(&batch) => {
                self.fault.store(WORKS, Ordering::SeqCst);
                Box::pin(async { panic!("a fault that the test brings about") })
            }
            _ => Box::pin(self.store.append(batch)),
        }
    }

    fn interaction<'a>(&'a self, tenant: &'a TenantId, interaction: InteractionId) -> Read<'a> {
        Box::pin(self.store.interaction(tenant, interaction))
    }
}

fn holds(batch: &Batch) -> bool {
    let Batch::Interaction { records, .. } = batch else { return false };
    records.iter().any(|record| record.fact == Fact::Held)
}

async fn faulty() -> (Server, Arc<AtomicU8>) {
    let fault = Arc::new(AtomicU8::new(WORKS));
    let switch = Arc::clone(&fault);
    let server = Server::start_with(|store| Arc::new(Faulty { store, fault })).await;
    (server, switch)
}

#[tokio::test]
async fn while_nothing_can_be_recorded_nothing_is_done_or_opened_and_the_call_goes_on() {
    let (server, fault) = faulty().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    fault.store(REFUSES, Ordering::SeqCst);
    let asked = Instant::now();
    let refused = call.agent.ask(call.id, Command::Mute).await;
    assert_eq!(refused, Err(Refusal::NotRecorded));
    let barge_in = Command::TakeAction { action: Action::BargeIn };
    let refused = sofia.ask(call.id, barge_in.clone()).await;
    assert_eq!(refused, Err(Refusal::NotRecorded));
    assert!(asked.elapsed() < Duration::from_secs(2));
    let mut customer = super::client::Client::customer(&server).await;
    let id = backline_core::id::CommandId::from_u128(1);
    let new = backline_core::protocol::ClientMessage::Call {
        id,
        name: String::new(),
        number: None,
        to: None,
    };
    customer.say(&new).await;
    assert_eq!(customer.answer(id).await, Err(Refusal::NotRecorded));
    let heard = call.voice.hears_for(Duration::from_millis(300)).await;
    assert!(!heard.is_empty() && heard.iter().all(|payload| payload != b"supervisor"));
    fault.store(WORKS, Ordering::SeqCst);
    sofia.ask(call.id, barge_in).await.unwrap();
    active(&mut sofia, call.id, "sofia", Action::BargeIn).await;
    call.voice.hears(b"supervisor").await;
}

#[tokio::test]
async fn a_panic_ends_one_interaction_which_goes_on_from_the_record_and_no_other() {
    let (server, fault) = faulty().await;
    let mut first = answered(&server, "ana").await;
    let mut second = answered(&server, "ben").await;
    fault.store(PANICS, Ordering::SeqCst);
    // Nobody answers this: it is lost with the task, and a page would ask again.
    let id = backline_core::id::CommandId::from_u128(7);
    let interaction = first.id;
    let hold = Command::Hold;
    first
        .agent
        .say(&backline_core::protocol::ClientMessage::Command { id, interaction, command: hold })
        .await;
    first.agent.until_state(first.id, |c| c.talk().is_some_and(|t| !t.connection.is_up())).await;
    let mut voice = Voice::join(&mut first.agent, first.id, b"agent").await;
    let caller = backline_server::media::Clip::Caller.recording().frame(0).to_vec();
    voice.hears(&caller).await;
    first.agent.ask_as(id, first.id, Command::Hold).await.unwrap();
    assert!(second.voice.hears_for(Duration::from_millis(100)).await.len() > 2);
    second.agent.ask(second.id, Command::Hold).await.unwrap();
    second.agent.ask(second.id, Command::HangUp).await.unwrap();
}

#[tokio::test]
async fn silence_of_datagrams_and_pongs_ends_the_action_after_five_seconds() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, voice) = opened(&server, "sofia", call.id).await;
    sofia.ask(call.id, Command::TakeAction { action: Action::Coach }).await.unwrap();
    call.agent.until_state(call.id, |call| call.supervisors().len() == 1).await;
    // The machine is gone: nothing is closed, nothing comes.
    let began = Instant::now();
    drop(voice);
    call.agent.until_state(call.id, |call| call.supervisors().is_empty()).await;
    let took = began.elapsed();
    assert!((4_500..8_000).contains(&took.as_millis()), "{took:?}");
    let mut voice = Voice::join(&mut sofia, call.id, b"supervisor").await;
    connected(&mut sofia, call.id, "sofia").await;
    sofia.ask(call.id, Command::TakeAction { action: Action::Coach }).await.unwrap();
    voice.hears(b"agent").await;
}

#[tokio::test]
async fn a_withdrawn_grant_ends_the_action_within_a_second() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    sofia.ask(call.id, Command::TakeAction { action: Action::BargeIn }).await.unwrap();
    call.agent.until_state(call.id, |call| call.supervisors().len() == 1).await;
    let app = server.running().app();
    let mut read = (*app.config()).clone();
    let people = &mut read.tenants[0].people;
    let sofias = people.iter_mut().find(|p| p.card.person.as_str() == "sofia").unwrap();
    sofias.roles.clear();
    sofias.grants = vec![Grant::ViewInteractions, Grant::Monitor];
    let withdrawn = Instant::now();
    app.configure(read).await;
    call.agent.until_state(call.id, |call| call.supervisors().is_empty()).await;
    assert!(withdrawn.elapsed() < Duration::from_secs(1), "{:?}", withdrawn.elapsed());
    let refused = sofia.ask(call.id, Command::TakeAction { action: Action::BargeIn }).await;
    assert_eq!(refused, Err(Refusal::NotPermitted { grant: Grant::BargeIn }));
    sofia.ask(call.id, Command::TakeAction { action: Action::Monitor }).await.unwrap();
}
