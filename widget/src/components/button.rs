//! The button that can be blocked, wherever one stands.
//!
//! It stays where it is and keeps the focus while something stands against it: it is marked as
//! disabled, it is described by the reason, and a press does nothing. What stands against it, and
//! in whose words, it is told.

use leptos::{prelude::*, web_sys::MouseEvent};

/// The elements that describe a button, by their ids.
#[derive(Debug, Clone)]
pub struct Described {
    why: String,
    about: Signal<String>,
}

impl Described {
    /// By the element that says why not, while it is blocked: a [`BlockedReason`], or one that
    /// several buttons share.
    #[must_use]
    pub fn by(why: &str) -> Self {
        Self { why: why.to_owned(), about: Signal::stored(String::new()) }
    }

    /// Before that, and always, by these, with a space between each two; none when it is empty.
    #[must_use]
    pub fn about(self, about: impl Into<Signal<String>>) -> Self {
        Self { about: about.into(), ..self }
    }
}

/// What a press says. A type of its own, so that every button is of one.
pub struct Press(Box<dyn Fn()>);

impl<F: Fn() + 'static> From<F> for Press {
    fn from(press: F) -> Self {
        Self(Box::new(press))
    }
}

/// The button itself. Its accessible name is what is in it.
#[component]
pub fn BlockableButton(
    /// Why not; nothing while it can be pressed.
    #[prop(into)]
    obstacle: Signal<Option<String>>,
    /// The elements that describe it.
    described: Described,
    /// Its classes.
    #[prop(into)]
    class: Signal<String>,
    /// What a press says.
    #[prop(into)]
    press: Press,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let blocked = Memo::new(move |_| obstacle.with(Option::is_some));
    let Described { why, about } = described;
    let described = move || {
        let about = about.get();
        match (about.is_empty(), blocked.get()) {
            (true, true) => Some(why.clone()),
            (false, true) => Some([&about, " ", &why].concat()),
            (true, false) => None,
            (false, false) => Some(about),
        }
    };
    let click = move |_: MouseEvent| {
        if !blocked.get_untracked() {
            press.0();
        }
    };
    view! {
        <button
            type="button"
            class=class
            aria-disabled=move || blocked.get().then_some("true")
            aria-describedby=described
            on:click=click
        >
            {children()}
        </button>
    }
}

/// The element that says why not; it is there when nothing stands against the button, too.
#[component]
pub fn BlockedReason(
    /// Its id.
    id: String,
    /// What it says.
    #[prop(into)]
    obstacle: Signal<Option<String>>,
    /// Whether it is seen, and where.
    #[prop(into)]
    class: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <span class=class id=id hidden=move || obstacle.with(Option::is_none)>
            {move || obstacle.get().unwrap_or_default()}
        </span>
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

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use leptos::{
        leptos_dom::helpers::document, mount::mount_to, task::tick, wasm_bindgen::JsCast as _,
        web_sys::HtmlElement,
    };
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// A button in the document, what stands against it, and how often it was pressed.
    struct Shown {
        place: HtmlElement,
        obstacle: RwSignal<Option<String>>,
        presses: Rc<Cell<u32>>,
    }

    impl Shown {
        fn with(obstacle: Option<&str>, about: &'static str) -> Self {
            let place: HtmlElement = document().create_element("section").unwrap().unchecked_into();
            document().body().unwrap().append_child(&place).unwrap();
            let obstacle = RwSignal::new(obstacle.map(str::to_owned));
            let presses = Rc::new(Cell::new(0));
            let count = presses.clone();
            mount_to(place.clone(), move || {
                let why = fresh_name("why");
                let press = move || count.set(count.get() + 1);
                view! {
                    <BlockableButton obstacle described=Described::by(&why).about(about) class="button" press>
                        "Mute"
                    </BlockableButton>
                    <BlockedReason id=why obstacle class="why" />
                }
            })
            .forget();
            Self { place, obstacle, presses }
        }

        fn button(&self) -> HtmlElement {
            self.place.query_selector("button").unwrap().unwrap().unchecked_into()
        }

        /// What a screen reader reads as the description.
        fn description(&self) -> String {
            let ids = self.button().get_attribute("aria-describedby").unwrap_or_default();
            let said = ids
                .split_whitespace()
                .map(|id| document().get_element_by_id(id).map(|element| element.text_content()));
            said.map(|text| text.flatten().unwrap_or_default()).collect::<Vec<_>>().join(" ")
        }
    }

    impl Drop for Shown {
        fn drop(&mut self) {
            self.place.remove();
        }
    }

    #[test]
    async fn a_blocked_button_can_be_focused_and_says_why_and_a_press_does_nothing() {
        let shown = Shown::with(Some("You are in no call."), "");
        let button = shown.button();
        button.focus().unwrap();
        assert_eq!(document().active_element().as_ref(), Some(button.as_ref()));
        assert!(!button.has_attribute("disabled"), "it would lose the focus");
        assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"));
        assert_eq!(shown.description(), "You are in no call.");
        button.click();
        assert_eq!(shown.presses.get(), 0);
    }

    #[test]
    async fn it_keeps_the_focus_when_it_is_blocked_and_when_it_is_open_again() {
        let shown = Shown::with(None, "");
        let button = shown.button();
        button.focus().unwrap();
        for (obstacle, disabled, said) in [(Some("Wait."), Some("true"), "Wait."), (None, None, "")]
        {
            shown.obstacle.set(obstacle.map(str::to_owned));
            tick().await;
            assert_eq!(document().active_element().as_ref(), Some(button.as_ref()));
            assert_eq!(button.get_attribute("aria-disabled").as_deref(), disabled);
            assert_eq!(shown.description(), said);
        }
        button.click();
        assert_eq!(shown.presses.get(), 1);
    }

    #[test]
    async fn what_it_is_about_is_read_before_why_not() {
        let shown = Shown::with(Some("Somebody was faster."), "button-is-about");
        let about = document().create_element("p").unwrap();
        about.set_id("button-is-about");
        about.set_text_content(Some("Ana Ribeiro"));
        shown.place.append_child(&about).unwrap();
        assert_eq!(shown.description(), "Ana Ribeiro Somebody was faster.");
        shown.obstacle.set(None);
        tick().await;
        assert_eq!(shown.description(), "Ana Ribeiro");
    }
}
