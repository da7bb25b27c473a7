//! The pages of another build, served beside those of this one, at another name of the same machine.

use std::{env, fs, path::PathBuf};

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};

/// By which name they are asked for.
pub(crate) const HOST: &str = "127.0.0.1";

/// What their build has left where a fresh nonce has to stand, and what stands there.
const PLACEHOLDER: &str = "BACKLINE-NONCE";
const NONCE: &str = "bench";

/// Where they are.
pub(crate) fn folder() -> Option<PathBuf> {
    env::var_os("BACKLINE_BENCH_BEFORE").map(PathBuf::from)
}

/// The same routes, and where that name is asked, the other pages.
pub(crate) fn beside<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(middleware::from_fn(async |request: Request, next: Next| {
        let found = answer(request.headers(), request.uri().path());
        match found {
            Some(answer) => answer,
            None => next.run(request).await,
        }
    }))
}

fn answer(asked: &HeaderMap, path: &str) -> Option<Response> {
    asked.get(header::HOST)?.to_str().ok()?.starts_with(HOST).then_some(())?;
    let folder = folder()?;
    match path {
        "/panel" | "/workspace" => {
            let page = fs::read_to_string(folder.join(&path[1..]).join("index.html")).ok()?;
            let page = page.replace(PLACEHOLDER, NONCE).replace("BACKLINE-MODE", "serve");
            let policy = format!(
                "default-src 'self' data: ws:; script-src 'self' 'nonce-{NONCE}' 'wasm-unsafe-eval'"
            );
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
                (header::CONTENT_SECURITY_POLICY, policy),
            ];
            Some((headers, page).into_response())
        }
        _ => asset(&folder.join(path.strip_prefix("/assets/")?)),
    }
}

fn asset(file: &std::path::Path) -> Option<Response> {
    let kind = match file.extension()?.to_str()? {
        "js" | "mjs" => "text/javascript",
        "wasm" => "application/wasm",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => return None,
    };
    let mut small = file.as_os_str().to_owned();
    small.push(".br");
    Some(match fs::read(small) {
        Ok(small) => {
            let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_ENCODING, "br")];
            (headers, small).into_response()
        }
        Err(_) => ([(header::CONTENT_TYPE, kind)], fs::read(file).ok()?).into_response(),
    })
}
