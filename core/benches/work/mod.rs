//! What is measured: asking and folding, over the kept logs, the same natively and in a browser.

#[path = "../../tests/it/kept.rs"]
mod kept;

use std::hint::black_box;

use backline_core::{
    id::{LegId, PersonId, TenantId, VisitorId},
    interaction::{
        Action, CallCommand, Command, Context, Interaction, Lens, Stamped, SuperviseCommand,
    },
    people::{Actor, FloorView, PersonCard, PersonView, Role},
    time::Timestamp,
};

/// How long each measurement runs.
const FOR_MS: f64 = 1_000.0;

/// The lines of the table; `clock` gives milliseconds.
pub(crate) fn measured(clock: impl Fn() -> f64) -> Vec<String> {
    let logs = kept::logs();
    let digests = logs.iter().take(1).map(|log| kept::digest(log)).collect::<String>();
    let kept_too = kept::DIGESTS.starts_with(&digests);
    let states = states(&logs);
    let (floor, asked) = (floor(), asked());
    let decide = rate(&clock, || {
        let mut decided = 0;
        for state in &states {
            for (who, command) in &asked {
                let fresh_leg = LegId::from_u128(1);
                let cx = Context { at: Timestamp(1_060_000), who, floor: &floor, fresh_leg };
                drop(black_box(state.decide(&cx, command)));
                decided += 1;
            }
        }
        decided
    });
    let apply = rate(&clock, || {
        let folded = |log: &Vec<Stamped>| black_box(Interaction::fold(Lens::Server, log)).is_some();
        logs.iter().filter(|log| folded(log)).map(Vec::len).sum()
    });
    vec![
        format!("the kept logs fold as kept: {kept_too}"),
        format!("decide: {:.2} million a second", decide / 1e6),
        format!("apply:  {:.2} million a second", apply / 1e6),
    ]
}

/// How often a second `work` is done, which returns how often it was done each time.
fn rate(clock: impl Fn() -> f64, mut work: impl FnMut() -> usize) -> f64 {
    work();
    let (begun, mut done) = (clock(), 0);
    loop {
        done += work();
        let spent = clock() - begun;
        if spent >= FOR_MS {
            return done as f64 * 1_000.0 / spent;
        }
    }
}

/// A state from the middle of each log and from its end.
fn states(logs: &[Vec<Stamped>]) -> Vec<Interaction> {
    let middle = logs.iter().map(|log| &log[..log.len().div_ceil(2)]);
    middle
        .chain(logs.iter().map(Vec::as_slice))
        .filter_map(|log| Interaction::fold(Lens::Server, log))
        .collect()
}

fn tenant() -> TenantId {
    TenantId::new("acme").expect("a name")
}

fn person(name: &str) -> PersonId {
    PersonId::new(name).expect("a name")
}

fn asked() -> Vec<(Actor, Command)> {
    let customer = || Actor::visitor(tenant(), VisitorId::from_u128(70));
    let by = |name| Actor::person(tenant(), person(name));
    vec![
        (customer(), Command::Call(CallCommand::Mute)),
        (by("ana"), Command::Call(CallCommand::Hold)),
        (by("ana"), Command::Call(CallCommand::HangUp)),
        (by("sofia"), Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor })),
        (by("sofia"), Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn })),
        (by("sam"), Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach })),
        (by("sam"), Command::Supervise(SuperviseCommand::Disconnect)),
    ]
}

fn floor() -> FloorView {
    let roles = [("ana", Role::Agent), ("sofia", Role::AwaManager), ("sam", Role::AwaManager)];
    let people = roles.map(|(name, role)| {
        let view = PersonView::in_role(PersonCard::new(person(name), name, None), role);
        (person(name), view)
    });
    FloorView { people: people.into_iter().collect(), ..FloorView::default() }
}
