//! A tenant's choices about help requests: reasons, the escalation plan, the popup.
//!
//! Values with defaults; a request is worked by the ones that its interaction opened with.

use crate::{
    id::{PersonId, ReasonId, TeamId},
    time::Millis,
    wire::{record, tagged, words},
};

/// Most count-up timers of a popup.
pub const MAX_TIMERS: usize = 2;

/// Everything a tenant chooses about help requests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HelpTerms {
    /// What an agent can choose from; the first is preselected.
    pub reasons: Vec<Reason>,
    /// Who is asked one after another, for reasons without a plan of their own.
    pub plan: Vec<StageTerms>,
    /// What one Reject means while others are asked as well.
    pub reject_policy: RejectPolicy,
    /// What becomes of a stage in which nobody has an allowed status.
    pub wait: WaitPolicy,
    /// What the accepting button is called.
    pub confirm_label: ConfirmLabel,
    /// What follows when the helper disconnects.
    pub after_disconnect: AfterHelper,
    /// What follows when the helper is lost and does not come back.
    pub after_loss: AfterHelper,
    /// How long the helper of a request may take to come back.
    pub helper_grace: Millis,
    /// The Notify Agent popup.
    pub popup: Popup,
    /// *Display native browser notification* (R-159).
    pub browser_notification: bool,
    /// How long a page is left untouched before it counts as not in use.
    pub untouched_after: Millis,
}

/// Something an agent asks help for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reason {
    /// Its name in facts and reports.
    pub id: ReasonId,
    /// What the agent reads.
    pub label: String,
    /// The comment that the dialog begins with; may be empty.
    pub comment: String,
    /// Who is asked one after another; empty for the tenant's usual plan.
    pub plan: Vec<StageTerms>,
}

/// One stage of an escalation plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StageTerms {
    /// Who is asked.
    pub audience: Audience,
    /// *Allow Busy agents to claim* (R-154).
    pub allow_busy: bool,
    /// *Allow Offline agents to claim* (R-154).
    pub allow_offline: bool,
    /// How long the stage waits for a claim before it ends as Timeout.
    pub wait: Millis,
    /// *Auto-action timeout*, where *Show Timer* is on: only then can a stage end as Timer action
    ///
    pub timer: Option<Millis>,
}

/// Who is asked, of those who may help.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// *Assistance of specific agent*: this one only.
    Specific(PersonId),
    /// Whoever supervises a team of the agent's.
    Team,
    /// Whoever supervises this team.
    OtherTeam(TeamId),
    /// Everybody.
    FanOut,
}

/// What one Reject means while others are asked as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectPolicy {
    /// It ends the stage.
    First,
    /// The stage ends when everybody has rejected.
    All,
}

/// What becomes of a stage in which nobody has an allowed status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WaitPolicy {
    /// It ends at once.
    Never,
    /// Whoever gets an allowed status before the timeout is asked.
    UntilTimeout,
}

/// What the accepting button is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConfirmLabel {
    /// *Confirm* (R-061).
    Confirm,
    /// *Claim* (R-142).
    Claim,
}

/// What becomes of a request whose helper has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AfterHelper {
    /// It stays; the agent is told and decides.
    Keep,
    /// It is asked again, from the first stage on.
    Reopen,
    /// It is closed.
    Close,
}

/// The Notify Agent popup, a modal on the screens of those who are asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Popup {
    /// *Display "Notify Agent" popup*.
    pub shown: bool,
    /// *Text*, as Markdown, where a request brings none of its own.
    pub text: String,
    /// Accepts.
    pub claim: Button,
    /// Puts the popup away without an answer.
    pub close: Button,
    /// Denies.
    pub reject: Button,
    /// *Additional timers*, where a request brings none of its own.
    pub timers: Vec<CountUp>,
}

/// A button of the popup.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Button {
    /// Whether it is there.
    pub shown: bool,
    /// What stands on it.
    pub label: String,
}

/// A timer that counts up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CountUp {
    /// *Label*.
    pub label: String,
    /// From when.
    pub since: Since,
}

/// From when a timer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Since {
    /// The customer called.
    Call,
    /// The agent answered.
    Answer,
    /// Help was requested.
    Request,
    /// *Unix Timestamp*, in seconds; one that is ahead shows 0.
    Unix(u64),
}

/// From here on a timestamp is taken for milliseconds: in seconds it would be the year 5138.
const LEAST_MILLISECONDS: u64 = 100_000_000_000;

