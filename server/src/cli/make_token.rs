//! `backline make-token`: a token for a machine, and what goes into the configuration for it.

use std::process::ExitCode;

use backline_core::id::IntegrationId;

use crate::identity::machine::{self, TokenHash};

/// Prints both. The token is shown this once and kept nowhere.
#[expect(clippy::print_stdout, reason = "token and hash are what the command is for")]
#[expect(clippy::print_stderr, reason = "what is said to the person is not part of the output")]
pub(super) fn run(id: &IntegrationId) -> ExitCode {
    match machine::make() {
        Ok(token) => {
            eprintln!("The token, shown this once. Give it to the machine:");
            println!("{token}");
            eprintln!("What goes below the [[tenant]] whose machine it is:");
            println!("{}", lines(id, &TokenHash::of(&token)));
            ExitCode::SUCCESS
        }
        Err(_) => {
            eprintln!("The system gave no randomness. Try again.");
            ExitCode::FAILURE
        }
    }
}

fn lines(id: &IntegrationId, hash: &TokenHash) -> String {
    format!("[[tenant.token]]\nid = \"{id}\"\nhash = \"{hash}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_what_the_configuration_takes() {
        let id = IntegrationId::new("crm").unwrap();
        let hash = TokenHash::of("backline_x");
        let expected = format!("[[tenant.token]]\nid = \"crm\"\nhash = \"{hash}\"");
        assert_eq!(lines(&id, &hash), expected);
    }
}
