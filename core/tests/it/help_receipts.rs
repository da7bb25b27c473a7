//! Delivered and seen: gathered on the server, sent by pages, told to the requester and the record.

use backline_core::{
    id::TabId,
    interaction::{
        CallCommand, Capability, Command, Fact, HelpFact, HelpRefusal, Lens, Observation, Refusal,
        RequestFact, SuperviseCommand,
        help::{self as asked_for, CancelReason, Unclaimed},
    },
    people::Presence,
    protocol::{ClientMessage, Credential, PROTOCOL_VERSION, Page, Record, ServerMessage, You},
    replica::{self, FAREWELL_FOR, Identity, Obstacle, Output, Replica},
    terms::{Audience, Terms},
    time::{Millis, Timestamp},
    view::Subscription,
};

use crate::{
    cast::{CALL, acme, id, person},
    help::{
        ask_again, cancel, claim, exits, help, only, planned, raised, receipt, reject, request,
        set_presence, stage,
    },
    rig::{Rig, Works},
};

fn receipts(rig: &Rig) -> Vec<(u64, RequestFact)> {
    let of = |record: &Record| {
        let Fact::Help(HelpFact::Request { what: what @ RequestFact::Received { .. }, .. }) =
            &record.fact
        else {
            return None;
        };
        Some((record.at.since(rig.records[0].at).0, what.clone()))
    };
    rig.records.iter().filter_map(of).collect()
}

fn received(stage: u32, delivered: &[&str], seen: &[&str]) -> RequestFact {
    let ids = |names: &[&str]| names.iter().map(|name| id(name)).collect();
    RequestFact::Received { stage, delivered: ids(delivered), seen: ids(seen) }
}

///
#[test]
fn the_first_receipt_is_written_at_once_and_more_of_them_every_250_ms_at_most() {
    let mut rig = raised(Terms::default());
    receipt(&mut rig, "sofia", (1, 1), false);
    receipt(&mut rig, "sam", (1, 1), false);
    receipt(&mut rig, "sue", (1, 1), false);
    receipt(&mut rig, "sofia", (1, 1), true);
    assert_eq!(receipts(&rig), [(0, received(1, &["sofia"], &[]))]);
    rig.wait(Millis(249));
    assert_eq!(receipts(&rig).len(), 1);
    rig.wait(Millis(1));
    let wanted =
        [(0, received(1, &["sofia"], &[])), (250, received(1, &["sam", "sue"], &["sofia"]))];
    assert_eq!(receipts(&rig), wanted);
    receipt(&mut rig, "sam", (1, 1), true);
    rig.wait(Millis(250));
    assert_eq!(receipts(&rig).last(), Some(&(500, received(1, &[], &["sam"]))));
}

/// *Delivered to 1 supervisor* for a minute, while that one's laptop is closed.
///
///
#[test]
fn the_agent_reads_who_of_them_is_away_and_that_they_are_back() {
    let mut rig = raised(Terms::default());
    receipt(&mut rig, "sofia", (1, 1), false);
    receipt(&mut rig, "sam", (1, 1), true);
    rig.wait(Millis(250));
    let reads = |rig: &Rig| {
        let seen = rig.state().seen_by(Lens::Agent);
        asked_for::receipts(seen.help().unwrap().run().unwrap()).unwrap()
    };
    let goes = |rig: &mut Rig, name: &str, since: Option<Timestamp>| {
        rig.floor.people.get_mut(&id(name)).unwrap().stale_since = since;
        rig.saw(Observation::PeopleMoved);
    };
    let now = rig.at;
    assert_eq!(reads(&rig), "Delivered to 2 supervisors, seen by 1");
    goes(&mut rig, "sofia", Some(now));
    assert_eq!(reads(&rig), "Delivered to 2 supervisors, seen by 1, 1 of them away now");
    goes(&mut rig, "sam", Some(now));
    assert_eq!(reads(&rig), "Delivered to 2 supervisors, seen by 1, all of them away now");
    let known = rig.records.len();
    goes(&mut rig, "sue", Some(now));
    assert_eq!(rig.records.len(), known, "who has it not on a page is nothing to the agent");
    goes(&mut rig, "sam", None);
    goes(&mut rig, "sofia", None);
    assert_eq!(reads(&rig), "Delivered to 2 supervisors, seen by 1");
    // Between helpers that is nobody's business, as receipts are.
    let told = |lens| format!("{:?}", rig.stream(lens));
    assert!(told(Lens::Agent).contains("Away") && !told(Lens::Supervisor).contains("Away"));
    assert!(!told(Lens::Helper).contains("Away") && !told(Lens::Customer).contains("Away"));
}

