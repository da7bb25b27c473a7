//! The supervisor's page: hands raised, active calls, and the interaction that is open.
//!
//! Shows the replica and says what the supervisor wants; what may be done, and why not, is asked
//! of the core.

mod actions;
mod bar;
mod calls;
mod control;
mod facts;
mod focus;
mod opened;
mod present;
mod roster;

use backline_core::{id::InteractionId, protocol::Page};
use leptos::prelude::*;

use crate::{
    components::Frame,
    icon::{Drawing, Icon},
    runtime::App,
};
use bar::Bar;
use calls::Calls;
use opened::OpenedColumn;

/// `/workspace`
#[component]
pub fn Workspace() -> impl IntoView {
    let app = App::start(Page::Workspace);
    let opened = opened(app);
    focus::follow(opened);
    view! {
        <div class="workspace">
            <Bar />
            <Frame>
                <main class="columns">
                    <Hands />
                    <Calls opened />
                    <OpenedColumn opened />
                </main>
            </Frame>
        </div>
    }
}

/// The interaction that is open here, or was until it ended and has not been put away yet.
fn opened(app: App) -> Memo<Option<InteractionId>> {
    let own = app.memo(|model| model.own_call().map(|call| call.id()));
    let over = app.memo(|model| {
        let all = model.replica.interactions();
        all.filter(|call| call.is_over()).map(|call| call.id()).collect::<Vec<_>>()
    });
    Memo::new(move |before: Option<&Option<InteractionId>>| {
        let ended = before.copied().flatten().filter(|id| over.with(|over| over.contains(id)));
        own.get().or(ended)
    })
}

/// Where requests for help will stand.
#[component]
fn Hands() -> impl IntoView {
    view! {
        <section class="column hands" aria-labelledby="hands-title">
            <h2 id="hands-title">
                <Drawing icon=Icon::Hand />
                "Hands raised"
            </h2>
            <p class="empty">"No hand is raised. A request for help will stand here."</p>
        </section>
    }
}
