//! A completed transfer ends a request, whoever holds it at that moment.

use backline_core::people::HelpStatus;
use backline_core::{
    interaction::{
        Action, Fact, HelpFact, Observation, Parting, RequestFact, StopReason, SuperviseFact,
        help::{CancelReason, CloseReason},
    },
    terms::Terms,
};

use crate::{
    cast::{id, person},
    help::{happened, helped, raised, request, status},
    rig::Rig,
};

///
#[test]
fn a_transfer_cancels_a_request_that_nobody_has_taken() {
    let mut rig = raised(Terms::default());
    rig.saw(Observation::TransferCompleted { to_helper: false });
    let why = CancelReason::TransferCompleted;
    assert_eq!(happened(&rig), [&RequestFact::Cancelled { why }]);
    assert_eq!(status(&rig), HelpStatus::Cancelled);
}

///
#[test]
fn a_transfer_closes_a_request_in_progress_and_takes_its_helper_off() {
    for (to_helper, why) in
        [(false, CloseReason::TransferCompleted), (true, CloseReason::TransferredToHelper)]
    {
        let mut rig = helped(Terms::default());
        rig.open("sam");
        rig.act("sofia", Action::Coach);
        let before = rig.records.len();
        rig.saw(Observation::TransferCompleted { to_helper });
        let supervisor = id("sofia");
        let wanted = [
            Fact::Help(HelpFact::Request { request: 1, what: RequestFact::Closed { why } }),
            Fact::Supervise(SuperviseFact::ActionEnded {
                supervisor: supervisor.clone(),
                action: Action::Coach,
                why: StopReason::HelpClosed,
            }),
            Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, why: Parting::Moved }),
        ];
        assert_eq!(rig.facts()[before..before + 3], wanted.each_ref());
        assert_eq!(
            rig.state().supervisors().map(|own| &own.card.person).collect::<Vec<_>>(),
            [&id("sam")]
        );
        assert!(happened(&rig).iter().all(|what| !matches!(what, RequestFact::HelperLeft { .. })));
    }
}

///
#[test]
fn a_transfer_without_a_request_says_nothing_and_help_can_be_asked_after_one() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let before = rig.records.len();
    rig.saw(Observation::TransferCompleted { to_helper: false });
    assert_eq!(rig.records.len(), before);
    rig.ok(&person("ana"), request());
    assert_eq!(status(&rig), HelpStatus::Requested);
}
