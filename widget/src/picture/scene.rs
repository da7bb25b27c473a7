//! What the triangle shows, as a value: the parties in view, an arrow for each open edge.
//!
//! Made from a state as its viewer sees it, so that nobody is drawn who does not exist for them.

use backline_core::{
    id::PersonId,
    interaction::{Action, Interaction, Party, Supervisor},
    legible::isolated,
    routing::{Edge, PartyId, Speaker},
};

/// A party's part in the conversation, which decides where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PicturePart {
    /// The one who called.
    Customer,
    /// The front-line agent.
    Agent,
    /// A supervisor: the viewer, or the only one.
    Supervisor,
    /// A further supervisor, drawn as a square.
    Further,
}

/// What kind of voice an arrow carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrowTone {
    /// Between agent and customer.
    Talk,
    /// Towards a supervisor.
    Listen,
    /// A coach's voice.
    Coach,
    /// The voice of one who has barged in.
    Barge,
}

/// A party in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The party that is drawn.
    pub party: PartyId,
    /// The name to stand at it.
    pub name: String,
    /// What it has to do with the call.
    pub part: PicturePart,
    /// Whether it is the viewer.
    pub you: bool,
    /// Whether the microphone is muted.
    pub muted: bool,
    /// Whether the party is on hold.
    pub held: bool,
    /// Whether the media connection is not up.
    pub away: bool,
    /// Whether the party could not be heard, though it is connected and not muted.
    pub voiceless: bool,
    /// Whether nothing that it should hear reaches it.
    pub deaf: bool,
}

/// An open edge: who speaks, who hears.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    /// Who speaks.
    pub from: PartyId,
    /// Who hears.
    pub to: PartyId,
    /// What it carries.
    pub tone: ArrowTone,
}

/// All that is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The parties.
    pub points: Vec<Point>,
    /// The open edges.
    pub arrows: Vec<Arrow>,
    /// Whether the customer hears the hold treatment.
    pub treatment: bool,
    /// Whether it is known to be old.
    pub stale: bool,
}

impl Picture {
    /// `state` as drawn for `me`.
    #[must_use]
    pub fn of(state: &Interaction, me: Option<&PersonId>) -> Self {
        let mut points = vec![customer(state)];
        points.extend(agent(state, me));
        points.extend(supervisors(state, me));
        let edges = &state.heard().0;
        let arrows = edges.iter().filter_map(|edge| arrow(edge, state)).collect();
        let treatment = edges.iter().any(|edge| edge.speaker == Speaker::HoldTreatment);
        Self { points, arrows, treatment, stale: false }
    }

    /// The same while the server cannot be asked: grey, and without any edge, of which nothing is
    /// known.
    #[must_use]
    pub fn gone_stale(mut self) -> Self {
        self.arrows.clear();
        self.treatment = false;
        self.stale = true;
        self
    }

    /// The picture in words, for those who do not see it.
    #[must_use]
    pub fn words(&self) -> String {
        if self.stale {
            return "Reconnecting. Who hears whom is not known.".to_owned();
        }
        let mut words: Vec<String> =
            self.points.iter().filter_map(|point| self.heard_by(point)).collect();
        if self.treatment {
            words.push("The customer hears the hold treatment.".to_owned());
        }
        if words.is_empty() {
            words.push("Nobody hears anybody.".to_owned());
        }
        let muted = self.points.iter().filter(|point| point.muted);
        words.extend(muted.map(|point| {
            let is = if point.you { "are" } else { "is" };
            format!("{} {is} muted.", point.name)
        }));
        for point in &self.points {
            if point.voiceless {
                words.push(if point.you { NO_VOICE.to_owned() } else { voiceless(&point.name) });
            }
            if point.deaf {
                words.push([&point.name, " cannot hear."].concat());
            }
        }
        words.join(" ")
    }

    fn heard_by(&self, listener: &Point) -> Option<String> {
        let speaks = |point: &&Point| {
            self.arrows.iter().any(|arrow| arrow.from == point.party && arrow.to == listener.party)
        };
        let names: Vec<String> = self
            .points
            .iter()
            .filter(speaks)
            .map(|point| if point.you { "you".to_owned() } else { point.name.clone() })
            .collect();
        let verb = if listener.you { "hear" } else { "hears" };
        (!names.is_empty()).then(|| format!("{} {verb} {}.", listener.name, listed(&names)))
    }
}

