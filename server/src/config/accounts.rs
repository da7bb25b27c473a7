//! Whom the configuration lists, for those who sign in.

use backline_core::{
    id::{PersonId, TenantId},
    people::Actor,
};

use super::Config;
use crate::identity::{Accounts, password::PasswordHash};

impl Accounts for Config {
    fn tenants(&self) -> impl Iterator<Item = &TenantId> {
        self.tenants.iter().map(|tenant| &tenant.id)
    }

    fn has(&self, tenant: &TenantId, person: &PersonId) -> bool {
        self.tenant(tenant).and_then(|tenant| tenant.person(person)).is_some()
    }

    fn password(&self, tenant: &TenantId, person: &PersonId) -> Option<PasswordHash> {
        self.tenant(tenant)?.person(person)?.password.clone()
    }

    /// All of them are compared, whichever fits.
    fn machine(&self, token: &str) -> Option<Actor> {
        let mut found = None;
        for tenant in &self.tenants {
            for machine in tenant.tokens.iter().filter(|machine| machine.hash.fits(token)) {
                found = Some(Actor::integration(tenant.id.clone(), machine.id.clone(), None));
            }
        }
        found
    }
}
