//! How a live help request stands, in the row of its call.

use backline_core::{
    id::InteractionId,
    interaction::help::{HelpState, HelperPresence, Severity},
};
use leptos::prelude::*;

use crate::{
    features::call::{facts::Named, news::use_news},
    icon::{Drawing, Icon},
};

/// What the row says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Flag {
    /// Somebody still has to react.
    Raised(Severity),
    /// Somebody works on it.
    Helped {
        /// Their name.
        by: String,
        /// Whether they are still there.
        there: bool,
    },
}

impl Flag {
    fn of(state: &HelpState, severity: Severity) -> Option<Self> {
        match state {
            HelpState::Requested(_) => Some(Self::Raised(severity)),
            HelpState::InProgress(work) => Some(Self::Helped {
                by: Named::card(&work.helper).name,
                there: work.presence == HelperPresence::There,
            }),
            HelpState::Closed { .. }
            | HelpState::Cancelled { .. }
            | HelpState::Unclaimed { .. } => None,
        }
    }
}

/// Whether help is needed on a call, and who gives it.
#[component]
pub(crate) fn HelpFlag(id: InteractionId) -> impl IntoView {
    let flag = use_news().memo(id, move |model| {
        let help = model.replica.interaction(id)?.help()?;
        Flag::of(&help.state, help.severity)
    });
    move || {
        flag.get().map(|flag| {
            let (icon, words, key) = match flag {
                Flag::Raised(Severity::Emergency) => {
                    (Icon::Siren, Severity::Emergency.label().to_owned(), "emergency")
                }
                Flag::Raised(Severity::Assist) => {
                    (Icon::Bell, "Help requested".to_owned(), "raised")
                }
                Flag::Helped { by, there: true } => {
                    (Icon::Headset, [&by, " helps"].concat(), "helped")
                }
                Flag::Helped { by, there: false } => {
                    (Icon::Bell, [&by, " has left"].concat(), "left")
                }
            };
            view! {
                <span class="flag" data-flag=key>
                    <Drawing icon />
                    {words}
                </span>
            }
        })
    }
}
