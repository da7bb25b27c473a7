//! The keypad: one touch tone a press.

use backline_core::{
    id::InteractionId,
    interaction::{CallCommand, Command, Key},
};
use leptos::prelude::*;

use crate::runtime::{Intent, use_app};

const KEYS: [(char, &str); 12] = [
    ('1', "1"),
    ('2', "2"),
    ('3', "3"),
    ('4', "4"),
    ('5', "5"),
    ('6', "6"),
    ('7', "7"),
    ('8', "8"),
    ('9', "9"),
    ('*', "*"),
    ('0', "0"),
    ('#', "#"),
];

/// The twelve keys.
#[component]
pub(super) fn Keys(id: Memo<InteractionId>) -> impl IntoView {
    let app = use_app();
    let press = move |key: char| {
        if let Ok(key) = Key::try_from(key) {
            app.want(Intent::Ask(id.get_untracked(), Command::Call(CallCommand::PressKey { key })));
        }
    };
    let key = move |(key, label): (char, &'static str)| {
        view! {
            <button type="button" class="button" on:click=move |_| press(key)>
                {label}
            </button>
        }
    };
    view! {
        <div class="keys" role="group" aria-label="Keys">
            {KEYS.map(key).collect_view()}
        </div>
    }
}

/// A command to ask about whether keys can be pressed at all.
pub(super) fn any_key() -> Option<Command> {
    Key::try_from('0').ok().map(|key| Command::Call(CallCommand::PressKey { key }))
}
