//! The port of a session: who asks, what is asked, what is answered, each as a value.
//!
//! An [`Asker`] is a page or a machine. A page is reached through its [`PageLink`]: a browser's
//! socket and a page without a browser each bring their own, and an adapter for another vendor's
//! dialect would bring one more. A [`Question`] goes to a tenant through its [`TenantHandle`]; the
//! [`Answer`] reaches the asker as the same type. Moved by whoever asks and by the tasks that
//! answer. It refuses to know in which words an asker is told: JSON is the socket's.

mod answer;
mod asker;
#[cfg(test)]
pub(in crate::session) mod double;
mod handle;
mod last_heard;
mod open_sign_in;
mod question;
mod shared;

pub use answer::{Answer, MediaAnswer};
pub use asker::{Asker, ConnectedPage, ConnectionId, Machine, PageLink};
pub use handle::{Greeting, OpenPage, TenantGone, TenantHandle, TurnedAway, Unanswered};
pub use last_heard::LastHeard;
pub(crate) use last_heard::Reliance;
pub use open_sign_in::OpenSignIn;
pub use question::{CallRequest, Question, Receipt};
pub(in crate::session) use shared::Recent;
pub use shared::SharedMessage;

/// So many questions wait for a floor whose record does not answer: two from each of a thousand
/// people.
pub const MAX_WAITING_FOR_THE_FLOOR: usize = 2048;
