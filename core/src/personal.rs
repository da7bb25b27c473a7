//! Personal data and free text, held apart from everything that is hashed or logged.
//!
//! On the wire, to those who may read it, a personal value is plain. In the stored bytes it is an id
//! and a digest, with the text in a table apart, so that it can be erased and the record still
//! verifies. `Debug` never shows it. Who may read it is projection's business, not this module's.

use std::{borrow::Cow, fmt};

use crate::id::{InteractionId, PersonId};
use crate::legible::isolated;
use crate::wire::{record, tagged};

/// Whom a personal value is about: the one whose key protects it and whose erasure erases it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Somebody who signs in.
    Person(PersonId),
    /// The customer of one interaction.
    Customer(InteractionId),
}

/// A value about somebody, or what is left of it after erasure.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Personal<T> {
    about: Subject,
    plain: Option<T>,
}

impl<T> Personal<T> {
    /// `plain`, which is about `about`.
    pub const fn new(about: Subject, plain: T) -> Self {
        Self { about, plain: Some(plain) }
    }

    /// What remains when the text was erased, or is not for this viewer.
    #[must_use]
    pub const fn blank(about: Subject) -> Self {
        Self { about, plain: None }
    }

    /// The text, unless it was erased.
    pub const fn open(&self) -> Option<&T> {
        self.plain.as_ref()
    }

    /// Whom it is about.
    pub const fn about(&self) -> &Subject {
        &self.about
    }
}

impl Personal<String> {
    /// The text as it was given, to be changed or compared: empty when it was erased.
    #[must_use]
    pub fn text(&self) -> &str {
        self.plain.as_deref().unwrap_or_default()
    }

    /// The text for a screen, where it stands among other words: empty when it was erased, and when
    /// nothing of it is seen.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        isolated(self.text())
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.plain.is_some() { "Personal(…)" } else { "Personal(erased)" })
    }
}

tagged!(Subject by "kind", "id" {
    "person" Person(it);
    "customer" Customer(it);
});

record!(Personal<T> { about, plain });
