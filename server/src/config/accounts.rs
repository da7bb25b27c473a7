//! Whom the configuration lists, for those who sign in.

use backline_core::{
    id::{PersonId, TenantId},
    people::Actor,
};

use super::{Config, PersonConfig};
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

impl Config {
    /// Everybody who may sign in, with what their password is compared with.
    pub fn accounts(&self) -> impl Iterator<Item = (Actor, Option<PasswordHash>)> {
        self.tenants.iter().flat_map(|tenant| {
            let account = |person: &PersonConfig| {
                let who = Actor::person(tenant.id.clone(), person.card.person.clone());
                (who, person.password.clone())
            };
            tenant.people.iter().map(account)
        })
    }
}
