//! How pressing a request is, as it is drawn.

use backline_core::interaction::help::Severity;
use leptos::prelude::*;

use crate::icon::{Drawing, Icon};

/// How pressing it is: a shape and a word.
#[component]
pub(crate) fn SeverityMark(
    /// How pressing.
    severity: Severity,
) -> impl IntoView {
    let icon = match severity {
        Severity::Emergency => Icon::Siren,
        Severity::Assist => Icon::Hand,
    };
    view! {
        <span class="severity" data-severity=severity_key(severity)>
            <Drawing icon />
            {severity.label()}
        </span>
    }
}

pub(crate) const fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Emergency => "emergency",
        Severity::Assist => "assist",
    }
}
