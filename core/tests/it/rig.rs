//! One call, its host, its store and its media plane, all of them prompt: what a scenario needs.

use std::collections::VecDeque;

use backline_core::{
    host::call::{CallHost, CallInput, CallOutput},
    id::{CommandId, LegId},
    interaction::{
        Action, CallCommand, Command, Context, Eyes, Fact, Interaction, NewCall, Observation,
        Offer, Refusal, Stamped, SuperviseCommand,
    },
    people::{Actor, FloorView, Identity},
    protocol::Record,
    routing::{Edge, PartyId, Routes},
    terms::Terms,
    time::{Millis, Timestamp},
};

use crate::{
    cast::{CALL, acme, agent_party, customer, floor, id, person, supervisor_party},
    engine::{Engine, Order, Report},
};

pub(crate) const START: Timestamp = Timestamp(1_000_000);

/// How far the parts beside the core do their work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Works {
    /// At once.
    Prompt,
    /// Not at all: nothing comes back.
    Silent,
    /// Each time with a failure.
    Fails,
}

#[derive(Debug, Clone)]
pub(crate) struct Rig {
    pub(crate) at: Timestamp,
    pub(crate) floor: FloorView,
    pub(crate) host: CallHost,
    pub(crate) engine: Engine,
    pub(crate) store: Works,
    pub(crate) media: Works,
    pub(crate) records: Vec<Record>,
    pub(crate) orders: Vec<Order>,
    pub(crate) replies: Vec<(Identity, CommandId, Result<(), Refusal>)>,
    /// Orders that a silent media plane has not carried out, tickets that a silent store has not.
    pub(crate) held_orders: VecDeque<Order>,
    pub(crate) held_tickets: VecDeque<(u64, Vec<Record>)>,
    inbox: VecDeque<CallInput>,
    ids: u128,
}

impl Rig {
    /// A call that has just come in.
    pub(crate) fn new() -> Self {
        Self::with(Terms::default(), None)
    }

    pub(crate) fn with(terms: Terms, wants: Option<&str>) -> Self {
        let first = opening(START, &terms, wants);
        Self {
            at: START,
            floor: floor(),
            host: CallHost::open(&first).unwrap(),
            engine: Engine::default(),
            store: Works::Prompt,
            media: Works::Prompt,
            records: vec![first],
            orders: Vec::new(),
            replies: Vec::new(),
            held_orders: VecDeque::new(),
            held_tickets: VecDeque::new(),
            inbox: VecDeque::new(),
            ids: 1000,
        }
    }

    /// Ana and the customer talk.
    pub(crate) fn talking() -> Self {
        Self::talking_under(Terms::default())
    }

    pub(crate) fn talking_under(terms: Terms) -> Self {
        let mut rig = Self::with(terms, None);
        rig.join(&customer(), &PartyId::Customer);
        rig.offer("ana");
        rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
        rig.floor.offered.clear();
        rig.join(&person("ana"), &agent_party("ana"));
        rig
    }

    /// Ana and the customer talk, and these supervisors are connected without an action.
    pub(crate) fn opened_by(supervisors: &[&str]) -> Self {
        let mut rig = Self::talking();
        supervisors.iter().for_each(|name| rig.open(name));
        rig
    }

    /// A supervisor opens the interaction and connects.
    pub(crate) fn open(&mut self, name: &str) {
        self.ok(&person(name), Command::Supervise(SuperviseCommand::OpenInteraction));
        self.join(&person(name), &supervisor_party(name));
    }

    pub(crate) fn act(&mut self, name: &str, action: Action) {
        self.ok(&person(name), Command::Supervise(SuperviseCommand::TakeAction { action }));
    }

    pub(crate) fn join(&mut self, who: &Actor, party: &PartyId) {
        self.ok(who, Command::Call(CallCommand::Join { offer: offer() }));
        self.connected(party);
    }

    pub(crate) fn connected(&mut self, party: &PartyId) {
        let leg = self.engine.leg(party).unwrap();
        self.saw(Observation::LegConnected { leg });
    }

    /// The media connection of a party breaks.
    pub(crate) fn break_leg(&mut self, party: &PartyId) {
        let leg = self.engine.lose(party).unwrap();
        self.saw(Observation::LegLost { leg });
    }

    /// The floor keeps an agent free for this call.
    pub(crate) fn offer(&mut self, name: &str) {
        self.floor.offered.insert(CALL, id(name));
        self.give(CallInput::Tick);
    }

    pub(crate) fn ok(&mut self, who: &Actor, command: Command) {
        assert_eq!(self.ask(who, command.clone()), Ok(()), "{command:?} by {who:?}");
    }

    /// The answer to a command; panics when there is none.
    pub(crate) fn ask(&mut self, who: &Actor, command: Command) -> Result<(), Refusal> {
        let id = self.send(who, command);
        self.reply(id).unwrap()
    }

    pub(crate) fn send(&mut self, who: &Actor, command: Command) -> CommandId {
        self.ids += 1;
        let id = CommandId::from_u128(self.ids);
        self.give(CallInput::Command { who: who.clone(), id, command });
        id
    }

    pub(crate) fn reply(&self, wanted: CommandId) -> Option<Result<(), Refusal>> {
        self.replies.iter().find_map(|(_, id, result)| (*id == wanted).then(|| result.clone()))
    }

