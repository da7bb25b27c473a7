//! Where something that is built onto the product is asked while the product works.
//!
//! Each hook has an answer that changes nothing, which is what a server gives onto which nothing is
//! built. The product refuses to know who answers, and why.

use std::{any::Any, fmt::Debug};

use backline_core::{id::VisitorId, people::Actor, time::Millis};
use backline_media::Clip;
use futures_util::future::{BoxFuture, FutureExt as _, ready};

/// Answers the hooks of one server.
pub trait Hooks: Debug + Send + Sync {
    /// What plays this customer, instead of a browser. It is asked when a call begins, and again when
    /// one goes on from the record: whoever answers has to know its own visitors by their ids.
    fn recorded(&self, _visitor: VisitorId) -> Option<Recorded> {
        None
    }

    /// Somebody opens a page. The page is let in when the future is ready, and what it gives is
    /// dropped when the page has gone.
    fn arrives<'h>(&'h self, _who: &'h Actor) -> BoxFuture<'h, Option<Stay>> {
        ready(None).boxed()
    }
}

/// Somebody's page is open, for as long as this lives.
pub type Stay = Box<dyn Any + Send + Sync>;

/// A customer whom a recording plays. It joins the call by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// What speaks for the customer.
    pub clip: Clip,
    /// How long, from the beginning of the call, it waits for somebody to answer.
    pub patience: Millis,
}

impl Hooks for () {}
