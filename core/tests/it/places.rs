//! On which page who has work.

use backline_core::{
    people::{Grant, Role},
    protocol::Page::{Call, Panel, Workspace},
};

///
#[test]
fn each_role_has_work_on_its_own_page_and_who_only_reads_or_configures_on_none() {
    for (role, places) in [
        (Role::Agent, [true, false]),
        (Role::AwaManager, [false, true]),
        (Role::Admin, [false, false]),
        (Role::Auditor, [false, false]),
        (Role::Customer, [false, false]),
    ] {
        let grants: Vec<Grant> = role.grants().into_iter().collect();
        assert_eq!([Panel, Workspace].map(|page| page.is_for(&grants)), places, "{role:?}");
        assert!(!Call.is_for(&grants), "{role:?}");
    }
    assert!(Workspace.is_for(&[Grant::TakeCalls, Grant::Help]), "an agent who may help");
    assert!(!Workspace.is_for(&[]));
}
