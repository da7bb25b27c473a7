//! The program of `/panel` and `/call`.

use backline_widget::{call::Call, mount, panel::Panel, runtime};
use leptos::prelude::*;

fn main() {
    mount(|| match runtime::path().as_str() {
        "/call" => view! { <Call /> }.into_any(),
        _ => view! { <Panel /> }.into_any(),
    });
}