///
#[test]
fn each_counts_once_and_only_from_who_may_answer_the_stage_under_way() {
    let mut rig = raised(planned(vec![stage(only("sofia")), stage(Audience::FanOut)]));
    for name in ["hugo", "sam", "audrey", "ana", "nobody"] {
        receipt(&mut rig, name, (1, 1), true);
        rig.wait(Millis(250));
    }
    for about in [(1, 2), (2, 1), (0, 1), (1, 0)] {
        receipt(&mut rig, "sofia", about, true);
    }
    rig.wait(Millis(250));
    assert_eq!(receipts(&rig), []);
    receipt(&mut rig, "sofia", (1, 1), true);
    receipt(&mut rig, "sofia", (1, 1), true);
    rig.wait(Millis(250));
    assert_eq!(receipts(&rig).len(), 1, "seen is delivered too, and twice is once");
    assert!(help(&rig).run().unwrap().delivered.contains(&id("sofia")));
    rig.ok(&person("sofia"), reject(1));
    receipt(&mut rig, "sofia", (1, 2), false);
    receipt(&mut rig, "hugo", (1, 2), false);
    rig.wait(Millis(250));
    assert_eq!(receipts(&rig).last().map(|(_, it)| it), Some(&received(2, &["hugo"], &[])));
}

///
#[test]
fn the_requester_and_the_record_are_told_and_nobody_else() {
    let mut rig = raised(Terms::default());
    receipt(&mut rig, "sofia", (1, 1), true);
    let told = |lens: Lens| {
        let stream = serde_json::to_string(rig.stream(lens)).unwrap();
        (
            stream.contains("received"),
            rig.state().seen_by(lens).help().is_some_and(|help| {
                help.run().is_some_and(|run| run.delivered.len() + run.seen.len() == 2)
            }),
        )
    };
    assert_eq!(told(Lens::Agent), (true, true));
    assert_eq!(told(Lens::Supervisor), (false, false));
    assert_eq!(told(Lens::Customer), (false, false));
}

///
#[test]
fn receipts_of_a_request_that_has_ended_are_not_written() {
    let mut rig = raised(Terms::default());
    receipt(&mut rig, "sofia", (1, 1), false);
    receipt(&mut rig, "sam", (1, 1), false);
    rig.ok(&person("ana"), cancel(1));
    rig.wait(Millis(1_000));
    assert_eq!(receipts(&rig).len(), 1);
    assert_eq!(rig.host.poll_timeout(), None);
}

/// A receipt counts that came before the stage ended, though it was not written yet: it waits for
/// the next fact about receipts, or for a write that hangs.
///
///
#[test]
fn a_receipt_that_waits_to_be_written_is_written_before_the_stage_ends() {
    let terms = || planned(vec![stage(Audience::Team)]);
    let timeout = [(1, Unclaimed::Timeout)];

    let mut rig = raised(terms());
    rig.wait(Millis(59_900));
    receipt(&mut rig, "hugo", (1, 1), false);
    receipt(&mut rig, "sofia", (1, 1), false);
    assert_eq!(receipts(&rig), [], "hugo's said nothing, and hers waits");
    rig.wait(Millis(100));
    assert_eq!(receipts(&rig), [(60_000, received(1, &["sofia"], &[]))]);
    assert_eq!(exits(&rig), timeout);

    let mut rig = raised(terms());
    rig.wait(Millis(59_000));
    rig.store = Works::Silent;
    rig.send(&person("ana"), Command::Call(CallCommand::Hold));
    receipt(&mut rig, "sofia", (1, 1), true);
    rig.wait(Millis(2_000));
    rig.store = Works::Prompt;
    rig.store_held();
    assert_eq!(exits(&rig), timeout);
}

