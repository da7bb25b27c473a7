//! One command about help of each kind.

use super::{HelpCommand, NewBrief, Severity};
use crate::id::{IdError, PersonId, ReasonId};

/// One of each kind: about the first request, the reason `other`, the person `sam`.
pub(in crate::interaction) fn examples() -> Result<[HelpCommand; 8], IdError> {
    let (request, person) = (1, PersonId::new("sam")?);
    let asked = HelpCommand::Request {
        reason: ReasonId::new("other")?,
        comment: "The router is new.".to_owned(),
        severity: Severity::Assist,
        brief: NewBrief::default(),
    };
    Ok([
        asked,
        HelpCommand::Cancel { request },
        HelpCommand::Close { request },
        HelpCommand::AskAgain { request },
        HelpCommand::Claim { request },
        HelpCommand::Reject { request },
        HelpCommand::AddHelper { person: person.clone() },
        HelpCommand::RemoveHelper { person },
    ])
}
