//! The page's state, and the one way in which its components ask and act.
//!
//! It passes on what they want and decides nothing: whether its person is checked first, before they
//! are Available, the replica says.

use backline_core::{
    id::{CommandId, InteractionId, PersonId, TenantId},
    interaction::Command,
    people::Presence,
    protocol::Page,
    replica::Input,
    time::{Millis, Timestamp},
};
use leptos::prelude::*;

use super::{
    browser::{address, clock, entropy, freezing, leaving, storage::Remembered},
    device::{devices, meter::Level, microphone},
    link::{
        account::SignInWith,
        answer::CommandReply,
        entry,
        intent::Intent,
        model::{Model, PageEntry},
        shell::Shell,
    },
    voice::{check::SoundCheck, media::Media, voices},
};

/// A page's state and its way to ask, for components. Found with [`use_app`].
#[derive(Clone, Copy)]
pub struct App {
    pub(super) model: RwSignal<Model>,
    pub(super) tick: RwSignal<Timestamp>,
    level: RwSignal<Level>,
    pub(super) shell: StoredValue<Shell, LocalStorage>,
}

/// The page's [`App`]; every component of a page is inside one.
#[must_use]
pub fn use_app() -> App {
    expect_context()
}

impl App {
    /// Begins a page: state, effects, connection. Gives the app to all components below.
    #[must_use]
    pub fn start(page: Page) -> Self {
        let app = Self::prepare(page);
        let Self { model, tick, .. } = app;
        let shell = app.shell.get_value();
        let on_call = move || model.try_with_untracked(Model::is_on_call).unwrap_or_default();
        leaving::ask_before(on_call);
        clock::every_tick(move || tick.set(clock::now()));
        let watching = shell.clone();
        devices::watch(move || watching.voice().list_devices());
        shell.voice().list_devices();
        for event in ["online", "pageshow", "visibilitychange"] {
            let woken = shell.clone();
            window_event_listener_untyped(event, move |_| woken.feed(Input::Awake));
        }
        let stopping = shell.clone();
        freezing::before(move || stopping.voice().freezes());
        shell.enter();
        app
    }

    fn prepare(page: Page) -> Self {
        let media = Media {
            chosen_microphone: Remembered::Microphone.read(),
            chosen_speaker: Remembered::Speaker.read(),
            speaker_choice: voices::can_choose_speaker(),
            raw: microphone::is_raw(),
            silent_ring: Remembered::SilentRing.read().is_some(),
            silent_requests: Remembered::SilentRequests.read().is_some(),
            ..Media::default()
        };
        let replica = entry::replica(page, entry::nobody());
        let model = Model { page, entry: PageEntry::SigningIn, replica, media, notice: None };
        let (model, level) = (RwSignal::new(model), RwSignal::new(Level::default()));
        let tick = RwSignal::new(clock::now());
        let shell = Shell::new(page, model, level);
        let app = Self { model, tick, level, shell: StoredValue::new_local(shell) };
        provide_context(app);
        app
    }

    /// A page that has no server, and is told what a test says.
    #[cfg(test)]
    pub(crate) fn without_server(page: Page) -> Self {
        let app = Self::prepare(page);
        app.model.update(|model| {
            model.entry = PageEntry::Somebody;
            model.replica.handle(clock::now(), Input::Start);
        });
        app
    }

    /// Takes in what a server would say, and acts on nothing.
    #[cfg(test)]
    pub(crate) fn hears(self, message: &backline_core::protocol::ServerMessage) {
        let text = serde_json::to_string(message).expect("a message can be written");
        self.model.update(|model| {
            model.replica.handle(clock::now(), Input::Text(&text));
            while model.replica.poll_output().is_some() {}
        });
    }

    /// Becomes otherwise, in whatever way.
    #[cfg(test)]
    pub(crate) fn becomes(self, change: impl FnOnce(&mut Model)) {
        self.model.update(change);
    }

