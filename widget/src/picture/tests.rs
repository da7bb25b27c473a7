//! Each row of the table of sentences, and the picture that stands beside it.

use backline_core::{
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    interaction::{
        Action, CallFact, Channel, Fact, Flow, Interaction, Lens, Loss, Origin, Sound, Stamped,
        StopReason, SuperviseFact,
    },
    people::PersonCard,
    personal::{Personal, Subject},
    routing::{Edge, PartyId, Routes},
    terms::Terms,
    time::Timestamp,
};

use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{ArrowTone, Picture, PicturePart, for_agent, for_supervisor};

mod drawn;

/// What the agent reads while nobody else is heard.
const TOGETHER: &str = "Guest and you hear each other.";

const LATER: Timestamp = Timestamp(60_000);

fn person(name: &str) -> PersonId {
    PersonId::new(name).expect("the name is well-formed")
}

fn card(id: &str, name: &str) -> PersonCard {
    PersonCard::new(person(id), name, Some("3001"))
}

fn sofia() -> PartyId {
    PartyId::Person(person("sofia"))
}

fn sam() -> PartyId {
    PartyId::Person(person("sam"))
}

fn ana() -> PartyId {
    PartyId::Person(person("ana"))
}

const CUSTOMER: PartyId = PartyId::Customer;

fn joined(party: PartyId) -> Vec<Fact> {
    let leg = LegId::from_u128(1);
    vec![
        Fact::Call(CallFact::LegJoining { party: party.clone(), leg, until: LATER }),
        Fact::Call(CallFact::LegConnected { party, leg }),
    ]
}

/// Edges as `listener hears speaker`.
fn hearing(pairs: &[(PartyId, PartyId)]) -> Routes {
    let edge =
        |(listener, speaker): &(PartyId, PartyId)| Edge::between(speaker.clone(), listener.clone());
    pairs.iter().map(edge).collect()
}

fn talk_edges() -> Vec<(PartyId, PartyId)> {
    vec![(CUSTOMER, ana()), (ana(), CUSTOMER)]
}

fn with(mut edges: Vec<(PartyId, PartyId)>, more: &[(PartyId, PartyId)]) -> Routes {
    edges.extend_from_slice(more);
    hearing(&edges)
}

/// Ana and a customer talk.
fn talking() -> Vec<Fact> {
    let id = InteractionId::from_u128(7);
    let opened = Fact::Call(CallFact::Opened {
        id,
        tenant: TenantId::new("acme").expect("the name is well-formed"),
        channel: Channel::Voice,
        visitor: VisitorId::from_u128(0),
        name: Personal::new(Subject::Customer(id), "Guest".to_owned()),
        number: None,
        wants: None,
        contact: None,
        terms: Box::new(Terms::default()),
    });
    let mut facts = vec![opened];
    facts.extend(joined(CUSTOMER));
    facts.push(Fact::Call(CallFact::Answered { agent: card("ana", "Ana Ribeiro"), until: LATER }));
    facts.extend(joined(ana()));
    facts.push(Fact::Call(CallFact::HearingEnforced { edges: hearing(&talk_edges()) }));
    facts
}

/// And Sofia has it open.
fn opened() -> Vec<Fact> {
    let mut facts = talking();
    let supervisor = card("sofia", "Sofia Marin");
    facts.push(Fact::Supervise(SuperviseFact::SupervisorOpened {
        supervisor,
        until: LATER,
        origin: Origin::Proactive,
    }));
    facts.extend(joined(sofia()));
    facts
}

fn active(id: &str, name: &str, action: Action, edges: Routes) -> Fact {
    Fact::Supervise(SuperviseFact::ActionActive { supervisor: card(id, name), action, edges })
}

fn coaching() -> Vec<Fact> {
    let heard = [(sofia(), ana()), (sofia(), CUSTOMER), (ana(), sofia())];
    let edges = with(talk_edges(), &heard);
    let mut facts = opened();
    facts.push(active("sofia", "Sofia Marin", Action::Coach, edges));
    facts
}

fn barged_in() -> Vec<Fact> {
    let heard = [(sofia(), ana()), (sofia(), CUSTOMER), (ana(), sofia()), (CUSTOMER, sofia())];
    let edges = with(talk_edges(), &heard);
    let mut facts = opened();
    facts.push(active("sofia", "Sofia Marin", Action::BargeIn, edges));
    facts
}

