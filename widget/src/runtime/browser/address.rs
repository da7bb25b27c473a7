//! The page's address: what its query asks for, whose server it came from, and taking away from it
//! what was for once only.

use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// The value of `key` in the page's query; nothing when it is empty.
#[must_use]
pub fn query(key: &str) -> Option<String> {
    parameters()?.get(key).filter(|value| !value.is_empty())
}

/// What the person has written into the page's field for `key`; where there is no such field, what
/// the address brings.
#[must_use]
pub(crate) fn wish(key: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let Some(field) = document.get_element_by_id(&["dial-", key].concat()) else {
        return query(key);
    };
    let written = js_sys::Reflect::get(&field, &"value".into()).ok()?.as_string();
    written.filter(|written| !written.is_empty())
}

/// The page's path.
#[must_use]
pub fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// Whether the server is the demo's: it says so in the page's head.
#[must_use]
pub fn is_demo() -> bool {
    let selector = "meta[name=backline-mode][content=demo]";
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.query_selector(selector).ok().flatten().is_some())
}

/// Where the server's socket is.
#[must_use]
pub(crate) fn socket_url() -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/socket", location.host().ok()?))
}

/// Takes `key` out of the address bar and the history, keeping all else.
pub(crate) fn drop_query(key: &str) {
    let Some((window, parameters)) = web_sys::window().zip(parameters()) else { return };
    parameters.delete(key);
    let rest = parameters.to_string().as_string().unwrap_or_default();
    let mark = if rest.is_empty() { "" } else { "?" };
    let url = format!("{}{mark}{rest}", path());
    if let Ok(history) = window.history() {
        // Refused only for an address of another origin, which this is not.
        let _same_origin = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
    }
}

fn parameters() -> Option<UrlSearchParams> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()
}
