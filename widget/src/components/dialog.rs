//! A dialog in the page: the browser's own, which takes the focus, and gives it back to the control
//! that had it before. It closes by Escape. It bars nothing: whoever is asked something can still be
//! muted and hang up.

use leptos::{
    html,
    prelude::*,
    web_sys::{Event, KeyboardEvent},
};

use super::{button::fresh_name, here::while_here};

/// The dialog. What is in it exists while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Its title.
    #[prop(into)]
    title: Signal<&'static str>,
    /// What closing it by the browser's own ways says.
    closed: impl Fn() + 'static,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = fresh_name("title");
    let labelled = heading.clone();
    Effect::new(move |_| {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        if open && !dialog.open() {
            dialog.show();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    // The browser tells of a closing later; by then the dialog may be open once more.
    let told = move |_: Event| {
        if node.get_untracked().is_some_and(|dialog| !dialog.open()) {
            closed();
        }
    };
    let escape = move |event: KeyboardEvent| {
        if let Some(dialog) = node.get_untracked().filter(|_| event.key() == "Escape") {
            dialog.close();
        }
    };
    view! {
        <dialog
            class="asking"
            node_ref=node
            aria-labelledby=labelled
            on:close=while_here(told)
            on:keydown=while_here(escape)
        >
            <h2 id=heading>{title}</h2>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
