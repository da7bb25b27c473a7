//! People and help requests as the API shows them, under the names that their sources gave to
//! everything.

use backline_core::{
    id::PersonId,
    interaction::{
        Action, Fact, HelpFact, HelpRequest, Interaction, RequestFact, Stamped, help::HelpState,
    },
    people::PersonCard,
    time::{Millis, Timestamp},
    view::timeline::{self, Clocks},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::schema::{self, CLAIMED, NEEDS_ACTION, reason, word};

/// Somebody, by id and name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub(super) struct NamedPerson {
    /// The id.
    pub(super) id: String,
    /// The name; empty when it was erased.
    pub(super) name: String,
}

/// A help request. Instants are milliseconds since 1970.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HelpRequest)]
pub(super) struct HelpRequestView {
    /// The interaction.
    #[schema(format = "uuid")]
    interaction: String,
    /// Counts the requests of the interaction, from 1.
    number: u32,
    /// Who asks.
    agent: NamedPerson,
    /// What for: one of the tenant's reasons, by its id.
    reason: String,
    /// The reason as the agent read it.
    reason_label: String,
    /// What the agent added; empty when it was erased.
    comment: String,
    /// `assist` or `emergency`.
    #[schema(schema_with = schema::severity)]
    severity: Value,
    /// *Text* of the popup, as Markdown, where the request brought one.
    text: Option<String>,
    /// How it stands, in a word.
    #[schema(schema_with = schema::status)]
    status: &'static str,
    /// Whether somebody still has to react.
    help_requested: bool,
    /// `NEEDS_ACTION` while somebody still has to react.
    state: Option<&'static str>,
    /// Who has taken it, or had when it ended; nobody while it is asked, or asked again.
    #[serde(rename = "HelpProvidedBy")]
    help_provided_by: Option<NamedPerson>,
    /// The same, by id alone.
    #[serde(rename = "addClaimedBy")]
    add_claimed_by: Option<String>,
    /// The stage under way, or in which it was taken.
    stage: Option<u32>,
    /// When the stage under way ends as Timeout.
    timeout_at: Option<u64>,
    /// When it ends as Timer action, where Show Timer is on.
    timer_at: Option<u64>,
    /// How each stage ended so far.
    exits: Vec<ExitView>,
    /// Why it was closed or cancelled.
    #[schema(value_type = Option<String>, example = "by_agent")]
    ended_because: Value,
    /// When it was submitted.
    raised_at: u64,
    /// When somebody last took it.
    claimed_at: Option<u64>,
    /// When it ended.
    ended_at: Option<u64>,
    /// What ran so far.
    clocks: ClocksView,
}

/// How a stage ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Exit)]
pub(super) struct ExitView {
    /// Which, from 1.
    stage: u32,
    /// One of the four.
    #[schema(schema_with = schema::exit)]
    exit: &'static str,
    /// Why, where the exit is *Not claimed*.
    #[schema(schema_with = schema::not_claimed)]
    reason: Option<&'static str>,
    /// Who, where the exit is *Claimed*.
    #[serde(rename = "addClaimedBy")]
    add_claimed_by: Option<String>,
    /// When it happened, in milliseconds since 1970.
    at: u64,
}

/// The three clocks of a request, in milliseconds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clocks)]
pub(super) struct ClocksView {
    /// How long somebody was waited for.
    wait_ms: u64,
    /// How long somebody worked on it.
    engagement_ms: u64,
    /// How long each action ran.
    actions: Vec<ActionClock>,
}

/// How long an action ran.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActionClock {
    /// Whose, by id.
    person: String,
    /// `monitor`, `coach` or `barge_in`.
    #[schema(value_type = String)]
    action: Value,
    /// How long.
    ms: u64,
}

impl From<&PersonCard> for NamedPerson {
    fn from(card: &PersonCard) -> Self {
        Self { id: card.person.to_string(), name: card.name.text().to_owned() }
    }
}

