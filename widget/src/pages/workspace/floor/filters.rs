//! What is looked for among the active calls: a search, and three choices.

use std::sync::Arc;

use leptos::prelude::*;

use super::search::{Candidate, Request, Search, agents};
use crate::features::call::facts::Condition;

const CONDITIONS: [(&str, Condition); 3] = [
    ("Talking", Condition::Talking),
    ("On hold", Condition::OnHold),
    ("Connection trouble", Condition::Trouble),
];

const REQUESTS: [(&str, Request); 4] = [
    ("Emergency", Request::Emergency),
    ("Help requested", Request::Raised),
    ("Being helped", Request::Helped),
    ("No request", Request::Nothing),
];

/// The line above the table.
#[component]
pub(super) fn Filters(search: RwSignal<Search>, calls: Memo<Vec<Arc<Candidate>>>) -> impl IntoView {
    let words = move || search.with(|search| search.words.clone());
    let type_words = move |event| search.update(|search| search.words = event_target_value(&event));
    let known = Memo::new(move |_| calls.with(|calls| agents(calls)));
    let chosen = move |put: fn(&mut Search, &str)| {
        Callback::new(move |value: String| search.update(|search| put(search, &value)))
    };
    let options = move || {
        let known = known.get();
        known.into_iter().map(|(person, name)| (person.to_string(), name)).collect()
    };
    let words_of =
        |all: &[&str]| all.iter().map(|it| ((*it).to_owned(), (*it).to_owned())).collect();
    let conditions: Vec<_> = words_of(&CONDITIONS.map(|(word, _)| word));
    let requests: Vec<_> = words_of(&REQUESTS.map(|(word, _)| word));
    view! {
        <div class="filters" role="search" aria-label="Active calls">
            <label>
                <span class="visually-hidden">"Search calls"</span>
                <input placeholder="Name or number" prop:value=words on:input=type_words />
            </label>
            <Choice
                label="Agent"
                all="All agents"
                options=Signal::derive(options)
                chosen=Signal::derive(move || search.with(|it| it.agent.as_ref().map(ToString::to_string)))
                choose=chosen(|search, value| search.agent = value.parse().ok())
            />
            <Choice
                label="State"
                all="All states"
                options=Signal::stored(conditions)
                chosen=Signal::derive(move || search.with(|it| word(&CONDITIONS, it.condition)))
                choose=chosen(|search, value| search.condition = named(&CONDITIONS, value))
            />
            <Choice
                label="Request"
                all="All requests"
                options=Signal::stored(requests)
                chosen=Signal::derive(move || search.with(|it| word(&REQUESTS, it.request)))
                choose=chosen(|search, value| search.request = named(&REQUESTS, value))
            />
        </div>
    }
}

/// One choice; nothing chosen is everything.
#[component]
fn Choice(
    label: &'static str,
    all: &'static str,
    /// Each value with its word.
    options: Signal<Vec<(String, String)>>,
    chosen: Signal<Option<String>>,
    choose: Callback<String>,
) -> impl IntoView {
    let listed = move || {
        let chosen = chosen.get();
        let option = |(value, word): (String, String)| {
            let selected = chosen.as_ref() == Some(&value);
            view! { <option value=value selected=selected>{word}</option> }
        };
        options.get().into_iter().map(option).collect_view()
    };
    // The list may be too narrow for what was chosen.
    let whole = move || {
        let found =
            options.get().into_iter().find(|(value, _)| chosen.get().as_ref() == Some(value));
        found.map(|(_, word)| word)
    };
    view! {
        <label>
            <span class="visually-hidden">{label}</span>
            <select
                title=whole
                prop:value=move || chosen.get().unwrap_or_default()
                on:change=move |event| choose.run(event_target_value(&event))
            >
                <option value="">{all}</option>
                {listed}
            </select>
        </label>
    }
}

fn named<T: Copy>(all: &[(&str, T)], wanted: &str) -> Option<T> {
    all.iter().find(|(word, _)| *word == wanted).map(|(_, it)| *it)
}

fn word<T: Copy + PartialEq>(all: &[(&str, T)], chosen: Option<T>) -> Option<String> {
    all.iter().find(|(_, it)| Some(*it) == chosen).map(|(word, _)| (*word).to_owned())
}
