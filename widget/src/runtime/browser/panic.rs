//! What is left when the program has broken: the browser's record of it, and a visible word.
//!
//! It touches the page with nothing but the document, since nothing else can be relied on then.

use std::panic;

/// From here on a panic shows the element `failed` of the page's HTML and hides the rest.
pub fn show_when_broken() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(root) = document.and_then(|document| document.document_element()) {
            // Nobody is left who could act on a refusal.
            let _shown = root.set_attribute("data-state", "failed");
        }
    }));
}
