//! What holds in every reachable state, written without the code that it is about.

mod help;

use std::collections::BTreeMap;

use backline_core::{
    audit::{CallAudit, Contradiction, interaction},
    host::call::{CallHost, CallOutput},
    id::{LegId, PersonId},
    interaction::{
        Action, Context, Eyes, Fact, Interaction, Lens, Origin, Stage, Stamped, Stance,
        SuperviseFact,
    },
    people::Identity,
    protocol::Record,
    routing::{Edge, PartyId, Routes, SLOTS, Speaker},
};

use crate::{
    cast::{customer, is_agent, is_supervisor, person, touches_supervisor},
    step::{actors, commands},
    world::View,
};

pub(crate) use help::{Book, answers_come_from_who_is_asked};

use help::{
    help_leaves_the_call_alone, nothing_is_told_that_is_not_theirs, whoever_acts_may_be_on_the_call,
};

const LENSES: [Lens; 4] = [Lens::Supervisor, Lens::Helper, Lens::Agent, Lens::Customer];

const BACK_LINE: [&str; 4] = ["sofia", "sam", "sue", "hugo"];

/// Everybody who may look: anybody through each lens, and each of the back line as a helper.
fn viewers() -> Vec<(Lens, Option<PersonId>)> {
    let own = BACK_LINE.map(|name| (Lens::Helper, PersonId::new(name).ok()));
    LENSES.map(|lens| (lens, None)).into_iter().chain(own).collect()
}

const fn eyes((lens, own): &(Lens, Option<PersonId>)) -> Eyes<'_> {
    Eyes { lens: *lens, own: own.as_ref() }
}

/// What the laws remember from one publication to the next.
#[derive(Default)]
pub(crate) struct Laws {
    folded: Option<Interaction>,
    audit: CallAudit,
    help: Book,
    seen: BTreeMap<(Lens, Option<PersonId>), (Interaction, usize)>,
}

impl Laws {
    pub(crate) fn new(host: &CallHost, first: &Record) -> Self {
        Self::replayed(host, std::slice::from_ref(first))
    }

    /// A server that came back has the state and the streams that the stored log gives.
    pub(crate) fn replayed(host: &CallHost, stored: &[Record]) -> Self {
        let log: Vec<Stamped> = stored.iter().map(Record::stamped).collect();
        let folded = Interaction::fold(Lens::Server, &log).unwrap();
        assert_eq!(folded, *host.state(), "replay is not the fold of the stored log");
        let seen = viewers().into_iter().map(|viewer| {
            let stream = host.stream(eyes(&viewer));
            let seen = (Interaction::fold(viewer.0, stream).unwrap(), stream.len());
            (viewer, seen)
        });
        let help = Book::of(stored);
        help.agrees(&folded);
        let mut audit = CallAudit::default();
        for record in stored {
            nothing_speaks_against(&audit.take(record), record);
        }
        assert_eq!(interaction(stored), [], "what is stored");
        Self { folded: Some(folded), audit, help, seen: seen.collect() }
    }

    /// After each publication.
    pub(crate) fn published(&mut self, view: View<'_>, records: &[Record]) {
        for record in records {
            let before = self.folded.take().unwrap();
            let mut after = before.clone();
            after.apply(&record.stamped());
            supervision_leaves_the_call_alone(&before, &after, record);
            help_leaves_the_call_alone(&before, &after, &record.fact);
            self.help.note(&record.fact);
            self.help.agrees(&after);
            nothing_speaks_against(&self.audit.take(record), record);
            for viewer in &viewers() {
                projection_commutes(&before, &after, record, eyes(viewer));
            }
            self.folded = Some(after);
        }
        let state = view.world.host.state();
        assert_eq!(self.folded.as_ref(), Some(state), "the published log is not the state");
        self.every_viewer_sees_the_state(&view.world.host);
        at_most_one_coach_and_one_who_barges_in(state);
        what_is_hidden_does_not_exist(state);
        nobody_hears_more_than_there_are_slots(state);
        routes_are_allowed(state, &state.routes());
        what_is_recorded_as_enforced_is_enforced(view);
        restating_gives_the_same(state);
        agents_and_customers_are_answered_the_same_on_their_own_view(view);
    }

