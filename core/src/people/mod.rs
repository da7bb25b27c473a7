//! People as both aggregates see them: who acts, by which grants, whether somebody can be reached,
//! what they asked help for before, by
//! which name they are told.
//!
//! Plain values below the interaction and the floor; nothing here acts, and nothing knows a call.

mod actor;
mod earlier;
mod missed;
mod presence;
mod profile;
mod reader;
mod view;

pub use actor::{Actor, Grant, Identity, PersonCard, Role};
pub use earlier::{Earlier, HelpStatus};
pub use missed::MissedCall;
pub use presence::Presence;
pub use profile::Profile;
pub use reader::Reader;
pub use view::{FloorView, PersonView};
