//! Why a request is not done, as `application/problem+json` (RFC 9457): the core's own sentence, and
//! a code that does not change.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backline_core::interaction::{Refusal, RefusalKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::StoreError;

/// What every problem's type begins with.
const TYPE: &str = "urn:backline:problem:";

/// Why it is not done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// A name for this kind of problem, which does not change: `urn:backline:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The kind of answer.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What stands against it, in a sentence for people.
    detail: String,
    /// The last part of the type.
    code: String,
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("{TYPE}{code}"),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            retry_after: None,
        }
    }

    /// A request that cannot be read.
    pub(super) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", detail)
    }

    /// Nobody knows whether it was done.
    pub(super) fn too_slow() -> Self {
        let detail = "The request took too long. Send it again with the same Idempotency-Key.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too_slow", detail)
    }

    /// What is on record cannot be read.
    pub(super) fn not_read() -> Self {
        let detail = "The record cannot be read at the moment. Try again.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_read", detail).after(1)
    }

    /// The same may be tried again after so many seconds.
    pub(super) const fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let problem = Self::new(status(&refusal), refusal.code(), refusal.to_string());
        if refusal.is_retryable() { problem.after(1) } else { problem }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if let StoreError::Unknown(..) = error {
            return Refusal::NoSuchCall.into();
        }
        tracing::error!(%error, "the record cannot be read");
        Self::not_read()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// The kind of answer that a rule gives.
const fn status(refusal: &Refusal) -> StatusCode {
    match refusal.kind() {
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}
