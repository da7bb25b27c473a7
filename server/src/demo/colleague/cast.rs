//! Who of the scripted colleagues is switched on, acts, or has stepped aside.
//!
//! Moved by the switches, by people who sign in and by the colleagues themselves. It refuses to
//! know what they do.

use std::collections::{BTreeMap, VecDeque};

use backline_core::{
    id::{InteractionId, PersonId},
    people::Actor,
};
use backline_media::Clip;
use serde::Serialize;
use tokio::sync::watch;

/// The parts that are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// Takes a scripted caller, does not know what to do next, and asks for help.
    Agent,
    /// Takes the help request that somebody raises, coaches, writes a note and leaves.
    Supervisor,
}

/// The switches, and how it stands.
#[derive(Debug, Clone)]
pub(crate) struct Colleagues(watch::Sender<Cast>);

/// How each part stands.
#[derive(Debug, Default)]
pub(super) struct Cast(BTreeMap<Part, PartState>);

#[derive(Debug, Default)]
struct PartState {
    on: bool,
    acting: bool,
    /// Pages of people who are signed in as this one.
    here: usize,
    /// Calls to take.
    calls: VecDeque<InteractionId>,
}

/// A person is signed in as a colleague, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Here {
    cast: watch::Sender<Cast>,
    part: Part,
}

/// A colleague acts, for as long as this lives, however it ends: nobody must wait for them in vain.
#[derive(Debug)]
pub(super) struct Acting {
    cast: watch::Sender<Cast>,
    part: Part,
}

/// How one stands, for the demo's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ColleagueStanding {
    /// The colleague's name in the tenant.
    pub(crate) person: &'static str,
    /// In which part.
    pub(crate) part: Part,
    /// Whether they are switched on.
    pub(crate) on: bool,
    /// What they do.
    pub(crate) state: ColleagueState,
}

/// What a colleague does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ColleagueState {
    /// Nothing: switched off.
    Off,
    /// Waits for a call to take.
    Waiting,
    /// Is there: on a call, or Available for whoever asks for help.
    Acting,
    /// Nothing: somebody is signed in as them.
    Aside,
}

/// Why a colleague takes no call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unable {
    /// Switched off.
    #[error("Ben is not switched on. Switch Ben on first.")]
    Off,
    /// Somebody is signed in as them.
    #[error("Somebody is signed in as Ben. Sign out there first.")]
    Aside,
    /// On a call.
    #[error("Ben is on a call. Wait until it has ended.")]
    OnACall,
}

impl Part {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Agent, Self::Supervisor];

    /// Who plays it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Agent => "ben",
            Self::Supervisor => "sam",
        }
    }

    /// The same as an id.
    pub(crate) fn person(self) -> Option<PersonId> {
        PersonId::new(self.name()).ok()
    }

    /// The part that `person` plays.
    pub(crate) fn of(person: &PersonId) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == person.as_str())
    }

    /// What speaks for them.
    pub(super) const fn clip(self) -> Clip {
        match self {
            Self::Agent => Clip::Agent,
            Self::Supervisor => Clip::Coach,
        }
    }
}

impl Default for Colleagues {
    fn default() -> Self {
        let places = Part::ALL.map(|part| (part, PartState::default()));
        Self(watch::Sender::new(Cast(places.into())))
    }
}

impl Colleagues {
    /// Switches one on or off. One who is on a call ends it first.
    pub(crate) fn switch(&self, part: Part, on: bool) {
        self.change(part, |place| {
            place.on = on;
            if !on {
                place.calls.clear();
            }
        });
    }

    /// How each stands.
    pub(crate) fn standing(&self) -> Vec<ColleagueStanding> {
        let cast = self.0.borrow();
        let one = |(part, place): (&Part, &PartState)| ColleagueStanding {
            person: part.name(),
            part: *part,
            on: place.on,
            state: place.state(),
        };
        cast.0.iter().map(one).collect()
    }

    /// Whether a script plays this person at the moment.
    pub(crate) fn plays(&self, person: &PersonId) -> bool {
        Part::of(person).is_some_and(|part| self.0.borrow().is_acting(part))
    }

    /// Whether the agent takes a call now.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn ready(&self) -> Result<(), Unable> {
        let cast = self.0.borrow();
        match cast.0.get(&Part::Agent) {
            Some(place) if place.here > 0 => Err(Unable::Aside),
            Some(place) if place.acting || !place.calls.is_empty() => Err(Unable::OnACall),
            Some(place) if place.on => Ok(()),
            Some(_) | None => Err(Unable::Off),
        }
    }

    /// The agent takes this call.
    pub(crate) fn take(&self, call: InteractionId) {
        self.change(Part::Agent, |place| place.calls.push_back(call));
    }

    /// A person signs in. If they are one of the colleagues, the script has stepped aside when this
    /// returns.
    pub(crate) async fn arrive(&self, who: &Actor) -> Option<Here> {
        let part = who.as_person().and_then(Part::of)?;
        self.change(part, |place| place.here += 1);
        let here = Here { cast: self.0.clone(), part };
        // An error says that there are no scripts.
        let _ = self.news().wait_for(|cast| !cast.is_acting(part)).await;
        Some(here)
    }

    pub(super) fn news(&self) -> watch::Receiver<Cast> {
        self.0.subscribe()
    }

    /// One begins to act; not when somebody has signed in meanwhile.
    pub(super) fn begin(&self, part: Part) -> Option<Acting> {
        let begun = self.0.send_if_modified(|cast| {
            let wanted = cast.wants(part);
            if let Some(place) = cast.0.get_mut(&part).filter(|_| wanted) {
                place.acting = true;
            }
            wanted
        });
        begun.then(|| Acting { cast: self.0.clone(), part })
    }

    fn change(&self, part: Part, change: impl FnOnce(&mut PartState)) {
        self.0.send_modify(|cast| {
            if let Some(place) = cast.0.get_mut(&part) {
                change(place);
            }
        });
    }
}

impl Cast {
    /// Whether there is something for `part` to do.
    pub(super) fn wants(&self, part: Part) -> bool {
        let called = match part {
            Part::Agent => self.call().is_some(),
            Part::Supervisor => true,
        };
        called && self.may_act(part) && !self.is_acting(part)
    }

    /// Whether `part` is switched on and nobody is signed in as them.
    pub(super) fn may_act(&self, part: Part) -> bool {
        self.0.get(&part).is_some_and(|place| place.on && place.here == 0)
    }

    pub(super) fn is_acting(&self, part: Part) -> bool {
        self.0.get(&part).is_some_and(|place| place.acting)
    }

    /// The next call that the agent takes.
    pub(super) fn call(&self) -> Option<InteractionId> {
        self.0.get(&Part::Agent)?.calls.front().copied()
    }
}

impl PartState {
    const fn state(&self) -> ColleagueState {
        match (self.on, self.here, self.acting) {
            (false, _, _) => ColleagueState::Off,
            (true, 0, true) => ColleagueState::Acting,
            (true, 0, false) => ColleagueState::Waiting,
            (true, _, _) => ColleagueState::Aside,
        }
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.cast.send_modify(|cast| {
            if let Some(place) = cast.0.get_mut(&self.part) {
                place.here = place.here.saturating_sub(1);
            }
        });
    }
}

impl Drop for Acting {
    fn drop(&mut self) {
        self.cast.send_modify(|cast| {
            if let Some(place) = cast.0.get_mut(&self.part) {
                place.acting = false;
                place.calls.pop_front();
            }
        });
    }
}