/// A timestamp that is not in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} looks like milliseconds. Write seconds: {seconds}.", seconds = .0 / 1000)]
pub struct NotSeconds(pub u64);

impl Since {
    /// The same, when its *Unix Timestamp* is one in seconds.
    ///
    /// # Errors
    /// When it looks like milliseconds.
    pub const fn in_seconds(self) -> Result<Self, NotSeconds> {
        match self {
            Self::Unix(given) if given >= LEAST_MILLISECONDS => Err(NotSeconds(given)),
            Self::Call | Self::Answer | Self::Request | Self::Unix(_) => Ok(self),
        }
    }
}

impl Default for HelpTerms {
    fn default() -> Self {
        Self {
            reasons: Reason::usual(),
            plan: vec![StageTerms::asking(Audience::Team), StageTerms::asking(Audience::FanOut)],
            reject_policy: RejectPolicy::All,
            wait: WaitPolicy::UntilTimeout,
            confirm_label: ConfirmLabel::Confirm,
            after_disconnect: AfterHelper::Keep,
            after_loss: AfterHelper::Reopen,
            helper_grace: Millis::seconds(30),
            popup: Popup::default(),
            browser_notification: true,
            untouched_after: Millis::seconds(30),
        }
    }
}

impl Default for Popup {
    fn default() -> Self {
        let button = |label: &str| Button { shown: true, label: label.to_owned() };
        Self {
            shown: false,
            text: String::new(),
            claim: button("Claim"),
            close: button("Close"),
            reject: button("Reject"),
            timers: Vec::new(),
        }
    }
}

impl HelpTerms {
    /// The reason of this name.
    #[must_use]
    pub fn reason(&self, id: &ReasonId) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.id == *id)
    }

    /// Stage `number` (counted from 1) of the plan for `reason`.
    #[must_use]
    pub fn stage(&self, reason: &ReasonId, number: u32) -> Option<&StageTerms> {
        let own = self.reason(reason).map(|reason| &reason.plan).filter(|plan| !plan.is_empty());
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        own.unwrap_or(&self.plan).get(place)
    }
}

impl Reason {
    /// The reasons of a tenant that has not chosen its own.
    fn usual() -> Vec<Self> {
        let known = [
            ("supervisor", "Customer asks for a supervisor"),
            ("difficult", "Difficult conversation"),
            ("policy", "Policy or approval"),
            ("technical", "Technical problem"),
            ("other", "Something else"),
        ];
        let reason = |(id, label): (&str, &str)| {
            let id = ReasonId::new(id).ok()?;
            Some(Self { id, label: label.to_owned(), comment: String::new(), plan: Vec::new() })
        };
        known.into_iter().filter_map(reason).collect()
    }
}

impl StageTerms {
    /// A stage that asks `audience`, with all else as usual: two minutes, Available people only.
    #[must_use]
    pub const fn asking(audience: Audience) -> Self {
        Self {
            audience,
            allow_busy: false,
            allow_offline: false,
            wait: Millis::seconds(120),
            timer: None,
        }
    }
}

impl ConfirmLabel {
    /// The word on the button.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirm => "Confirm",
            Self::Claim => "Claim",
        }
    }
}

tagged!(Audience by "kind", "id" {
    "specific" Specific(it);
    "team" Team;
    "other_team" OtherTeam(it);
    "fan_out" FanOut;
});

words!(RejectPolicy {
    "first" First;
    "all" All;
});

words!(WaitPolicy {
    "never" Never;
    "until_timeout" UntilTimeout;
});

words!(ConfirmLabel {
    "confirm" Confirm;
    "claim" Claim;
});

words!(AfterHelper {
    "keep" Keep;
    "reopen" Reopen;
    "close" Close;
});

tagged!(Since by "kind", "at" {
    "call" Call;
    "answer" Answer;
    "request" Request;
    "unix" Unix(it);
});

record!(HelpTerms { reasons = usual, plan = usual, reject_policy = usual, wait = usual, confirm_label = usual, after_disconnect = usual, after_loss = usual, helper_grace = usual, popup = usual, browser_notification = usual, untouched_after = usual });

record!(Reason { id, label, comment = default, plan = default });

record!(StageTerms { audience, allow_busy = default, allow_offline = default, wait, timer = default });

record!(Popup { shown = usual, text = usual, claim = usual, close = usual, reject = usual, timers = usual });

record!(Button { shown, label });

record!(CountUp { label, since });
