//! Somebody who reads what people did, and the name by which each of them is told.
//!
//! Plain values; it refuses to know what was done.

use std::borrow::Cow;

use super::PersonCard;
use crate::{id::PersonId, sorted::Map};

/// Who reads, and whom they have heard of.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The reader, who is *you*; `None` for one who is no person of the tenant.
    pub me: Option<&'a PersonId>,
    /// Everybody who was told by name, for where only an id is left.
    pub introduced: &'a Map<PersonId, PersonCard>,
}

impl Reader<'_> {
    /// What somebody did, as a sentence.
    pub(crate) fn did(&self, who: &PersonCard, what: &str) -> String {
        [&*self.name(who), " ", what].concat()
    }

    /// The name of somebody, if there is anybody, and `otherwise` if not.
    pub(crate) fn name_or<'b>(
        &self,
        card: Option<&'b PersonCard>,
        otherwise: &'b str,
    ) -> Cow<'b, str> {
        card.map_or(otherwise.into(), |card| self.name(card))
    }

    fn name<'b>(&self, card: &'b PersonCard) -> Cow<'b, str> {
        if self.me == Some(&card.person) {
            return "You".into();
        }
        let name = card.name.shown();
        if name.is_empty() { "Somebody".into() } else { name }
    }

    /// The same as whose something is.
    pub(crate) fn owner(&self, person: &PersonId) -> Cow<'_, str> {
        match self.known(person) {
            you if self.me == Some(person) => [&*you, "r"].concat().into(),
            name => [&*name, "'s"].concat().into(),
        }
    }

    /// The name of somebody of whom only the id is told.
    pub(crate) fn known(&self, person: &PersonId) -> Cow<'_, str> {
        if self.me == Some(person) {
            return "You".into();
        }
        self.introduced.get(person).map_or("Somebody".into(), |card| self.name(card))
    }
}
