//! The first message: which version, who, which page, and what it still holds.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::extract::ws::{Message, WebSocket};
use backline_core::{
    id::{InteractionId, TabId},
    people::Actor,
    protocol::{
        ClientMessage, Credential, Cursor, MIN_SUPPORTED, Page, ServerMessage, decode_client,
    },
    time::Timestamp,
};
use futures_util::{StreamExt as _, stream::SplitStream};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::{HELLO_WITHIN, broken, code, fatal, outbox::Outbox};
use crate::{
    app::App,
    hooks::Stay,
    identity::session::{TokenError, Tokens, VISITOR_FOR},
    peer::Seat,
    session::port::{ConnectedPage, Greeting, LastHeard, OpenPage, TurnedAway},
};

const HELLO_FIRST: &str = "The first message has to be hello.";
const OPEN_FOR_A_DAY: &str = "This page was open for a day. Load it again.";
const UNKNOWN: &str = "Nobody of this name is known here. Sign in again.";
const NO_CALLS_HERE: &str = "Nobody takes calls at this address. Check it, then try again.";
const ALL_TAKEN: &str = "Too many callers are here. This page tries again by itself.";

/// Pings before the hello after which the connection is closed: each is answered.
const MAX_PINGS: u32 = 200;

/// A page that was let in. Whoever has made way for it may come back when it is gone.
pub(super) struct Greeted {
    pub(super) open: OpenPage,
    shown: Shown,
    _stay: Option<Stay>,
}

/// What the sign-in of an open page hangs on.
enum Shown {
    /// A person's token.
    Session(String),
    /// A customer's browser, known until then.
    Visitor(Instant),
}

impl Shown {
    fn of(credential: Credential, now: Instant) -> Self {
        match credential {
            Credential::Session(token) => Self::Session(token),
            Credential::Visitor(_) | Credential::NewVisitor(_) => {
                Self::Visitor(now + Duration::from_millis(VISITOR_FOR.0))
            }
        }
    }

    /// Ready when the sign-in has ended by `tokens` or by its time, with the sentence that says so.
    async fn ended(&self, tokens: &Tokens, now: impl Fn() -> Timestamp) -> String {
        let token = match self {
            Self::Session(token) => token,
            Self::Visitor(until) => {
                sleep_until(*until).await;
                return OPEN_FOR_A_DAY.to_owned();
            }
        };
        let mut ended = tokens.ended();
        loop {
            if tokens.check(token, now()) == Err(TokenError::Ended) {
                return TokenError::Ended.to_string();
            }
            if ended.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }
}

impl Greeted {
    /// A token like the one that was shown, good until `until`; nothing for a customer's browser, and
    /// for a sign-in that has ended.
    pub(super) fn renewed(&self, app: &App, until: Timestamp) -> Option<String> {
        match &self.shown {
            Shown::Session(token) => app.identities.tokens.renew(token, until).ok(),
            Shown::Visitor(_) => None,
        }
    }

