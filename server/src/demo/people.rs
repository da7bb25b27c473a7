//! The built-in configuration of the demo: two tenants, eight people, no passwords.

use std::path::PathBuf;

use backline_core::{
    id::{IdError, PersonId, TeamId, TenantId},
    people::{PersonCard, Role},
    terms::Terms,
};

use crate::config::{
    CallTheme, Colour, Config, LogFormat, MediaConfig, PersonConfig, TenantConfig, loopback,
};

type Somebody = (&'static str, &'static str, Option<&'static str>, Role);

const ACME: [Somebody; 6] = [
    ("ana", "Ana Ribeiro", Some("2001"), Role::Agent),
    ("ben", "Ben Okafor", Some("2002"), Role::Agent),
    ("sofia", "Sofia Marin", Some("3001"), Role::AwaManager),
    ("sam", "Sam Lindqvist", Some("3002"), Role::AwaManager),
    ("ada", "Ada Kowalska", None, Role::Admin),
    ("audrey", "Audrey Tanaka", None, Role::Auditor),
];

const GLOBEX: [Somebody; 2] = [
    ("gil", "Gil Navarro", Some("2101"), Role::Agent),
    ("gwen", "Gwen Achebe", Some("3101"), Role::AwaManager),
];

/// The demo, with its data in `data`.
///
/// # Errors
/// Never, as long as the names above are well-formed.
pub(super) fn demo(data: PathBuf) -> Result<Config, IdError> {
    Ok(Config {
        listen: loopback(8080),
        metrics: loopback(0),
        media: MediaConfig::default(),
        data,
        anchor: None,
        log: LogFormat::Human,
        origins: Vec::new(),
        trusted_proxies: Vec::new(),
        accept_clock: false,
        tenants: vec![tenant("acme", "Acme", &ACME)?, tenant("globex", "Globex", &GLOBEX)?],
    })
}

/// Everybody of the first tenant: id, name and role.
pub(super) fn everybody() -> impl Iterator<Item = (&'static str, &'static str, Role)> {
    ACME.into_iter().map(|(id, name, _, role)| (id, name, role))
}

fn tenant(id: &str, name: &str, people: &[Somebody]) -> Result<TenantConfig, IdError> {
    let people: Result<Vec<_>, IdError> = people.iter().map(person).collect();
    let (id, name) = (TenantId::new(id)?, name.to_owned());
    // A number that nobody has: it is kept for plays.
    let terms = Terms {
        unreachable_phone: "+44-20-7946-0958".to_owned(),
        unreachable_hours: "Monday to Friday, 9 to 17".to_owned(),
        ..Terms::default()
    };
    // The first one shows that a customer's page can be a tenant's own; the other has the usual one.
    let colour = |text: &str| text.parse::<Colour>().ok().filter(|_| name == "Acme");
    let theme = CallTheme {
        name: Some(name.clone()),
        accent: colour("#0b6e4f"),
        accent_dark: colour("#5fd3a6"),
    };
    Ok(TenantConfig { id, name, terms, theme, people: people?, tokens: Vec::new() })
}

fn person((id, name, number, role): &Somebody) -> Result<PersonConfig, IdError> {
    let card = PersonCard::new(PersonId::new(*id)?, name, *number);
    // Each tenant of the demo is one team: its agents belong to it, its supervisors supervise it.
    let front = || Ok::<_, IdError>(vec![TeamId::new("front")?]);
    let (mut teams, mut supervises) = (Vec::new(), Vec::new());
    match role {
        Role::Agent => teams = front()?,
        Role::AwaManager => supervises = front()?,
        Role::Admin | Role::Auditor | Role::Customer | Role::Integration => {}
    }
    let (roles, grants) = (vec![*role], Vec::new());
    Ok(PersonConfig { card, roles, grants, teams, supervises, password: None })
}

#[cfg(test)]
mod tests {
    use backline_core::people::Grant;

    use super::*;

    #[test]
    fn the_demo_has_its_people_with_the_grants_of_their_roles() {
        let demo = demo(PathBuf::from("data")).unwrap();
        let acme = demo.tenant(&TenantId::new("acme").unwrap()).unwrap();
        let grants = |id: &str| acme.person(&PersonId::new(id).unwrap()).unwrap().profile().grants;
        assert_eq!(grants("ana"), [Grant::TakeCalls]);
        assert!(grants("sam").contains(&Grant::BargeIn));
        assert_eq!(grants("audrey"), [Grant::ReadAudit]);
        assert_eq!(demo.tenants[1].profiles().len(), 2);
        let person = |id: &str| acme.person(&PersonId::new(id).unwrap()).unwrap();
        for supervisor in ["sofia", "sam"] {
            for agent in ["ana", "ben"] {
                assert_eq!(
                    person(supervisor).supervises,
                    person(agent).teams,
                    "{supervisor} {agent}"
                );
            }
        }
    }
}
