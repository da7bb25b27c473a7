//! A page's driver: what the server has told, kept as state; what the page asks, kept until it is
//! answered; when to connect again.
//!
//! Sans-IO, like the host: [`Replica::handle`], [`Replica::poll_output`], [`Replica::poll_timeout`].
//! It holds no rule but one call at a time, and what holds without a server (`alone`): whether something may be done it asks the same `decide`
//! that the server asks, or reads what the server has pushed.

mod agents;
mod alone;
mod asked;
mod backoff;
mod life;
mod part;
mod receive;
mod server_clock;
mod silence;
mod words;

use std::collections::VecDeque;

use agents::Agents;
pub use agents::StoodSince;
use alone::{Alone, TakenBack};
pub use asked::{Asked, FAREWELL_FOR, Farewell};
pub use backoff::{MAX_DELAY, delay};
use part::Part;
pub use part::{Fate, Parted};
pub use server_clock::LATE_MS;
use server_clock::ServerClock;
use silence::Silence;
pub use silence::{PAGE_DOUBTED_AFTER, PAGE_SILENT_FOR, PULSE_EVERY, SILENT_FOR};
pub use words::{Identity, Input, Link, Obstacle, Output};

use crate::{
    floor::Colleague,
    id::{CommandId, InteractionId, PersonId},
    interaction::{CallCommand, Command, Interaction, Lens, Stamped},
    people::PersonView,
    protocol::{ClientMessage, SignIn, SignInNotice, You, decode_server},
    sorted::Map,
    time::{Millis, Timestamp},
};

/// Most commands that wait for an answer; one beyond is refused at once.
pub const MAX_UNANSWERED: usize = 64;

/// How long the server may take to greet before the link counts as lost.
pub const GREETING_WITHIN: Millis = Millis::seconds(10);

/// What is held of one interaction.
#[derive(Debug, Clone)]
struct Held {
    state: Interaction,
    next: u64,
    timeline: Vec<Stamped>,
    /// Whether it was restated since the last greeting.
    told: bool,
}

/// A page's copy of what it may know.
#[derive(Debug, Clone)]
pub struct Replica {
    identity: Identity,
    link: Link,
    attempt: u32,
    taking_over: bool,
    /// When a page that has lost its place looks again whether that is free.
    returns: Option<Timestamp>,
    was_live: bool,
    silence: Silence,
    seed: u64,
    you: Option<You>,
    agents: Agents,
    server_clock: ServerClock,
    sign_in: SignIn,
    ended_early: bool,
    held: Map<InteractionId, Held>,
    controls: Map<InteractionId, Vec<crate::interaction::Capability>>,
    /// In the order of asking, in which it is sent again.
    unanswered: Vec<(CommandId, ClientMessage)>,
    alone: Alone,
    problem: Option<String>,
    passed_over: u64,
    /// Which help requests were acknowledged on this link, and whether as seen.
    receipts: Vec<((InteractionId, u32, u32), bool)>,
    /// The ring that was acknowledged on this link: of which call, and since when it rings.
    ring_heard: Option<(InteractionId, Timestamp)>,
    farewells: VecDeque<Farewell>,
    part: Part,
    out: VecDeque<Output>,
}

impl Replica {
    /// A page that knows nothing yet. `seed` spreads the reconnects of many pages.
    #[must_use]
    pub const fn new(identity: Identity, seed: u64) -> Self {
        Self {
            identity,
            link: Link::Idle,
            attempt: 0,
            taking_over: true,
            returns: None,
            was_live: false,
            silence: Silence::since(Timestamp(0)),
            seed,
            you: None,
            agents: Agents::none(),
            server_clock: ServerClock::unknown(),
            sign_in: SignIn::ENDLESS,
            ended_early: false,
            held: Map::new(),
            controls: Map::new(),
            unanswered: Vec::new(),
            alone: Alone::nothing(),
            problem: None,
            passed_over: 0,
            receipts: Vec::new(),
            ring_heard: None,
            farewells: VecDeque::new(),
            part: Part::none(),
            out: VecDeque::new(),
        }
    }

