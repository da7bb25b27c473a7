//! Who has no work on the workspace reads where theirs is, and is taken there.

use backline_core::{
    people::{Grant, PersonView},
    protocol::Page,
};
use leptos::prelude::*;

use crate::runtime::use_app;

/// What somebody reads who is in the wrong place: a sentence, and where the link leads that follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Elsewhere {
    sentence: &'static str,
    address: &'static str,
    label: &'static str,
}

impl Elsewhere {
    /// Nothing for whoever has work here.
    fn of(me: &PersonView) -> Option<Self> {
        const OPERATIONS: &str = "/docs/operations";
        if Page::Workspace.is_for(&me.grants) {
            return None;
        }
        let (sentence, address, label) = if Page::Panel.is_for(&me.grants) {
            (
                "This page is for supervisors. You take calls on the panel.",
                "/panel",
                "Open the panel",
            )
        } else if me.grants.contains(&Grant::ReadAudit) {
            (
                "This page is for supervisors. You read the record on the server, with backline verify-audit.",
                OPERATIONS,
                "How to read the record",
            )
        } else if me.grants.contains(&Grant::Administer) {
            (
                "This page is for supervisors. You configure the tenant on the server, in its configuration file.",
                OPERATIONS,
                "How to configure a tenant",
            )
        } else {
            ("This page is for supervisors. Your account has no role.", "/", "Start page")
        };
        Some(Self { sentence, address, label })
    }
}

/// The sentence with its link, above what there is.
#[component]
pub(super) fn Place() -> impl IntoView {
    let elsewhere = use_app().memo(|model| model.me().and_then(Elsewhere::of));
    move || {
        elsewhere.get().map(|Elsewhere { sentence, address, label }| {
            view! {
                <aside class="notice elsewhere" aria-label="Your page">
                    <p>{sentence}</p>
                    <a class="button dense" href=address>
                        {label}
                    </a>
                </aside>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use backline_core::{
        id::PersonId,
        people::{PersonCard, Role},
    };
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn who_is_in_the_wrong_place_reads_where_theirs_is_and_nobody_else_does() {
        let card = || PersonCard::new(PersonId::new("ana").unwrap(), "Ana", None);
        let told = |role| {
            let elsewhere = Elsewhere::of(&PersonView::in_role(card(), role))?;
            Some((elsewhere.address, elsewhere.label))
        };
        assert_eq!(told(Role::AwaManager), None);
        assert_eq!(told(Role::Agent), Some(("/panel", "Open the panel")));
        assert_eq!(told(Role::Auditor).unwrap().1, "How to read the record");
        assert_eq!(told(Role::Admin).unwrap().1, "How to configure a tenant");
        assert_eq!(told(Role::Customer), Some(("/", "Start page")));
        let helps = PersonView::with_grants(card(), vec![Grant::TakeCalls, Grant::Help]);
        assert_eq!(Elsewhere::of(&helps), None, "an agent who may help");
    }
}
