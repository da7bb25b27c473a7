//! The machines of a tenant, as the file lists them: a name and the hash of a token each.

use backline_core::id::IntegrationId;

use super::{
    TenantConfig,
    section::{Notes, Section},
};
use crate::identity::machine::TokenHash;

/// A machine that may use the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenConfig {
    /// Its name, which stands in the record beside what it does.
    pub id: IntegrationId,
    /// What its token is compared with.
    pub hash: TokenHash,
}

/// Every `[[tenant.token]]`; `others` are those of the tenants before.
pub(super) fn read(
    notes: &mut Notes<'_>,
    tenant: &mut Section<'_>,
    others: &[TenantConfig],
) -> Vec<TokenConfig> {
    let mut tokens: Vec<TokenConfig> = Vec::new();
    for mut section in tenant.sections(notes, "token") {
        let start = section.start();
        let id: Option<IntegrationId> = section.required(notes, "id");
        let hash: Option<TokenHash> = section.required(notes, "hash");
        section.finish(notes);
        let (Some(id), Some(hash)) = (id, hash) else { continue };
        if tokens.iter().any(|token| token.id == id) {
            let rule = format!("There is a token {id} already. Give each an id of its own.");
            notes.add(start, rule);
        }
        // A token that is two machines' would be one of them by chance.
        let mut known = others.iter().flat_map(|tenant| &tenant.tokens).chain(&tokens);
        if let Some(known) = known.find(|token| token.hash == hash) {
            let rule = format!(
                "The token {} has this hash already. Give each a token of its own: backline make-token {id}.",
                known.id
            );
            notes.add(start, rule);
        }
        tokens.push(TokenConfig { id, hash });
    }
    tokens
}
