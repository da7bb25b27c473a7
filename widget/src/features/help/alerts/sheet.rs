//! What the popup of a request shows, as a value.

use backline_core::{
    interaction::{
        Interaction,
        help::{HelpRequest, Severity},
    },
    legible::{isolated, legible},
    personal::Personal,
    terms::{Button, MAX_TIMERS, Since},
    time::Timestamp,
};

use super::alert::Mark;

/// All of a popup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) severity: Severity,
    pub(super) agent: String,
    pub(super) reason: String,
    /// What the agent added.
    pub(super) comment: Option<String>,
    /// The contact's record: what, and its value.
    pub(super) record: Vec<(String, String)>,
    pub(super) intent: Option<String>,
    pub(super) summary: Option<String>,
    /// *Text*.
    pub(super) text: Option<String>,
    /// *Additional timers*: label, and since when.
    pub(super) timers: Vec<(String, Timestamp)>,
    /// When *Timer action* ends the stage.
    pub(super) deadline: Option<Timestamp>,
    pub(super) buttons: Buttons,
}

/// What stands on each button that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Buttons {
    pub(super) claim: Option<String>,
    pub(super) close: Option<String>,
    pub(super) reject: Option<String>,
}

impl Sheet {
    /// The sheet of a request of `call`'s, while it is in that stage.
    pub(super) fn of(call: &Interaction, mark: Mark) -> Option<Self> {
        let help = call.help().filter(|help| help.number == mark.request)?;
        let run = help.run().filter(|run| run.stage == mark.stage)?;
        let popup = &call.terms().help.popup;
        let contact = call.contact();
        let own_text = help.brief.text.as_ref().and_then(|text| read(text.text()));
        Some(Self {
            severity: help.severity,
            agent: call.agent().map(|agent| agent.name.shown().into_owned()).unwrap_or_default(),
            reason: isolated(&help.label).into_owned(),
            comment: said(Some(help.comment.text())),
            record: record(call),
            intent: said(contact.and_then(|contact| contact.intent.as_deref())),
            summary: said(contact.and_then(|contact| contact.summary.as_deref())),
            text: own_text.or_else(|| read(&popup.text)),
            timers: timers(call, help),
            deadline: run.timer,
            buttons: Buttons {
                claim: label(&popup.claim),
                close: label(&popup.close),
                reject: label(&popup.reject),
            },
        })
    }
}

impl Buttons {
    /// Whether the popup can be put away: by Close, and where there is no button at all, since
    /// nobody may be locked into a popup.
    pub(super) const fn lets_go(&self) -> bool {
        self.close.is_some() || (self.claim.is_none() && self.reject.is_none())
    }
}

fn label(button: &Button) -> Option<String> {
    button.shown.then(|| isolated(&button.label).into_owned())
}

/// A text that stands among others; nothing where nothing of it is seen.
fn said(text: Option<&str>) -> Option<String> {
    text.map(|text| isolated(text).into_owned()).filter(|text| !text.is_empty())
}

/// A text with Markdown, which stands by itself.
fn read(text: &str) -> Option<String> {
    Some(legible(text).into_owned()).filter(|text| !text.is_empty())
}

/// Name and number are the caller's where the record has none.
fn record(call: &Interaction) -> Vec<(String, String)> {
    let (contact, customer) = (call.contact(), call.customer());
    let name = said(contact.and_then(|contact| contact.name.as_deref()));
    let number = said(contact.and_then(|contact| contact.number.as_deref()));
    let name = name.or_else(|| said(Some(customer.name.text())));
    let number = number.or_else(|| said(customer.number.as_ref().map(|number| number.text())));
    let fields = contact.map_or(&[][..], |contact| &contact.fields);
    let known = [("Name", name), ("Number", number)];
    let known = known.into_iter().filter_map(|(what, value)| Some((what.to_owned(), value?)));
    known
        .chain(fields.iter().map(|field| {
            let [label, value] =
                [&field.label, &field.value].map(|text| isolated(text).into_owned());
            (label, value)
        }))
        .collect()
}

/// The request's own, or the tenant's; one whose beginning has not come about is left out.
fn timers(call: &Interaction, help: &HelpRequest) -> Vec<(String, Timestamp)> {
    let own = help.brief.count_ups.as_ref().and_then(Personal::open);
    let chosen = own.unwrap_or(&call.terms().help.popup.timers);
    let begun = |since: Since| match since {
        Since::Call => Some(call.opened_at()),
        Since::Answer => call.talk().map(|talk| talk.since),
        Since::Request => Some(help.raised_at),
        Since::Unix(seconds) => Some(Timestamp(seconds.saturating_mul(1000))),
    };
    let timers = chosen.iter().take(MAX_TIMERS);
    timers
        .filter_map(|timer| Some((isolated(&timer.label).into_owned(), begun(timer.since)?)))
        .collect()
}
