//! What can be built onto the product: hooks, addresses and tasks of its own.
//!
//! A wing uses the product; the product knows it by this trait alone, and serves without one.

use std::sync::Arc;

use axum::Router;
use tokio::task::JoinHandle;

use crate::{app::App, hooks::Hooks};

/// Something that is built onto a server. What it leaves out is as without it.
pub trait Wing: Send + Sync {
    /// Who answers the hooks.
    fn hooks(&self) -> Arc<dyn Hooks> {
        Arc::new(())
    }

    /// The word by which the first page learns how it is served.
    fn mode(&self) -> &'static str {
        "serve"
    }

    /// Further addresses at which the program of the first page is served.
    fn pages(&self) -> &'static [&'static str] {
        &[]
    }

    /// What stands at the end of every page, as HTML.
    fn page_end(&self) -> String {
        String::new()
    }

    /// Whether a page of this server may show others of it in frames. None may be shown anywhere else.
    fn frames_pages(&self) -> bool {
        false
    }

    /// Whether a page may be asked by its address to leave the microphone's sound as it is.
    fn serves_raw_sound(&self) -> bool {
        false
    }

    /// What is served on the main port: `routes`, which are the product's, with its own.
    fn main_routes(&self, _app: &Arc<App>, routes: Router<Arc<App>>) -> Router<Arc<App>> {
        routes
    }

    /// What is served on the port for operators, in the same way.
    fn operator_routes(&self, routes: Router<Arc<App>>) -> Router<Arc<App>> {
        routes
    }

    /// Starts what works beside the product. It is aborted when the server has ended.
    fn start(&self, _app: &Arc<App>) -> Vec<JoinHandle<()>> {
        Vec::new()
    }

    /// A line for whoever started the server, when it is ready.
    fn greeting(&self, _app: &App) -> Option<String> {
        None
    }

    /// Whether a server that is asked to end lets calls go on to their own end.
    fn lets_calls_end(&self) -> bool {
        true
    }
}

impl Wing for () {}
