//! The choice of people beside the form to sign in: in the demo there is no password to type.

use std::fmt::Write as _;

use axum::http::{HeaderName, header};
use backline_core::people::Role;

use super::people::everybody;

/// Where its style sheet is.
pub(super) const SHEET: &str = "/assets/demo/entrance.css";

/// The style sheet.
pub(super) async fn sheet() -> ([(HeaderName, &'static str); 2], &'static str) {
    let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
    let cache = (header::CACHE_CONTROL, "no-cache");
    std::future::ready(([kind, cache], include_str!("entrance.css"))).await
}

/// The choice as HTML: each person is a link to the page that is theirs. A style sheet shows it while
/// the form is there.
pub(super) fn choice() -> String {
    let mut people = String::new();
    for (id, name, role) in everybody() {
        let (page, role) = match role {
            Role::Agent => ("panel", "Agent"),
            Role::AwaManager => ("workspace", "Supervisor"),
            Role::Admin => ("workspace", "Administrator"),
            Role::Auditor => ("workspace", "Auditor"),
            Role::Customer | Role::Integration => continue,
        };
        let _ = write!(
            people,
            "<li><a class=\"button wide\" href=\"/{page}?as={id}\">{name} <small class=quiet>{role}</small></a></li>"
        );
    }
    format!(
        "<link rel=stylesheet href={SHEET}><nav class=people-choice aria-labelledby=people-choice-title><h2 id=people-choice-title>Demo: choose a person, no password needed</h2><ul>{people}</ul></nav>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    ///
    #[test]
    fn everybody_of_the_demo_can_be_chosen_and_goes_to_the_page_of_their_role() {
        let choice = choice();
        for way in [
            "href=\"/panel?as=ana\">Ana Ribeiro <small class=quiet>Agent<",
            "href=\"/workspace?as=sofia\">Sofia Marin <small class=quiet>Supervisor<",
            "href=\"/workspace?as=ada\">Ada Kowalska <small class=quiet>Administrator<",
            "href=\"/workspace?as=audrey\">Audrey Tanaka <small class=quiet>Auditor<",
        ] {
            assert!(choice.contains(way), "{way} is not in {choice}");
        }
        assert_eq!(choice.matches("<li>").count(), everybody().count());
        assert!(!choice.contains("gil"), "the other tenant's");
    }
}
