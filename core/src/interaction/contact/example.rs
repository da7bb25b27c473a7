//! One command about the contact's record of each kind.

use super::{Contact, ContactCommand};

/// One of each kind.
pub(in crate::interaction) fn examples() -> [ContactCommand; 1] {
    let contact = Contact { name: Some("Nora".to_owned()), ..Contact::default() };
    [ContactCommand::Note { contact }]
}
