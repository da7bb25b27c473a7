//! How this page asks the server. What is asked, and what an answer means, is the business of whoever
//! asks.

use leptos::{
    wasm_bindgen::{JsCast as _, JsValue},
    web_sys::{self, Headers, RequestInit, Response},
};
use wasm_bindgen_futures::JsFuture;

/// What the server says, or the sentence that says why not.
pub(super) type Said = Result<JsValue, String>;

/// Asks for what is at `path`, or for what `body` says.
pub(super) async fn ask(path: &str, body: Option<String>) -> Said {
    answer(path, body).await.unwrap_or_else(|_| {
        Err("The server does not answer. Check that it runs, then try again.".to_owned())
    })
}

/// The inner error is the server's sentence, the outer one that there was no answer.
async fn answer(path: &str, body: Option<String>) -> Result<Said, JsValue> {
    let request = RequestInit::new();
    if let Some(body) = body {
        let headers = Headers::new()?;
        headers.set("content-type", "application/json")?;
        request.set_method("POST");
        request.set_headers(&headers);
        request.set_body(&body.into());
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let fetched = window.fetch_with_str_and_init(path, &request);
    let response: Response = JsFuture::from(fetched).await?.dyn_into()?;
    let body = JsFuture::from(response.json()?).await?;
    if response.ok() {
        return Ok(Ok(body));
    }
    let sentence = js_sys::Reflect::get(&body, &"sentence".into())?.as_string();
    Ok(Err(sentence.ok_or(JsValue::NULL)?))
}
