//! The program of every page but panel and call.

use backline_widget::{
    mount,
    pages::{gallery::Gallery, landing::Landing, workspace::Workspace},
    runtime::path,
};
use leptos::prelude::*;

fn main() {
    mount(|| {
        if path() == "/workspace" {
            document().set_title("Workspace · Backline");
            view! { <Workspace /> }.into_any()
        } else if path() == "/gallery" {
            document().set_title("Gallery · Backline");
            view! { <Gallery /> }.into_any()
        } else {
            view! { <Landing /> }.into_any()
        }
    });
}