/// What somebody reads whose own microphone brings nothing.
pub(crate) const NO_VOICE: &str = "Your microphone is not working.";

/// What somebody reads who cannot hear, with the reason where no button beside it has one.
pub(crate) const fn deaf(own: &Party) -> &'static str {
    if own.sound.is_reached() {
        "You cannot hear."
    } else {
        "You cannot hear. Your network lets no sound in."
    }
}

/// What the others read.
pub(crate) fn voiceless(name: &str) -> String {
    [name, "'s microphone is not working."].concat()
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn customer(state: &Interaction) -> Point {
    let customer = state.customer();
    let name = customer.name.shown();
    let name = if name.is_empty() { "Customer" } else { &name };
    let party = state.party(&PartyId::Customer);
    Point {
        party: PartyId::Customer,
        name: name.to_owned(),
        part: PicturePart::Customer,
        you: false,
        muted: party.is_some_and(|party| party.muted),
        held: state.held_since(&PartyId::Customer).is_some(),
        away: !party.is_some_and(Party::is_reached),
        voiceless: party.is_some_and(Party::is_voiceless),
        deaf: party.is_some_and(Party::is_deaf),
    }
}

fn agent(state: &Interaction, me: Option<&PersonId>) -> Option<Point> {
    let card = state.agent()?;
    let you = me == Some(&card.person);
    let party = state.agents_party().map(|(_, party)| party);
    Some(Point {
        party: PartyId::Person(card.person.clone()),
        name: shown(card.name.text(), you, "Agent"),
        part: PicturePart::Agent,
        you,
        muted: party.is_some_and(|party| party.muted),
        held: false,
        away: !party.is_some_and(Party::is_reached),
        voiceless: party.is_some_and(Party::is_voiceless),
        deaf: party.is_some_and(Party::is_deaf),
    })
}

/// The viewer first, then those who speak, then those who listen.
fn supervisors(state: &Interaction, me: Option<&PersonId>) -> Vec<Point> {
    let place = |s: Supervisor<'_>| {
        let voice = match s.stance.active() {
            Some(Action::BargeIn) => 0,
            Some(Action::Coach) => 1,
            Some(Action::Monitor) => 2,
            None => 3,
        };
        (me != Some(&s.card.person), voice)
    };
    let mut order: Vec<Supervisor<'_>> = Vec::new();
    for one in state.supervisors() {
        let at = order.partition_point(|other| place(*other) <= place(one));
        order.insert(at, one);
    }
    let points = order.into_iter().enumerate().map(|(place, supervision)| {
        let you = me == Some(&supervision.card.person);
        let party = PartyId::Person(supervision.card.person.clone());
        let own = state.party(&party);
        let (voiceless, deaf) =
            (own.is_some_and(Party::is_voiceless), own.is_some_and(Party::is_deaf));
        Point {
            party,
            name: shown(supervision.card.name.text(), you, "Supervisor"),
            part: if place == 0 { PicturePart::Supervisor } else { PicturePart::Further },
            you,
            muted: false,
            held: false,
            away: !own.is_some_and(Party::is_reached),
            voiceless,
            deaf,
        }
    });
    points.collect()
}

fn shown(name: &str, you: bool, otherwise: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or(otherwise);
    if you { "You".to_owned() } else { isolated(first).into_owned() }
}

fn arrow(edge: &Edge, state: &Interaction) -> Option<Arrow> {
    let from = edge.speaker.party()?.clone();
    let to = edge.listener.clone();
    let tone = match (supervises(state, &from), supervises(state, &to)) {
        (Some(own), _) => match own.stance.active() {
            Some(Action::Coach) => ArrowTone::Coach,
            Some(Action::Monitor | Action::BargeIn) | None => ArrowTone::Barge,
        },
        (None, Some(_)) => ArrowTone::Listen,
        (None, None) => ArrowTone::Talk,
    };
    Some(Arrow { from, to, tone })
}

fn supervises<'a>(state: &'a Interaction, party: &PartyId) -> Option<Supervisor<'a>> {
    state.party(party)?.supervisor()
}
