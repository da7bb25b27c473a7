//! The machines of a tenant, as the file lists them: a name and the hash of a token each.

use backline_core::id::IntegrationId;

use super::section::{Notes, Section};
use crate::auth::machine::TokenHash;

/// A machine that may use the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenConfig {
    /// Its name, which stands in the record beside what it does.
    pub id: IntegrationId,
    /// What its token is compared with.
    pub hash: TokenHash,
}

/// Every `[[tenant.token]]`.
pub(super) fn read(notes: &mut Notes<'_>, tenant: &mut Section<'_>) -> Vec<TokenConfig> {
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
        tokens.push(TokenConfig { id, hash });
    }
    tokens
}
