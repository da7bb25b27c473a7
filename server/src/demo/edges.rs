//! What left the media socket for one interaction: for tests, and for who wants to see it.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use backline_core::{
    id::{InteractionId, LegId},
    routing::{PartyId, Speaker},
};
use backline_media::Departure;
use serde::Serialize;

use crate::{app::App, http::answer_error};

/// One row of the tally.
#[derive(Serialize)]
struct EdgeRow {
    speaker: Speaker,
    listener: PartyId,
    leg: LegId,
    packets: u64,
}

/// `GET /debug/edges/{interaction}`
pub(super) async fn edges(State(app): State<Arc<App>>, Path(id): Path<String>) -> Response {
    let Ok(interaction) = id.parse::<InteractionId>() else {
        return answer_error(StatusCode::BAD_REQUEST, "An interaction's id is a UUID.");
    };
    let departures = app.media.departures(interaction).await;
    let rows: Vec<EdgeRow> = departures
        .into_iter()
        .map(|Departure { speaker, listener, leg, packets }| EdgeRow {
            speaker,
            listener,
            leg,
            packets,
        })
        .collect();
    Json(rows).into_response()
}
