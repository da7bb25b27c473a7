//! The program of `/panel` and `/call`.

use backline_widget::{
    mount,
    pages::{call::Call, panel::Panel},
    runtime::path,
};
use leptos::prelude::*;

fn main() {
    mount(|| {
        if path() == "/call" {
            document().set_title("Call · Backline");
            view! { <Call /> }.into_any()
        } else {
            document().set_title("Agent panel · Backline");
            view! { <Panel /> }.into_any()
        }
    });
}
