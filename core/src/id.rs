//! Names of things: tenants, people, interactions, legs, commands.
//!
//! Made by whoever calls the core (it rolls no dice) and parsed at the door, so that an id that
//! exists inside the program is a well-formed one. This module refuses to know what they name.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use crate::wire::{FromPlain, Mismatch, Plain};

/// Longest name of a tenant or a person, in bytes: it stands in URLs, logs and stored facts.
pub const MAX_NAME_BYTES: usize = 64;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Empty, too long, or with a character outside `a-z 0-9 . _ -`.
    #[error("{0:?} is not a name: use 1 to 64 of a-z, 0-9, '.', '_' and '-'")]
    Name(String),
    /// Not a UUID.
    #[error("{0:?} is not an id: a UUID was expected")]
    Uuid(String),
}

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Shared, for it stands in every copy of a state and of the floor.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Parses a name.
            ///
            /// # Errors
            /// When it is empty, longer than [`MAX_NAME_BYTES`] or has another character than
            /// `a-z 0-9 . _ -`.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                let fits = (1..=MAX_NAME_BYTES).contains(&text.len());
                let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
                if fits && text.bytes().all(plain) {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError::Name(text.chars().take(MAX_NAME_BYTES).collect()))
                }
            }

            /// The name itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromPlain for $name {
            fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
                Self::new(String::from_plain(plain)?).map_err(|_| Mismatch)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                writer.serialize_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// An id from a number, for tests and generated logs.
            #[must_use]
            pub const fn from_u128(n: u128) -> Self {
                Self(Uuid::from_u128(n))
            }
        }

        impl FromPlain for $name {
            fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
                let text = String::from_plain(plain)?;
                Uuid::try_parse(&text).map(Self).map_err(|_| Mismatch)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text)
                    .map(Self)
                    .map_err(|_| IdError::Uuid(text.chars().take(MAX_NAME_BYTES).collect()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

name_id! {
    /// A tenant: nothing of one is ever visible to another.
    TenantId
}
name_id! {
    /// A person who signs in, unique within the tenant.
    PersonId
}
name_id! {
    /// A team: some belong to it, some supervise it.
    TeamId
}
name_id! {
    /// A reason for which help is asked, as the tenant lists them.
    ReasonId
}
name_id! {
    /// A machine that speaks for people, by the name that its token has.
    IntegrationId
}
uuid_id! {
    /// One conversation. Random, so that it tells nothing and cannot be guessed.
    InteractionId
}
uuid_id! {
    /// One media connection of a party; a re-attached party has a new one.
    LegId
}
uuid_id! {
    /// A client-made id of one command, unique for its author.
    CommandId
}
uuid_id! {
    /// A customer's browser: anonymous, and the same one after a reload.
    VisitorId
}
uuid_id! {
    /// One tab of a browser, as long as it is open.
    TabId
}
