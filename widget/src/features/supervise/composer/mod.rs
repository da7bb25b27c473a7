//! The coaching note: a text, Send, and what stands against it. Where a coach is heard only while
//! Send is held, the same Send speaks.
//!
//! What is written stays until the server has it; who may send it the core says.

mod press;
mod send;

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{Command, Interaction, SuperviseCommand, supervise::MAX_NOTE_CHARS},
};
use leptos::{
    prelude::*,
    web_sys::{KeyboardEvent, SubmitEvent},
};

use crate::{
    components::fresh_name,
    runtime::{App, Model, use_app},
};
use send::SendButton;

/// What is written and not sent, and on which interaction: it outlives a look at another request.
#[derive(Clone, Copy)]
pub(crate) struct UnsentNote(RwSignal<Option<(InteractionId, String)>>);

/// What may be sent, and how.
#[derive(Clone, Copy)]
struct WrittenNote {
    app: App,
    id: InteractionId,
    text: RwSignal<String>,
    /// What is on its way.
    sent: StoredValue<String>,
    asked: RwSignal<Option<CommandId>>,
    /// Why it would not be sent.
    obstacle: Memo<Option<String>>,
}

impl UnsentNote {
    /// Begins, for all components below.
    pub(crate) fn start() {
        provide_context(Self(RwSignal::new(None)));
    }

    fn of(self, id: InteractionId) -> String {
        let kept = self.0.get_untracked().filter(|(of, _)| *of == id);
        kept.map(|(_, text)| text).unwrap_or_default()
    }
}

/// The composer of one interaction.
#[component]
pub(crate) fn Composer(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let draft: UnsentNote = expect_context();
    let note = WrittenNote::new(app, id, draft.of(id));
    let text = note.text;
    Effect::new(move |_| draft.0.set(Some((id, text.get()))));
    note.clear_when_sent();
    let (field, why) = (fresh_name("note"), fresh_name("why"));
    let (described, labelled) = (why.clone(), field.clone());
    let used = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
    let reader = app.memo(move |model| model.replica.interaction(id).map(reader));
    // That nothing is written one sees; whatever else stands against it is said where one looks.
    let barred =
        app.obstacle(id, Command::Supervise(SuperviseCommand::SendNote { text: "-".to_owned() }));
    let beside = move || {
        let why = note.obstacle.get().filter(|_| used.get() != 0);
        why.or_else(|| barred.get()).or_else(|| reader.get())
    };
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            note.send();
        }
    };
    view! {
        <form class="composer" on:submit=move |event: SubmitEvent| event.prevent_default()>
            <div class="composer-head">
                <label for=labelled>"Coaching note"</label>
                <span class="counter" data-over=move || (used.get() > MAX_NOTE_CHARS).then_some("")>
                    {used}
                    " / "
                    {MAX_NOTE_CHARS}
                </span>
            </div>
            <textarea
                id=field
                rows="2"
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=keys
            ></textarea>
            <div class="composer-foot">
                <p class="why" id=why>
                    <span class="visually-hidden">
                        {move || note.obstacle.get().filter(|_| used.get() == 0)}
                    </span>
                    {beside}
                </p>
                <SendButton note described />
            </div>
        </form>
    }
}

/// Who reads it, and how it is sent.
fn reader(call: &Interaction) -> String {
    let agent = call.agent().map_or("the agent".into(), |agent| agent.name.shown());
    if call.terms().coach_push_to_send {
        ["Hold Send to speak to ", &agent, ". A short press sends the note."].concat()
    } else {
        ["Only ", &agent, " reads it. Press Ctrl+Enter to send."].concat()
    }
}

impl WrittenNote {
    fn new(app: App, id: InteractionId, draft: String) -> Self {
        let (text, asked) = (RwSignal::new(draft), RwSignal::new(None::<CommandId>));
        let obstacle = app.memo(move |model| {
            let on_its_way = model.is_asking(asked.get());
            let command = Command::Supervise(SuperviseCommand::SendNote { text: text.get() });
            let why = model.obstacle(id, &command);
            why.or_else(|| on_its_way.then(|| "The note is on its way.".to_owned()))
        });
        Self { app, id, text, sent: StoredValue::default(), asked, obstacle }
    }

    fn is_written(self) -> bool {
        self.text.with_untracked(|text| !text.trim().is_empty())
    }

    /// Sends it, if nothing stands against that.
    fn send(self) {
        if self.obstacle.with_untracked(Option::is_none) {
            let text = self.text.get_untracked();
            self.sent.set_value(text.clone());
            self.asked.set(Some(
                self.app.ask(self.id, Command::Supervise(SuperviseCommand::SendNote { text })),
            ));
        }
    }

    /// A note that was refused stays written.
    fn clear_when_sent(self) {
        let Self { app, text, sent, asked, .. } = self;
        let waits = app.memo(move |model| model.is_asking(asked.get()));
        Effect::new(move |before: Option<bool>| {
            let waits = waits.get();
            if before == Some(true) && !waits && app.peek(|model| model.notice.is_none()) {
                // What was written meanwhile is the next note.
                let rest = |text: &String, sent: &str| Some(text.strip_prefix(sent)?.to_owned());
                let rest = text.with_untracked(|text| sent.with_value(|sent| rest(text, sent)));
                if let Some(rest) = rest {
                    text.set(rest);
                }
                asked.set(None);
            }
            waits
        });
    }
}

/// Whether this person's Send is held down, as the server has it.
fn is_held(model: &Model, id: InteractionId) -> bool {
    let own = model.my_id().and_then(|me| model.replica.interaction(id)?.supervisor(me));
    own.is_some_and(|own| own.send_held)
}
