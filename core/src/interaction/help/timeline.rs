//! Which facts about help are told again.

use super::HelpFact;

/// Whether a fact belongs to the timeline.
pub(in crate::interaction) const fn tells(fact: &HelpFact) -> bool {
    match fact {
        HelpFact::Request { .. }
        | HelpFact::HelperAdded { .. }
        | HelpFact::HelperRemoved { .. } => true,
    }
}
