//! The mark and the name, at the head of every page that is not a customer's: three parties, and who
//! can reach whom.

use leptos::prelude::*;

/// The mark, as the build puts it into pages that have no program yet.
const MARK: &str = include_str!("../../../www/brand.svg");

/// The name, as a link to the first page.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <span inner_html=MARK></span>
            "Backline"
        </a>
    }
}
