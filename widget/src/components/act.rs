//! The button: a word, an icon, and, when it cannot be pressed, why.

use leptos::prelude::*;

use crate::icon::{Drawing, Icon};

/// A control that stays where it is and keeps the focus. Its accessible name is exactly `label`;
/// while there is an `obstacle` it is marked as disabled, described by it, and a press does nothing.
#[component]
pub fn Act(
    /// The word on it.
    #[prop(into)]
    label: Signal<&'static str>,
    /// The picture beside the word.
    #[prop(into)]
    icon: Signal<Icon>,
    /// Why not, in the server's words.
    #[prop(into, optional)]
    obstacle: Signal<Option<String>>,
    /// A class for its colour: `go`, `stop`, `lit`, `quiet`, `monitor`, `coach`, `barge`.
    #[prop(into, optional)]
    tone: Signal<&'static str>,
    /// What a press says.
    press: impl Fn() + 'static,
) -> impl IntoView {
    let why = fresh_name("why");
    let described = why.clone();
    let blocked = Memo::new(move |_| obstacle.with(Option::is_some));
    let click = move |_| {
        if !blocked.get_untracked() {
            press();
        }
    };
    view! {
        <div class="act" data-blocked=move || blocked.get().then_some("")>
            <button
                type="button"
                class=move || ["button ", tone.get()].concat()
                aria-disabled=move || blocked.get().then_some("true")
                aria-describedby=move || blocked.get().then(|| described.clone())
                on:click=click
            >
                {move || view! { <Drawing icon=icon.get() /> }}
                <span class="label">{label}</span>
            </button>
            <span class="why" id=why hidden=move || !blocked.get()>
                {move || obstacle.get().unwrap_or_default()}
            </span>
        </div>
    }
}

/// A name for an element that is used once in the page.
#[must_use]
pub fn fresh_name(kind: &str) -> String {
    use std::cell::Cell;
    thread_local!(static LAST: Cell<u32> = const { Cell::new(0) });
    let number = LAST.get() + 1;
    LAST.set(number);
    [kind, "-", &number.to_string()].concat()
}
