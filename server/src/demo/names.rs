//! A source of identity that believes every name: in the demo, anybody may be anybody.

use backline_core::{id::PersonId, people::Actor};

use crate::identity::{Accounts, IdentitySource, Unidentified};

/// Signs people in by name alone.
pub(super) struct Names;

impl IdentitySource for Names {
    type Credential = PersonId;

    /// In the demo a name belongs to one tenant only.
    async fn identify(
        &self,
        person: PersonId,
        accounts: &impl Accounts,
    ) -> Result<Actor, Unidentified> {
        let tenant = accounts.tenants().find(|tenant| accounts.has(tenant, &person)).cloned();
        let nobody = "The demo has nobody of this name. Try ana or sofia.";
        let found = tenant.map(|tenant| Actor::person(tenant, person));
        std::future::ready(found.ok_or(Unidentified::Nobody(nobody))).await
    }
}
