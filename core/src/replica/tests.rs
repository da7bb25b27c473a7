//! What a page keeps, and what it lets go of.

use super::{life::MOST_CURSORS, *};
use crate::{
    id::{PersonId, ReasonId, TabId, TenantId, VisitorId},
    interaction::{
        CallFact, Capability, Channel, EndReason, Fact, HelpCommand, HelpFact, Lens, RequestFact,
        Stamped,
        help::{Brief, Severity, StageRun},
    },
    people::PersonCard,
    personal::{Personal, Subject},
    protocol::{
        Credential, MAX_MESSAGE_BYTES, PROTOCOL_VERSION, Page, ServerMessage, decode_client,
    },
    terms::Terms,
};

mod alone;

const CALL: InteractionId = InteractionId::from_u128(1);

fn page() -> Replica {
    page_of(Page::Call)
}

fn page_of(page: Page) -> Replica {
    let identity = Identity {
        page,
        tab: TabId::from_u128(1),
        build: "test".to_owned(),
        credential: Credential::NewVisitor(TenantId::new("acme").unwrap()),
    };
    let mut page = Replica::new(identity, 7);
    page.handle(Timestamp(0), Input::Start);
    page.handle(Timestamp(1), Input::Opened);
    page
}

fn told(page: &mut Replica, message: &ServerMessage) {
    let text = serde_json::to_string(message).unwrap();
    page.handle(Timestamp(2), Input::Text(&text));
}

fn welcome() -> ServerMessage {
    let tenant = TenantId::new("acme").unwrap();
    let (visitor, token) = (VisitorId::from_u128(1), "t".to_owned());
    let you = You::Visitor { tenant, visitor, token };
    ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now: Timestamp(5), until: None }
}

fn restated() -> ServerMessage {
    let facts = vec![opened()];
    let timeline = Vec::new();
    ServerMessage::Restated { interaction: CALL, lens: Lens::Customer, next: 1, facts, timeline }
}

