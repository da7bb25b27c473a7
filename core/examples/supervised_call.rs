//! A supervised call without any server: `cargo run -p backline-core --example supervised_call`
//! prints who hears whom at each step. It asks, applies what follows, and reports every route as
//! enforced, as the media plane would; instants, ids and people are made up.

use std::{error::Error, io::Write as _};

use backline_core::{
    id::{InteractionId, LegId, PersonId, TenantId, VisitorId},
    interaction::{
        Action, CallCommand, Command, Context, Interaction, Lens, NewCall, Observation, Offer,
        Stamped, SuperviseCommand,
    },
    people::{Actor, FloorView, PersonCard, PersonView, Presence, Role},
    routing::{PartyId, Speaker},
    sorted::Map,
    terms::Terms,
    time::Timestamp,
};

type Played<T> = Result<T, Box<dyn Error>>;

const ID: InteractionId = InteractionId::from_u128(1);
const AT: Timestamp = Timestamp(1_700_000_000_000);

/// Asks as `cx` says; the facts, and those that follow once the media plane has done its part.
fn ask(call: &mut Interaction, cx: &Context<'_>, command: Command) -> Played<()> {
    let joined = Observation::LegConnected { leg: cx.fresh_leg };
    for fact in call.decide(cx, &command)? {
        call.apply(&Stamped { at: cx.at, fact });
    }
    for fact in call.observe(cx, &joined) {
        call.apply(&Stamped { at: cx.at, fact });
    }
    for fact in call.observe(cx, &Observation::Applied { edges: call.routes() }) {
        call.apply(&Stamped { at: cx.at, fact });
    }
    Ok(())
}

/// Every confirmed edge, in words.
fn hearing(call: &Interaction, step: &str) -> String {
    let name = |party: &PartyId| match party {
        PartyId::Customer => "customer".to_owned(),
        PartyId::Person(person) => person.to_string(),
    };
    let edges = call.enforced().0.iter().map(|edge| match &edge.speaker {
        Speaker::Party(party) => format!("{} hears {}", name(&edge.listener), name(party)),
        Speaker::HoldTreatment => format!("{} hears music", name(&edge.listener)),
    });
    format!("{step}: {}", edges.collect::<Vec<_>>().join(", "))
}

/// Plays the call; a line for each step.
pub(crate) fn play() -> Played<Vec<String>> {
    let (tenant, mut floor) = (TenantId::new("acme")?, FloorView::default());
    for (name, role) in [("ana", Role::Agent), ("sofia", Role::AwaManager)] {
        let card = PersonCard::new(PersonId::new(name)?, name, None);
        let (grants, presence) = (role.grants().into_iter().collect(), Presence::Available);
        let (supervising, teams, supervises) = (Map::new(), Vec::new(), Vec::new());
        let (stale_since, missed) = (None, None);
        let view = PersonView {
            card,
            grants,
            presence,
            stale_since,
            missed,
            supervising,
            teams,
            supervises,
        };
        floor.people.insert(PersonId::new(name)?, view);
    }
    floor.offered.insert(ID, PersonId::new("ana")?);
    let customer = Actor::visitor(tenant.clone(), VisitorId::from_u128(2));
    let agent = Actor::person(tenant.clone(), PersonId::new("ana")?);
    let supervisor = Actor::person(tenant, PersonId::new("sofia")?);
    let cx = |who, leg| Context { at: AT, who, floor: &floor, fresh_leg: LegId::from_u128(leg) };
    let join = || Command::Call(CallCommand::Join { offer: Offer("v=0".to_owned()) });

    let (name, number, wants, contact) = ("Carla".to_owned(), None, None, None);
    let new = NewCall { id: ID, name, number, wants, contact };
    let fact = new.decide(&cx(&customer, 0), &Terms::default())?;
    let mut call =
        Interaction::fold(Lens::Server, &[Stamped { at: AT, fact }]).ok_or("no opening")?;
    ask(&mut call, &cx(&customer, 1), join())?;
    let mut told = vec![hearing(&call, "the customer waits")];
    for fact in call.lapse(&cx(&agent, 0)) {
        call.apply(&Stamped { at: AT, fact });
    }
    ask(&mut call, &cx(&agent, 0), Command::Call(CallCommand::Answer))?;
    ask(&mut call, &cx(&agent, 2), join())?;
    told.push(hearing(&call, "ana answers"));
    let supervise = Command::Supervise;
    ask(&mut call, &cx(&supervisor, 0), supervise(SuperviseCommand::OpenInteraction))?;
    ask(&mut call, &cx(&supervisor, 3), join())?;
    for action in Action::ALL {
        let (take, end) =
            (SuperviseCommand::TakeAction { action }, SuperviseCommand::EndAction { action });
        ask(&mut call, &cx(&supervisor, 0), supervise(take))?;
        told.push(hearing(&call, &format!("sofia: {}", action.label())));
        ask(&mut call, &cx(&supervisor, 0), supervise(end))?;
    }
    Ok(told)
}

fn main() -> Played<()> {
    let mut out = std::io::stdout().lock();
    play()?.into_iter().try_for_each(|line| Ok(writeln!(out, "{line}")?))
}
