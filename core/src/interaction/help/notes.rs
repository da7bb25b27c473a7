//! What is written beside the voice: coaching notes, the contact's record, and Send held down.

use serde::Serialize;

use super::begin::checked;
use crate::{
    actor::Grant,
    id::PersonId,
    interaction::{Action, Context, Fact, Interaction, Refusal, Stance},
    personal::{Personal, Subject},
    protocol::tagged::record,
};

/// Longest coaching note, in characters.
pub const MAX_NOTE_CHARS: usize = 1000;

/// Longest text of a popup, summary or intent, in characters.
pub const MAX_TEXT_CHARS: usize = 4000;

/// Most fields of a contact's record.
pub const MAX_CONTACT_FIELDS: usize = 20;

/// Longest label or value of a contact's field, and label of a timer, in characters.
pub(super) const MAX_FIELD_CHARS: usize = 200;

/// The record under which a conversation runs, and what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// Number.
    pub number: Option<String>,
    /// Whatever else the record has, in its order.
    pub fields: Vec<ContactField>,
    /// What was said so far.
    pub summary: Option<String>,
    /// What the customer wants.
    pub intent: Option<String>,
}

/// A line of a contact's record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ContactField {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

impl Contact {
    /// The record with each text replaced by its length.
    #[must_use]
    pub fn without_texts(&self) -> Self {
        let length = |text: &String| text.len().to_string();
        let field = |field: &ContactField| ContactField {
            label: length(&field.label),
            value: length(&field.value),
        };
        Self {
            name: self.name.as_ref().map(length),
            number: self.number.as_ref().map(length),
            fields: self.fields.iter().map(field).collect(),
            summary: self.summary.as_ref().map(length),
            intent: self.intent.as_ref().map(length),
        }
    }

    /// The same without what no screen can show.
    ///
    /// # Errors
    /// When a text or the number of fields is beyond its bound.
    pub(in crate::interaction) fn checked(&self) -> Result<Self, Refusal> {
        if self.fields.len() > MAX_CONTACT_FIELDS {
            return Err(Refusal::TooManyFields { limit: MAX_CONTACT_FIELDS });
        }
        let short = |text: &Option<String>, limit: usize| {
            text.as_deref().map(|text| checked(text, limit)).transpose()
        };
        let field = |field: &ContactField| {
            Ok(ContactField {
                label: checked(&field.label, MAX_FIELD_CHARS)?,
                value: checked(&field.value, MAX_FIELD_CHARS)?,
            })
        };
        Ok(Self {
            name: short(&self.name, MAX_FIELD_CHARS)?,
            number: short(&self.number, MAX_FIELD_CHARS)?,
            fields: self.fields.iter().map(field).collect::<Result<_, Refusal>>()?,
            summary: short(&self.summary, MAX_TEXT_CHARS)?,
            intent: short(&self.intent, MAX_TEXT_CHARS)?,
        })
    }
}

impl Interaction {
    /// *Send* (R-084): a note to the agent, from who coaches or has taken the request.
    pub(in crate::interaction) fn send_note(
        &self,
        cx: &Context<'_>,
        person: &PersonId,
        text: &str,
    ) -> Result<Vec<Fact>, Refusal> {
        let stance = self.supervisors.get(person).map(|s| s.leg.stance());
        let coaches = stance.and_then(Stance::active) == Some(Action::Coach);
        let helps = self.helps(person).is_some() || self.helpers.contains_key(person);
        if coaches {
            require(cx, person, Grant::Coach)?;
        } else if helps {
            require(cx, person, Grant::Help)?;
        } else {
            return Err(Refusal::NoteNeedsCoaching);
        }
        let text = checked(text, MAX_NOTE_CHARS)?;
        if text.is_empty() {
            return Err(Refusal::NoteEmpty);
        }
        let by = cx.floor.card(person).ok_or(Refusal::NoSuchCall)?;
        let text = Personal::new(Subject::Customer(self.id), text);
        Ok(vec![Fact::NoteSent { by, text }])
    }

    /// Send is held down, or let go: with push to send a coach is heard only meanwhile.
    pub(in crate::interaction) fn hold_send(
        &self,
        person: &PersonId,
        held: bool,
    ) -> Result<Vec<Fact>, Refusal> {
        if !self.terms.coach_push_to_send {
            return Err(Refusal::PushToSendOff);
        }
        let supervision = self.supervisors.get(person).ok_or(Refusal::NoVoiceConnection)?;
        if supervision.leg.stance().active() != Some(Action::Coach) {
            return Err(Refusal::ActionNotRunning { action: Action::Coach });
        }
        let supervisor = person.clone();
        match (supervision.send_held, held) {
            (false, true) => Ok(vec![Fact::SendPressed { supervisor }]),
            (true, false) => Ok(vec![Fact::SendReleased { supervisor }]),
            (true, true) => Err(Refusal::SendHeld),
            (false, false) => Err(Refusal::SendNotHeld),
        }
    }
}

pub(in crate::interaction) fn require(
    cx: &Context<'_>,
    person: &PersonId,
    grant: Grant,
) -> Result<(), Refusal> {
    if cx.floor.may(person, grant) { Ok(()) } else { Err(Refusal::NotPermitted { grant }) }
}

record!(Contact { name = usual, number = usual, fields = usual, summary = usual, intent = usual });

record!(ContactField { label, value });
