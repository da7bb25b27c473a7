//! The loop that moves a page: inputs into the replica, its outputs to the effects, one file per
//! effect. No rule lives here.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use backline_core::{
    floor::FloorCommand,
    id::{CommandId, InteractionId},
    interaction::{CallCommand, Command, Key, Offer},
    people::Presence,
    protocol::{ClientMessage, Page, You},
    replica::{Input, Link, Output},
    sorted::Map,
    terms::MicrophoneUse,
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use super::{
    answer::CommandReply,
    model::Model,
    socket::{Socket, SocketEvent},
};
use crate::runtime::{
    attention::{notices::Heard, sound::Sounds},
    browser::{alarm::Alarm, clock, entropy, storage::Remembered},
    device::meter::Level,
    voice::{
        attach::{self, WantedLine},
        line::{PageVoice, VoiceHost},
        media::Media,
    },
};

/// Everything that acts. Cheap to clone; one per page.
#[derive(Clone)]
pub(crate) struct Shell(pub(crate) Rc<Inner>);

pub(crate) struct Inner {
    pub(crate) page: Page,
    pub(crate) model: RwSignal<Model>,
    voice: PageVoice,
    pub(crate) sounds: RefCell<Sounds>,
    heard: Cell<Heard>,
    pub(super) socket: RefCell<Option<Socket>>,
    timeout: RefCell<Option<Timeout>>,
    /// The same for a page that is hidden, whose timeouts come late.
    alarm: Option<Alarm>,
    /// The call in which the person has a part, as the tab remembers it.
    part: Cell<Option<InteractionId>>,
    alone: RefCell<Option<String>>,
    keys: RefCell<Map<CommandId, Key>>,
    pub(crate) places: RefCell<Map<CommandId, RwSignal<CommandReply>>>,
}

impl Shell {
    pub(crate) fn new(page: Page, model: RwSignal<Model>, level: RwSignal<Level>) -> Self {
        let sounds = Sounds::new();
        let context = sounds.context().cloned();
        Self(Rc::new_cyclic(|page_itself| Inner {
            page,
            model,
            voice: PageVoice::new(Box::new(ShellHost(page_itself.clone())), level, context),
            sounds: RefCell::new(sounds),
            heard: Cell::default(),
            socket: RefCell::default(),
            timeout: RefCell::default(),
            alarm: Alarm::new(rings(page_itself.clone())),
            part: Cell::default(),
            alone: RefCell::default(),
            keys: RefCell::default(),
            places: RefCell::default(),
        }))
    }

    /// The page's media connection.
    pub(crate) fn voice(&self) -> &PageVoice {
        &self.0.voice
    }

    /// Takes in one input and does all that follows from it.
    pub(crate) fn feed(&self, input: Input<'_>) {
        let mut outputs = Vec::new();
        self.0.model.maybe_update(|model| {
            model.replica.handle(clock::now(), input);
            outputs.extend(std::iter::from_fn(|| model.replica.poll_output()));
            // Pulses come by the clock, and there is nothing to draw for it.
            outputs.contains(&Output::Changed)
        });
        for output in outputs {
            self.perform(output);
        }
        self.settle();
    }

    /// Asks something of an interaction; gives the command's id.
    pub(crate) fn ask(&self, interaction: InteractionId, command: Command) -> CommandId {
        self.ask_for(interaction, command, None)
    }

    /// The same; `place` is told the answer.
    pub(crate) fn ask_for(
        &self,
        interaction: InteractionId,
        command: Command,
        place: Option<RwSignal<CommandReply>>,
    ) -> CommandId {
        let id = CommandId(entropy::fresh());
        if let Some(place) = place {
            self.0.places.borrow_mut().insert(id, place);
        }
        if let Command::Call(CallCommand::PressKey { key }) = &command {
            self.0.keys.borrow_mut().insert(id, *key);
        }
        self.feed(Input::Ask { id, interaction, command });
        id
    }

    /// Says something to the person, in words of the server's or the browser's.
    pub(crate) fn notify(&self, notice: Option<String>) {
        if self.0.model.with_untracked(|model| model.notice != notice) {
            self.0.model.update(|model| model.notice = notice);
        }
    }

    /// Brings everything that is derived from the state in line with it.
    pub(crate) fn settle(&self) {
        self.arm();
        self.0.voice.settle();
        self.settle_sounds();
        self.settle_part();
        self.settle_entry();
    }

    /// A page that is loaded anew asks what became of the call, and goes on with what its person did
    /// while the server was away.
    fn settle_part(&self) {
        let (part, alone) =
            self.0.model.with_untracked(|model| (model.replica.part(), model.replica.done_alone()));
        if self.0.part.replace(part) != part {
            Remembered::Part(self.0.page).keep(part.map(|part| part.to_string()).as_deref());
        }
        if *self.0.alone.borrow() != alone {
            Remembered::Alone(self.0.page).keep(alone.as_deref());
            self.0.alone.replace(alone);
        }
    }

    fn settle_sounds(&self) {
        let (heard, silent) = self.0.model.with_untracked(|model| {
            let heard = Heard::of(model.page, &model.replica, model.own_call());
            (heard, model.media.silent_ring)
        });
        let before = self.0.heard.replace(heard);
        let mut sounds = self.0.sounds.take();
        heard.follow(before, silent, &mut sounds);
        self.0.sounds.replace(sounds);
    }