    /// When nothing is under way any more, everything says the same.
    pub(crate) fn at_rest(&self, view: View<'_>) {
        let (state, heard) = (view.world.host.state(), view.world.plane.engine.hears());
        nobody_is_heard_by_the_wrong_one_strictly(state, heard);
        assert_eq!(*heard, state.routes(), "at rest the media plane enforces the routes");
        assert_eq!(heard, state.enforced(), "at rest the record is what is enforced");
        everybody_gets_an_answer_to_everything(view);
        whoever_acts_may_be_on_the_call(state, &view.world.floor);
        self.help.owner_can_help(state, &view.world.floor);
    }

    fn every_viewer_sees_the_state(&mut self, host: &CallHost) {
        for (viewer, (replica, count)) in &mut self.seen {
            let eyes = eyes(viewer);
            let stream = host.stream(eyes);
            for fact in &stream[*count..] {
                nothing_is_told_that_is_not_theirs(eyes, host.state().terms(), &fact.fact);
                replica.apply(fact);
            }
            *count = stream.len();
            assert_eq!(*replica, host.state().seen_by(eyes), "what {viewer:?} was sent");
        }
    }
}

/// What an audit of the log would say.
fn nothing_speaks_against(said: &[Contradiction], record: &Record) {
    assert_eq!(said, [], "{record:?}");
}

/// The stance of a supervisor, in the words of the requirements.
fn doing(state: &Interaction, party: &PartyId) -> Option<Action> {
    let PartyId::Person(name) = party else { return None };
    let supervision = state.supervisor(name)?;
    match supervision.stance {
        Stance::Idle => None,
        Stance::Requested { action, .. } | Stance::Active { action, .. } => Some(*action),
    }
}

/// The rules of the audio matrix, read from the requirements and not from the routing.
pub(crate) fn allowed(state: &Interaction, edge: &Edge) -> bool {
    let held = state.talk().is_none_or(|talk| !talk.held.is_empty());
    let listener = &edge.listener;
    let Speaker::Party(speaker) = &edge.speaker else {
        return *listener == PartyId::Customer && held && !state.is_over();
    };
    let muted = match speaker {
        PartyId::Person(_) if is_supervisor(speaker) => false,
        PartyId::Customer | PartyId::Person(_) => state.party(speaker).is_none_or(|it| it.muted),
    };
    let customer_cut_off =
        held && (*listener == PartyId::Customer || *speaker == PartyId::Customer);
    if state.is_over() || muted || customer_cut_off || speaker == listener {
        return false;
    }
    let hears = match listener {
        PartyId::Person(_) if is_supervisor(listener) => doing(state, listener).is_some(),
        PartyId::Customer | PartyId::Person(_) => true,
    };
    let heard_by = match speaker {
        PartyId::Person(_) if is_supervisor(speaker) => match doing(state, speaker) {
            None | Some(Action::Monitor) => false,
            Some(Action::Coach) => is_agent(listener) && may_speak(state, speaker),
            Some(Action::BargeIn) => true,
        },
        PartyId::Customer | PartyId::Person(_) => true,
    };
    hears && heard_by
}

/// Where the tenant wants it, a coach is heard only while Send is held down.
fn may_speak(state: &Interaction, coach: &PartyId) -> bool {
    let PartyId::Person(name) = coach else { return false };
    !state.terms().coach_push_to_send || state.supervisor(name).is_some_and(|own| own.send_held)
}

fn routes_are_allowed(state: &Interaction, routes: &Routes) {
    for edge in &routes.0 {
        assert!(allowed(state, edge), "{edge:?} is forbidden");
        let up = |party: &PartyId| state.is_up(party);
        assert!(
            up(&edge.listener) && edge.speaker.party().is_none_or(up),
            "{edge:?} leads nowhere"
        );
    }
}

/// Holds for whatever is forwarded, at every instant.
pub(crate) fn nobody_is_heard_by_the_wrong_one<'a>(
    view: View<'_>,
    forwarded: impl Iterator<Item = &'a Edge>,
) {
    for edge in forwarded {
        assert!(allowed(view.world.host.state(), edge), "{edge:?} is open and forbidden");
    }
}