/// A workspace, connected, and its person's subscription on the server.
struct Desk {
    page: Replica,
    subscription: Subscription,
}

impl Desk {
    fn new(rig: &Rig) -> Self {
        Self::of(rig, "sofia")
    }

    fn of(rig: &Rig, name: &str) -> Self {
        let identity = Identity {
            page: Page::Workspace,
            tab: TabId::from_u128(1),
            build: "test".to_owned(),
            credential: Credential::Session("token".to_owned()),
        };
        let mut desk = Self {
            page: Replica::new(identity, 1),
            subscription: Subscription::new(person(name), None),
        };
        desk.page.handle(rig.at, replica::Input::Start);
        desk.page.handle(rig.at, replica::Input::Opened);
        let view = rig.floor.people[&id(name)].clone();
        let you = You::Person { tenant: acme(), view: Box::new(view), roles: Vec::new() };
        desk.tell(
            rig.at,
            &ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now: rig.at, until: None },
        );
        desk.catch_up(rig);
        desk.tell(rig.at, &ServerMessage::CaughtUp { interactions: vec![CALL] });
        desk
    }

    fn tell(&mut self, at: Timestamp, message: &ServerMessage) {
        let text = serde_json::to_string(message).unwrap();
        self.page.handle(at, replica::Input::Text(&text));
    }

    fn catch_up(&mut self, rig: &Rig) {
        for message in self.subscription.catch_up(rig.at, &rig.floor, &rig.host) {
            self.tell(rig.at, &message);
        }
    }

    /// The request has been in view for a second.
    fn sees(&mut self, rig: &Rig) {
        let (request, stage) = (1, 1);
        self.page.handle(rig.at, replica::Input::Seen { interaction: CALL, request, stage });
    }

    /// The receipts that the page has sent since it was asked last.
    fn receipts(&mut self) -> Vec<ClientMessage> {
        let sent = std::iter::from_fn(|| self.page.poll_output()).filter_map(|output| {
            let Output::Send(message) = output else { return None };
            Some(message)
        });
        sent.filter(|message| matches!(message, ClientMessage::Receipt { .. })).collect()
    }
}

fn sent(seen: bool) -> ClientMessage {
    ClientMessage::Receipt { interaction: CALL, request: 1, stage: 1, seen }
}

///
#[test]
fn a_workspace_acknowledges_what_it_shows_by_itself_and_once() {
    let mut rig = Rig::talking();
    let mut desk = Desk::new(&rig);
    assert_eq!(desk.receipts(), []);
    rig.ok(&person("ana"), request());
    desk.catch_up(&rig);
    assert_eq!(desk.receipts(), [sent(false)]);
    let asked = desk.page.asked();
    assert_eq!((asked.len(), asked[0].help.comment.text()), (1, "Wants to cancel."));
    assert_eq!(asked[0].refusal, None);
    let seen = || replica::Input::Seen { interaction: CALL, request: 1, stage: 1 };
    desk.page.handle(rig.at, seen());
    desk.page.handle(rig.at, seen());
    assert_eq!(desk.receipts(), [sent(true)]);
    desk.page.handle(rig.at, replica::Input::Closed);
    assert_eq!(desk.receipts(), []);
}

