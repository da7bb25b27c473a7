//! The supervisor's page: help requested, active calls, and the interaction that is open.
//!
//! Shows the replica and says what the supervisor wants; what may be done, and why not, is asked
//! of the core. Who holds nothing but the grant to help works here as well.

mod actions;
mod alerts;
mod answers;
mod asking;
mod bar;
mod calls;
mod composer;
mod context;
mod control;
mod facts;
mod focus;
mod hands;
mod header;
mod opened;
mod present;
mod roster;
mod selection;
mod words;

use backline_core::protocol::Page;
use leptos::prelude::*;

use crate::{components::Frame, runtime::App};
use alerts::Alerts;
use bar::Bar;
use calls::Calls;
use composer::Draft;
use hands::{Announcements, Hands};
use opened::OpenedColumn;
use selection::Selection;

/// `/workspace`
#[component]
pub fn Workspace() -> impl IntoView {
    let app = App::start(Page::Workspace);
    let selection = Selection::start(app);
    Draft::start();
    focus::follow(selection);
    view! {
        <div class="workspace">
            <Bar />
            <Announcements />
            <Frame>
                <main class="columns">
                    <Hands />
                    <Calls />
                    <OpenedColumn />
                </main>
                <Alerts />
            </Frame>
        </div>
    }
}
