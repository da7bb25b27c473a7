//! A person's sign-in while their page is open: renewed while it is in use, and over once it has run
//! out and no call goes on. It refuses to know what an ended one permits: that is asked of the core.

use std::{sync::Arc, time::Duration};

use backline_core::{
    floor::FloorCommand,
    id::CommandId,
    people::Presence,
    protocol::{Page, ServerMessage, SignIn},
};
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    hello::{Greeted, signed_out},
    outbox::Outbox,
};
use crate::{app::App, identity::session::TokenError, session::port::Question};

/// How often it is looked whether the call has ended that somebody finishes.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Watches over one page's sign-in.
pub(super) struct SignInWatch<'a> {
    app: &'a Arc<App>,
    greeted: &'a Greeted,
    look_at: Instant,
    /// Whether it has run out, and nobody rings here any more.
    ended: bool,
}

impl<'a> SignInWatch<'a> {
    pub(super) fn begin(app: &'a Arc<App>, greeted: &'a Greeted) -> Self {
        let mut watch = Self { app, greeted, look_at: Instant::now(), ended: false };
        watch.wait();
        watch
    }

    /// When it has to be looked at again.
    pub(super) const fn look_at(&self) -> Instant {
        self.look_at
    }

    /// The page is in use: one that has grown old is renewed, unless it has ended.
    pub(super) fn used(&mut self) {
        let (page, now) = (self.greeted.open.page(), self.app.sessions.clock().now());
        if !page.sign_in.get().is_renewed_by_use(now) {
            return;
        }
        let renewed = SignIn::begun(now);
        let Some(token) = self.greeted.renewed(self.app, renewed.until) else { return };
        page.sign_in.renew(renewed);
        page.tell(ServerMessage::SignedIn { until: renewed.until, token });
        self.wait();
    }

    /// Whether the page may stay. When its sign-in has run out, no call rings on it any more; when
    /// no call goes on either, it is told to sign in.
    pub(super) async fn look(&mut self, outbox: &Outbox) -> bool {
        let now = self.app.sessions.clock().now();
        if self.greeted.open.page().sign_in.get().is_good(now) {
            self.wait();
            return true;
        }
        if !self.ended {
            self.ended = true;
            self.cannot_be_reached().await;
        }
        self.look_at = Instant::now() + LOOK_EVERY;
        let stays = !self.greeted.open.sign_in_is_over(now).await;
        if !stays {
            signed_out(outbox, &TokenError::Expired.to_string());
        }
        stays
    }

    async fn cannot_be_reached(&self) {
        if self.greeted.open.page().kind == Page::Panel {
            let command = FloorCommand::SetPresence { presence: Presence::Offline };
            let question = Question::Floor { id: CommandId(Uuid::new_v4()), command };
            // With the tenant gone, so is the page in a moment.
            let _ = self.greeted.open.ask(question).await;
        }
    }

    fn wait(&mut self) {
        self.look_at =
            self.app.sessions.clock().instant(self.greeted.open.page().sign_in.get().until);
    }
}
