//! What the guide says: which of its three steps are done, and what to press now. It is read off what
//! the server knows of the call and of the agent; it refuses to know how that is asked.

/// How the agent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum AgentStanding {
    Available,
    Busy,
    /// No page of hers runs yet.
    #[default]
    Away,
}

/// How far the call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum CallStage {
    /// None was brought.
    #[default]
    None,
    Waiting,
    Ringing,
    Talking,
    Ended,
}

/// How far the help request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HelpStage {
    #[default]
    None,
    Asked,
    Taken,
    Over,
}

/// What the server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known {
    pub(super) agent: AgentStanding,
    pub(super) call: CallStage,
    pub(super) help: HelpStage,
    pub(super) coached: bool,
}

/// In which frame something is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Agent,
    Supervisor,
}

/// The steps that are done, and what is next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Guide {
    pub(super) done: [bool; 3],
    /// The step that one is at; none when all are done.
    pub(super) at: Option<usize>,
    pub(super) side: Option<Side>,
    pub(super) now: &'static str,
}

/// What the three steps are called.
pub(super) const STEPS: [&str; 3] = [
    "Bring a caller and answer as Ana",
    "Ask for help as Ana",
    "Take the request as Sofia, and coach",
];

impl Known {
    pub(super) fn read(agent: &str, call: &str, help: &str, coached: bool) -> Self {
        Self {
            agent: match agent {
                "available" => AgentStanding::Available,
                "busy" => AgentStanding::Busy,
                _ => AgentStanding::Away,
            },
            call: match call {
                "waiting" => CallStage::Waiting,
                "ringing" => CallStage::Ringing,
                "talking" => CallStage::Talking,
                "ended" => CallStage::Ended,
                _ => CallStage::None,
            },
            help: match help {
                "asked" => HelpStage::Asked,
                "taken" => HelpStage::Taken,
                "over" => HelpStage::Over,
                _ => HelpStage::None,
            },
            coached,
        }
    }

    /// The same, of a call that has just begun.
    pub(super) const fn called(self) -> Self {
        Self { call: CallStage::Ringing, help: HelpStage::None, coached: false, ..self }
    }

    /// Why no caller can be brought, if so.
    pub(super) const fn against_a_caller(self) -> Option<&'static str> {
        match (self.call, self.agent) {
            (CallStage::Waiting | CallStage::Ringing | CallStage::Talking, _) => {
                Some("A caller is on the line. Hang up in Ana’s panel first.")
            }
            (CallStage::None | CallStage::Ended, AgentStanding::Away) => {
                Some("Wait until Ana’s panel has loaded.")
            }
            (CallStage::None | CallStage::Ended, AgentStanding::Busy) => {
                Some("Ana is Busy. Choose Available in Ana’s panel first.")
            }
            (CallStage::None | CallStage::Ended, AgentStanding::Available) => None,
        }
    }

    /// Where it is to be done, and what to press.
    const fn next(self, coached_before: bool) -> (Option<Side>, &'static str) {
        let (agent, supervisor) = (Some(Side::Agent), Some(Side::Supervisor));
        match (self.call, self.agent, self.help) {
            (CallStage::None, AgentStanding::Available, _) => (None, "Choose a caller."),
            (CallStage::Ended, AgentStanding::Available, _) => {
                (None, "The call has ended. Choose another caller.")
            }
            (CallStage::None | CallStage::Ended | CallStage::Waiting, AgentStanding::Away, _) => {
                (None, "Ana’s panel is loading.")
            }
            (CallStage::None | CallStage::Ended | CallStage::Waiting, AgentStanding::Busy, _) => {
                (agent, "Ana is Busy. Choose Available in Ana’s panel.")
            }
            (CallStage::Waiting, AgentStanding::Available, _) => {
                (agent, "The caller waits, and rings again within half a minute.")
            }
            (CallStage::Ringing, _, _) => (agent, "Press Answer in Ana’s panel."),
            (CallStage::Talking, _, HelpStage::None) => {
                (agent, "Press Help Request in Ana’s panel, choose a reason, and press Submit.")
            }
            (CallStage::Talking, _, HelpStage::Asked) => {
                (supervisor, "Press Confirm in Sofia’s workspace.")
            }
            (CallStage::Talking, _, HelpStage::Taken) if self.coached => (
                supervisor,
                "Only Ana hears Sofia; the caller does not. Press End Coaching to go on.",
            ),
            (CallStage::Talking, _, HelpStage::Taken | HelpStage::Over) if coached_before => (
                agent,
                "That was the story. Try Monitor and Barge In as Sofia, or press Hang up in Ana’s panel.",
            ),
            (CallStage::Talking, _, HelpStage::Taken) => {
                (supervisor, "Press Coach in Sofia’s workspace.")
            }
            (CallStage::Talking, _, HelpStage::Over) => {
                (agent, "The request has ended. Press Help Request in Ana’s panel again.")
            }
        }
    }
}