fn monitoring() -> Vec<Fact> {
    let edges = with(talk_edges(), &[(sofia(), ana()), (sofia(), CUSTOMER)]);
    let mut facts = opened();
    facts.push(active("sofia", "Sofia Marin", Action::Monitor, edges));
    facts
}

fn held(mut facts: Vec<Fact>, edges: &[(PartyId, PartyId)]) -> Vec<Fact> {
    let mut edges = hearing(edges);
    edges.0.insert(Edge::treatment(CUSTOMER));
    facts.extend([Fact::Call(CallFact::Held), Fact::Call(CallFact::HearingEnforced { edges })]);
    facts
}

fn state(facts: Vec<Fact>) -> Interaction {
    let log: Vec<_> = facts.into_iter().map(|fact| Stamped { at: Timestamp(1), fact }).collect();
    Interaction::fold(Lens::Supervisor, &log).expect("the log begins with Opened")
}

#[track_caller]
fn check(facts: Vec<Fact>, to_supervisor: &str, to_agent: &str) {
    let state = state(facts);
    assert_eq!(for_supervisor(&state, &person("sofia"), true), to_supervisor);
    let agents = state.seen_by(Lens::Agent);
    assert_eq!(for_agent(&agents, &person("ana"), true), to_agent);
}

#[test]
fn an_idle_supervisor_hears_nobody_and_the_agent_reads_nothing_of_that() {
    check(opened(), "Nobody hears you. You hear nobody.", TOGETHER);
}

#[test]
fn who_monitors_is_heard_by_nobody_and_the_agent_reads_nothing_of_that() {
    check(monitoring(), "Nobody hears you.", TOGETHER);
}

#[test]
fn who_coaches_is_heard_by_the_agent_only() {
    check(
        coaching(),
        "Only Ana hears you.",
        "Sofia Marin is coaching you. The customer cannot hear Sofia.",
    );
}

#[test]
fn a_coach_who_is_not_heard_at_the_moment_is_still_named() {
    let mut facts = coaching();
    let edges = with(talk_edges(), &[(sofia(), ana()), (sofia(), CUSTOMER)]);
    facts.push(Fact::Call(CallFact::HearingEnforced { edges }));
    check(
        facts,
        "Nobody hears you.",
        "Sofia Marin is coaching you. Sofia is not heard at the moment.",
    );
}

#[test]
fn a_monitor_of_whom_the_agent_is_told_is_named_as_listening() {
    let mut facts = monitoring();
    if let Some(Fact::Call(CallFact::Opened { terms, .. })) = facts.first_mut() {
        terms.notify_agent_on_monitor = true;
    }
    check(facts, "Nobody hears you.", "Sofia Marin is listening to this call.");
}

#[test]
fn who_barges_in_is_heard_by_both() {
    check(
        barged_in(),
        "Ana and the customer hear you.",
        "Sofia Marin has joined. The customer hears Sofia.",
    );
}

#[test]
fn a_customer_on_hold_is_said_while_coaching() {
    check(
        held(coaching(), &[(sofia(), ana()), (ana(), sofia())]),
        "Only Ana hears you. The customer is on hold.",
        "Sofia Marin is coaching you. The customer is on hold.",
    );
}

#[test]
fn a_customer_on_hold_does_not_hear_who_barged_in() {
    check(
        held(barged_in(), &[(sofia(), ana()), (ana(), sofia())]),
        "Only Ana hears you. The customer is on hold.",
        "Sofia Marin has joined. The customer is on hold.",
    );
}

#[test]
fn a_hold_is_not_said_before_its_edges_are_enforced() {
    let mut facts = barged_in();
    facts.push(Fact::Call(CallFact::Held));
    check(
        facts,
        "Ana and the customer hear you.",
        "Sofia Marin has joined. The customer hears Sofia.",
    );
}

#[test]
fn an_action_that_is_only_asked_for_changes_no_sentence() {
    let mut facts = opened();
    let supervisor = person("sofia");
    facts.push(Fact::Supervise(SuperviseFact::ActionRequested {
        supervisor,
        action: Action::BargeIn,
        until: LATER,
    }));
    check(facts, "Nobody hears you. You hear nobody.", TOGETHER);
}

#[test]
fn an_ended_action_leaves_nobody_listening() {
    let mut facts = coaching();
    facts.push(Fact::Supervise(SuperviseFact::ActionEnded {
        supervisor: person("sofia"),
        action: Action::Coach,
        why: StopReason::Completed,
    }));
    check(facts, "Nobody hears you. You hear nobody.", TOGETHER);
}

