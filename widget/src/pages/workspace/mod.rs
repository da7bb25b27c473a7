//! The supervisor's page: help requested, active calls, and the interaction that is open.
//!
//! Shows the replica and says what the supervisor wants; what may be done, and why not, is asked
//! of the core. Who holds nothing but the grant to help works here as well.

mod agents;
mod asking;
mod bar;
mod calls;
mod focus;
mod opened;
mod roster;

use backline_core::protocol::Page;
use leptos::prelude::*;

use crate::{
    components::Frame,
    features::{
        help::{
            alerts::Alerts,
            queue::{Announcements, Requests},
        },
        supervise::{composer::UnsentNote, selection::Selection},
    },
    runtime::App,
};
use bar::Bar;
use calls::Calls;
use opened::OpenedColumn;

/// `/workspace`
#[component]
pub fn Workspace() -> impl IntoView {
    shown(App::start(Page::Workspace))
}

/// What the page shows, once it has begun.
pub(super) fn shown(app: App) -> impl IntoView {
    let selection = Selection::start(app);
    UnsentNote::start();
    focus::follow(selection);
    view! {
        <div class="workspace">
            <Bar />
            <Announcements />
            <Frame>
                <main class="columns">
                    <Requests />
                    <Calls />
                    <OpenedColumn />
                </main>
                <Alerts />
            </Frame>
        </div>
    }
}
