//! Whether what is sent to a browser arrives there: it is asked what every browser answers.
//!
//! A network may let datagrams pass in one direction only, and all that comes from the browser then
//! looks as it did. A connectivity check (RFC 8445) is answered at once by whoever has the
//! connection's password, and takes the way that sound takes. An ICE-lite server need not ask; what
//! is answered changes nothing of the connection. Moved by time and by answers; it refuses to know
//! what follows from a lack of them.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use aws_lc_rs::hmac;
use str0m::{
    IceCreds,
    ice::{StunMessage, TransId},
};

use crate::connection::admission::sign;

/// How long after an answer the next question is asked.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// How long after a question it is asked again: one datagram that is lost says nothing.
const AGAIN_AFTER: Duration = Duration::from_millis(500);
/// What comes so long after a question was first asked shows that the browser could have answered; and
/// what is not answered so long after that is not: both ways may have come back just then.
const WITNESS_AFTER: Duration = Duration::from_secs(1);
/// The longest question: names of 256 letters at most, on either side.
const MOST_BYTES: usize = 1_024;
/// The first byte of what is no connectivity check.
const FIRST_OF_OTHERS: u8 = 20;
/// Of no consequence: the connection stands.
const PRIORITY: u32 = 1;

/// What is known of the way to one browser.
#[derive(Debug)]
pub(crate) struct Echo {
    key: hmac::Key,
    /// Who is asked, and who asks.
    names: String,
    /// From where to where the connection's own datagrams go.
    way: Option<(SocketAddr, SocketAddr)>,
    /// The question that is not answered yet.
    asked: Option<Question>,
    /// When to ask next.
    pub(crate) due: Instant,
    /// Whether any question was answered: of a browser that answers none, none is missed.
    answers: bool,
    /// Whether the lack of answers was reported.
    pub(crate) missing: bool,
}

#[derive(Debug, Clone, Copy)]
struct Question {
    id: TransId,
    since: Instant,
    /// When something else came from the browser that was asked.
    witness: Option<Instant>,
}

impl Echo {
    pub(crate) fn new(now: Instant, local: &IceCreds, remote: &IceCreds) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, remote.pass.as_bytes()),
            names: [&remote.ufrag, ":", &local.ufrag].concat(),
            way: None,
            asked: None,
            due: now,
            answers: false,
            missing: false,
        }
    }

    /// Notes which way the connection has chosen: answers to checks go wherever these came from.
    pub(crate) fn goes_by(&mut self, way: (SocketAddr, SocketAddr), datagram: &[u8]) {
        if datagram.first().is_some_and(|first| *first >= FIRST_OF_OTHERS) {
            self.way = Some(way);
        }
    }

    /// The question that is due, with its way; nothing while there is none.
    pub(crate) fn ask(&mut self, now: Instant) -> Option<((SocketAddr, SocketAddr), Vec<u8>)> {
        self.due = now + AGAIN_AFTER;
        let way = self.way?;
        let first = || Question { id: TransId::new(), since: now, witness: None };
        let id = self.asked.get_or_insert_with(first).id;
        let question = StunMessage::binding_request(&self.names, id, false, 0, PRIORITY, false);
        let mut contents = vec![0; MOST_BYTES];
        let length = question.to_bytes(Some(&[]), &mut contents, |_, parts| sign(&self.key, parts));
        contents.truncate(length.ok()?);
        Some((way, contents))
    }

    /// Whether this answers the question under way.
    pub(crate) fn is_answered_by(&mut self, now: Instant, datagram: &[u8]) -> bool {
        let Ok(message) = StunMessage::parse(datagram) else { return false };
        let fits = message.is_successful_binding_response()
            && self.asked.is_some_and(|asked| asked.id == message.trans_id())
            && message.verify(&[], |_, parts| sign(&self.key, parts));
        if fits {
            self.asked = None;
            self.answers = true;
            self.due = now + ASK_EVERY;
        }
        fits
    }

    /// Whether a browser that did answer has not for so long, though something else came from it,
    /// `heard` last. Who sends nothing either has stopped, or has lost both ways.
    pub(crate) fn is_missed(&mut self, now: Instant, heard: Instant, limit: Duration) -> bool {
        let Some(asked) = self.asked.as_mut().filter(|_| self.answers) else { return false };
        if asked.witness.is_none() && heard >= asked.since + WITNESS_AFTER {
            asked.witness = Some(heard);
        }
        let could_answer = asked.witness.is_some_and(|seen| now >= seen + WITNESS_AFTER);
        could_answer && now >= asked.since + limit
    }
}
