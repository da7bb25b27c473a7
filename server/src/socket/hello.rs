//! The first message: which version, who, which page, and what it still holds.

use std::{net::IpAddr, sync::Arc};

use axum::extract::ws::{Message, WebSocket};
use backline_core::{
    id::TabId,
    protocol::{
        ClientMessage, Credential, Cursor, MIN_SUPPORTED, Page, ServerMessage, decode_client,
    },
};
use futures_util::{StreamExt as _, stream::SplitStream};
use tokio::time::{Instant, timeout};

use super::{HELLO_WITHIN, broken, code, fatal, outbox::Outbox, pace::Pace};
use crate::{
    app::App,
    hooks::Stay,
    session::port::{ConnectedPage, Greeting, LastHeard, OpenPage, TurnedAway},
};

const HELLO_FIRST: &str = "The first message has to be hello.";
const UNKNOWN: &str = "Nobody of this name is known here. Sign in again.";
const NO_CALLS_HERE: &str = "Nobody takes calls at this address. Check it, then try again.";

/// A page that was let in. Whoever has made way for it may come back when it is gone.
pub(super) struct Greeted {
    pub(super) open: OpenPage,
    _stay: Option<Stay>,
}

/// A socket before its hello.
pub(super) struct PendingSocket {
    pub(super) peer: IpAddr,
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
}

/// Waits for the hello and lets the page in, or says why not.
pub(super) async fn greet(
    app: &Arc<App>,
    stream: &mut SplitStream<WebSocket>,
    PendingSocket { peer, outbox, heard }: PendingSocket,
) -> Option<Greeted> {
    let outbox = &outbox;
    let text = match timeout(HELLO_WITHIN, first_text(stream)).await {
        Ok(Ok(Some(text))) => text,
        Ok(Ok(None)) => return None,
        Ok(Err(error)) => {
            broken(outbox, &error);
            return None;
        }
        Err(_) => {
            fatal(outbox, HELLO_FIRST, code::POLICY);
            return None;
        }
    };
    heard.note(app.sessions.clock().now());
    heard.says(app.sessions.clock().now());
    let hello = read(&text, outbox)?;
    if matches!(hello.credential, Credential::NewVisitor(_)) && !app.identities.visitors.admit(peer)
    {
        fatal(outbox, "Too many new callers from this address. Wait a minute.", code::POLICY);
        return None;
    }
    let now = app.sessions.clock().now();
    let (who, token) = match app.identities.of_page(hello.page, &hello.credential, now) {
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
    let page = ConnectedPage {
        connection: app.next_connection(),
        who,
        kind: hello.page,
        tab: hello.tab,
        heard,
        link: Box::new(outbox.clone()),
        rung_by_name: false,
        voice: None,
    };
    let stay = app.hooks.arrives(&page.who).await;
    let greeting = Greeting { token, take_over: hello.take_over, resume: hello.resume };
    match tenant.open(page, greeting).await {
        Ok(open) => {
            outbox.caught_up();
            Some(Greeted { open, _stay: stay })
        }
        Err(why) => {
            turned_away(outbox, why);
            None
        }
    }
}

fn turned_away(outbox: &Outbox, why: TurnedAway) {
    match why {
        TurnedAway::OpenElsewhere => {
            outbox.send(&ServerMessage::TakenOver);
            outbox.finish(code::POLICY);
        }
        TurnedAway::Unknown => signed_out(outbox, UNKNOWN),
        TurnedAway::Gone => {}
    }
}

fn signed_out(outbox: &Outbox, sentence: &str) {
    outbox.send(&ServerMessage::SignedOut { sentence: sentence.to_owned() });
    outbox.finish(code::POLICY);
}

async fn first_text(stream: &mut SplitStream<WebSocket>) -> Result<Option<String>, axum::Error> {
    let mut pace = Pace::new(Instant::now());
    while let Some(message) = stream.next().await {
        match message? {
            Message::Text(text) => return Ok(Some(text.as_str().to_owned())),
            Message::Binary(_) => return Ok(Some(String::new())),
            Message::Ping(_) | Message::Pong(_) => pace.keep().await,
            Message::Close(_) => break,
        }
    }
    Ok(None)
}

fn read(text: &str, outbox: &Outbox) -> Option<Hello> {
    match decode_client(text) {
        Ok(ClientMessage::Hello { version, page, tab, credential, resume, take_over, .. }) => {
            if version < MIN_SUPPORTED {
                outbox.send(&ServerMessage::Upgrade { min: MIN_SUPPORTED });
                outbox.finish(code::POLICY);
                return None;
            }
            Some(Hello { page, tab, credential, resume, take_over })
        }
        Ok(
            ClientMessage::Command { .. }
            | ClientMessage::Receipt { .. }
            | ClientMessage::Floor { .. }
            | ClientMessage::Alive
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
