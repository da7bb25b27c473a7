//! The session's port from inside: askers who have no page, and answers that are values.

use backline_core::{
    floor::{FloorCommand, FloorRefusal},
    id::{CommandId, IntegrationId, InteractionId, TenantId, VisitorId},
    interaction::{
        Action, CallCommand, Command, Contact, ContactCommand, Key, Refusal, SuperviseCommand,
    },
    people::{Actor, Presence},
    protocol::Page,
};
use backline_server::session::port::{
    Answer, Asker, MAX_WAITING_FOR_THE_FLOOR, Question, TenantHandle,
};
use futures_util::FutureExt as _;
use tokio::{sync::oneshot, task::unconstrained, time::timeout};
use uuid::Uuid;

use super::{
    calling::{answered, person},
    client::{Client, PATIENCE},
    fault::{FLOOR_HANGS, HANGS, faulty, send},
    server::Server,
};

/// Commands of one person that are held back until another has been answered.
const HELD: usize = 64;

fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

fn machine() -> Actor {
    Actor::integration(acme(), IntegrationId::new("demo").unwrap(), None)
}

fn tenant(server: &Server) -> TenantHandle {
    server.running().app().sessions.tenant(&acme()).unwrap().clone()
}

fn command(id: CommandId, interaction: InteractionId, command: Command) -> Question {
    Question::Command { id, interaction, command }
}

fn contact(name: &str) -> Command {
    let contact = Contact { name: Some(name.to_owned()), ..Contact::default() };
    Command::Contact(ContactCommand::Note { contact })
}

fn fresh() -> CommandId {
    CommandId(Uuid::new_v4())
}

/// How often a command is on record as the cause of something.
async fn recorded(server: &Server, interaction: InteractionId, id: CommandId) -> usize {
    let records = server.running().app().store.interaction(&acme(), interaction).await.unwrap();
    records.iter().filter(|it| it.cause.is_some_and(|cause| cause.command == id)).count()
}

async fn ask(tenant: &TenantHandle, who: Actor, question: Question) -> oneshot::Receiver<Answer> {
    let (asker, answer) = Asker::machine(who);
    tenant.ask(asker, question).await.unwrap();
    answer
}

async fn told(answer: oneshot::Receiver<Answer>) -> Answer {
    timeout(PATIENCE, answer).await.expect("it is answered").unwrap()
}

#[tokio::test]
async fn a_machine_asks_and_is_answered_with_a_value_where_no_page_is_open() {
    let server = Server::start().await;
    let (call, tenant) = (server.bring_caller(None).await, tenant(&server));
    let asked = async |question| tenant.ask_as_machine(machine(), question).await.unwrap();

    let id = fresh();
    let done = asked(command(id, call, contact("Nora Quist"))).await;
    assert_eq!(done, Answer::Done { interaction: Some(call) });
    assert_eq!(recorded(&server, call, id).await, 1, "what is answered is on record");

    let elsewhere = asked(command(fresh(), InteractionId::from_u128(1), contact("Nobody"))).await;
    assert_eq!(elsewhere, Answer::Refused(Refusal::NoSuchCall));
    let reused = asked(command(id, call, contact("Somebody else"))).await;
    assert_eq!(reused, Answer::Refused(Refusal::CommandReused));

    let presence = FloorCommand::SetPresence { presence: Presence::Busy };
    let floor = asked(Question::Floor { id: fresh(), command: presence }).await;
    assert_eq!(floor, Answer::FloorRefused(FloorRefusal::NotOnTheFloor));
}

#[tokio::test]
async fn an_asker_who_goes_away_before_the_answer_loses_nothing_that_was_recorded() {
    let server = Server::start().await;
    let (mut on_call, tenant) = (answered(&server, "ana").await, tenant(&server));
    let (call, id) = (on_call.id, fresh());
    drop(ask(&tenant, machine(), command(id, call, contact("Nora Quist"))).await);
    let noted = on_call.agent.until_state(call, |state| {
        state.contact().and_then(|known| known.name.as_deref()) == Some("Nora Quist")
    });
    timeout(PATIENCE, noted).await.expect("it is done all the same");
    assert_eq!(recorded(&server, call, id).await, 1, "what is shown is on record");
    let again = ask(&tenant, machine(), command(id, call, contact("Nora Quist"))).await;
    assert_eq!(told(again).await, Answer::Done { interaction: Some(call) });
    assert_eq!(recorded(&server, call, id).await, 1, "and it is done once");
}

