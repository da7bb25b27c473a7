//! Signing in and out over HTTP: a name for a token, and the end of one. What the token opens is the
//! server's business.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignInWith {
    /// In the demo: by name alone.
    Demo {
        /// The person.
        person: String,
    },
    /// By name and password.
    Password {
        /// Of which tenant.
        tenant: String,
        /// The person.
        name: String,
        /// The password.
        password: String,
    },
}

const SILENT: &str = "The server does not answer. Check the connection, then try again.";

/// What the server answers: its status, and the fields of what it says.
struct AccountAnswer {
    status: u16,
    fields: JsValue,
}

impl AccountAnswer {
    fn field(&self, key: &str) -> Option<String> {
        Reflect::get(&self.fields, &key.into()).ok()?.as_string()
    }
}

/// The token, or the sentence that says why not.
pub(crate) async fn sign_in(who: SignInWith) -> Result<String, String> {
    let Ok(answer) = ask_in(who).await else { return Err(SILENT.to_owned()) };
    if let Some(token) = answer.field("token") {
        return Ok(token);
    }
    let sentence = answer.field("sentence").or_else(|| answer.field("error"));
    Err(sentence.unwrap_or_else(|| match answer.status {
        200..300 => SILENT.to_owned(),
        401 | 403 => "The name or the password is not right. Try again.".to_owned(),
        404 => "Sign in with your name and password.".to_owned(),
        _ => "The server cannot sign you in at the moment. Try again.".to_owned(),
    }))
}

/// Ends every sign-in of whose token this is, or says why it goes on. One that nobody knows any more
/// has ended.
pub(crate) async fn sign_out(token: &str) -> Result<(), String> {
    let bearer = ["Bearer ", token].concat();
    let answer = send("DELETE", "/api/session", ["authorization", &bearer], None).await;
    let Ok(answer) = answer else { return Err(SILENT.to_owned()) };
    match answer.status {
        200..300 | 401 => Ok(()),
        _ => Err(answer.field("sentence").unwrap_or_else(|| SILENT.to_owned())),
    }
}

async fn ask_in(who: SignInWith) -> Result<AccountAnswer, JsValue> {
    let body = Object::new();
    let put = |key: &str, value: &str| Reflect::set(&body, &key.into(), &value.into());
    let path = match &who {
        SignInWith::Demo { person } => {
            put("as", person)?;
            "/api/session/demo"
        }
        SignInWith::Password { tenant, name, password } => {
            put("tenant", tenant)?;
            put("person", name)?;
            put("password", password)?;
            "/api/session"
        }
    };
    let body = JSON::stringify(&body)?;
    send("POST", path, ["content-type", "application/json"], Some(body.into())).await
}

async fn send(
    method: &str,
    path: &str,
    [header, value]: [&str; 2],
    body: Option<JsValue>,
) -> Result<AccountAnswer, JsValue> {
    let headers = Headers::new()?;
    headers.set(header, value)?;
    let request = RequestInit::new();
    request.set_method(method);
    request.set_headers(&headers);
    request.set_body(&body.unwrap_or(JsValue::UNDEFINED));
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(path, &request)).await?;
    let response: Response = response.dyn_into()?;
    let answer = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    // What says nothing has no fields.
    let fields = JSON::parse(&answer).unwrap_or(JsValue::NULL);
    Ok(AccountAnswer { status: response.status(), fields })
}
