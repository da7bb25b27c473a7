//! `backline hash-password`: a password in, what goes into the configuration out.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    process::ExitCode,
};

use crate::identity::password::{Password, PasswordError, PasswordHash};

/// Reads one line from the standard input.
#[expect(clippy::print_stdout, reason = "the hash is what the command is for")]
#[expect(clippy::print_stderr, reason = "what is said to the person is not part of the output")]
pub(super) fn run() -> ExitCode {
    if io::stdin().is_terminal() {
        eprint!("Password (it shows as you type): ");
        io::stderr().flush().ok();
    }
    match hash_line(&mut io::stdin().lock()) {
        Ok(hash) => {
            println!("{}", hash.as_phc());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn hash_line(input: &mut impl BufRead) -> Result<PasswordHash, PasswordError> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(|_| PasswordError::Length)?;
    Password::new(line.trim_end_matches(['\r', '\n']).to_owned())?.hash()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::password::Comparing;

    #[tokio::test]
    async fn the_line_without_its_end_is_what_is_hashed() {
        let hash = hash_line(&mut "open sesame\r\n".as_bytes()).unwrap();
        let password = Password::new("open sesame".to_owned()).unwrap();
        assert_eq!(Comparing::default().verify(Some(hash), password).await, Ok(true));
        assert_eq!(hash_line(&mut "\n".as_bytes()), Err(PasswordError::Length));
    }
}
