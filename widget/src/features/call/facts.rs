//! What stands in a row and at the head of the open interaction, as plain values.

use backline_core::{
    id::PersonId,
    interaction::{
        Action, Connection, Interaction, Stage, Stance, Supervision, SupervisorLeg,
        help::{HelpState, HelperPresence, Severity},
    },
    people::PersonCard,
    personal::Personal,
    time::{Millis, Timestamp},
};

const RECONNECTING: &str = "Reconnecting";

/// A call in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) agent: Option<Named>,
    pub(crate) customer: Named,
    pub(crate) since: Timestamp,
    pub(crate) state: &'static str,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) help: Option<Flag>,
}

/// How a live help request stands, in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Flag {
    /// Somebody still has to react.
    Raised(Severity),
    /// Somebody works on it.
    Helped {
        /// Their name.
        by: String,
        /// Whether they are still there.
        there: bool,
    },
}

/// A name, and a number when there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) number: Option<String>,
}

/// A supervisor on the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Present {
    pub(crate) who: Named,
    pub(crate) you: bool,
    pub(crate) doing: &'static str,
    pub(crate) action: Option<Action>,
    pub(crate) since: Timestamp,
}

impl Facts {
    pub(crate) fn of(call: &Interaction) -> Self {
        let customer = call.customer();
        Self {
            agent: call.agent().map(Named::card),
            customer: Named::new(&customer.name, customer.number.as_ref(), "Guest"),
            since: call.talk().map_or(call.opened_at(), |talk| talk.since),
            state: state(call),
            ended: match call.stage() {
                Stage::Ended { at, .. } => Some(*at),
                Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_) => None,
            },
            help: call.help().and_then(|help| Flag::of(&help.state, help.severity)),
        }
    }

    /// Who talks with whom.
    pub(crate) fn title(&self) -> String {
        let agent = self.agent.as_ref().map_or("Nobody", |agent| &agent.name);
        [agent, " with ", &self.customer.name].concat()
    }

    /// The same, counted from where it was counted before: an ended call has forgotten when it was
    /// answered.
    pub(crate) fn after(mut self, before: Option<&Self>) -> Self {
        if let (Some(_), Some(before)) = (self.ended, before) {
            self.since = before.since;
        }
        self
    }

    /// How long the call was, once it has ended.
    pub(crate) fn lasted(&self) -> Option<Millis> {
        self.ended.map(|ended| ended.since(self.since))
    }
}

impl Flag {
    fn of(state: &HelpState, severity: Severity) -> Option<Self> {
        match state {
            HelpState::Requested(_) => Some(Self::Raised(severity)),
            HelpState::InProgress(work) => Some(Self::Helped {
                by: Named::card(&work.helper).name,
                there: work.presence == HelperPresence::There,
            }),
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => None,
        }
    }
}

impl Named {
    fn new(name: &Personal<String>, number: Option<&Personal<String>>, otherwise: &str) -> Self {
        let shown = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        Self {
            name: shown(name.text()).unwrap_or_else(|| otherwise.to_owned()),
            number: number.and_then(|number| shown(number.text())),
        }
    }

    pub(crate) fn card(card: &PersonCard) -> Self {
        Self::new(&card.name, card.number.as_ref(), card.person.as_str())
    }
}

/// Everybody of the back line who has the call open, the viewer first. While the server cannot be
/// asked, it is not known what the viewer does.
pub(crate) fn present(call: &Interaction, me: Option<&PersonId>, linked: bool) -> Vec<Present> {
    let mut all: Vec<_> = call.supervisors().values().map(|s| one(s, me)).collect();
    all.sort_by_key(|present| !present.you);
    for present in all.iter_mut().filter(|present| present.you && !linked) {
        present.doing = RECONNECTING;
        present.action = None;
    }
    all
}

fn one(supervision: &Supervision, me: Option<&PersonId>) -> Present {
    let (doing, action, since) = match &supervision.leg {
        SupervisorLeg::Connecting(Connection::Reattaching { since, .. }) => {
            (RECONNECTING, None, *since)
        }
        SupervisorLeg::Connecting(_) => ("Connecting", None, supervision.since),
        SupervisorLeg::Connected { stance, .. } => match stance {
            Stance::Idle => ("Connected", None, supervision.since),
            Stance::Requested { since, .. } => ("Waiting", None, *since),
            Stance::Active { action, since } => (doing(*action), Some(*action), *since),
        },
    };
    let you = me == Some(&supervision.card.person);
    Present { who: Named::card(&supervision.card), you, doing, action, since }
}

pub(crate) const fn doing(action: Action) -> &'static str {
    match action {
        Action::Monitor => "Monitoring",
        Action::Coach => "Coaching",
        Action::BargeIn => "Barged in",
    }
}

/// Whether a connection that is not up was up before; nothing when it is up.
const fn interrupted(connection: &Connection) -> Option<bool> {
    match connection {
        Connection::Connected { .. } => None,
        Connection::Reattaching { .. } => Some(true),
        Connection::Awaited { .. } | Connection::Joining { .. } => Some(false),
    }
}

fn state(call: &Interaction) -> &'static str {
    match call.stage() {
        Stage::Waiting => "Waiting",
        Stage::Ringing { .. } => "Ringing",
        Stage::Ended { .. } => "Ended",
        Stage::Talking(talk) => {
            if let Some(lost) = interrupted(&call.customer().connection) {
                if lost { "Customer reconnecting" } else { "Customer connecting" }
            } else if let Some(lost) = interrupted(&talk.connection) {
                if lost { "Agent reconnecting" } else { "Agent connecting" }
            } else if talk.hold.is_some() {
                "On hold"
            } else {
                "Talking"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn an_ended_call_is_as_long_as_it_was_talked_however_long_it_had_waited() {
        let named = |name: &str| Named { name: name.to_owned(), number: None };
        let talking = Facts {
            agent: Some(named("Ana")),
            customer: named("Guest"),
            since: Timestamp(60_000),
            state: "Talking",
            ended: None,
            help: None,
        };
        let ended = Facts {
            since: Timestamp(0),
            state: "Ended",
            ended: Some(Timestamp(90_000)),
            ..talking.clone()
        };
        assert_eq!(talking.lasted(), None);
        assert_eq!(ended.after(Some(&talking)).lasted(), Some(Millis(30_000)));
    }
}
