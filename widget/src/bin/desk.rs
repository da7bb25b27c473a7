//! The program of every page but panel and call.

use backline_widget::{landing::Landing, mount, runtime::path, workspace::Workspace};
use leptos::prelude::*;

fn main() {
    mount(|| {
        if path() == "/workspace" {
            document().set_title("Workspace · Backline");
            view! { <Workspace /> }.into_any()
        } else {
            view! { <Landing /> }.into_any()
        }
    });
}
