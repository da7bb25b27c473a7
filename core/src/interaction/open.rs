//! How an interaction begins, and what it looks for while nobody has answered.

use std::collections::BTreeSet;

use super::{CallFact, Channel, Contact, Context, Fact, Interaction, Refusal, Stage};
use crate::{
    id::{InteractionId, PersonId},
    people::Identity,
    personal::{Personal, Subject},
    terms::Terms,
};

/// Longest name or number of a customer, in characters; the rest is cut.
pub const MAX_CONTACT_CHARS: usize = 80;

/// What a customer's page asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// The id it will have.
    pub id: InteractionId,
    /// The customer's name; *Guest* when empty.
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
        let trimmed = |text: &str| -> String {
            text.trim().chars().filter(|c| !c.is_control()).take(MAX_CONTACT_CHARS).collect()
        };
        let name = Some(trimmed(&self.name)).filter(|name| !name.is_empty());
        let number = self.number.as_deref().map(trimmed).filter(|number| !number.is_empty());
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

impl Interaction {
    /// Whom this interaction wants rung, while it waits with a connected customer.
    #[must_use]
    pub fn seeks(&self) -> Option<Seek> {
        match &self.stage {
            Stage::Waiting if self.customer.connection.is_up() => Some(Seek {
                wants: self.customer.wants.clone(),
                passed: self.customer.passed.keys().cloned().collect(),
            }),
            Stage::Waiting | Stage::Ringing { .. } | Stage::Talking(_) | Stage::Ended { .. } => {
                None
            }
        }
    }
}
