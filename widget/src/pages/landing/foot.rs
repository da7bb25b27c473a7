//! What there is to read, and which version this is.

use leptos::prelude::*;

/// What the server has to read: each with its address.
const READ: [(&str, &str); 3] = [
    ("/docs/operations", "Operations guide"),
    ("/docs/api", "API guide"),
    ("/api/v1/openapi.json", "API description (OpenAPI)"),
];

/// What only the demo has.
const GALLERY: (&str, &str) = ("/gallery", "Gallery of components");

#[component]
pub(super) fn Foot(demo: bool) -> impl IntoView {
    let link = |(address, name): (&'static str, &'static str)| {
        view! {
            <li>
                <a href=address>{name}</a>
            </li>
        }
    };
    let links = READ.into_iter().chain(demo.then_some(GALLERY));
    view! {
        <footer class="foot">
            <ul>{links.map(link).collect_view()}</ul>
            <p>"Backline " {env!("CARGO_PKG_VERSION")}</p>
        </footer>
    }
}
