//! A supervised call without any server: `cargo run -p backline-core --example supervised_call`
//! prints who hears whom at each step. It asks, applies what follows, and reports every route as
//! enforced, as the media plane would; instants, ids and people are made up.

use std::{error::Error, io::Write as _};

use backline_core::{
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    interaction::{
        Action, CallCommand, Command, Context, Fact, Interaction, Lens, NewCall, Observation,
        Offer, Stamped, SuperviseCommand,
    },
    people::{Actor, FloorView, PersonCard, PersonView, Role},
    routing::Edge,
    terms::Terms,
    time::Timestamp,
};

const ID: InteractionId = InteractionId::from_u128(1);
const AT: Timestamp = Timestamp(1_700_000_000_000);

type Played<T> = Result<T, Box<dyn Error>>;

fn apply(call: &mut Interaction, facts: Vec<Fact>) {
    facts.into_iter().for_each(|fact| call.apply(&Stamped { at: AT, fact }));
}

fn observe(call: &mut Interaction, cx: &Context<'_>, seen: &Observation) {
    let facts = call.observe(cx, seen);
    apply(call, facts);
}

/// Asks as `cx` says, lets the media plane do its part, and says who hears whom.
fn ask(call: &mut Interaction, cx: &Context<'_>, command: &Command) -> Played<String> {
    let facts = call.decide(cx, command)?;
    apply(call, facts);
    observe(call, cx, &Observation::LegConnected { leg: cx.fresh_leg });
    let edges = call.routes();
    observe(call, cx, &Observation::Applied { edges });
    Ok(call.enforced().0.iter().map(Edge::to_string).collect::<Vec<_>>().join(", "))
}

/// Plays the call; a line for each step.
pub(crate) fn play() -> Played<Vec<String>> {
    let (tenant, mut floor) = (TenantId::new("acme")?, FloorView::default());
    let (ana, sofia) = (PersonId::new("ana")?, PersonId::new("sofia")?);
    for (person, role) in [(&ana, Role::Agent), (&sofia, Role::AwaManager)] {
        let card = PersonCard::new(person.clone(), person.as_str(), None);
        floor.people.insert(person.clone(), PersonView::in_role(card, role));
    }
    floor.offered.insert(ID, ana.clone());
    let customer = Actor::visitor(tenant.clone(), VisitorId::from_u128(2));
    let (agent, coach) = (Actor::person(tenant.clone(), ana), Actor::person(tenant, sofia));
    let cx = |who, leg| Context { at: AT, who, floor: &floor, fresh_leg: LegId::from_u128(leg) };
    let join = Command::Call(CallCommand::Join { offer: Offer("v=0".to_owned()) });

    let (number, wants, contact) = (None, None, None);
    let new = NewCall { id: ID, name: "Carla".to_owned(), number, wants, contact };
    let opened = Stamped { at: AT, fact: new.decide(&cx(&customer, 0), &Terms::default())? };
    let mut call = Interaction::fold(Lens::Server, &[opened]).ok_or("no opening")?;
    let mut told = vec![format!("waiting: {}", ask(&mut call, &cx(&customer, 1), &join)?)];
    let ringing = call.lapse(&cx(&agent, 0));
    apply(&mut call, ringing);
    ask(&mut call, &cx(&agent, 0), &Command::Call(CallCommand::Answer))?;
    told.push(format!("answered: {}", ask(&mut call, &cx(&agent, 2), &join)?));
    ask(&mut call, &cx(&coach, 0), &Command::Supervise(SuperviseCommand::OpenInteraction))?;
    ask(&mut call, &cx(&coach, 3), &join)?;
    for action in Action::ALL {
        let take = Command::Supervise(SuperviseCommand::TakeAction { action });
        told.push(format!("{}: {}", action.label(), ask(&mut call, &cx(&coach, 0), &take)?));
        let end = Command::Supervise(SuperviseCommand::EndAction { action });
        ask(&mut call, &cx(&coach, 0), &end)?;
    }
    Ok(told)
}

fn main() -> Played<()> {
    let mut out = std::io::stdout().lock();
    play()?.into_iter().try_for_each(|line| Ok(writeln!(out, "{line}")?))
}
