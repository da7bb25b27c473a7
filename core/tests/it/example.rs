//! The example of a supervised call says who hears whom, and what it says is so.

#[path = "../../examples/supervised_call.rs"]
#[expect(dead_code, reason = "a test plays it; its main only prints")]
mod supervised_call;

#[test]
fn the_example_prints_who_hears_whom_at_each_step() {
    let talk = "ana hears customer, customer hears ana";
    let both = "ana hears customer, sofia hears customer, customer hears ana, sofia hears ana";
    let told = [
        "waiting: customer hears hold treatment".to_owned(),
        format!("answered: {talk}"),
        format!("Monitor: {both}"),
        format!("Coach: {both}, ana hears sofia"),
        format!("Barge In: {both}, customer hears sofia, ana hears sofia"),
    ];
    assert_eq!(supervised_call::play().unwrap(), told);
}
