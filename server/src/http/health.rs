//! Whether the process lives, whether it may be sent people, and what it has counted.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use metrics_exporter_prometheus::PrometheusHandle;

use super::answer_error;
use crate::app::{App, Ending};

/// `GET /healthz`
pub(super) async fn alive() -> &'static str {
    std::future::ready("alive\n").await
}

/// `GET /readyz`
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    if *app.ending.borrow() != Ending::Serving {
        return answer_error(StatusCode::SERVICE_UNAVAILABLE, "The server is about to end.");
    }
    if app.store.probe().await.is_err() {
        return answer_error(StatusCode::SERVICE_UNAVAILABLE, "The record cannot be written.");
    }
    "ready\n".into_response()
}

/// `GET /metrics`
pub(super) async fn metrics(State(app): State<Arc<App>>, recorder: PrometheusHandle) -> String {
    let counters = app.media.counters().await;
    for (name, value) in [
        ("backline_media_datagrams_received_total", counters.received),
        ("backline_media_datagrams_sent_total", counters.sent),
        ("backline_media_packets_forwarded_total", counters.forwarded),
        ("backline_media_dropped_malformed_total", counters.malformed),
        ("backline_media_dropped_strangers_total", counters.strangers),
        ("backline_media_dropped_unauthenticated_total", counters.unauthenticated),
        ("backline_media_dropped_unacceptable_total", counters.unacceptable),
        ("backline_media_panics_total", counters.panics),
    ] {
        metrics::counter!(name).absolute(value);
    }
    metrics::gauge!("backline_media_legs").set(counters.legs as f64);
    recorder.run_upkeep();
    recorder.render()
}
