//! An address at which nothing is: a page for whoever looks with a browser, a sentence for a machine.

use axum::{
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};

use super::{answer_error, pages, security::still_policy};

/// Where no page ever is: what asks there is a program.
const OF_PROGRAMS: [&str; 2] = ["/api", "/assets"];

pub(super) async fn nothing_here(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let page = || pages::fresh("missing").ok();
    let page = looks_with_a_browser(&method, uri.path(), &headers).then(page).flatten();
    let response = page.map_or_else(sentence, |(html, nonce)| {
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::CONTENT_SECURITY_POLICY, still_policy(&nonce)),
        ];
        (StatusCode::NOT_FOUND, headers, html).into_response()
    });
    std::future::ready(response).await
}

/// The same for a program.
pub(super) fn sentence() -> Response {
    answer_error(StatusCode::NOT_FOUND, "There is nothing at this address.")
}

/// A browser that goes to an address says that it takes a page; a program says nothing of the kind.
fn looks_with_a_browser(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let of_programs = |begin: &&str| {
        path.strip_prefix(*begin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let takes_pages = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"));
    [Method::GET, Method::HEAD].contains(method)
        && takes_pages
        && !OF_PROGRAMS.iter().any(of_programs)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    ///
    #[test]
    fn a_page_is_for_browsers_that_look_and_never_at_an_address_of_programs() {
        let asks = |method: Method, path: &str, accept: &'static str| {
            let headers = [(header::ACCEPT, HeaderValue::from_static(accept))];
            looks_with_a_browser(&method, path, &headers.into_iter().collect())
        };
        let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        for path in ["/nothing-here", "/panel/", "/apiary", "/docs/nothing.md"] {
            assert!(asks(Method::GET, path, browser), "{path}");
        }
        for path in ["/api", "/api/nothing", "/assets/nothing.js"] {
            assert!(!asks(Method::GET, path, browser), "{path}");
        }
        assert!(!asks(Method::POST, "/nothing-here", browser));
        assert!(!asks(Method::GET, "/nothing-here", "*/*"));
        assert!(!looks_with_a_browser(&Method::GET, "/nothing-here", &HeaderMap::new()));
    }
}