/// From the step on at which an end arrives: every order to close has been given.
pub(crate) fn whoever_has_ended_is_silent(view: View<'_>) {
    let world = view.world;
    if world.ends.is_nobody() {
        return;
    }
    for edge in world.plane.caught_up().forwards() {
        assert!(!world.ends.forbid(edge), "{edge:?} is open and its action has ended");
    }
}

/// Not even to be closed by the next order.
pub(crate) fn nothing_opens_for_whoever_has_ended(view: View<'_>, output: &CallOutput) {
    let open = match output {
        CallOutput::Change(change) => &change.open,
        CallOutput::Table { edges, .. } => edges,
        CallOutput::Store { .. }
        | CallOutput::Published { .. }
        | CallOutput::Reply { .. }
        | CallOutput::Join { .. }
        | CallOutput::Leave { .. } => return,
    };
    for open in open {
        assert!(!view.world.ends.forbid(&open.edge), "{open:?} opens and its action has ended");
    }
}

fn nobody_is_heard_by_the_wrong_one_strictly(state: &Interaction, table: &Routes) {
    for edge in &table.0 {
        assert!(allowed(state, edge), "{edge:?} is open and forbidden");
    }
}

fn at_most_one_coach_and_one_who_barges_in(state: &Interaction) {
    for action in [Action::Coach, Action::BargeIn] {
        let doing = state.supervisors().filter(|s| s.stance.action() == Some(action));
        assert!(doing.count() <= 1, "two at once: {action:?}");
    }
}

fn nobody_hears_more_than_there_are_slots(state: &Interaction) {
    let mut voices = BTreeMap::<&PartyId, usize>::new();
    let routes = state.routes();
    for edge in &routes.0 {
        *voices.entry(&edge.listener).or_default() += 1;
    }
    assert!(voices.values().all(|count| *count <= SLOTS));
}

///
fn what_is_hidden_does_not_exist(state: &Interaction) {
    let told = state.terms().notify_agent_on_monitor;
    let agents = if told { &Action::ALL[..] } else { &[Action::Coach, Action::BargeIn][..] };
    for viewer in &viewers() {
        let lens = viewer.0;
        let shown = match lens {
            Lens::Server | Lens::Supervisor => continue,
            Lens::Helper | Lens::Agent => agents,
            Lens::Customer => &[Action::BargeIn][..],
        };
        let seen = state.seen_by(eyes(viewer));
        for supervision in seen.supervisors() {
            let active = supervision.stance.active();
            let own = viewer.1.as_ref() == Some(&supervision.card.person)
                && supervision.origin != Origin::Proactive;
            assert!(own || active.is_some_and(|action| shown.contains(&action)), "{viewer:?}");
            assert!(lens != Lens::Customer || supervision.card.number.is_none());
        }
        for edge in &seen.enforced().0 {
            for party in [Some(&edge.listener), edge.speaker.party()].into_iter().flatten() {
                if let PartyId::Person(name) = party
                    && is_supervisor(party)
                {
                    assert!(seen.supervisor(name).is_some(), "{lens:?} sees an edge of {name}");
                }
            }
        }
        for (_, leg) in seen.legs() {
            assert_eq!(leg, LegId::from_u128(0), "a connection's name left the server");
        }
    }
}

fn what_is_recorded_as_enforced_is_enforced(view: View<'_>) {
    let world = view.world;
    let state = world.host.state();
    let heard = world.plane.engine.hears();
    let legs = state.legs();
    for edge in &state.enforced().0 {
        let broken =
            |party: &PartyId| legs.get(party).is_some_and(|leg| world.broken.contains(leg));
        let unheard_of = broken(&edge.listener) || edge.speaker.party().is_some_and(broken);
        let excused = unheard_of || world.plane.excuses(edge);
        assert!(heard.0.contains(edge) || excused, "{edge:?} is not enforced");
    }
}

