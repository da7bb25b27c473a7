//! The program of every page but panel and call.

use backline_widget::{
    mount,
    pages::{landing::Landing, workspace::Workspace},
    runtime::path,
};
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