impl HelpRequestView {
    /// A request as it stands in `state`, with what `stream` tells of it.
    pub(super) fn new(
        state: &Interaction,
        help: &HelpRequest,
        (stream, now): (&[Stamped], Timestamp),
    ) -> Option<Self> {
        let number = help.number;
        let told: Vec<(Timestamp, &RequestFact)> = stream
            .iter()
            .filter_map(|Stamped { at, fact }| {
                let Fact::Help(HelpFact::Request { request, what }) = fact else { return None };
                (*request == number).then_some((*at, what))
            })
            .collect();
        let helper = help.helper();
        let is_claim = |(_, what): &&(_, &RequestFact)| matches!(what, RequestFact::Claimed { .. });
        let claimed_at =
            told.iter().rfind(is_claim).filter(|_| helper.is_some()).map(|(at, _)| at.0);
        let (stage, timeout_at, timer_at) = stage(&help.state);
        let (ended_at, ended_because) = end(&help.state);
        Some(Self {
            interaction: state.id().to_string(),
            number,
            agent: state.agent()?.into(),
            reason: help.reason.to_string(),
            reason_label: help.label.clone(),
            comment: help.comment.text().to_owned(),
            severity: word(help.severity),
            text: help.brief.text.as_ref().map(|text| text.text().to_owned()),
            status: help.status().label(),
            help_requested: help.needs_action(),
            state: help.needs_action().then_some(NEEDS_ACTION),
            help_provided_by: helper.map(NamedPerson::from),
            add_claimed_by: helper.map(|helper| helper.person.to_string()),
            stage,
            timeout_at,
            timer_at,
            exits: told.iter().filter_map(|(at, what)| exit(*at, what)).collect(),
            ended_because,
            raised_at: help.raised_at.0,
            claimed_at,
            ended_at,
            clocks: clocks(timeline::clocks(stream, number, now)),
        })
    }
}

fn stage(state: &HelpState) -> (Option<u32>, Option<u64>, Option<u64>) {
    match state {
        HelpState::Requested(run) => {
            (Some(run.stage), Some(run.until.0), run.timer.map(|timer| timer.0))
        }
        HelpState::InProgress(work) => (Some(work.stage), None, None),
        HelpState::Closed { .. } | HelpState::Cancelled { .. } | HelpState::Unclaimed { .. } => {
            (None, None, None)
        }
    }
}

/// When it ended, and why where somebody or something ended it.
fn end(state: &HelpState) -> (Option<u64>, Value) {
    match state {
        HelpState::Requested(_) | HelpState::InProgress(_) => (None, Value::Null),
        HelpState::Closed { at, why, .. } => (Some(at.0), word(*why)),
        HelpState::Cancelled { at, why } => (Some(at.0), word(*why)),
        HelpState::Unclaimed { at, .. } => (Some(at.0), Value::Null),
    }
}

fn exit(at: Timestamp, what: &RequestFact) -> Option<ExitView> {
    match what {
        RequestFact::StageEnded { stage, exit, .. } => Some(ExitView {
            stage: *stage,
            exit: exit.status().label(),
            reason: reason(*exit),
            add_claimed_by: None,
            at: at.0,
        }),
        RequestFact::Claimed { stage, helper } => Some(ExitView {
            stage: *stage,
            exit: CLAIMED,
            reason: None,
            add_claimed_by: Some(helper.person.to_string()),
            at: at.0,
        }),
        RequestFact::Requested { .. }
        | RequestFact::Received { .. }
        | RequestFact::Away { .. }
        | RequestFact::Rejected { .. }
        | RequestFact::HelperLeft { .. }
        | RequestFact::HelperReturned
        | RequestFact::Reopened { .. }
        | RequestFact::Cancelled { .. }
        | RequestFact::Closed { .. } => None,
    }
}

fn clocks(clocks: Clocks) -> ClocksView {
    let Clocks { wait, engagement, actions } = clocks;
    let clock = |(person, action, ran): (PersonId, Action, Millis)| ActionClock {
        person: person.to_string(),
        action: word(action),
        ms: ran.0,
    };
    ClocksView {
        wait_ms: wait.0,
        engagement_ms: engagement.0,
        actions: actions.into_iter().map(clock).collect(),
    }
}