fn restating_gives_the_same(state: &Interaction) {
    for viewer in [(Lens::Server, None)].into_iter().chain(viewers()) {
        let seen = state.seen_by(eyes(&viewer));
        let again = Interaction::fold(viewer.0, &seen.restate());
        assert_eq!(again.as_ref(), Some(&seen), "restated for {viewer:?}");
    }
}

fn projection_commutes(before: &Interaction, after: &Interaction, record: &Record, eyes: Eyes<'_>) {
    let mut seen = before.seen_by(eyes);
    for fact in after.project(before, &record.stamped(), eyes) {
        seen.apply(&fact);
    }
    assert_eq!(seen, after.seen_by(eyes), "{:?} for {eyes:?}", record.fact);
}

/// The edges between agent and customer, and their hold treatment.
pub(crate) fn own_edges(routes: &Routes) -> Vec<&Edge> {
    routes.0.iter().filter(|edge| !touches_supervisor(edge)).collect()
}

/// What a supervisor does changes no mute, no hold and no edge between agent and customer.
fn supervision_leaves_the_call_alone(before: &Interaction, after: &Interaction, record: &Record) {
    let by_supervisor = match &record.by {
        Identity::Person(name) => BACK_LINE.contains(&name.as_str()),
        Identity::Visitor(_) | Identity::Server | Identity::Integration { .. } => false,
    };
    let about_supervisor = matches!(
        record.fact,
        Fact::Supervise(SuperviseFact::SupervisorOpened { .. })
            | Fact::Supervise(SuperviseFact::ActionRequested { .. })
            | Fact::Supervise(SuperviseFact::ActionActive { .. })
            | Fact::Supervise(SuperviseFact::ActionEnded { .. })
            | Fact::Supervise(SuperviseFact::SupervisorLeft { .. })
    );
    if !by_supervisor && !about_supervisor {
        return;
    }
    let (was, is) = (before.routes(), after.routes());
    assert_eq!(own_edges(&was), own_edges(&is), "{:?}", record.fact);
    assert_eq!(before.stage(), after.stage());
    assert_eq!(before.customer(), after.customer());
}

/// Every command by everybody has facts or a refusal.
fn everybody_gets_an_answer_to_everything(view: View<'_>) {
    let world = view.world;
    for who in &actors() {
        for command in commands() {
            let fresh_leg = LegId::from_u128(9);
            let cx = Context { at: world.at, who, floor: &world.floor, fresh_leg };
            let answer = world.host.state().decide(&cx, &command);
            assert_ne!(answer, Ok(Vec::new()), "silence to {command:?} by {who:?}");
        }
    }
}

/// Whether a hidden supervisor is there cannot be found out by asking for something.
fn agents_and_customers_are_answered_the_same_on_their_own_view(view: View<'_>) {
    let world = view.world;
    let state = world.host.state();
    for (who, lens) in [(customer(), Lens::Customer), (person("ana"), Lens::Agent)] {
        if state.lens_of(&who, &world.floor) != Some(lens) {
            continue;
        }
        let seen = state.seen_by(lens);
        for command in commands() {
            let fresh_leg = LegId::from_u128(9);
            let cx = Context { at: world.at, who: &who, floor: &world.floor, fresh_leg };
            let (whole, own) = (state.decide(&cx, &command), seen.decide(&cx, &command));
            match (whole, own) {
                (Err(whole), Err(own)) => assert_eq!(whole, own, "{command:?} by {who:?}"),
                (Ok(whole), Ok(own)) => {
                    let at = world.at;
                    let shown = |facts: Vec<Fact>| {
                        let mut now = state.clone();
                        let mut shown = Vec::new();
                        for fact in facts {
                            let before = now.clone();
                            let stamped = Stamped { at, fact };
                            now.apply(&stamped);
                            shown.extend(now.project(&before, &stamped, lens));
                        }
                        shown
                    };
                    assert_eq!(shown(whole), shown(own), "{command:?} by {who:?}");
                }
                (whole, own) => panic!("{command:?} by {who:?}: {whole:?}, {own:?}"),
            }
        }
    }
}

/// Whether the call has come as far as an agent.
pub(crate) fn is_talking(state: &Interaction) -> bool {
    matches!(state.stage(), Stage::Talking(_))
}
