//! A person in small: initials, and presence as a ring around them.

use backline_core::people::Presence;
use leptos::prelude::*;

/// The initials of a person, who is called by name and presence to whoever does not see them.
#[component]
pub fn Avatar(
    /// The person's whole name.
    #[prop(into)]
    name: String,
    /// Whether they can be reached, where that is known.
    #[prop(optional_no_strip)]
    presence: Option<Presence>,
) -> impl IntoView {
    let word = presence.map(word);
    let label = word.map_or_else(|| name.clone(), |word| [&name, ", ", word].concat());
    view! {
        <span class="avatar" role="img" data-presence=word aria-label=label.clone() title=label>
            {initials(&name)}
        </span>
    }
}

/// The words are literal.
const fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Available => "Available",
        Presence::Busy => "Busy",
        Presence::Offline => "Offline",
    }
}

/// The first letter of the first word and that of the last.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn a_person_in_small_is_the_first_letters_of_the_first_and_the_last_name() {
        for (name, letters) in [
            ("Ana Ribeiro", "AR"),
            ("María Fernanda de los Ángeles", "MÁ"),
            ("Ana", "A"),
            ("山田太郎", "山"),
            ("  ", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
