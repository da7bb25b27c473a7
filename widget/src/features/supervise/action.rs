//! How an action looks wherever it stands: its drawing, its words, and the one by which the sheets
//! know it.

use backline_core::interaction::Action;

use crate::icon::Icon;

/// The drawing beside the action's word.
#[must_use]
pub const fn drawing(action: Action) -> Icon {
    match action {
        Action::Monitor => Icon::Ear,
        Action::Coach => Icon::Speech,
        Action::BargeIn => Icon::Megaphone,
    }
}

/// The word by which the sheets know the action.
#[must_use]
pub const fn key(action: Action) -> &'static str {
    match action {
        Action::Monitor => "monitor",
        Action::Coach => "coach",
        Action::BargeIn => "barge_in",
    }
}

/// The word for whoever does it.
#[must_use]
pub const fn doing(action: Action) -> &'static str {
    match action {
        Action::Monitor => "Monitoring",
        Action::Coach => "Coaching",
        Action::BargeIn => "Barged in",
    }
}
