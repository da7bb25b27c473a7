//! Why the record could not be written or read, in sentences that say what to do.
//!
//! Moved by nothing; a value. It refuses to repeat what was to be stored.

use backline_core::id::{InteractionId, TenantId};

/// What went wrong. [`StoreError::is_retryable`] tells whether the same batch may succeed later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else holds the database's lock.
    #[error(
        "The database is locked by another program. Nothing was stored; try again in a moment."
    )]
    Locked,
    /// No room is left.
    #[error(
        "The disk that holds the database is full. Nothing was stored; make room and try again."
    )]
    Full,
    /// The file, its folder or its file system may not be written.
    #[error(
        "The database may only be read. Nothing was stored; make the data directory writable and try again."
    )]
    ReadOnly,
    /// The database does not answer for another reason.
    #[error("The database does not answer ({0}). Nothing was stored; try again in a moment.")]
    Unavailable(String),
    /// The numbers of the records do not continue the log.
    #[error(
        "The next record of this log has the number {expected}, not {got}. Read the log again before writing to it."
    )]
    Gap {
        /// The number that comes next.
        expected: u64,
        /// The number that was offered.
        got: u64,
    },
    /// The log is sealed: the call is over.
    #[error("The interaction {0} is over and its log is sealed. Open a new one.")]
    Sealed(InteractionId),
    /// The records are another aggregate's than the batch says, or do not begin with an opening.
    #[error("The batch does not fit its log: {0}.")]
    Misplaced(&'static str),
    /// The log belongs to another tenant, or there is none.
    #[error("There is no interaction {1} of tenant {0}.")]
    Unknown(TenantId, InteractionId),
    /// What is stored cannot be read back.
    #[error("The database is damaged: {0}. Run `backline verify-audit` and restore a backup.")]
    Damaged(String),
    /// The database or a file beside it cannot be opened.
    #[error("{0}")]
    Setup(String),
    /// The store was closed.
    #[error("The server is shutting down. Nothing was stored.")]
    Closed,
}

impl StoreError {
    /// Whether the cause is the database's state rather than one batch.
    pub(super) const fn concerns_everybody(&self) -> bool {
        matches!(self, Self::Locked | Self::Full | Self::ReadOnly)
    }

    /// Whether the same batch may succeed when it is tried again.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Locked | Self::Full | Self::ReadOnly | Self::Unavailable(_) => true,
            Self::Gap { .. }
            | Self::Sealed(_)
            | Self::Misplaced(_)
            | Self::Unknown(..)
            | Self::Damaged(_)
            | Self::Setup(_)
            | Self::Closed => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_)) {
            return Self::Damaged(error.to_string());
        }
        let code = error
            .as_database_error()
            .and_then(|error| error.code())
            .and_then(|code| code.parse::<i32>().ok());
        // The low byte of an extended code is the primary one.
        match code.map(|code| code & 0xff) {
            Some(5 | 6) => Self::Locked,
            Some(8) => Self::ReadOnly,
            Some(13) => Self::Full,
            Some(11 | 26) => Self::Damaged(error.to_string()),
            Some(_) | None => Self::Unavailable(error.to_string()),
        }
    }
}
