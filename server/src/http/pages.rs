//! The pages and their files: read from the disk in a debug build, inside the binary in a release.

use std::{borrow::Cow, sync::Arc};

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use rust_embed::RustEmbed;

use super::{answer_error, call_page, security::page_policy};
use crate::{app::App, wing::Wing};

/// What the build of the pages left.
#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// What the build writes where a fresh nonce has to stand.
const PLACEHOLDER: &str = "BACKLINE-NONCE";

/// Where the first page learns how it is served.
const MODE: &str = "BACKLINE-MODE";

/// Before which a page may have something more.
const END: &str = "</body>";

/// The name of a file holds a digest of its content, so it may be kept for a year.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Part of an address that has the microphone's sound left as it is, for tones that a test listens to.
const RAW: &str = "raw";

/// How pages are served: by what word they learn of it, whether sound may be left as it is, whether
/// they may show each other in frames, and what stands at their end.
#[derive(Clone)]
struct Served {
    mode: &'static str,
    raw: bool,
    framed: bool,
    end: Arc<str>,
}

/// Adds the pages to the routes; the first one is told how it is served.
pub(super) fn routes(routes: Router<Arc<App>>, wing: &dyn Wing) -> Router<Arc<App>> {
    let (mode, raw, framed) = (wing.mode(), wing.serves_raw_sound(), wing.frames_pages());
    let served = Served { mode, raw, framed, end: wing.page_end().into() };
    let program = move |name| {
        let served = served.clone();
        get(move |state, uri| page((state, uri), name, served))
    };
    let further = |routes: Router<_>, address: &&str| routes.route(address, program("workspace"));
    wing.pages()
        .iter()
        .fold(routes, further)
        .route("/", program("workspace"))
        .route("/workspace", program("workspace"))
        .route("/panel", program("panel"))
        .route(call_page::PATH, program("panel"))
        .route("/favicon.ico", get(favicon))
        .route("/assets/{*path}", get(asset))
}

async fn page(
    (State(app), uri): (State<Arc<App>>, Uri),
    program: &'static str,
    served: Served,
) -> Response {
    if let Some(elsewhere) = without_raw(&uri).filter(|_| !served.raw) {
        return Redirect::to(&elsewhere).into_response();
    }
    let (html, nonce) = match fresh(program) {
        Ok(page) => page,
        Err(why) => return answer_error(StatusCode::SERVICE_UNAVAILABLE, why),
    };
    let html =
        if uri.path() == call_page::PATH { call_page::dressed(&html, &app, &uri) } else { html };
    let html = html.replace(MODE, served.mode).replacen(END, &[&*served.end, END].concat(), 1);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, page_policy(&app, &nonce, served.framed)),
    ];
    std::future::ready((headers, html).into_response()).await
}

/// The page called `name` with a new nonce in it, and the nonce; or why there is none.
pub(super) fn fresh(name: &str) -> Result<(String, String), &'static str> {
    let html = Dist::get(&format!("{name}/index.html")).and_then(|file| text(file.data));
    let html = html.ok_or("The pages are not built. Run `cargo xtask demo`, which builds them.")?;
    let mut random = [0; 16];
    SystemRandom::new()
        .fill(&mut random)
        .map_err(|_| "The system gave no randomness. Try again.")?;
    let nonce = STANDARD_NO_PAD.encode(random);
    Ok((html.replace(PLACEHOLDER, &nonce), nonce))
}

/// The address without the part that leaves sound as it is; nothing when it has none.
fn without_raw(uri: &Uri) -> Option<String> {
    let query = uri.query()?;
    // No name that is asked for is written in another way, but any could be.
    let is_raw = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        name == RAW || name.contains('%')
    };
    query.split('&').find(is_raw)?;
    let rest: Vec<_> = query.split('&').filter(|pair| !is_raw(pair)).collect();
    let mark = if rest.is_empty() { "" } else { "?" };
    Some(format!("{}{mark}{}", uri.path(), rest.join("&")))
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let file = if path.ends_with(".html") { None } else { Dist::get(&path) };
    let Some(file) = file else {
        return std::future::ready(answer_error(StatusCode::NOT_FOUND, "There is no such file."))
            .await;
    };
    let kind = (header::CONTENT_TYPE, content_type(&path));
    let cache = (header::CACHE_CONTROL, if is_hashed(&path) { FOR_GOOD } else { "no-cache" });
    let vary = (header::VARY, "accept-encoding");
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|part| part.trim().starts_with("br")));
    if takes_brotli && let Some(small) = Dist::get(&format!("{path}.br")) {
        let encoding = (header::CONTENT_ENCODING, "br");
        return ([kind, cache, vary, encoding], body(small.data)).into_response();
    }
    ([kind, cache, vary], body(file.data)).into_response()
}

async fn favicon() -> Response {
    let icon = Dist::get("workspace/favicon.svg");
    let response = match icon {
        Some(icon) => ([(header::CONTENT_TYPE, "image/svg+xml")], body(icon.data)).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    };
    std::future::ready(response).await
}

fn body(data: Cow<'static, [u8]>) -> Body {
    match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    }
}

fn text(data: Cow<'static, [u8]>) -> Option<String> {
    String::from_utf8(data.into_owned()).ok()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "webmanifest") => "application/json",
        Some("woff2") => "font/woff2",
        Some("opus" | "ogg") => "audio/ogg",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

/// Whether the name holds a digest, as Trunk writes it: `name-0123456789abcdef.js`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, digest)| {
        (8..=64).contains(&digest.len()) && digest.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_sound_as_it_is_is_taken_out_of_an_address_and_nothing_else() {
        let without = |uri: &str| without_raw(&uri.parse().unwrap());
        assert_eq!(
            without("/call?raw=1&name=Jo%26raw&tenant=a").unwrap(),
            "/call?name=Jo%26raw&tenant=a"
        );
        assert_eq!(without("/panel?raw").unwrap(), "/panel");
        assert_eq!(without("/panel?tenant=a&%72aw=1").unwrap(), "/panel?tenant=a");
        assert_eq!(without("/call?name=raw&draw=1"), None);
        assert_eq!(without("/call"), None);
    }

    #[test]
    fn only_names_that_hold_a_digest_are_kept_for_good() {
        for hashed in [
            "panel/panel-1a2b3c4d5e6f7081.js",
            "panel/panel-1a2b3c4d5e6f7081_bg.wasm",
            "a-0123456789abcdef.css",
            "face/inter-0123456789abcdef.woff2",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["panel/favicon.svg", "panel/snippets/a-b/inline0.js", "x-y.js", "icon.png"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