    pub(crate) fn saw(&mut self, observation: Observation) {
        self.give(CallInput::Observed(observation));
    }

    /// Gives an input and does all that follows from it.
    pub(crate) fn give(&mut self, input: CallInput) {
        self.inbox.push_back(input);
        while let Some(input) = self.inbox.pop_front() {
            self.ids += 1;
            let fresh = LegId::from_u128(self.ids);
            self.host.handle(self.at, &self.floor, fresh, input);
            while let Some(output) = self.host.poll_output() {
                self.carry_out(output);
            }
        }
    }

    fn carry_out(&mut self, output: CallOutput) {
        match output {
            CallOutput::Store { ticket, records } => match self.store {
                Works::Prompt => {
                    self.records.extend(records);
                    self.inbox.push_back(CallInput::Stored { ticket });
                }
                Works::Fails => self.inbox.push_back(CallInput::StoreFailed { ticket }),
                Works::Silent => self.held_tickets.push_back((ticket, records)),
            },
            CallOutput::Published { .. } => {}
            CallOutput::Reply { who, id, result } => self.replies.push((who.identity, id, result)),
            CallOutput::Join { party, leg, .. } => self.order(Order::Join(party, leg)),
            CallOutput::Leave { leg } => self.order(Order::Leave(leg)),
            CallOutput::Change(change) => self.order(Order::Change(change)),
            CallOutput::Table { epoch, edges } => self.order(Order::Table(epoch, edges)),
        }
    }

    fn order(&mut self, order: Order) {
        self.orders.push(order.clone());
        match self.media {
            Works::Prompt => self.obey(order),
            Works::Silent => self.held_orders.push_back(order),
            Works::Fails => {}
        }
    }

    pub(crate) fn obey(&mut self, order: Order) {
        match self.engine.obey(order) {
            Some(Report::Applied(epoch, edges)) => {
                self.inbox.push_back(CallInput::Applied { epoch, edges });
            }
            Some(Report::TableWanted) => self.inbox.push_back(CallInput::TableWanted),
            None => {}
        }
    }

    /// The media plane does the oldest thing that it was told while it was silent.
    pub(crate) fn obey_held(&mut self) {
        let order = self.held_orders.pop_front().unwrap();
        self.obey(order);
        self.give(CallInput::Tick);
    }

    /// The silent store writes what it was given.
    pub(crate) fn store_held(&mut self) {
        let (ticket, records) = self.held_tickets.pop_front().unwrap();
        self.records.extend(records);
        self.give(CallInput::Stored { ticket });
    }

    /// Lets time pass, with a tick at each deadline on the way.
    pub(crate) fn wait(&mut self, span: Millis) {
        let end = self.at.plus(span);
        while let Some(due) = self.host.poll_timeout().filter(|due| *due <= end) {
            self.at = self.at.max(due);
            self.give(CallInput::Tick);
            assert!(self.host.poll_timeout().is_none_or(|next| next > due), "no step forward");
        }
        self.at = end;
        self.give(CallInput::Tick);
    }

    /// The server dies and comes back with what was stored; the media plane starts empty.
    pub(crate) fn crash(&mut self) {
        self.host = CallHost::replay(&self.records).unwrap();
        self.engine = Engine::default();
        self.held_orders.clear();
        self.held_tickets.clear();
        self.saw(Observation::Restarted);
    }

    pub(crate) const fn state(&self) -> &Interaction {
        self.host.state()
    }

    pub(crate) fn facts(&self) -> Vec<&Fact> {
        self.records.iter().map(|record| &record.fact).collect()
    }

    pub(crate) fn last(&self) -> &Fact {
        &self.records.last().unwrap().fact
    }

    pub(crate) fn hears(&self, listener: &PartyId, speaker: &PartyId) -> bool {
        self.engine.has(&Edge::between(speaker.clone(), listener.clone()))
    }

    pub(crate) fn heard(&self) -> &Routes {
        self.engine.hears()
    }

    pub(crate) fn action_of(&self, name: &str) -> Option<Action> {
        self.state().supervisor(&id(name))?.stance.active()
    }

    /// Every fact that this viewer has been sent.
    pub(crate) fn stream<'a>(&self, eyes: impl Into<Eyes<'a>>) -> &[Stamped] {
        self.host.stream(eyes)
    }

    /// What `command` by `who` would lead to, at this moment.
    pub(crate) fn would(&self, who: &Actor, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let fresh_leg = LegId::from_u128(1);
        let cx = Context { at: self.at, who, floor: &self.floor, fresh_leg };
        self.state().decide(&cx, command)
    }
}

pub(crate) fn offer() -> Offer {
    Offer("v=0".to_owned())
}

/// The record with which a call of the customer to acme begins.
pub(crate) fn opening(at: Timestamp, terms: &Terms, wants: Option<&str>) -> Record {
    let who = customer();
    let cx = Context { at, who: &who, floor: &floor(), fresh_leg: LegId::from_u128(0) };
    let new = NewCall {
        id: CALL,
        name: "Carla Dias".to_owned(),
        number: Some("555 0100".to_owned()),
        wants: wants.map(id),
        contact: None,
    };
    let fact = new.decide(&cx, terms).unwrap();
    debug_assert_eq!(who.tenant, acme());
    Record { number: 0, at, by: who.identity, cause: None, fact }
}
