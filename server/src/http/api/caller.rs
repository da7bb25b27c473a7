//! Who asks: the token of a machine, or the session of a person; and for whom a machine speaks.
//!
//! It refuses to know what they may do.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, request::Parts},
};
use backline_core::{
    id::PersonId,
    people::{Actor, Identity},
};

use super::problem::Problem;
use crate::{app::App, http::bearer};

/// Names the person for whom a machine speaks.
pub(super) const ON_BEHALF_OF: &str = "backline-on-behalf-of";

/// Somebody with a good token.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    who: Actor,
    on_behalf_of: Option<PersonId>,
    /// The token, to see later whether it is still good.
    pub(super) token: String,
}

impl Caller {
    /// The author of what is asked, when the body may name for whom as well.
    pub(super) fn author(&self, in_body: Option<PersonId>) -> Result<Actor, Problem> {
        let both = (&self.on_behalf_of, &in_body);
        if let (Some(header), Some(body)) = both
            && header != body
        {
            let detail = "Header and body name different people to speak for. Name one.";
            return Err(Problem::unreadable(detail));
        }
        let person = self.on_behalf_of.clone().or(in_body);
        match (&self.who.identity, person) {
            (_, None) => Ok(self.who.clone()),
            (Identity::Integration { name, .. }, Some(person)) => {
                Ok(Actor::integration(self.who.tenant.clone(), name.clone(), Some(person)))
            }
            (Identity::Person(_) | Identity::Visitor(_) | Identity::Server, Some(_)) => {
                let detail = "Only the token of a machine speaks for somebody else.";
                Err(Problem::new(StatusCode::FORBIDDEN, "speaks_for_itself", detail))
            }
        }
    }

    /// By what its requests are counted: all of one token together.
    pub(super) fn account(&self) -> String {
        format!("{}/{:?}", self.who.tenant, self.who.identity)
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        std::future::ready(caller(&parts.headers, app)).await
    }
}

fn caller(headers: &HeaderMap, app: &App) -> Result<Caller, Problem> {
    let token = bearer(headers).ok_or_else(|| unknown("Send a token: Authorization: Bearer …"))?;
    let who = identify(app, token).ok_or_else(|| {
        metrics::counter!("backline_api_tokens_refused_total").increment(1);
        unknown("This token is not known here, or is not good any more.")
    })?;
    let on_behalf_of = match headers.get(ON_BEHALF_OF).map(|name| name.to_str()) {
        None => None,
        Some(name) => {
            let name = name.ok().and_then(|name| PersonId::new(name).ok());
            let detail = "Backline-On-Behalf-Of has the id of a person.";
            Some(name.ok_or_else(|| Problem::unreadable(detail))?)
        }
    };
    let caller = Caller { who, on_behalf_of, token: token.to_owned() };
    match app.api_calls.admit_account(&caller.account()) {
        Ok(()) => Ok(caller),
        Err(wait) => {
            let detail = "This token has asked too much in the last minute. Wait a moment.";
            let seconds = wait.as_secs().max(1);
            Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many", detail).after(seconds))
        }
    }
}

/// Whose token this is, if it is good.
pub(super) fn identify(app: &App, token: &str) -> Option<Actor> {
    app.identities.bearer(token, &*app.config(), app.sessions.clock().now())
}

fn unknown(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "unknown_token", detail)
}
