//! Tabs below what is pinned: one panel is shown, the others keep what is in them.
//!
//! The keys are those of the WAI-ARIA pattern: arrows, Home and End choose, the tabulator goes on into
//! the panel.

use leptos::{prelude::*, web_sys::KeyboardEvent};

use crate::components::focus;

/// What is read below the pinned part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Context,
    Timeline,
    Note,
}

impl Tab {
    const fn label(self) -> &'static str {
        match self {
            Self::Context => "Context",
            Self::Timeline => "Timeline",
            Self::Note => "Note",
        }
    }

    const fn tab_id(self) -> &'static str {
        match self {
            Self::Context => "tab-context",
            Self::Timeline => "tab-timeline",
            Self::Note => "tab-note",
        }
    }

    const fn panel_id(self) -> &'static str {
        match self {
            Self::Context => "panel-context",
            Self::Timeline => "panel-timeline",
            Self::Note => "panel-note",
        }
    }

    /// Where a key leads among these; nowhere with any other key.
    fn after(self, key: &str, tabs: &[Self]) -> Option<Self> {
        let at = tabs.iter().position(|tab| *tab == self)?;
        let next = match key {
            "ArrowRight" => at + 1,
            "ArrowLeft" => at + tabs.len() - 1,
            "Home" => 0,
            "End" => tabs.len() - 1,
            _ => return None,
        };
        tabs.get(next % tabs.len()).copied()
    }
}

/// The tabs themselves; `tabs` are those that there are.
#[component]
pub(super) fn TabList(tabs: Signal<Vec<Tab>>, chosen: RwSignal<Tab>) -> impl IntoView {
    let keys = move |event: KeyboardEvent| {
        let next = tabs.with_untracked(|tabs| chosen.get_untracked().after(&event.key(), tabs));
        if let Some(next) = next {
            event.prevent_default();
            chosen.set(next);
            focus::to(next.tab_id());
        }
    };
    let one = move |tab: Tab| {
        let is_chosen = move || chosen.get() == tab;
        view! {
            <button
                type="button"
                role="tab"
                id=tab.tab_id()
                aria-controls=tab.panel_id()
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| chosen.set(tab)
            >
                {tab.label()}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label="About this call" on:keydown=keys>
            <For each=move || tabs.get() key=|tab| *tab as u8 let:tab>
                {one(tab)}
            </For>
        </div>
    }
}

/// What a tab shows.
#[component]
pub(super) fn Panel(tab: Tab, chosen: RwSignal<Tab>, children: Children) -> impl IntoView {
    view! {
        <div
            class="panel-of-tab"
            role="tabpanel"
            id=tab.panel_id()
            aria-labelledby=tab.tab_id()
            tabindex="0"
            hidden=move || chosen.get() != tab
        >
            {children()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn arrows_go_round_the_tabs_and_home_and_end_to_the_first_and_the_last() {
        use Tab::{Context, Note, Timeline};
        let all = [Context, Timeline, Note];
        assert_eq!(Context.after("ArrowRight", &all), Some(Timeline));
        assert_eq!(Note.after("ArrowRight", &all), Some(Context));
        assert_eq!(Context.after("ArrowLeft", &all), Some(Note));
        assert_eq!(Timeline.after("End", &all), Some(Note));
        assert_eq!(Timeline.after("Home", &all), Some(Context));
        assert_eq!(Timeline.after("a", &all), None);
        assert_eq!(Timeline.after("ArrowRight", &[Context, Timeline]), Some(Context));
    }
}