    fn perform(&self, output: Output) {
        match output {
            Output::Connect => self.connect(),
            Output::Send(message) => self.send(&message),
            Output::Close => {
                let socket = self.0.socket.take();
                drop(socket);
                self.feed(Input::Closed);
            }
            Output::Changed => {}
            Output::Answered { id, refused, .. } => self.answered(id, refused),
            Output::MediaAnswer { interaction, sdp } => {
                self.0.voice.media_answered(interaction, sdp)
            }
            Output::MediaFailed { interaction, sentence } => {
                self.0.voice.media_refused(interaction, sentence);
            }
            Output::KeepToken(token) => self.keep(&token),
        }
    }

    fn send(&self, message: &ClientMessage) {
        let socket = self.0.socket.borrow().as_ref().map(Socket::handle);
        if let Some(socket) = socket {
            // Lost when it is no longer open, as the close event will tell.
            let _told_by_close = socket.send_with_str(&message.to_text());
        }
    }

    fn keep(&self, token: &str) {
        self.0.model.with_untracked(|model| {
            if let Some(You::Visitor { tenant, .. }) = model.replica.you() {
                Remembered::Visitor.write(token);
                Remembered::VisitorsTenant.write(tenant.as_str());
            } else {
                Remembered::Session.write(token);
            }
        });
    }

    fn connect(&self) {
        let shell = self.clone();
        let opened = Socket::open(move |event| match event {
            SocketEvent::Opened => shell.feed(Input::Opened),
            SocketEvent::Text(text) => shell.feed(Input::Text(&text)),
            SocketEvent::Closed => shell.feed(Input::Closed),
        });
        let failed = opened.is_none();
        self.0.socket.replace(opened);
        if failed {
            self.feed(Input::Closed);
        }
    }

    fn answered(&self, id: CommandId, refused: Option<String>) {
        let key = self.0.keys.borrow_mut().remove(&id);
        if self.told_in_place(id, refused.as_ref())
            || self.0.voice.was_answered(id, refused.is_some())
        {
            return;
        }
        match (key, refused) {
            (Some(key), None) => self.0.voice.press(key.as_char()),
            (_, refused) => self.notify(refused),
        }
    }

    pub(crate) fn set_presence(&self, presence: Presence) {
        let id = CommandId(entropy::fresh());
        self.feed(Input::AskFloor { id, command: FloorCommand::SetPresence { presence } });
    }

    fn arm(&self) {
        let due = self.0.model.with_untracked(|model| model.replica.poll_timeout());
        let timeout = due.map(|due| {
            let wait = u32::try_from(due.since(clock::now()).0).unwrap_or(u32::MAX);
            let wait = wait.saturating_add(1);
            if let Some(alarm) = &self.0.alarm {
                alarm.set(wait);
            }
            Timeout::new(wait, rings(Rc::downgrade(&self.0)))
        });
        self.0.timeout.replace(timeout);
    }
}

/// Tells this page that time has passed, if it is still there.
fn rings(page: Weak<Inner>) -> impl Fn() + 'static {
    move || {
        if let Some(inner) = page.upgrade() {
            Shell(inner).feed(Input::Timeout);
        }
    }
}

/// The page as its media connection sees it. The page owns the connection, and not the other way
/// round.
struct ShellHost(Weak<Inner>);

impl ShellHost {
    fn shell(&self) -> Option<Shell> {
        self.0.upgrade().map(Shell)
    }
}

impl VoiceHost for ShellHost {
    fn wanted(&self) -> (Option<WantedLine>, bool) {
        let Some(Shell(inner)) = self.shell() else { return (None, false) };
        inner.model.with_untracked(|model| {
            let wanted = attach::wanted(inner.page, &model.replica);
            (wanted, model.replica.link() == Link::Live)
        })
    }

    fn ask(&self, interaction: InteractionId, command: Command) -> Option<CommandId> {
        Some(self.shell()?.ask(interaction, command))
    }

    fn untold(&self, microphone: Option<bool>, speaker: bool) -> Option<(InteractionId, Command)> {
        let Shell(inner) = self.shell()?;
        inner.model.with_untracked(|model| {
            attach::untold(inner.page, &model.replica, (microphone, speaker))
        })
    }

    fn awaits_calls(&self) -> Option<MicrophoneUse> {
        let Shell(inner) = self.shell()?;
        inner.model.with_untracked(|model| attach::awaits_calls(inner.page, &model.replica))
    }

    fn check_sound(&self, id: CommandId, sdp: String) {
        if let Some(shell) = self.shell() {
            shell.feed(Input::CheckSound { id, offer: Offer(sdp) });
        }
    }

    fn notify(&self, sentence: String) {
        if let Some(shell) = self.shell() {
            shell.notify(Some(sentence));
        }
    }

    fn is_private(&self) -> bool {
        // A coach's voice, and a caller's, are not for the room; who calls sits in their own.
        self.shell().is_some_and(|Shell(inner)| inner.page != Page::Call)
    }

    fn show(&self, change: &dyn Fn(&mut Media)) {
        if let Some(Shell(inner)) = self.shell() {
            inner.model.update(|model| change(&mut model.media));
        }
    }
}
