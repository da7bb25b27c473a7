//! Who acts, and what that one may do.
//!
//! The identity comes from an authenticated connection, never from a command. Permission is asked
//! for by grant, never by the name of a role; a role is only a bundle of grants.

use std::collections::BTreeSet;

use crate::{
    id::{IntegrationId, PersonId, TenantId, VisitorId},
    personal::{Personal, Subject},
    wire::{record, tagged, words},
};

/// The one on whose behalf something is asked, within one tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor {
    /// The tenant that the connection was authenticated for.
    pub tenant: TenantId,
    /// Who it is.
    pub identity: Identity,
}

/// Kinds of identity. Kept with each fact as its author.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// Somebody who signed in.
    Person(PersonId),
    /// A customer's browser, anonymous but always the same one.
    Visitor(VisitorId),
    /// The server itself: deadlines, media reports, restarts.
    Server,
    /// A machine with a token of the tenant's.
    Integration {
        /// The machine, by the name of its token.
        name: IntegrationId,
        /// For whom it speaks; nobody when it acts for itself.
        on_behalf_of: Option<PersonId>,
    },
}

/// Bundles of grants, as configured. `awa_manager` is the supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Takes calls.
    Agent,
    /// Supervises them.
    AwaManager,
    /// Configures the tenant.
    Admin,
    /// Reads the record.
    Auditor,
    /// Calls.
    Customer,
    /// A machine that speaks for people.
    Integration,
}

/// One permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// Be rung and talk to customers.
    TakeCalls,
    /// See the tenant's active calls.
    ViewInteractions,
    /// Open an interaction without having been asked for help.
    Proactive,
    /// Listen silently.
    Monitor,
    /// Speak to the agent only.
    Coach,
    /// Speak to everybody.
    BargeIn,
    /// Take help requests, and work on those calls without any other grant.
    Help,
    /// Take the agent's place.
    TakeOver,
    /// Configure the tenant.
    Administer,
    /// Read the record.
    ReadAudit,
}

/// Name and number of a person, as others may see them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonCard {
    /// The person's name in the tenant.
    pub person: PersonId,
    /// Display name.
    pub name: Personal<String>,
    /// Extension or number; `None` when none is configured.
    pub number: Option<Personal<String>>,
}

impl Actor {
    /// The server acting for itself in `tenant`.
    #[must_use]
    pub const fn server(tenant: TenantId) -> Self {
        Self { tenant, identity: Identity::Server }
    }

    /// A person of `tenant`.
    #[must_use]
    pub const fn person(tenant: TenantId, person: PersonId) -> Self {
        Self { tenant, identity: Identity::Person(person) }
    }

    /// A customer's browser that calls `tenant`.
    #[must_use]
    pub const fn visitor(tenant: TenantId, visitor: VisitorId) -> Self {
        Self { tenant, identity: Identity::Visitor(visitor) }
    }

    /// A machine of `tenant`, for itself or for somebody.
    #[must_use]
    pub const fn integration(
        tenant: TenantId,
        name: IntegrationId,
        on_behalf_of: Option<PersonId>,
    ) -> Self {
        Self { tenant, identity: Identity::Integration { name, on_behalf_of } }
    }

    /// The person, if it is one who signed in.
    #[must_use]
    pub const fn as_person(&self) -> Option<&PersonId> {
        match &self.identity {
            Identity::Person(person) => Some(person),
            Identity::Visitor(_) | Identity::Server | Identity::Integration { .. } => None,
        }
    }

    /// The person whose rights count: who signed in, or for whom a machine speaks.
    #[must_use]
    pub const fn behind(&self) -> Option<&PersonId> {
        match &self.identity {
            Identity::Person(person) => Some(person),
            Identity::Integration { on_behalf_of, .. } => on_behalf_of.as_ref(),
            Identity::Visitor(_) | Identity::Server => None,
        }
    }
}

impl Role {
    /// What the role brings.
    #[must_use]
    pub fn grants(self) -> BTreeSet<Grant> {
        let grants: &[Grant] = match self {
            Self::Agent => &[Grant::TakeCalls],
            Self::AwaManager => &[
                Grant::ViewInteractions,
                Grant::Proactive,
                Grant::Monitor,
                Grant::Coach,
                Grant::BargeIn,
                Grant::Help,
                Grant::TakeOver,
            ],
            Self::Admin => &[Grant::Administer],
            Self::Auditor => &[Grant::ReadAudit],
            Self::Customer | Self::Integration => &[],
        };
        grants.iter().copied().collect()
    }
}

impl Grant {
    /// What the grant lets one do, as it stands in a sentence after "You may not".
    #[must_use]
    pub const fn deed(self) -> &'static str {
        match self {
            Self::TakeCalls => "take calls",
            Self::ViewInteractions => "see the active calls",
            Self::Proactive => "open a call without a help request",
            Self::Monitor => "monitor",
            Self::Coach => "coach",
            Self::BargeIn => "barge in",
            Self::Help => "take help requests",
            Self::TakeOver => "take over calls",
            Self::Administer => "configure the tenant",
            Self::ReadAudit => "read the record",
        }
    }
}

impl PersonCard {
    /// A card from plain texts.
    #[must_use]
    pub fn new(person: PersonId, name: &str, number: Option<&str>) -> Self {
        let about = Subject::Person(person.clone());
        Self {
            name: Personal::new(about.clone(), name.to_owned()),
            number: number.map(|number| Personal::new(about, number.to_owned())),
            person,
        }
    }

    /// The card without its number, for those who see the name only.
    #[must_use]
    pub fn without_number(&self) -> Self {
        Self { number: None, ..self.clone() }
    }
}

tagged!(Identity by "kind", "id" {
    "person" Person(it);
    "visitor" Visitor(it);
    "server" Server;
    "integration" Integration { name, on_behalf_of };
});

words!(Role {
    "agent" Agent;
    "awa_manager" AwaManager;
    "admin" Admin;
    "auditor" Auditor;
    "customer" Customer;
    "integration" Integration;
});

words!(Grant {
    "take_calls" TakeCalls;
    "view_interactions" ViewInteractions;
    "proactive" Proactive;
    "monitor" Monitor;
    "coach" Coach;
    "barge_in" BargeIn;
    "help" Help;
    "take_over" TakeOver;
    "administer" Administer;
    "read_audit" ReadAudit;
});

record!(PersonCard { person, name, number });
