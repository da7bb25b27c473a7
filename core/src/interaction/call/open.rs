//! How an interaction begins, and what it looks for while nobody has answered.

use std::collections::BTreeSet;

use super::{CallFact, Channel};
use crate::{
    id::{InteractionId, PersonId, VisitorId},
    interaction::{Contact, Context, Fact, Interaction, Refusal, Stage},
    legible,
    people::{Identity, PersonCard},
    personal::{Personal, Subject},
    routing::PartyId,
    sorted::Map,
    terms::Terms,
    time::Timestamp,
};

/// Longest name or number of a customer, in characters; the rest is cut.
pub const MAX_CONTACT_CHARS: usize = 80;

/// The one who called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Customer {
    /// The browser that may act as this customer.
    pub visitor: VisitorId,
    /// Display name.
    pub name: Personal<String>,
    /// Number, when there is one.
    pub number: Option<Personal<String>>,
    /// The one agent who was asked for, if so.
    pub wants: Option<PersonId>,
    /// Whether it was said that nobody is free.
    pub told: bool,
    /// Whom this call has passed, and when: they let it ring, declined it or were not reached.
    pub passed: Map<PersonId, Timestamp>,
    /// The last of them who let it ring until its time was over, or could not be heard.
    pub missed: Option<Missed>,
}

/// Who let a call ring until its time was over, or answered it without their sound coming up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Missed {
    /// The agent.
    pub agent: PersonId,
    /// When the call passed them.
    pub at: Timestamp,
    /// The agent once more, where it was the sound.
    pub unheard: Option<PersonCard>,
}

/// What a customer's page asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// The id it will have.
    pub id: InteractionId,
    /// The customer's name; *Guest* when nothing of it is seen.
    pub name: String,
    /// The customer's number.
    pub number: Option<String>,
    /// The one agent to ring, if only one will do.
    pub wants: Option<PersonId>,
    /// What is known of the customer, where the call does not come from a browser.
    pub contact: Option<Contact>,
}

/// Whom a waiting interaction looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seek {
    /// Only this one will do.
    pub wants: Option<PersonId>,
    /// These have passed a moment ago.
    pub passed: BTreeSet<PersonId>,
}

impl NewCall {
    /// The fact that opens the interaction.
    ///
    /// # Errors
    /// When the author is not a customer's browser.
    pub fn decide(self, cx: &Context<'_>, terms: &Terms) -> Result<Fact, Refusal> {
        let Identity::Visitor(visitor) = cx.who.identity else { return Err(Refusal::NotYours) };
        let about = Subject::Customer(self.id);
        let cut = |text: String| text.chars().take(MAX_CONTACT_CHARS).collect::<String>();
        let name = legible::name(&self.name).map(cut);
        let number = self.number.as_deref().and_then(legible::name).map(cut);
        let contact = self.contact.as_ref().map(Contact::checked).transpose()?;
        let contact = contact.map(|contact| Personal::new(about.clone(), contact));
        Ok(Fact::Call(CallFact::Opened {
            id: self.id,
            tenant: cx.who.tenant.clone(),
            channel: Channel::Voice,
            visitor,
            name: Personal::new(about.clone(), name.unwrap_or_else(|| "Guest".to_owned())),
            number: number.map(|number| Personal::new(about, number)),
            wants: self.wants,
            contact,
            terms: Box::new(terms.clone()),
        }))
    }
}

/// Whom a call wants rung, while it waits with a connected customer.
pub(in crate::interaction) fn seeks(call: &Interaction) -> Option<Seek> {
    match &call.stage {
        Stage::Waiting if call.is_up(&PartyId::Customer) => Some(Seek {
            wants: call.customer.wants.clone(),
            passed: call.customer.passed.keys().cloned().collect(),
        }),
        Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_) | Stage::Ended { .. } => None,
    }
}
