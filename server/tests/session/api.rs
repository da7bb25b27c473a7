//! A machine without a machine: asks the API, and holds each answer against what the API says that
//! it answers.

use std::{fmt::Write as _, sync::OnceLock};

use backline_core::id::InteractionId;
use serde_json::Value;
use uuid::Uuid;

use super::{api_schema, server::Server};

/// The token of acme's machine, whose name is `demo`.
pub(crate) const MACHINE: &str = "backline_machine_of_acme_for_tests";

/// The token of globex's machine.
pub(crate) const OTHER: &str = "backline_machine_of_globex_for_tests";

/// Who asks, and how.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asker {
    pub(crate) token: Option<String>,
    pub(crate) on_behalf_of: Option<String>,
    /// A fresh one each time when there is none.
    pub(crate) key: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) headers: String,
}

pub(crate) fn machine() -> Asker {
    bearer(MACHINE)
}

pub(crate) fn bearer(token: &str) -> Asker {
    Asker { token: Some(token.to_owned()), ..Asker::default() }
}

impl Asker {
    pub(crate) fn speaking_for(&self, person: &str) -> Self {
        Self { on_behalf_of: Some(person.to_owned()), ..self.clone() }
    }

    pub(crate) fn with_key(&self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self.clone() }
    }

    pub(crate) async fn get(&self, server: &Server, path: &str) -> Reply {
        self.ask(server, ("GET", path), "").await
    }

    pub(crate) async fn post(&self, server: &Server, path: &str, body: &Value) -> Reply {
        self.ask(server, ("POST", path), &body.to_string()).await
    }

    /// Asks, and sees whether the answer is one that the description knows.
    pub(crate) async fn ask(&self, server: &Server, at: (&str, &str), body: &str) -> Reply {
        let reply = self.ask_plainly(server, at, body).await;
        described(server, at, &reply).await;
        reply
    }

    /// The same for an address that is described nowhere. While nobody knows whether it was done,
    /// which on a slow machine happens with anything, the same is asked again.
    pub(crate) async fn ask_plainly(&self, server: &Server, at: (&str, &str), body: &str) -> Reply {
        let key = self.key.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let asker = self.with_key(&key);
        loop {
            let reply = asker.ask_once(server, at, body).await;
            if reply.code() != "too_slow" {
                return reply;
            }
        }
    }

    /// Asks, and takes the answer as it is.
    pub(crate) async fn ask_once(
        &self,
        server: &Server,
        (method, path): (&str, &str),
        body: &str,
    ) -> Reply {
        let mut headers = String::new();
        if let Some(token) = &self.token {
            write!(headers, "Authorization: Bearer {token}\r\n").unwrap();
        }
        if let Some(person) = &self.on_behalf_of {
            write!(headers, "Backline-On-Behalf-Of: {person}\r\n").unwrap();
        }
        if let Some(key) = self.key.as_ref().filter(|_| method != "GET") {
            write!(headers, "Idempotency-Key: {key}\r\nContent-Type: application/json\r\n")
                .unwrap();
        }
        let answer = server.request(&format!("{method} {path}"), &headers, body).await;
        let body = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
        Reply { status: answer.status, body, headers: answer.headers }
    }
}

impl Reply {
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_default()
    }
}

/// What the API says of itself: the same for every server.
pub(crate) async fn description(server: &Server) -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    if let Some(known) = DESCRIPTION.get() {
        return known;
    }
    let reply = machine().ask_plainly(server, ("GET", "/api/v1/openapi.json"), "").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    DESCRIPTION.get_or_init(|| reply.body)
}

async fn described(server: &Server, (method, path): (&str, &str), reply: &Reply) {
    let api = description(server).await;
    let operation =
        operation(api, method, path).unwrap_or_else(|| panic!("{method} {path} is not described"));
    let response = &operation["responses"][reply.status.to_string()];
    assert!(response.is_object(), "{method} {path}: {} is not described: {reply:?}", reply.status);
    let Some(content) = response["content"].as_object() else {
        assert_eq!(reply.body, Value::Null, "{method} {path} answers with nothing");
        return;
    };
    let (kind, content) = content.iter().next().unwrap();
    assert!(reply.headers.contains(&format!("content-type: {kind}")), "{reply:?}");
    let misfits = api_schema::misfits(api, &content["schema"], &reply.body);
    assert!(misfits.is_empty(), "{method} {path}: {misfits:#?} in {}", reply.body);
}

/// The operation at a path whose parts may stand for others.
fn operation<'a>(api: &'a Value, method: &str, path: &str) -> Option<&'a Value> {
    let path = path.split('?').next()?;
    let fits = |pattern: &str| {
        let (pattern, path) = (pattern.split('/'), path.split('/'));
        pattern.clone().count() == path.clone().count()
            && pattern.zip(path).all(|(part, own)| part.starts_with('{') || part == own)
    };
    let paths = api["paths"].as_object()?;
    // The one without names in it goes over the one with.
    let found = paths.iter().filter(|(pattern, _)| fits(pattern));
    let found = found.min_by_key(|(pattern, _)| pattern.matches('{').count())?;
    found.1.get(method.to_lowercase())
}

/// The addresses of an interaction's requests.
pub(crate) fn requests(interaction: InteractionId) -> String {
    format!("/api/v1/interactions/{interaction}/help-requests")
}