    /// Takes in one input; `at` is the page's own clock, which only goes forward.
    pub fn handle(&mut self, at: Timestamp, input: Input<'_>) {
        match input {
            Input::Start => {
                (self.taking_over, self.returns) = (true, None);
                self.attempt = 0;
                self.connect(at);
            }
            Input::Opened => self.greet(),
            Input::Text(text) => self.receive(at, decode_server(text)),
            Input::Message(message) => self.receive(at, Ok(message)),
            Input::Closed => self.lost(at),
            Input::Timeout => self.timed_out(at),
            Input::Awake => self.awake(at),
            Input::Ask { id, interaction, command } => {
                let away = self.is_away();
                let back = away.then(|| self.alone.asked(id, interaction, &command)).flatten();
                if let Some(TakenBack { mute, .. }) = back {
                    self.answered(mute, Some(interaction), None);
                }
                if back.is_some_and(|back| !back.sent) {
                    self.answered(id, Some(interaction), None);
                } else {
                    self.ask(id, ClientMessage::Command { id, interaction, command });
                }
            }
            Input::AskFloor { id, command } => {
                self.ask(id, ClientMessage::Floor { id, command });
            }
            Input::Call { id, name, number, to } => {
                self.ask(id, ClientMessage::Call { id, name, number, to });
            }
            Input::Seen { interaction, request, stage } => self.seen(interaction, request, stage),
            Input::HadPart(interaction) => self.part.call = Some(interaction),
            Input::DidAlone(kept) => self.did_alone(kept),
            Input::CheckSound { id, offer } => {
                self.ask(id, ClientMessage::CheckSound { id, offer });
            }
            Input::Renew => self.send(ClientMessage::Renew {}),
        }
        if self.link == Link::Live {
            let own = self.own().map(Interaction::id);
            self.part.follow(own);
        }
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When [`Input::Timeout`] is due, if nothing else comes.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Timestamp> {
        match self.link {
            Link::Down { retry_at } => Some(retry_at),
            Link::Opening { until } => Some(until),
            Link::CatchingUp | Link::Live => Some(self.silence.due()),
            Link::Displaced => self.returns,
            Link::Idle | Link::Outdated | Link::SignedOut => None,
        }
    }

    /// How the page stands to the server. One that has lost its place stays so while it looks whether
    /// the place is free again.
    #[must_use]
    pub const fn link(&self) -> Link {
        if self.returns.is_some() { Link::Displaced } else { self.link }
    }

    /// Whether there is anything to be shown of before.
    #[must_use]
    pub const fn was_live(&self) -> bool {
        self.was_live
    }

    /// The server's clock, from the page's, as the last messages told it.
    #[must_use]
    pub const fn server_time(&self, at: Timestamp) -> Timestamp {
        self.server_clock.at(at)
    }

    /// Who the page acts as, once the server has said so.
    #[must_use]
    pub const fn you(&self) -> Option<&You> {
        self.you.as_ref()
    }

    /// The signed-in person, if it is one.
    #[must_use]
    pub fn me(&self) -> Option<&PersonView> {
        match self.you.as_ref()? {
            You::Person { view, .. } => Some(view),
            You::Visitor { .. } => None,
        }
    }

    /// The agents who are not Offline, as far as this page's person may know of them.
    pub fn agents(&self) -> impl Iterator<Item = &Colleague> {
        self.agents.all()
    }

    /// Since when one of them stands as they do, as far as this page has seen it.
    #[must_use]
    pub fn stood_since(&self, agent: &PersonId) -> Option<StoodSince> {
        self.agents.stood_since(agent)
    }

    /// Every interaction that exists for this page, by id; those that are over too, until they are
    /// forgotten.
    pub fn interactions(&self) -> impl Iterator<Item = &Interaction> {
        self.held.values().map(|held| &held.state)
    }

    /// One of them.
    #[must_use]
    pub fn interaction(&self, id: InteractionId) -> Option<&Interaction> {
        self.held.get(&id).map(|held| &held.state)
    }

    /// Where each of them stands in what is told of it, by id: it differs once anything of it does.
    pub fn positions(&self) -> impl Iterator<Item = (InteractionId, (Lens, u64))> {
        self.held.iter().map(|(id, held)| (*id, (held.state.lens(), held.next)))
    }

    /// What has been told of one of them so far: its timeline.
    #[must_use]
    pub fn timeline(&self, id: InteractionId) -> &[Stamped] {
        self.held.get(&id).map_or(&[], |held| &held.timeline)
    }

    /// The controls that the server last pushed for an interaction that is open here, or on which
    /// this person is asked for help.
    #[must_use]
    pub fn controls(&self, id: InteractionId) -> &[crate::interaction::Capability] {
        self.controls.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Lets go of an interaction that is over.
    pub fn forget(&mut self, id: InteractionId) {
        self.part.forget(id);
        if self.held.get(&id).is_some_and(|held| held.state.is_over()) {
            self.held.remove(&id);
            self.controls.remove(&id);
            self.out.push_back(Output::Changed);
        }
    }

    /// The last problem that the server named, in its words.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Messages of unknown kinds that were passed over.
    #[must_use]
    pub const fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// Whether the person has asked to end what runs on an interaction: their microphone is silent
    /// from the click on, whatever becomes of the link.
    #[must_use]
    pub fn is_ending(&self, id: InteractionId) -> bool {
        self.awaits(id, Command::ends)
    }

    /// Whether the person has asked to be heard by nobody on an interaction, or to end it: the same
    /// holds of their microphone.
    #[must_use]
    pub fn is_falling_silent(&self, id: InteractionId) -> bool {
        self.awaits(id, |command| *command == Command::Call(CallCommand::Mute) || command.ends())
    }

    fn awaits(&self, id: InteractionId, wanted: impl Fn(&Command) -> bool) -> bool {
        let asks = |message: &ClientMessage| {
            matches!(message, ClientMessage::Command { interaction, command, .. }
                if *interaction == id && wanted(command))
        };
        self.unanswered.iter().any(|(_, message)| asks(message))
    }

    /// What is to be said of the person's sign-in; `at` is the page's own clock.
    #[must_use]
    pub const fn sign_in_notice(&self, at: Timestamp) -> Option<SignInNotice> {
        self.sign_in.notice(self.server_time(at))
    }

    /// Whether a command is on its way.
    #[must_use]
    pub fn is_asking(&self, id: CommandId) -> bool {
        self.unanswered.iter().any(|(asked, _)| *asked == id)
    }

    fn connect(&mut self, at: Timestamp) {
        self.link = Link::Opening { until: at.plus(GREETING_WITHIN) };
        self.out.push_back(Output::Connect);
        self.out.push_back(Output::Changed);
    }

    fn lost(&mut self, at: Timestamp) {
        match self.link {
            Link::Opening { .. } | Link::CatchingUp | Link::Live => {
                if self.link == Link::Live {
                    self.goes_alone();
                    let since = self.server_time(at);
                    self.part.is_away(since);
                }
                let retry_at = at.plus(delay(self.attempt, self.seed));
                self.attempt = self.attempt.saturating_add(1);
                self.link = Link::Down { retry_at };
                self.out.push_back(Output::Changed);
            }
            Link::Idle | Link::Down { .. } | Link::Displaced | Link::Outdated | Link::SignedOut => {
            }
        }
    }

    fn timed_out(&mut self, at: Timestamp) {
        match self.link {
            Link::Down { retry_at } if retry_at <= at => self.connect(at),
            Link::Displaced if self.returns.is_some_and(|due| due <= at) => self.connect(at),
            Link::Opening { until } if until <= at => self.give_up(at),
            Link::CatchingUp | Link::Live => match self.silence.at(at) {
                Some(silence) => {
                    self.silence = silence;
                    self.goes_alone();
                }
                None => self.give_up(at),
            },
            Link::Idle
            | Link::Down { .. }
            | Link::Opening { .. }
            | Link::Displaced
            | Link::Outdated
            | Link::SignedOut => {}
        }
    }

    fn give_up(&mut self, at: Timestamp) {
        self.out.push_back(Output::Close);
        self.lost(at);
    }

    fn ask(&mut self, id: CommandId, message: ClientMessage) {
        if self.unanswered.len() >= MAX_UNANSWERED {
            let refused = Some(Obstacle::Reconnecting.to_string());
            self.out.push_back(Output::Answered { id, interaction: None, refused });
            return;
        }
        if matches!(self.link, Link::Live | Link::CatchingUp) {
            self.send(message.clone());
        }
        self.unanswered.push((id, message));
        self.out.push_back(Output::Changed);
    }

    fn send(&mut self, message: ClientMessage) {
        self.out.push_back(Output::Send(message));
    }
}

#[cfg(test)]
mod tests;
