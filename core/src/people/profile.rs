//! A person as configured: name, roles, grants, teams.

use super::{Grant, PersonCard, Role};
use crate::{id::TeamId, wire::record};

/// A person as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Name and number.
    pub card: PersonCard,
    /// The roles that were configured.
    pub roles: Vec<Role>,
    /// What they may do: the roles' grants and any of their own.
    pub grants: Vec<Grant>,
    /// The teams they belong to.
    pub teams: Vec<TeamId>,
    /// The teams they supervise.
    pub supervises: Vec<TeamId>,
}

record!(Profile { card, roles, grants, teams = spare, supervises = spare });
