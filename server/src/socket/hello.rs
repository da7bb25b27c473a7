//! The first message: which version, who, which page, and what it still holds.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::extract::ws::{Message, WebSocket};
use backline_core::{
    id::TabId,
    protocol::{
        ClientMessage, Credential, Cursor, MIN_SUPPORTED, Page, ServerMessage, decode_client,
    },
};
use futures_util::{StreamExt as _, stream::SplitStream};
use tokio::{
    sync::oneshot,
    time::{Instant, timeout},
};

use super::{HELLO_WITHIN, broken, code, fatal, pace::Pace};
use crate::{
    app::App,
    hooks::Stay,
    session::{
        TenantHandle,
        message::{Arrival, Ask, Viewer},
        outbox::Outbox,
    },
};

const HELLO_FIRST: &str = "The first message has to be hello.";
const UNKNOWN: &str = "Nobody of this name is known here. Sign in again.";
const NO_CALLS_HERE: &str = "Nobody takes calls at this address. Check it, then try again.";

/// A page that was let in. Dropping it takes its subscriptions away, whatever ended its task.
pub struct Greeted {
    /// The page.
    pub viewer: Viewer,
    /// Whom it asks.
    pub tenant: TenantHandle,
    _stay: Option<Stay>,
}

impl Greeted {
    /// A page that is about to arrive; `stay` goes when it does.
    #[must_use]
    pub const fn new(viewer: Viewer, tenant: TenantHandle, stay: Option<Stay>) -> Self {
        Self { viewer, tenant, _stay: stay }
    }
}

/// A socket before its hello.
pub(super) struct Knock {
    pub(super) peer: IpAddr,
    pub(super) outbox: Outbox,
    pub(super) heard: Arc<AtomicU64>,
}

/// What a hello says.
struct Hello {
    page: Page,
    tab: TabId,
    credential: Credential,
    resume: Vec<Cursor>,
    take_over: bool,
}

impl Drop for Greeted {
    fn drop(&mut self) {
        self.tenant.depart(self.viewer.connection);
    }
}

/// Waits for the hello and lets the page in, or says why not.
pub(super) async fn greet(
    app: &Arc<App>,
    stream: &mut SplitStream<WebSocket>,
    Knock { peer, outbox, heard }: Knock,
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
    heard.store(app.sessions.clock().now().0, Ordering::Relaxed);
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
    let viewer = Viewer {
        connection: app.next_connection(),
        who,
        page: hello.page,
        tab: hello.tab,
        outbox: outbox.clone(),
        heard,
    };
    let stay = app.hooks.arrives(&viewer.who).await;
    arrive(Greeted::new(viewer, tenant, stay), token, (hello.resume, hello.take_over)).await
}

/// Takes a page's place and brings it up to date, or says why not.
pub async fn arrive(
    greeted: Greeted,
    token: Option<String>,
    (resume, take_over): (Vec<Cursor>, bool),
) -> Option<Greeted> {
    let (reply, arrival) = oneshot::channel();
    let (viewer, outbox) = (greeted.viewer.clone(), greeted.viewer.outbox.clone());
    let ask = Ask::Arrive { viewer, token, take_over, resume, reply };
    greeted.tenant.asks.send(ask).await.ok()?;
    match arrival.await.ok()? {
        Arrival::Subscribed(mut subscribed) => {
            let mut interactions = Vec::new();
            while let Some(interaction) = subscribed.recv().await {
                interactions.push(interaction);
            }
            interactions.sort_unstable();
            outbox.send(&ServerMessage::CaughtUp { interactions });
            outbox.caught_up();
            Some(greeted)
        }
        Arrival::OpenElsewhere => {
            outbox.send(&ServerMessage::TakenOver);
            outbox.finish(code::POLICY);
            None
        }
        Arrival::Unknown => {
            signed_out(&outbox, UNKNOWN);
            None
        }
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
