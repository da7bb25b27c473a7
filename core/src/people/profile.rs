//! A person as configured: name, roles, grants, teams.

use serde::{Deserialize, Serialize};

use super::{Grant, PersonCard, Role};
use crate::id::TeamId;

/// A person as configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Name and number.
    pub card: PersonCard,
    /// The roles that were configured.
    pub roles: Vec<Role>,
    /// What they may do: the roles' grants and any of their own.
    pub grants: Vec<Grant>,
    /// The teams they belong to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamId>,
    /// The teams they supervise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supervises: Vec<TeamId>,
}