/// Whoever cannot take it has not been reached, however long they look; who becomes Available with
/// the request before their eyes has.
///
///
#[test]
fn who_looks_at_a_request_while_busy_is_told_to_have_it_once_available() {
    let mut rig = raised(planned(vec![stage(Audience::Team)]));
    set_presence(&mut rig, "sofia", Presence::Busy);
    let mut desk = Desk::new(&rig);
    desk.sees(&rig);
    assert_eq!(desk.receipts(), []);
    set_presence(&mut rig, "sofia", Presence::Available);
    desk.catch_up(&rig);
    assert_eq!(desk.receipts(), [sent(false)]);
    receipt(&mut rig, "sofia", (1, 1), false);
    desk.sees(&rig);
    assert_eq!(desk.receipts(), [sent(true)]);
    receipt(&mut rig, "sofia", (1, 1), true);
    rig.wait(Millis::seconds(60));
    let both = [(0, received(1, &["sofia"], &[])), (250, received(1, &[], &["sofia"]))];
    assert_eq!((receipts(&rig), exits(&rig)), (both.to_vec(), vec![(1, Unclaimed::Timeout)]));
}

///
#[test]
fn a_receipt_that_arrives_when_its_person_is_busy_is_sent_again_once_they_are_available() {
    let mut rig = raised(Terms::default());
    let mut desk = Desk::new(&rig);
    assert_eq!(desk.receipts(), [sent(false)]);
    set_presence(&mut rig, "sofia", Presence::Busy);
    receipt(&mut rig, "sofia", (1, 1), false);
    desk.catch_up(&rig);
    assert_eq!((receipts(&rig), desk.receipts()), (Vec::new(), Vec::new()));
    set_presence(&mut rig, "sofia", Presence::Available);
    desk.catch_up(&rig);
    assert_eq!(desk.receipts(), [sent(false)]);
}

///
#[test]
fn who_sees_a_call_only_while_asked_acknowledges_it_anew_when_it_is_asked_again() {
    let mut rig = raised(planned(vec![stage(Audience::FanOut)]));
    let mut desk = Desk::of(&rig, "hugo");
    desk.sees(&rig);
    assert_eq!(desk.receipts(), [sent(false), sent(true)]);
    rig.ok(&person("sofia"), claim(1));
    desk.catch_up(&rig);
    assert!(desk.page.interaction(CALL).is_none());
    rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
    rig.ok(&person("ana"), ask_again(1));
    desk.catch_up(&rig);
    assert_eq!(desk.receipts(), [sent(false)]);
}

///
#[test]
fn a_request_that_has_gone_says_farewell_for_ten_seconds() {
    let mut rig = Rig::talking();
    let mut desk = Desk::new(&rig);
    rig.ok(&person("ana"), request());
    desk.catch_up(&rig);
    rig.ok(&person("ana"), cancel(1));
    desk.catch_up(&rig);
    assert_eq!(desk.page.asked(), []);
    let gone: Vec<_> = desk.page.farewells(rig.at).cloned().collect();
    let why = CancelReason::ByAgent;
    let said = (gone[0].agent.as_str(), gone[0].label.as_str(), &gone[0].what);
    assert_eq!(said, ("Ana Ribeiro", "Something else", &RequestFact::Cancelled { why }));
    assert_eq!(desk.page.farewells(Timestamp(rig.at.0 + FAREWELL_FOR.0 - 1)).count(), 1);
    assert_eq!(desk.page.farewells(rig.at.plus(FAREWELL_FOR)).count(), 0);
}

///
#[test]
fn a_page_answers_whether_it_may_claim_with_what_the_server_pushed() {
    let mut rig = Rig::talking();
    let mut desk = Desk::new(&rig);
    let obstacle = |desk: &Desk, rig: &Rig| desk.page.would(rig.at, CALL, &claim(1));
    assert_eq!(obstacle(&desk, &rig), Err(Obstacle::Refused(Refusal::Help(HelpRefusal::NotAsked))));
    rig.ok(&person("ana"), request());
    desk.catch_up(&rig);
    assert_eq!(obstacle(&desk, &rig), Ok(()));
    rig.ok(&person("sam"), claim(1));
    desk.catch_up(&rig);
    assert_eq!(obstacle(&desk, &rig), Err(Obstacle::Refused(Refusal::Help(HelpRefusal::NotAsked))));
    let none: &[Capability] = &[];
    assert_eq!(desk.page.controls(CALL), none);
}