    /// Ready when the sign-in has ended while the page was open, with the sentence that says so.
    pub(super) async fn signed_out(&self, app: &App) -> String {
        self.shown.ended(&app.identities.tokens, || app.sessions.clock().now()).await
    }
}

/// A socket before its hello.
pub(super) struct PendingSocket {
    pub(super) peer: IpAddr,
    pub(super) seat: Seat,
    pub(super) outbox: Outbox,
    pub(super) heard: Arc<LastHeard>,
}

/// What a hello says.
struct Hello {
    page: Page,
    tab: TabId,
    credential: Credential,
    resume: Vec<Cursor>,
    take_over: bool,
    part: Option<InteractionId>,
}

/// Waits for the hello and lets the page in, or says why not.
pub(super) async fn greet(
    app: &Arc<App>,
    stream: &mut SplitStream<WebSocket>,
    socket: PendingSocket,
) -> Option<Greeted> {
    let PendingSocket { peer, seat, outbox, heard } = socket;
    let outbox = &outbox;
    let text = text_in_time(stream, outbox).await?;
    let now = app.sessions.clock().now();
    heard.note(now);
    heard.says(now);
    let hello = read(&text, outbox)?;
    if matches!(hello.credential, Credential::NewVisitor(_)) {
        has_turn(app, peer, outbox).await?;
    }
    let (who, sign_in, token) = match app.identities.of_page(hello.page, &hello.credential, now) {
        Ok(known) => known,
        Err(sentence) => {
            outbox.send(&ServerMessage::SignedOut { sentence });
            outbox.finish(code::POLICY);
            return None;
        }
    };
    let Some(tenant) = app.sessions.tenant(&who.tenant).cloned() else {
        signed_out(outbox, if hello.page == Page::Call { NO_CALLS_HERE } else { UNKNOWN });
        return None;
    };
    if tenant.sign_in_is_over(&who, sign_in, now).await {
        signed_out(outbox, &TokenError::Expired.to_string());
        return None;
    }
    if !takes_place(&seat, &who) {
        fatal(outbox, ALL_TAKEN, code::POLICY);
        return None;
    }
    let page = ConnectedPage {
        connection: app.next_connection(),
        who,
        kind: hello.page,
        tab: hello.tab,
        heard,
        sign_in: sign_in.into(),
        link: Box::new(outbox.clone()),
        rung_by_name: false,
        voice: None,
    };
    let Hello { credential, take_over, resume, part, .. } = hello;
    let shown = Shown::of(credential, Instant::now());
    let stay = app.hooks.arrives(&page.who).await;
    let greeting = Greeting { token, take_over, resume, part };
    let opened = tenant.open(page, greeting).await;
    let open = opened.map_err(|why| turned_away(outbox, why)).ok()?;
    outbox.caught_up();
    Some(Greeted { open, shown, _stay: stay })
}

/// Waits until it is the turn of somebody new from this address; nothing where too many wait.
async fn has_turn(app: &App, peer: IpAddr, outbox: &Outbox) -> Option<()> {
    let Some(wait) = app.identities.visitors.turn(peer) else {
        fatal(outbox, "Too many new callers from this address. Wait a minute.", code::POLICY);
        return None;
    };
    sleep(wait).await;
    Some(())
}

/// Whether a page's connection stays: that of whoever has signed in does, and a customer's browser's
/// where a place is left that is not for people.
fn takes_place(seat: &Seat, who: &Actor) -> bool {
    if who.as_person().is_some() {
        seat.is_persons();
        return true;
    }
    let takes = seat.is_strangers();
    if !takes {
        metrics::counter!("backline_connections_refused_total").increment(1);
    }
    takes
}

fn turned_away(outbox: &Outbox, why: TurnedAway) {
    match why {
        TurnedAway::OpenElsewhere => {
            outbox.send(&ServerMessage::TakenOver);
            outbox.finish(code::POLICY);
        }
        TurnedAway::Unknown => signed_out(outbox, UNKNOWN),
        TurnedAway::Gone => outbox.finish(code::RESTART),
    }
}

/// Tells a page to sign in, and why.
pub(super) fn signed_out(outbox: &Outbox, sentence: &str) {
    outbox.send(&ServerMessage::SignedOut { sentence: sentence.to_owned() });
    outbox.finish(code::POLICY);
}

/// The first text, if it comes in time.
async fn text_in_time(stream: &mut SplitStream<WebSocket>, outbox: &Outbox) -> Option<String> {
    match timeout(HELLO_WITHIN, first_text(stream)).await {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => {
            broken(outbox, &error);
            None
        }
        Err(_) => {
            fatal(outbox, HELLO_FIRST, code::POLICY);
            None
        }
    }
}

async fn first_text(stream: &mut SplitStream<WebSocket>) -> Result<Option<String>, axum::Error> {
    let mut pings = 0;
    while let Some(message) = stream.next().await {
        match message? {
            Message::Text(text) => return Ok(Some(text.as_str().to_owned())),
            Message::Binary(_) => return Ok(Some(String::new())),
            Message::Ping(_) | Message::Pong(_) if pings < MAX_PINGS => pings += 1,
            Message::Ping(_) | Message::Pong(_) => break,
            Message::Close(_) => break,
        }
    }
    Ok(None)
}

fn read(text: &str, outbox: &Outbox) -> Option<Hello> {
    match decode_client(text) {
        Ok(ClientMessage::Hello {
            version,
            page,
            tab,
            credential,
            resume,
            take_over,
            part,
            ..
        }) => {
            if version < MIN_SUPPORTED {
                outbox.send(&ServerMessage::Upgrade { min: MIN_SUPPORTED });
                outbox.finish(code::POLICY);
                return None;
            }
            Some(Hello { page, tab, credential, resume, take_over, part })
        }
        Ok(
            ClientMessage::Command { .. }
            | ClientMessage::Receipt { .. }
            | ClientMessage::Renew {}
            | ClientMessage::Floor { .. }
            | ClientMessage::Alive {}
            | ClientMessage::CheckSound { .. }
            | ClientMessage::RingHeard { .. }
            | ClientMessage::Call { .. },
        ) => {
            fatal(outbox, HELLO_FIRST, code::POLICY);
            None
        }
        Err(why) => {
            fatal(outbox, format!("{why} {HELLO_FIRST}"), code::POLICY);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use backline_core::id::TenantId;
    use futures_util::FutureExt as _;
    use uuid::Uuid;

    use super::*;

    ///
    #[tokio::test]
    async fn a_customers_page_hears_of_the_end_when_it_has_been_open_for_a_day_and_not_before() {
        let (data, now) = (std::env::temp_dir().join(Uuid::new_v4().to_string()), Instant::now());
        std::fs::create_dir_all(&data).unwrap();
        let tokens = Tokens::open(&data).unwrap();
        let acme = TenantId::new("acme").unwrap();
        for shown in [Credential::NewVisitor(acme), Credential::Visitor("a token".to_owned())] {
            let Shown::Visitor(until) = Shown::of(shown, now) else { panic!("no visitor") };
            assert_eq!(until, now + Duration::from_secs(24 * 3600));
            let open = Shown::Visitor(until);
            assert!(open.ended(&tokens, || Timestamp(0)).now_or_never().is_none());
        }
        // The sleep ends with its instant, and this one is here.
        let over = Shown::Visitor(now).ended(&tokens, || Timestamp(0)).await;
        assert_eq!(over, "This page was open for a day. Load it again.");
        std::fs::remove_dir_all(&data).unwrap();
    }
}
