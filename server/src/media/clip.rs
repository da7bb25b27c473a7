//! The recordings that come with the server.

/// A recording bundled with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clip {
    /// A caller with a problem, spoken by a speech synthesiser.
    Caller,
    /// What somebody hears who waits or is on hold: a soft pattern of two notes.
    Hold,
}
