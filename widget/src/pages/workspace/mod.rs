//! The supervisor's page: help requested, active calls, and the interaction that is open.
//!
//! Shows the replica and says what the supervisor wants; what may be done, and why not, is asked
//! of the core. Who holds nothing but the grant to help works here as well.

mod bar;
mod floor;
mod focus;
mod opened;
mod place;

use backline_core::protocol::Page;
use leptos::prelude::*;

use crate::{
    components::Frame,
    features::{
        call::news::CallNews,
        help::{
            alerts::Alerts,
            history::PastRequests,
            queue::{Announcements, Requests},
        },
        supervise::{composer::UnsentNote, selection::Selection},
    },
    runtime::App,
};
use bar::Bar;
use floor::FloorColumn;
use opened::{OpenedColumn, StillOpen};
use place::Place;

/// `/workspace`
#[component]
pub fn Workspace() -> impl IntoView {
    shown(App::start(Page::Workspace))
}

/// What the page shows, once it has begun.
pub(super) fn shown(app: App) -> impl IntoView {
    CallNews::start(app);
    let selection = Selection::start(app);
    UnsentNote::start();
    PastRequests::start(app);
    focus::follow(selection);
    view! {
        <div
            class="workspace"
            data-in-front=move || selection.is_in_front().then_some("")
        >
            <Bar />
            <Announcements />
            <Frame>
                <Place />
                <div class="put-aside">
                    <StillOpen outside=true />
                </div>
                <main class="columns">
                    <Requests />
                    <FloorColumn />
                    <OpenedColumn />
                </main>
                <Alerts />
            </Frame>
        </div>
    }
}