    /// A value derived from the state; it changes only when its value does.
    pub fn memo<T>(self, read: impl Fn(&Model) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.model.with(&read))
    }

    /// The same, made from what it was before as well.
    pub(crate) fn memo_after<T>(
        self,
        read: impl Fn(&Model, Option<&T>) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |before| self.model.with(|model| read(model, before)))
    }

    /// Whether `asked`, the last command of a control, is on its way; while nothing was asked, it
    /// depends on nothing else.
    pub(crate) fn awaits(self, asked: RwSignal<Option<CommandId>>) -> Memo<bool> {
        Memo::new(move |_| {
            asked.get().is_some() && self.model.with(|model| model.is_asking(asked.get()))
        })
    }

    /// Reads the state once, for a handler; a component uses [`App::memo`].
    pub fn peek<T>(self, read: impl FnOnce(&Model) -> T) -> T {
        self.model.with_untracked(read)
    }

    /// Why `command` would not be done, in the server's words, as it changes; nothing when it
    /// would.
    #[must_use]
    pub fn obstacle(self, interaction: InteractionId, command: Command) -> Memo<Option<String>> {
        self.memo(move |model| model.obstacle(interaction, &command))
    }

    /// A value derived from the state and the page's own clock, worked out anew as time passes.
    pub fn timed<T>(self, read: impl Fn(&Model, Timestamp) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            let tick = self.tick.get();
            self.model.with(|model| read(model, tick))
        })
    }

    /// The time since an instant of the server's clock; it runs.
    #[must_use]
    pub fn since(
        self,
        instant: impl Fn() -> Option<Timestamp> + Send + Sync + 'static,
    ) -> Memo<Option<Millis>> {
        Memo::new(move |_| {
            // Anew with each tick, and not with all that happens on the page.
            let now = self.peek(|model| model.replica.server_time(self.tick.get()));
            Some(Millis(now.since(instant()?).0 / 1000 * 1000))
        })
    }

    /// How loud the microphone is.
    #[must_use]
    pub fn level(self) -> Signal<Level> {
        self.level.into()
    }

    /// Asks something of an interaction. The replica knows the command by its id for as long as it
    /// is on its way.
    pub fn ask(self, interaction: InteractionId, command: Command) -> CommandId {
        let shell = self.shell.get_value();
        shell.notify(None);
        shell.ask(interaction, command)
    }

    /// Asks something of an interaction; what becomes of it is told in `place` instead of in the
    /// page's notice.
    pub fn ask_in_place(
        self,
        interaction: InteractionId,
        command: Command,
        place: RwSignal<CommandReply>,
    ) {
        let shell = self.shell.get_value();
        shell.notify(None);
        place.set(CommandReply::Awaited);
        shell.ask_for(interaction, command, Some(place));
    }

    /// Signs the person out of every page; what becomes of it is told in `place`.
    pub fn sign_out(self, place: RwSignal<CommandReply>) {
        self.shell.get_value().sign_out(place);
    }

    /// What is to be read beside the button whose answer comes to `place`, and what bars the button.
    /// While nothing was asked both are `obstacle`; what was refused may be tried again.
    pub fn in_place(
        self,
        place: RwSignal<CommandReply>,
        obstacle: impl Fn(&Model) -> Option<String> + Send + Sync + 'static,
    ) -> (Memo<Option<String>>, Signal<Option<String>>) {
        let against = self.memo(move |model| match place.get() {
            CommandReply::Awaited | CommandReply::Done => None,
            CommandReply::Refused(sentence) => Some(sentence),
            CommandReply::Unasked => obstacle(model),
        });
        let bars = move || against.get().filter(|_| place.get() == CommandReply::Unasked);
        (against, Signal::derive(bars))
    }

    /// Says what the person wants.
    pub fn want(self, intent: Intent) {
        let shell = self.shell.get_value();
        match intent {
            Intent::Ask(interaction, command) => {
                self.ask(interaction, command);
            }
            Intent::SetPresence(Presence::Available)
                if self.peek(|model| model.replica.is_unheard()) =>
            {
                SoundCheck::begin(shell.voice());
            }
            Intent::SetPresence(presence) => {
                shell.set_presence(presence);
                shell.voice().forget_no_way();
            }
            Intent::Call => {
                shell.notify(None);
                shell.voice().forget_no_way();
                let id = CommandId(entropy::fresh());
                let (name, number) = (address::wish("name"), address::wish("number"));
                let to = address::query("to").and_then(|to| PersonId::new(to).ok());
                shell.feed(Input::Call { id, name: name.unwrap_or_default(), number, to });
            }
            Intent::Forget(id) => {
                self.model.update(|model| model.replica.forget(id));
                shell.settle();
            }
            Intent::SignIn { tenant, name, password } => {
                if TenantId::new(tenant.clone()).is_ok() {
                    shell.sign_in(SignInWith::Password { tenant, name, password });
                }
            }
            Intent::StaySignedIn => shell.feed(Input::Renew),
            Intent::UseHere => shell.feed(Input::Start),
            Intent::TryMicrophone => shell.voice().retake_microphone(),
            Intent::PlaySound => shell.voice().play_sound(),
            Intent::Choose(kind, id) => shell.voice().choose(kind, id),
            Intent::RawMicrophone(raw) => shell.voice().choose_raw(raw),
            Intent::SilentRequests(silent) => {
                Remembered::SilentRequests.mark(silent);
                self.model.update(|model| model.media.silent_requests = silent);
            }
            Intent::Seen { interaction, request, stage } => {
                shell.feed(Input::Seen { interaction, request, stage });
            }
            Intent::SilentRing(silent) => {
                Remembered::SilentRing.mark(silent);
                self.model.update(|model| model.media.silent_ring = silent);
                shell.settle();
            }
            Intent::Reload => leaving::reload(),
        }
    }
}