impl Guide {
    /// What follows when this is known; a step that was done on this call stays done.
    #[must_use]
    pub(super) fn learn(&self, known: Known) -> Self {
        let answered = matches!(known.call, CallStage::Talking);
        let asked = known.help != HelpStage::None;
        let over = known.call == CallStage::None;
        let now = [answered || asked, asked, known.coached];
        let mut done = self.done;
        for (done, now) in done.iter_mut().zip(now) {
            *done = (*done && !over) || now;
        }
        let [.., coached] = done;
        let (side, now) = known.next(coached);
        Self { done, at: done.iter().position(|done| !done), side, now }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// Steps that are done, the side, and what to press, one situation after the other.
    #[track_caller]
    fn goes(steps: &[(Known, [bool; 3], Option<Side>, &str)]) {
        let mut guide = Guide::default();
        for (known, done, side, press) in steps {
            guide = guide.learn(*known);
            assert_eq!((guide.done, guide.side), (*done, *side), "{known:?}");
            assert!(guide.now.contains(press), "{known:?}: {}", guide.now);
        }
    }

    fn known(call: &str, help: &str, coached: bool) -> Known {
        Known::read("available", call, help, coached)
    }

    ///
    #[test]
    fn each_step_is_done_when_the_server_says_so_and_the_next_thing_to_press_is_named() {
        let (agent, supervisor) = (Some(Side::Agent), Some(Side::Supervisor));
        goes(&[
            (Known::default(), [false; 3], None, "loading"),
            (known("none", "none", false), [false; 3], None, "Choose a caller."),
            (known("ringing", "none", false), [false; 3], agent, "Press Answer"),
            (known("talking", "none", false), [true, false, false], agent, "Help Request"),
            (known("talking", "asked", false), [true, true, false], supervisor, "Press Confirm"),
            (known("talking", "taken", false), [true, true, false], supervisor, "Press Coach"),
            (known("talking", "taken", true), [true; 3], supervisor, "Only Ana hears Sofia"),
            (known("talking", "taken", false), [true; 3], agent, "Hang up"),
            (known("ended", "over", false), [true; 3], None, "Choose another caller."),
            (known("none", "none", false), [false; 3], None, "Choose a caller."),
        ]);
    }

    ///
    #[test]
    fn what_goes_another_way_has_its_sentence_and_takes_back_no_step() {
        let agent = Some(Side::Agent);
        goes(&[
            (known("waiting", "none", false), [false; 3], agent, "rings again"),
            (Known::read("busy", "waiting", "none", false), [false; 3], agent, "Choose Available"),
            (
                known("talking", "asked", false),
                [true, true, false],
                Some(Side::Supervisor),
                "Confirm",
            ),
            (known("talking", "over", false), [true, true, false], agent, "Help Request in"),
        ]);
    }

    ///
    #[test]
    fn a_caller_is_brought_while_ana_is_free_and_at_no_other_time() {
        for (agent, call, word) in [
            ("away", "none", "loaded"),
            ("busy", "ended", "Available"),
            ("available", "waiting", "Hang up"),
            ("busy", "talking", "Hang up"),
        ] {
            let against = Known::read(agent, call, "none", false).against_a_caller();
            assert!(against.is_some_and(|why| why.contains(word)), "{agent} {call}: {against:?}");
        }
        assert_eq!(known("none", "none", false).against_a_caller(), None);
        assert_eq!(known("ended", "over", false).against_a_caller(), None);
    }
}
