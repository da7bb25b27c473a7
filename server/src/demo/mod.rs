//! The demo: two invented tenants, sign-in by name, a recorded caller, and two colleagues who act
//! by themselves.
//!
//! A wing of the server: it uses the product as a page or an operator would, and is asked where the
//! product has a hook. Nothing of the product names it; `main.rs` alone does.

mod api;
mod caller;
mod colleague;
mod config;
mod edges;
mod entrance;
mod names;
mod own_names;
mod people;
mod story;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{get, post},
};
use backline_core::{id::VisitorId, people::Actor};
use futures_util::future::{BoxFuture, FutureExt as _};
use tokio::task::JoinHandle;

use self::{api::DemoState, colleague::Colleagues};
use crate::{
    app::App,
    hooks::{Hooks, Recorded, Stay},
    wing::Wing,
};

pub use config::{DemoArgs, default_data, for_demo};

/// The demo of one server.
#[derive(Debug, Default)]
pub struct Demo {
    colleagues: Colleagues,
}

impl Wing for Demo {
    fn hooks(&self) -> Arc<dyn Hooks> {
        Arc::new(self.colleagues.clone())
    }

    fn mode(&self) -> &'static str {
        "demo"
    }

    /// What all pages are made of, for whoever builds or judges them.
    fn pages(&self) -> &'static [&'static str] {
        &["/gallery"]
    }

    fn page_end(&self) -> String {
        [entrance::choice(), story::script()].concat()
    }

    /// The first page shows an agent's and a supervisor's side by side.
    fn frames_pages(&self) -> bool {
        true
    }

    /// Recorded tones would not come through what browsers do for speech.
    fn serves_raw_sound(&self) -> bool {
        true
    }

    fn main_routes(&self, app: &Arc<App>, routes: Router<Arc<App>>) -> Router<Arc<App>> {
        let state = DemoState { app: Arc::clone(app), colleagues: self.colleagues.clone() };
        let own = Router::new()
            .route("/api/session/demo", post(api::by_name))
            .route("/api/demo/caller", post(api::bring_caller))
            .route("/api/demo/story", get(story::told))
            .route(entrance::SHEET, get(entrance::sheet))
            .route(story::SCRIPT, get(story::frame))
            .route("/api/demo/colleagues", get(api::colleagues).post(api::switch_colleague))
            .with_state(state);
        let only_own_names = middleware::from_fn_with_state(Arc::clone(app), own_names::only);
        routes.merge(own).layer(only_own_names)
    }

    fn operator_routes(&self, routes: Router<Arc<App>>) -> Router<Arc<App>> {
        routes.route("/debug/edges/{interaction}", get(edges::edges))
    }

    fn start(&self, app: &Arc<App>) -> Vec<JoinHandle<()>> {
        colleague::start(app, &self.colleagues)
    }

    fn greeting(&self, app: &App) -> Option<String> {
        let bound = app.bound;
        Some(format!("Open http://{bound}/ and press Start the story. Ctrl-C ends it."))
    }

    fn lets_calls_end(&self) -> bool {
        false
    }
}

impl Hooks for Colleagues {
    fn recorded(&self, visitor: VisitorId) -> Option<Recorded> {
        caller::recorded(visitor)
    }

    /// The script for somebody steps aside before their page is let in.
    fn arrives<'h>(&'h self, who: &'h Actor) -> BoxFuture<'h, Option<Stay>> {
        async { self.arrive(who).await.map(|here| Box::new(here) as Stay) }.boxed()
    }
}
