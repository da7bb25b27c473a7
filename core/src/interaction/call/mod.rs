//! The call itself: who calls, who is rung and answers, whose connection is up, who is muted or held,
//! and how it ends.

mod words;

pub use words::{
    CallCommand, CallFact, CallRefusal, Channel, EndReason, Key, Loss, MAX_OFFER_BYTES, Offer,
};