#[tokio::test]
async fn one_more_than_may_wait_is_refused_at_once_and_each_of_the_others_is_answered() {
    let (server, switch) = faulty().await;
    let mut call = answered(&server, "ana").await;
    let tenant = tenant(&server);
    switch.set(HANGS);
    let key = Key::try_from('7').unwrap();
    send(&mut call.agent, call.id, Command::Call(CallCommand::PressKey { key })).await;
    switch.hangs().await;

    let sofia = || Actor::person(acme(), person("sofia"));
    let open = Command::Supervise(SuperviseCommand::OpenInteraction);
    let first = ask(&tenant, sofia(), command(fresh(), call.id, open)).await;
    let mut held = Vec::new();
    for _ in 0..HELD {
        let take = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
        held.push(ask(&tenant, sofia(), command(fresh(), InteractionId::from_u128(1), take)).await);
    }
    let take = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
    let beyond = ask(&tenant, sofia(), command(fresh(), InteractionId::from_u128(1), take)).await;
    assert_eq!(told(beyond).await, Answer::Refused(Refusal::NotRecorded));
    assert!(held.iter_mut().all(|answer| answer.try_recv().is_err()), "the others wait");

    switch.release();
    assert_eq!(told(first).await, Answer::Done { interaction: Some(call.id) });
    for answer in held {
        assert_eq!(told(answer).await, Answer::Refused(Refusal::NoSuchCall));
    }
}

///
#[tokio::test]
async fn a_persons_question_is_taken_in_while_as_many_visitors_wait_as_may() {
    let server = Server::start().await;
    let (tenant, nowhere) = (tenant(&server), InteractionId::from_u128(1));
    let mute = || command(fresh(), nowhere, Command::Call(CallCommand::Mute));
    let stranger = || Actor::visitor(acme(), VisitorId::from_u128(1));
    let mut waiting = Vec::new();
    // Nothing else runs on this thread before the test waits for something.
    let beyond = loop {
        let mut asked = Box::pin(unconstrained(ask(&tenant, stranger(), mute())));
        match (&mut asked).now_or_never() {
            Some(answer) => waiting.push(answer),
            None => break asked,
        }
    };
    let sofia = ask(&tenant, Actor::person(acme(), person("sofia")), mute());
    let answer = unconstrained(sofia).now_or_never().expect("people have a line of their own");
    assert_eq!(told(answer).await, Answer::Refused(Refusal::NoSuchCall));
    waiting.push(beyond.await);
    for answer in waiting {
        assert_eq!(told(answer).await, Answer::Refused(Refusal::NoSuchCall));
    }
}

///
#[tokio::test]
async fn a_question_waits_behind_none_of_another_tenant_though_a_hundred_pages_fill_its_lines() {
    let server = Server::start().await;
    let (acmes, nowhere) = (tenant(&server), InteractionId::from_u128(1));
    let mute = || command(fresh(), nowhere, Command::Call(CallCommand::Mute));
    let (mut waiting, mut full) = (Vec::new(), Vec::new());
    // Nothing else runs on this thread before the test waits for something.
    for n in 0..200 {
        let visitor = Actor::visitor(acme(), VisitorId::from_u128(n));
        let who = if n % 2 == 0 { visitor } else { Actor::person(acme(), person("sofia")) };
        for _ in 0..5 {
            let mut asked = Box::pin(unconstrained(ask(&acmes, who.clone(), mute())));
            match (&mut asked).now_or_never() {
                Some(answer) => waiting.push(answer),
                None => full.push(asked),
            }
        }
    }
    assert!(waiting.len() >= 500 && full.len() >= 200, "{} and {}", waiting.len(), full.len());
    let globex = TenantId::new("globex").unwrap();
    let others = server.running().app().sessions.tenant(&globex).unwrap();
    let gwen = Actor::visitor(globex, VisitorId::from_u128(1));
    let answer = unconstrained(ask(others, gwen, mute())).now_or_never();
    assert_eq!(
        told(answer.expect("a line of its own")).await,
        Answer::Refused(Refusal::NoSuchCall)
    );
    for asked in full {
        waiting.push(asked.await);
    }
    for answer in waiting {
        assert_eq!(told(answer).await, Answer::Refused(Refusal::NoSuchCall));
    }
}

#[tokio::test]
async fn one_more_question_than_may_wait_for_the_floor_is_refused_and_the_others_are_answered() {
    let (server, switch) = faulty().await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.available().await;
    let tenant = tenant(&server);
    switch.set(FLOOR_HANGS);
    let mut waiting = Vec::new();
    for presence in
        [Presence::Busy, Presence::Available].into_iter().cycle().take(MAX_WAITING_FOR_THE_FLOOR)
    {
        let asked =
            Question::Floor { id: fresh(), command: FloorCommand::SetPresence { presence } };
        waiting.push(ask(&tenant, Actor::person(acme(), person("sofia")), asked).await);
    }
    switch.hangs().await;
    let command = FloorCommand::SetPresence { presence: Presence::Busy };
    let asked = Question::Floor { id: fresh(), command };
    let beyond = ask(&tenant, Actor::person(acme(), person("sofia")), asked).await;
    assert_eq!(told(beyond).await, Answer::FloorRefused(FloorRefusal::NotRecorded));
    assert!(waiting.iter_mut().all(|answer| answer.try_recv().is_err()), "the others wait");

    switch.release();
    for answer in waiting {
        assert_eq!(told(answer).await, Answer::Done { interaction: None });
    }
}
