//! Signing in over HTTP: a name for a token. What the token opens is the server's business.

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

/// The token, or the sentence that says why not.
pub(crate) async fn sign_in(who: SignInWith) -> Result<String, String> {
    ask(who).await.unwrap_or_else(|_| {
        Err("The server does not answer. Check the connection, then try again.".to_owned())
    })
}

async fn ask(who: SignInWith) -> Result<Result<String, String>, JsValue> {
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
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&JSON::stringify(&body)?.into());
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(path, &request)).await?;
    let response: Response = response.dyn_into()?;
    let answer = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let field = |key: &str| {
        let answer = JSON::parse(&answer).ok()?;
        Reflect::get(&answer, &key.into()).ok()?.as_string()
    };
    if response.ok() {
        return field("token").map(Ok).ok_or(JsValue::NULL);
    }
    let sentence = field("sentence").or_else(|| field("error"));
    Ok(Err(sentence.unwrap_or_else(|| match response.status() {
        401 | 403 => "The name or the password is not right. Try again.".to_owned(),
        404 => "Sign in with your name and password.".to_owned(),
        _ => "The server cannot sign you in at the moment. Try again.".to_owned(),
    })))
}
