//! What a page says by itself: its greeting, that its program runs, and that it rings; what it does
//! when it is woken; whose page it is, for how long, in which call its person has a part, and what
//! that person may do now.
//!
//! Said by the program, in answer to what it was told, and never by a timer, which a browser slows
//! down in a page that is hidden. A page that a browser has frozen says neither.

use super::{
    GREETING_WITHIN, Link, Obstacle, Output, Parted, Replica,
    alone::{Alone, DoneBy},
    delay,
};
use crate::{
    id::{InteractionId, LegId},
    interaction::{Command, Context, HelpCommand, Interaction, Lens, Stage},
    people::{Actor, FloorView},
    protocol::{ClientMessage, Credential, Cursor, PROTOCOL_VERSION, Page, You},
    time::{Millis, Timestamp},
};

/// An attempt that has brought nothing for so long, before the network came back, brings nothing.
const HANGS_AFTER: Millis = Millis::seconds(1);

/// With how many interactions a page asks to go on where it was: some 90 bytes each, of a message
/// that has [`crate::protocol::MAX_MESSAGE_BYTES`] at most.
pub(super) const MOST_CURSORS: usize = 500;

impl Replica {
    /// What the page shows of who is here: what it began with, or what the server has given since.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.identity.credential
    }

    /// Whether a sign-in with which the page has worked ended before its time: its person has signed
    /// out somewhere, or may not sign in like that any more.
    #[must_use]
    pub const fn ended_early(&self) -> bool {
        self.ended_early
    }

    /// The call in which this page's person speaks or listens.
    #[must_use]
    pub fn own(&self) -> Option<&Interaction> {
        let mut all = self.interactions().filter(|call| !call.is_over());
        match self.identity.page {
            Page::Call => all.filter(|i| i.lens() == Lens::Customer).max_by_key(|i| i.opened_at()),
            Page::Panel => all.find(|i| i.lens() == Lens::Agent && i.talk().is_some()),
            Page::Workspace => {
                let me = &self.me()?.card.person;
                all.find(|i| i.supervisor(me).is_some())
            }
        }
    }

    /// The same, as it was when the server was last there. A page that is loaded anew begins with
    /// [`super::Input::HadPart`] of it.
    #[must_use]
    pub const fn part(&self) -> Option<InteractionId> {
        self.part.call
    }

    /// What became of the last one while the page was away, until the next one, or until the person
    /// lets go of it ([`Replica::forget`]).
    #[must_use]
    pub const fn parted(&self) -> Option<&Parted> {
        self.part.parted.as_ref()
    }

    /// Whether its person can only be rung after a check: on their last call no sound came up.
    #[must_use]
    pub fn is_unheard(&self) -> bool {
        self.me().and_then(|me| me.missed.as_ref()).is_some_and(|missed| missed.unheard)
    }

    /// Whether `command` would be done now, and if not, why: the server's own rule, asked here.
    ///
    /// # Errors
    /// What stands against it.
    pub fn would(
        &self,
        at: Timestamp,
        interaction: InteractionId,
        command: &Command,
    ) -> Result<(), Obstacle> {
        if self.link != Link::Live {
            let silent = self.is_falling_silent(interaction);
            match self.alone.done_by(interaction, command, silent).filter(|_| self.is_away()) {
                None => return Err(Obstacle::Reconnecting),
                Some(DoneBy::TakingBack) => return Ok(()),
                Some(DoneBy::TheRule) => {}
            }
        }
        self.sign_in.admit(self.server_time(at), command)?;
        let held = self.held.get(&interaction).ok_or(Obstacle::NoCall)?;
        if matches!(command, Command::Help(HelpCommand::Claim { .. } | HelpCommand::Reject { .. }))
        {
            return self.would_answer(interaction, command);
        }
        let (who, floor) = self.actor_and_floor().ok_or(Obstacle::Reconnecting)?;
        let (at, fresh_leg) = (self.server_time(at), LegId::from_u128(0));
        let cx = Context { at, who: &who, floor: &floor, fresh_leg };
        held.state.decide(&cx, command)?;
        Ok(())
    }

    fn actor_and_floor(&self) -> Option<(Actor, FloorView)> {
        match self.you.as_ref()? {
            You::Person { tenant, view, .. } => {
                let person = view.card.person.clone();
                let mut floor = FloorView::default();
                floor.people.insert(person.clone(), (**view).clone());
                Some((Actor::person(tenant.clone(), person), floor))
            }
            You::Visitor { tenant, visitor, .. } => {
                Some((Actor::visitor(tenant.clone(), *visitor), FloorView::default()))
            }
        }
    }

    /// Whether this page's customer could call now, and if not, why.
    ///
    /// # Errors
    /// What stands against it.
    pub fn would_call(&self) -> Result<(), Obstacle> {
        if self.link != Link::Live {
            return Err(Obstacle::Reconnecting);
        }
        let mut own = self.interactions().filter(|call| call.lens() == Lens::Customer);
        if own.any(|call| !call.is_over()) { Err(Obstacle::InCall) } else { Ok(()) }
    }

    /// Whether this page's person could sign out now, and if not, why.
    ///
    /// # Errors
    /// What stands against it.
    pub fn would_sign_out(&self) -> Result<(), Obstacle> {
        let Some(me) = self.me().map(|me| &me.card.person) else { return Ok(()) };
        let has_part = |call: &Interaction| {
            call.agent().is_some_and(|agent| agent.person == *me) || call.supervisor(me).is_some()
        };
        let mut live = self.interactions().filter(|call| !call.is_over());
        if live.any(has_part) { Err(Obstacle::OnCall) } else { Ok(()) }
    }

    /// Whether the person has muted themselves on an interaction while the server was away, and it
    /// has not confirmed that yet.
    #[must_use]
    pub fn is_muted_alone(&self, id: InteractionId) -> bool {
        self.alone.is_muted(id)
    }

    /// Whether the person has hung up while the server was away, and it has not confirmed that yet:
    /// the page has no sound from then on.
    #[must_use]
    pub fn has_left_alone(&self, id: InteractionId) -> bool {
        self.alone.has_left(id)
    }

    /// What the page has done by itself and the server has not confirmed, as text: a page that is
    /// loaded anew begins with [`super::Input::DidAlone`] of it.
    #[must_use]
    pub fn done_alone(&self) -> Option<String> {
        self.alone.kept()
    }

    pub(super) fn did_alone(&mut self, kept: &str) {
        let Some((alone, id, interaction, command)) = Alone::read(kept) else { return };
        self.alone = alone;
        self.unanswered.push((id, ClientMessage::Command { id, interaction, command }));
    }

    /// What was asked a moment before the server went away holds without it, too.
    pub(super) fn goes_alone(&mut self) {
        let asked = self.unanswered.iter().filter_map(|(_, message)| {
            let ClientMessage::Command { id, interaction, command } = message else { return None };
            Some((*id, *interaction, command))
        });
        if self.alone.follows(asked) {
            self.out.push_back(Output::Changed);
        }
    }

    /// Whether the server cannot be asked, and will be by itself: not on a page that has lost its place,
    /// though it may look for it just then.
    pub(super) const fn is_away(&self) -> bool {
        matches!(self.link(), Link::Down { .. } | Link::Opening { .. })
    }

    pub(super) fn greet(&mut self) {
        // What is over changes no more; and what has no cursor is told as a whole, so that the
        // message stays within its bound.
        let live = self.held.iter().filter(|(_, held)| !held.state.is_over());
        let resume = live.take(MOST_CURSORS).map(|(interaction, held)| Cursor {
            interaction: *interaction,
            lens: held.state.lens(),
            next: held.next,
        });
        let hello = ClientMessage::Hello {
            version: PROTOCOL_VERSION,
            build: self.identity.build.clone(),
            page: self.identity.page,
            tab: self.identity.tab,
            credential: self.identity.credential.clone(),
            resume: resume.collect(),
            take_over: self.taking_over,
            part: self.part.call,
        };
        self.send(hello);
    }

    /// A page without a link tries at once, for what was in its way may be gone; an attempt that has
    /// hung for a while is made anew.
    pub(super) fn awake(&mut self, at: Timestamp) {
        match self.link {
            Link::Down { retry_at } => {
                let soon = at.plus(delay(0, self.seed));
                self.link = Link::Down { retry_at: retry_at.min(soon) };
            }
            Link::Displaced => self.returns = Some(at.plus(delay(0, self.seed))),
            Link::Opening { until } if until.since(at).0 + HANGS_AFTER.0 <= GREETING_WITHIN.0 => {
                self.attempt = 0;
                self.give_up(at);
            }
            Link::Opening { .. }
            | Link::CatchingUp
            | Link::Live
            | Link::Idle
            | Link::Outdated
            | Link::SignedOut => {}
        }
    }

    /// The program runs: it has just taken something in.
    pub(super) fn says_that_it_runs(&mut self) {
        self.send(ClientMessage::Alive {});
    }

    /// Says of a call that has begun to ring here that it does, once on each link.
    pub(super) fn acknowledge_ring(&mut self) {
        if self.identity.page != Page::Panel {
            return;
        }
        let ringing = self.held.iter().find_map(|(id, held)| match held.state.stage() {
            Stage::Ringing { since, .. } if held.state.lens() == Lens::Agent => Some((*id, *since)),
            Stage::Ringing { .. } | Stage::Waiting | Stage::Talking(_) | Stage::Ended { .. } => {
                None
            }
        });
        if let Some(ring) = ringing.filter(|ring| self.ring_heard != Some(*ring)) {
            self.ring_heard = Some(ring);
            self.send(ClientMessage::RingHeard { interaction: ring.0 });
        }
    }
}
