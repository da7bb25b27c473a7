//! What can happen to a floor.

/// Something that happens.
#[derive(Debug, Clone)]
pub(crate) enum FloorStep {
    Asks {
        who: u8,
        presence: u8,
    },
    /// The `nth` command that was ever sent comes again, as it was or with another body.
    AsksAgain {
        nth: u8,
        other: bool,
    },
    PageOpens {
        who: u8,
    },
    PagesClose {
        who: u8,
    },
    SignsIn {
        who: u8,
    },
    Configured {
        without: u8,
    },
    /// A call moves on, and tells of it now or later.
    CallMoves {
        call: u8,
        to: u8,
        who: u8,
        tells: bool,
    },
    /// A call tells where it stands, or stood at first.
    CallTells {
        call: u8,
        first: bool,
    },
    CallGone {
        call: u8,
    },
    Written,
    WriteFails,
    Waits {
        ms: u32,
    },
    Crashes {
        written: bool,
    },
}