/// Greeted, told of the call, and up to date.
fn catches_up(page: &mut Replica) {
    told(page, &welcome());
    told(page, &restated());
    told(page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
}

fn opened() -> Stamped {
    opened_as(CALL)
}

fn opened_as(id: InteractionId) -> Stamped {
    let fact = Fact::Call(CallFact::Opened {
        id,
        tenant: TenantId::new("acme").unwrap(),
        channel: Channel::Voice,
        visitor: VisitorId::from_u128(1),
        name: Personal::new(Subject::Customer(CALL), "Guest".to_owned()),
        number: None,
        wants: None,
        contact: None,
        terms: Box::new(Terms::default()),
    });
    Stamped { at: Timestamp(3), fact }
}

#[test]
fn a_call_that_begins_while_a_page_catches_up_is_kept() {
    let mut page = page();
    told(&mut page, &welcome());
    told(&mut page, &restated());
    told(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
    assert!(page.interaction(CALL).is_some());
}

/// A page that was open for a shift would say more than one message may hold.
#[test]
fn a_page_that_holds_many_calls_goes_on_with_those_that_live_and_not_with_all() {
    let mut page = page();
    told(&mut page, &welcome());
    let id = |number: u128| InteractionId::from_u128(number);
    let hold = |page: &mut Replica, id: InteractionId, ends: bool| {
        let ended = Fact::Call(CallFact::Ended { why: EndReason::CustomerHungUp });
        let mut facts = vec![opened_as(id)];
        facts.extend(ends.then_some(Stamped { at: Timestamp(3), fact: ended }));
        let (next, timeline) = (facts.len() as u64, Vec::new());
        let lens = Lens::Customer;
        told(page, &ServerMessage::Restated { interaction: id, lens, next, facts, timeline });
    };
    (0..1_000).for_each(|number| hold(&mut page, id(number), number % 10 == 0));
    while page.poll_output().is_some() {}
    page.handle(Timestamp(3), Input::Closed);
    page.handle(Timestamp(60_000), Input::Timeout);
    page.handle(Timestamp(60_001), Input::Opened);
    let hello = std::iter::from_fn(|| page.poll_output()).find_map(|output| {
        let Output::Send(message) = output else { return None };
        Some(message)
    });
    let hello = serde_json::to_string(&hello.unwrap()).unwrap();
    assert!(hello.len() < MAX_MESSAGE_BYTES, "{}", hello.len());
    let Ok(ClientMessage::Hello { resume, .. }) = decode_client(&hello) else { panic!("{hello}") };
    assert_eq!(resume.len(), MOST_CURSORS);
    assert!(
        resume.iter().all(|cursor| cursor.interaction != id(0)),
        "what is over is not told again"
    );
}

#[test]
fn a_call_that_is_gone_when_a_page_is_back_is_let_go() {
    let mut page = page();
    catches_up(&mut page);
    page.handle(Timestamp(10), Input::Closed);
    told(&mut page, &welcome());
    told(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
    assert!(page.interaction(CALL).is_none());
    let would = page.would(Timestamp(10), CALL, &Command::Call(CallCommand::HangUp));
    assert_eq!(would, Err(Obstacle::NoCall));
}

#[test]
fn a_customer_can_call_with_a_link_and_without_a_call_that_lives() {
    let mut page = page();
    told(&mut page, &welcome());
    assert_eq!(page.would_call(), Err(Obstacle::Reconnecting));
    told(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
    assert_eq!(page.would_call(), Ok(()));
    told(&mut page, &restated());
    assert_eq!(page.would_call(), Err(Obstacle::InCall));
    let fact = Fact::Call(CallFact::Ended { why: EndReason::CustomerHungUp });
    let facts = vec![Stamped { at: Timestamp(4), fact }];
    told(&mut page, &ServerMessage::Facts { interaction: CALL, first: 1, facts });
    assert_eq!(page.would_call(), Ok(()));
    page.handle(Timestamp(10), Input::Closed);
    assert_eq!(page.would_call(), Err(Obstacle::Reconnecting));
}

fn live() -> Replica {
    let mut page = page();
    told(&mut page, &welcome());
    told(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
    while page.poll_output().is_some() {}
    page
}

/// Lets time pass up to `end`, and says what the page did.
fn waits(page: &mut Replica, end: u64) -> Vec<Output> {
    while let Some(due) = page.poll_timeout().filter(|due| due.0 <= end) {
        page.handle(due, Input::Timeout);
        assert!(page.poll_timeout().is_none_or(|next| next > due), "time stands still");
    }
    std::iter::from_fn(|| page.poll_output()).collect()
}

/// A pulse comes, and is answered.
fn pulsed(page: &mut Replica, at: u64) {
    let pulse =
        serde_json::to_string(&ServerMessage::Pulse { now: Timestamp(5), ahead: 0 }).unwrap();
    page.handle(Timestamp(at), Input::Text(&pulse));
    assert_eq!(page.poll_output(), Some(Output::Send(ClientMessage::Alive {})));
}

#[test]
fn a_link_that_says_nothing_for_five_seconds_is_closed_and_opened_anew() {
    let mut page = live();
    let last = 2;
    assert_eq!(waits(&mut page, last + SILENT_FOR.0 - 1), []);
    assert_eq!(page.link(), Link::Live);
    assert_eq!(waits(&mut page, last + SILENT_FOR.0), [Output::Close, Output::Changed]);
    let Link::Down { retry_at } = page.link() else { panic!("{:?}", page.link()) };
    assert_eq!(waits(&mut page, retry_at.0), [Output::Connect, Output::Changed]);
}

///
#[test]
fn a_page_whose_network_is_back_does_not_wait_for_its_turn() {
    let mut page = live();
    page.handle(Timestamp(10), Input::Closed);
    for _ in 0..20 {
        let Link::Down { retry_at } = page.link() else { panic!("{:?}", page.link()) };
        page.handle(retry_at, Input::Timeout);
        page.handle(retry_at, Input::Closed);
    }
    let Link::Down { retry_at } = page.link() else { panic!("{:?}", page.link()) };
    let now = Timestamp(retry_at.0 - 1_000);
    page.handle(now, Input::Awake);
    let due = page.poll_timeout().unwrap();
    assert!(due > now && due <= now.plus(delay(0, 7)), "at once, and spread");
    page.handle(due, Input::Timeout);
    while page.poll_output().is_some() {}
    page.handle(due.plus(Millis(999)), Input::Awake);
    assert_eq!(page.poll_output(), None, "it has just been begun");
    page.handle(due.plus(Millis(1_000)), Input::Awake);
    assert_eq!(page.poll_output(), Some(Output::Close), "it was begun without a network");
}

#[test]
fn a_page_that_is_sent_what_it_missed_notices_a_dead_link_too() {
    let mut page = page();
    told(&mut page, &welcome());
    assert_eq!(page.link(), Link::CatchingUp);
    waits(&mut page, 2 + SILENT_FOR.0);
    assert!(matches!(page.link(), Link::Down { .. }));
}

///
#[test]
fn a_pulse_keeps_the_link_and_is_answered_that_the_page_runs_and_changes_nothing_else() {
    let mut page = live();
    for second in 1..=60 {
        assert_eq!(waits(&mut page, second * 1000), []);
        pulsed(&mut page, second * 1000);
    }
    assert_eq!(waits(&mut page, 64_000), []);
    assert_eq!((page.link(), page.passed_over()), (Link::Live, 0));
}

/// What a page that is frozen cannot say, it says as soon as it can: with the greeting.
///
///
#[test]
fn a_page_says_that_it_runs_from_its_greeting_on() {
    let mut page = page();
    while page.poll_output().is_some() {}
    told(&mut page, &welcome());
    let said: Vec<_> = std::iter::from_fn(|| page.poll_output()).collect();
    assert!(said.contains(&Output::Send(ClientMessage::Alive {})), "{said:?}");
}

///
#[test]
fn a_panel_says_of_each_ring_once_on_each_link_that_it_rings() {
    let rings = |since: u64| {
        let (agent, until) =
            (PersonCard::new(PersonId::new("ana").unwrap(), "Ana", None), Timestamp(90_000));
        let rung = Fact::Call(CallFact::AgentRung { agent, until });
        let facts = vec![opened(), Stamped { at: Timestamp(since), fact: rung }];
        let (lens, next, timeline) = (Lens::Agent, 2, Vec::new());
        ServerMessage::Restated { interaction: CALL, lens, next, facts, timeline }
    };
    let heard = |page: &mut Replica| {
        let said: Vec<_> = std::iter::from_fn(|| page.poll_output()).collect();
        let ring = Output::Send(ClientMessage::RingHeard { interaction: CALL });
        said.iter().filter(|output| **output == ring).count()
    };
    let mut panel = page_of(Page::Panel);
    told(&mut panel, &welcome());
    told(&mut panel, &rings(5));
    told(&mut panel, &ServerMessage::CaughtUp { interactions: vec![CALL] });
    assert_eq!(heard(&mut panel), 1);
    told(&mut panel, &rings(5));
    assert_eq!(heard(&mut panel), 0, "it has said so");
    told(&mut panel, &rings(60));
    assert_eq!(heard(&mut panel), 1, "it rings again");
    panel.handle(Timestamp(70), Input::Closed);
    told(&mut panel, &welcome());
    told(&mut panel, &rings(60));
    assert_eq!(heard(&mut panel), 1, "to a server that may have been started again");
    let mut workspace = page_of(Page::Workspace);
    told(&mut workspace, &welcome());
    told(&mut workspace, &rings(5));
    assert_eq!(heard(&mut workspace), 0, "nothing rings there");
}

#[test]
fn a_link_outlives_pulses_that_come_late_and_ends_five_seconds_after_the_last() {
    let mut page = live();
    // Each as late as may be.
    let came: Vec<u64> = (1..=30).map(|n| n * (SILENT_FOR.0 - 1)).collect();
    for at in &came {
        assert_eq!(waits(&mut page, *at), []);
        pulsed(&mut page, *at);
    }
    let last = came[came.len() - 1];
    assert_eq!(waits(&mut page, last + SILENT_FOR.0 - 1), []);
    assert_eq!(waits(&mut page, last + SILENT_FOR.0), [Output::Close, Output::Changed]);
}

///
#[test]
fn a_page_that_slept_reads_what_came_before_it_gives_the_link_up() {
    let mut page = live();
    let woke = 3_600_000;
    page.handle(Timestamp(woke), Input::Timeout);
    assert_eq!(page.poll_output(), None);
    pulsed(&mut page, woke + 1);
    assert_eq!(waits(&mut page, woke + SILENT_FOR.0), []);
    waits(&mut page, woke + 1 + SILENT_FOR.0);
    assert!(matches!(page.link(), Link::Down { .. }), "a link that died in its sleep is noticed");
}

#[test]
fn what_was_asked_to_end_counts_as_ending_until_it_is_answered() {
    let mut page = page();
    catches_up(&mut page);
    let id = CommandId::from_u128(4);
    page.handle(
        Timestamp(11),
        Input::Ask { id, interaction: CALL, command: Command::Call(CallCommand::HangUp) },
    );
    assert!(page.is_ending(CALL));
    told(&mut page, &ServerMessage::Done { id, interaction: Some(CALL) });
    assert!(!page.is_ending(CALL));
}

fn help(what: RequestFact) -> Stamped {
    Stamped { at: Timestamp(4), fact: Fact::Help(HelpFact::Request { request: 1, what }) }
}

/// The call, of which this page's person is asked for help.
fn asked_for_help() -> ServerMessage {
    asked_on(CALL, Severity::Assist, Timestamp(4))
}

fn asked_on(interaction: InteractionId, severity: Severity, at: Timestamp) -> ServerMessage {
    let requested = RequestFact::Requested {
        reason: ReasonId::new("other").unwrap(),
        label: "Something else".to_owned(),
        comment: Personal::new(Subject::Customer(CALL), String::new()),
        severity,
        brief: Brief::default(),
        earlier: Vec::new(),
        run: first_stage(),
    };
    let requested = Stamped { at, ..help(requested) };
    let (facts, timeline) = (vec![opened_as(interaction), requested], Vec::new());
    ServerMessage::Restated { interaction, lens: Lens::Supervisor, next: 2, facts, timeline }
}

const fn first_stage() -> StageRun {
    StageRun { stage: 1, until: Timestamp(900), timer: None }
}

/// The server says that the request can be taken here, or that it asks no more.
fn offered(page: &mut Replica, asks: bool) {
    offered_on(page, CALL, asks);
}

fn offered_on(page: &mut Replica, interaction: InteractionId, asks: bool) {
    let command = Command::Help(HelpCommand::Claim { request: 1 });
    let controls = asks.then_some(Capability { command, refusal: None });
    let capabilities = controls.into_iter().collect();
    told(page, &ServerMessage::Capabilities { interaction, capabilities });
}

/// How many receipts the page has sent since it was last asked.
fn receipts(page: &mut Replica) -> usize {
    let sent = std::iter::from_fn(|| page.poll_output());
    sent.filter(|it| matches!(it, Output::Send(ClientMessage::Receipt { .. }))).count()
}

///
#[test]
fn the_pressing_request_stands_first_and_then_whoever_waits_longest() {
    let mut page = page_of(Page::Workspace);
    told(&mut page, &welcome());
    let raised = [(Severity::Assist, 4), (Severity::Assist, 5), (Severity::Emergency, 6)];
    for (call, (severity, at)) in (1..).zip(raised) {
        let call = InteractionId::from_u128(call);
        told(&mut page, &asked_on(call, severity, Timestamp(at)));
        offered_on(&mut page, call, true);
    }
    let order = |page: &Replica| {
        page.asked().iter().map(|it| it.interaction.id().0.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(order(&page), [3, 1, 2]);

    let helper = PersonCard::new(PersonId::new("sofia").unwrap(), "Sofia Marin", None);
    let claimed = help(RequestFact::Claimed { stage: 1, helper });
    let reopened =
        Stamped { at: Timestamp(9), ..help(RequestFact::Reopened { run: first_stage() }) };
    let facts = vec![claimed, reopened];
    told(&mut page, &ServerMessage::Facts { interaction: CALL, first: 2, facts });
    assert_eq!(order(&page), [3, 2, 1], "who is asked anew waits from then on");
}

#[test]
fn a_request_that_is_opened_again_is_acknowledged_again() {
    let mut page = page_of(Page::Workspace);
    told(&mut page, &welcome());
    told(&mut page, &asked_for_help());
    told(&mut page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
    offered(&mut page, true);
    assert_eq!(receipts(&mut page), 1);
    offered(&mut page, true);
    assert_eq!(receipts(&mut page), 0);

    let helper = PersonCard::new(PersonId::new("sofia").unwrap(), "Sofia Marin", None);
    let claimed = help(RequestFact::Claimed { stage: 1, helper });
    let reopened = help(RequestFact::Reopened { run: first_stage() });
    told(&mut page, &ServerMessage::Facts { interaction: CALL, first: 2, facts: vec![claimed] });
    offered(&mut page, false);
    told(&mut page, &ServerMessage::Facts { interaction: CALL, first: 3, facts: vec![reopened] });
    offered(&mut page, true);
    assert_eq!(receipts(&mut page), 1);
}
