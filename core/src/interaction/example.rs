//! One command of each kind, for tables of who may do what and for tests of other crates; each slice
//! its own.
//!
//! Plain values; nothing here says who may send them, or when. A test holds that no command is
//! missing.

use super::{Command, call, contact, help, supervise};
use crate::id::IdError;

impl Command {
    /// One command of each kind: about the first request, the reason `other`, the person `sam`.
    ///
    /// # Errors
    /// Never, as long as these names are well-formed.
    pub fn examples() -> Result<Vec<Self>, IdError> {
        Ok(call::examples()
            .map(Self::Call)
            .into_iter()
            .chain(supervise::examples().map(Self::Supervise))
            .chain(help::examples()?.map(Self::Help))
            .chain(contact::examples().map(Self::Contact))
            .collect())
    }
}
