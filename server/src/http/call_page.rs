//! The customer's page as its tenant wants it: the tenant's name and colours, fields for what the
//! address does not bring, and a telephone number for whoever has no microphone.
//!
//! Written into the page before it is sent, so that it is there from the first paint and no program has
//! to know of it. The program reads the fields by their names.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use backline_core::{id::TenantId, interaction::MAX_CONTACT_CHARS, legible};
use serde::Deserialize;

use super::{answer_error, escaped};
use crate::{
    app::App,
    config::{CallTheme, Colour, TenantConfig},
};

/// Where the page is.
pub(super) const PATH: &str = "/call";

/// Where each tenant's colours are.
const COLOURS: &str = "/assets/theme/{tenant}";

/// Whom a page without a tenant in its address calls, as the page itself has it.
const USUAL: &str = "acme";

/// Before which the head stands in the built page, the colours, and the number.
const PLACES: [&str; 3] = ["<div id=page>", "</head>", "</body>"];

/// What the address brings.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    tenant: Option<String>,
    name: Option<String>,
    number: Option<String>,
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route(COLOURS, get(colours))
}

/// The page for this address.
pub(super) fn dressed(html: &str, app: &App, uri: &Uri) -> String {
    let Query(wish) = Query::<Wish>::try_from_uri(uri).unwrap_or_default();
    let tenant = wish.tenant.as_deref().unwrap_or(USUAL).parse::<TenantId>().ok();
    let config = app.config();
    let tenant = tenant.and_then(|tenant| config.tenant(&tenant));
    let parts = [head(tenant, &wish), link(tenant), phone(tenant)];
    PLACES.into_iter().zip(parts).fold(html.to_owned(), |html, (place, part)| {
        html.replacen(place, &[&part, place].concat(), 1)
    })
}

fn head(tenant: Option<&TenantConfig>, wish: &Wish) -> String {
    let mut head = "<header class=dial>".to_owned();
    if let Some(name) = tenant.and_then(|tenant| tenant.theme.name.as_ref()) {
        let _ = write!(head, "<p class=dial-tenant>{}</p>", escaped(name));
    }
    if let Some(name) = wish.name.as_deref().and_then(legible::name) {
        let _ = write!(head, "<p>You call as <bdi>{}</bdi>.</p>", escaped(&name));
    } else {
        field(&mut head, "name", "Your name (optional)", "text");
    }
    if wish.number.as_ref().is_none_or(String::is_empty) {
        field(&mut head, "number", "Your number (optional)", "tel");
    }
    head + "</header>"
}

fn field(head: &mut String, name: &str, label: &str, kind: &str) {
    let fills = if kind == "tel" { "tel" } else { "name" };
    let _ = write!(
        head,
        "<label class=field>{label}<input id=dial-{name} type={kind} autocomplete={fills} maxlength={MAX_CONTACT_CHARS}></label>"
    );
}

fn link(tenant: Option<&TenantConfig>) -> String {
    let themed = tenant.filter(|tenant| sheet(&tenant.theme).is_some());
    let link = |tenant: &TenantConfig| {
        format!(
            "<link rel=stylesheet href=\"{}\">",
            COLOURS.replace("{tenant}", tenant.id.as_str())
        )
    };
    themed.map(link).unwrap_or_default()
}

/// A style sheet shows it while the microphone is what is wrong.
fn phone(tenant: Option<&TenantConfig>) -> String {
    let Some(terms) = tenant.map(|tenant| &tenant.terms) else { return String::new() };
    if terms.unreachable_phone.is_empty() {
        return String::new();
    }
    let (phone, hours) = (escaped(&terms.unreachable_phone), escaped(&terms.unreachable_hours));
    format!("<p class=dial-phone>Or call <a href=\"tel:{phone}\">{phone}</a>. {hours}</p>")
}

/// `GET /assets/theme/{tenant}`: nothing for a tenant without colours, as for one that is not there.
async fn colours(State(app): State<Arc<App>>, Path(tenant): Path<String>) -> Response {
    let config = app.config();
    let tenant = tenant.parse::<TenantId>().ok().and_then(|tenant| config.tenant(&tenant));
    let response = match tenant.and_then(|tenant| sheet(&tenant.theme)) {
        Some(sheet) => {
            let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
            let cache = (header::CACHE_CONTROL, "no-cache");
            ([kind, cache], sheet).into_response()
        }
        None => answer_error(StatusCode::NOT_FOUND, "There is no such file."),
    };
    std::future::ready(response).await
}

/// The design's words for the accent, said anew; nothing where the tenant has no colour.
fn sheet(theme: &CallTheme) -> Option<String> {
    let by = |scheme: &str, accent: Colour| {
        let on = accent.above();
        format!(
            "@media (prefers-color-scheme: {scheme}) {{\n  :root {{\n    --accent: {accent};\n    --accent-fill: {accent};\n    --accent-wash: color-mix(in oklch, {accent} 6%, var(--surface));\n    --on-accent: {on};\n  }}\n}}\n"
        )
    };
    let (day, night) = (theme.accent, theme.accent_dark);
    let sheets = [day.map(|it| by("light", it)), night.map(|it| by("dark", it))];
    (day.is_some() || night.is_some()).then(|| sheets.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headed(name: &str, number: &str) -> String {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        head(None, &Wish { tenant: None, name: some(name), number: some(number) })
    }

    ///
    #[test]
    fn there_is_a_field_for_what_the_address_does_not_bring_and_a_name_is_no_markup() {
        let empty = headed("", "");
        assert!(empty.contains("id=dial-name") && empty.contains("id=dial-number"), "{empty}");
        let known = headed("<b>Carla", "112");
        assert_eq!(
            known,
            "<header class=dial><p>You call as <bdi>&lt;b&gt;Carla</bdi>.</p></header>"
        );
        assert!(headed("\u{200b}", "112").contains("id=dial-name"), "nothing of it is seen");
    }

    ///
    #[test]
    fn colours_are_those_of_the_look_that_they_are_for() {
        assert_eq!(sheet(&CallTheme::default()), None);
        let accent = "#0b6e4f".parse().ok();
        let sheet = sheet(&CallTheme { accent, ..CallTheme::default() }).unwrap();
        assert!(sheet.contains("--accent: #0b6e4f;") && sheet.contains("--on-accent: #ffffff;"));
        assert!(sheet.contains("scheme: light") && !sheet.contains("scheme: dark"), "{sheet}");
    }
}
