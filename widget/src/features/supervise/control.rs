//! The control that leaves a call: it stays where it is and keeps the focus; while something stands
//! against it, it is marked as disabled, is described by the reason, and a press does nothing.

use leptos::prelude::*;

use crate::{
    components::fresh_name,
    icon::{Drawing, Icon},
};

/// The control. Its accessible name is exactly `label`.
#[component]
pub(crate) fn Control(
    /// The word on it.
    label: &'static str,
    /// The drawing beside the word.
    icon: Icon,
    /// Why not.
    obstacle: Memo<Option<String>>,
    /// The element that says what a press does not do.
    #[prop(optional)]
    hint: Option<&'static str>,
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
        <button
            type="button"
            class="button wide leave stop"
            aria-disabled=move || blocked.get().then_some("true")
            aria-describedby=move || if blocked.get() { Some(described.as_str()) } else { hint }.map(str::to_owned)
            on:click=click
        >
            <Drawing icon />
            <span class="label">{label}</span>
        </button>
        <span class="visually-hidden" id=why>
            {obstacle}
        </span>
    }
}