#[test]
fn a_muted_agent_is_named_as_the_reason_for_silence() {
    let mut facts = monitoring();
    let edges = hearing(&[(ana(), CUSTOMER), (sofia(), CUSTOMER)]);
    facts.extend([
        Fact::Call(CallFact::Muted { party: ana() }),
        Fact::Call(CallFact::HearingEnforced { edges }),
    ]);
    let agents = state(facts.clone()).seen_by(Lens::Agent);
    let words = Picture::of(&agents, Some(&person("ana"))).words();
    assert!(words.ends_with(" You are muted."), "{words}");
    check(facts, "Nobody hears you. Ana is muted.", "You are muted. Nobody hears you.");
}

#[test]
fn a_muted_customer_is_named_too() {
    let mut facts = coaching();
    let edges = hearing(&[(CUSTOMER, ana()), (sofia(), ana()), (ana(), sofia())]);
    facts.extend([
        Fact::Call(CallFact::Muted { party: CUSTOMER }),
        Fact::Call(CallFact::HearingEnforced { edges }),
    ]);
    check(
        facts,
        "Only Ana hears you. The customer is muted.",
        "Sofia Marin is coaching you. The customer cannot hear Sofia.",
    );
}

#[test]
fn two_supervisors_each_get_their_own_sentence() {
    let mut facts = coaching();
    facts.push(Fact::Supervise(SuperviseFact::SupervisorOpened {
        supervisor: card("sam", "Sam Lindqvist"),
        until: LATER,
        origin: Origin::Proactive,
    }));
    facts.extend(joined(sam()));
    let heard = [
        (sofia(), ana()),
        (sofia(), CUSTOMER),
        (ana(), sofia()),
        (sam(), ana()),
        (sam(), CUSTOMER),
        (ana(), sam()),
        (CUSTOMER, sam()),
        (sofia(), sam()),
    ];
    let edges = with(talk_edges(), &heard);
    facts.push(active("sam", "Sam Lindqvist", Action::BargeIn, edges));
    let both = state(facts.clone());
    assert_eq!(
        for_supervisor(&both, &person("sam"), true),
        "Ana, the customer and Sofia hear you."
    );
    check(
        facts,
        "Only Ana hears you. You also hear Sam.",
        "Sam Lindqvist has joined. The customer hears Sam. \
         Sofia Marin is coaching you. The customer cannot hear Sofia.",
    );
}

#[test]
fn supervisors_who_share_a_first_name_are_told_apart() {
    let mut facts = opened();
    facts.push(Fact::Supervise(SuperviseFact::SupervisorOpened {
        supervisor: card("sam", "Sofia Brandt"),
        until: LATER,
        origin: Origin::Proactive,
    }));
    facts.extend(joined(sam()));
    let edges = with(talk_edges(), &[(sofia(), sam())]);
    facts.push(active("sam", "Sofia Brandt", Action::BargeIn, edges));
    let state = state(facts);
    assert_eq!(
        for_supervisor(&state, &person("sofia"), true),
        "Nobody hears you. You also hear Sofia Brandt."
    );
}

///
#[test]
fn a_lost_connection_says_reconnecting_and_nothing_that_is_not_known() {
    let mut facts = barged_in();
    facts.push(Fact::Call(CallFact::LegLost { party: sofia(), why: Loss::Media, until: LATER }));
    check(facts, "Reconnecting. Nobody hears you.", TOGETHER);

    let unlinked = state(barged_in());
    assert_eq!(
        for_supervisor(&unlinked, &person("sofia"), false),
        "Reconnecting. Nobody hears you."
    );
    let agents = unlinked.seen_by(Lens::Agent);
    assert_eq!(for_agent(&agents, &person("ana"), false), "Reconnecting.");
}

#[test]
fn an_agent_who_reconnects_is_named_to_the_supervisor() {
    let mut facts = coaching();
    facts.push(Fact::Call(CallFact::LegLost { party: ana(), why: Loss::Media, until: LATER }));
    check(facts, "Nobody hears you. Ana is reconnecting.", "Reconnecting.");
}

#[test]
fn a_connection_that_comes_up_for_the_first_time_says_so() {
    let mut facts = talking();
    let supervisor = card("sofia", "Sofia Marin");
    facts.push(Fact::Supervise(SuperviseFact::SupervisorOpened {
        supervisor,
        until: LATER,
        origin: Origin::Proactive,
    }));
    check(facts, "Connecting. Nobody hears you.", TOGETHER);
}
