//! From one action straight to another, where the tenant allows it.

use backline_core::{
    interaction::{Action, Command, Refusal, SuperviseCommand, SuperviseRefusal},
    terms::Terms,
};

use crate::{cast::person, engine::Order, rig::Rig};

pub(crate) const SWITCHING: fn() -> Terms = || Terms { allow_switch: true, ..Terms::default() };

///
#[test]
fn switching_is_refused_unless_the_tenant_allows_it() {
    let mut rig = Rig::opened_by(&["sofia"]);
    rig.act("sofia", Action::Monitor);
    let command = Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Coach });
    assert_eq!(
        rig.ask(&person("sofia"), command),
        Err(Refusal::Supervise(SuperviseRefusal::SwitchNotEnabled))
    );
}

///
#[test]
fn a_switch_is_one_step_that_touches_only_the_edges_that_differ() {
    for (from, to) in Action::ALL.into_iter().flat_map(|from| Action::ALL.map(|to| (from, to))) {
        let mut rig = Rig::talking_under(SWITCHING());
        rig.open("sofia");
        rig.act("sofia", from);
        let (before, orders) = (rig.heard().clone(), rig.orders.len());
        let answer = rig
            .ask(&person("sofia"), Command::Supervise(SuperviseCommand::SwitchTo { action: to }));
        if from == to {
            assert_eq!(answer, Err(Refusal::ActionMustBeCompleted));
            continue;
        }
        assert_eq!((answer, rig.action_of("sofia")), (Ok(()), Some(to)), "{from:?} to {to:?}");
        let after = rig.heard().clone();
        for order in &rig.orders[orders..] {
            let Order::Change(change) = order else { panic!("{order:?}") };
            for edge in &change.close {
                assert!(!after.0.contains(edge), "{from:?} to {to:?}: closed a common edge");
            }
            for open in &change.open {
                assert!(!before.0.contains(&open.edge), "{from:?} to {to:?}: opened it twice");
            }
        }
    }
}

#[test]
fn a_switch_to_what_another_does_leaves_everything_as_it_is() {
    let mut rig = Rig::talking_under(SWITCHING());
    rig.open("sofia");
    rig.open("sam");
    rig.act("sofia", Action::Coach);
    rig.act("sam", Action::Monitor);
    let before = rig.heard().clone();
    let refusal = rig.ask(
        &person("sam"),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Coach }),
    );
    assert_eq!(
        refusal,
        Err(Refusal::Supervise(SuperviseRefusal::CoachTaken { by: "Sofia Marin".to_owned() }))
    );
    assert_eq!((rig.action_of("sam"), rig.heard()), (Some(Action::Monitor), &before));
}

#[test]
fn there_is_nothing_to_switch_from_while_nothing_runs() {
    let mut rig = Rig::talking_under(SWITCHING());
    rig.open("sofia");
    let refusal = rig.ask(
        &person("sofia"),
        Command::Supervise(SuperviseCommand::SwitchTo { action: Action::Coach }),
    );
    assert_eq!(refusal, Err(Refusal::Supervise(SuperviseRefusal::NoActionRunning)));
}
