//! Confirm (or Claim, where the tenant says so) and Reject, with what stands against them in the
//! server's words. They stand in each row of the list and at the head of the request.

use backline_core::{
    id::InteractionId,
    interaction::{Command, HelpCommand},
};
use leptos::prelude::*;

use crate::{
    components::{BlockableButton, Described, fresh_name},
    runtime::{App, CommandReply, use_app},
};

const ON_ITS_WAY: &str = "Sending your answer.";

/// The pair. `about` names the element that says whose request it is.
#[component]
pub(crate) fn Answers(id: InteractionId, request: u32, about: String) -> impl IntoView {
    let app = use_app();
    let reply = RwSignal::new(CommandReply::default());
    let claim = AnswerButton::new(app, id, HelpCommand::Claim { request }, reply);
    let reject = AnswerButton::new(app, id, HelpCommand::Reject { request }, reply);
    let word = app.memo(move |model| {
        let call = model.replica.interaction(id);
        call.map_or("Confirm", |call| call.terms().help.confirm_label.word())
    });
    let why = Memo::new(move |_| claim.obstacle.get().or_else(|| reject.obstacle.get()));
    // Who was faster is said where one has pressed; once the server has told it all, the row says it.
    let refused = move || match reply.get() {
        CommandReply::Refused(sentence) => Some(sentence),
        CommandReply::Unasked | CommandReply::Awaited | CommandReply::Done => None,
    };
    let name = fresh_name("why");
    view! {
        <div class="answers">
            {claim.button("button go", word.into(), [about.clone(), name.clone()])}
            {reject.button("button", Signal::stored("Reject"), [about, name.clone()])}
        </div>
        <p class="why" id=name hidden=move || why.with(Option::is_none)>
            {why}
        </p>
        <p class="why" role="alert">
            {move || refused().filter(|_| why.with(Option::is_none))}
        </p>
    }
}

/// One of them.
#[derive(Clone)]
struct AnswerButton {
    app: App,
    id: InteractionId,
    command: Command,
    reply: RwSignal<CommandReply>,
    obstacle: Memo<Option<String>>,
}

impl AnswerButton {
    fn new(
        app: App,
        id: InteractionId,
        command: HelpCommand,
        reply: RwSignal<CommandReply>,
    ) -> Self {
        let command = Command::Help(command);
        let wanted = command.clone();
        let obstacle = app.memo(move |model| {
            let on_its_way = reply.get() == CommandReply::Awaited;
            let why = model.obstacle(id, &wanted);
            why.or_else(|| on_its_way.then(|| ON_ITS_WAY.to_owned()))
        });
        Self { app, id, command, reply, obstacle }
    }

    fn button(
        self,
        class: &'static str,
        word: Signal<&'static str>,
        [about, why]: [String; 2],
    ) -> impl IntoView {
        let Self { app, id, command, reply, obstacle } = self;
        let press = move || app.ask_in_place(id, command.clone(), reply);
        view! {
            <BlockableButton obstacle described=Described::by(&why).about(about) class press>
                {word}
            </BlockableButton>
        }
    }
}
