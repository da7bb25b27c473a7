//! The file: which keys there are, and what may stand behind each.

use std::{fs, path::Path};

use backline_core::{id::TenantId, terms::Terms, time::Millis};
use toml::de::DeTable;

use super::{
    Config, ConfigError, LogFormat, MediaConfig, Origin, Problem, TenantConfig, loopback, people,
    section::{Notes, Section},
};

/// Shortest and longest span that a policy may have.
const SPANS: (Millis, Millis) = (Millis(100), Millis::seconds(24 * 3600));

/// Most forwarding threads: each has a port of its own.
const MOST_WORKERS: u32 = 64;

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Config, ConfigError> {
    let source_name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| {
        let text = format!(
            "The configuration cannot be read ({error}). Name another file with --config, or copy the sample docs/backline.toml."
        );
        ConfigError {
            source_name: source_name.clone(),
            problems: vec![Problem { line: None, text }],
        }
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    parse(&text, folder).map_err(|problems| ConfigError { source_name, problems })
}

/// Reads the text of a file in `folder`, which relative paths in it start from.
pub(super) fn parse(text: &str, folder: &Path) -> Result<Config, Vec<Problem>> {
    let mut notes = Notes::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        notes.add(at, format!("This is not TOML: {}.", error.message()));
    }
    let mut root = Section::new(table.get_ref(), "the file".to_owned(), 0);
    let config = whole(&mut notes, &mut root, folder);
    root.finish(&mut notes);
    if notes.problems.is_empty() {
        Ok(config)
    } else {
        notes.problems.sort_by_key(|problem| problem.line);
        Err(notes.problems)
    }
}

fn whole(notes: &mut Notes<'_>, root: &mut Section<'_>, folder: &Path) -> Config {
    const ADDRESS: &str = "Write an IP address and a port, such as 127.0.0.1:8080.";
    let path = |found: Option<(usize, &str)>| found.map(|(_, path)| folder.join(path));
    let listen = root.parsed(notes, "listen", ADDRESS).unwrap_or(loopback(8080));
    let metrics = root.parsed(notes, "metrics", ADDRESS).unwrap_or(loopback(0));
    let data = path(root.text(notes, "data")).unwrap_or_else(|| folder.join("backline-data"));
    let anchor = path(root.text(notes, "anchor"));
    let log = match root.text(notes, "log") {
        None | Some((_, "human")) => LogFormat::Human,
        Some((_, "json")) => LogFormat::Json,
        Some((at, other)) => {
            notes.add(at, format!("log = {other:?} cannot be used. Write human or json."));
            LogFormat::Human
        }
    };
    let media = media(notes, root);
    let origins = origins(notes, root);
    if origins.is_empty() && !listen.ip().is_loopback() {
        let rule = "origins is missing: with it empty, no page may open a socket. List the addresses under which browsers reach this server, such as origins = [\"https://desk.example.com\"].";
        notes.add(root.start(), rule);
    }
    let tenants = tenants(notes, root);
    Config { listen, metrics, media, data, anchor, log, origins, tenants }
}

fn media(notes: &mut Notes<'_>, root: &mut Section<'_>) -> MediaConfig {
    let usual = MediaConfig::default();
    let Some(mut section) = root.section(notes, "media") else { return usual };
    let port = section.number(notes, "port", 0..=65_535).and_then(|port| port.try_into().ok());
    let workers = section
        .number(notes, "workers", 1..=MOST_WORKERS)
        .and_then(|workers| workers.try_into().ok());
    let loopback_only = section.flag(notes, "loopback_only");
    let remedy = "Write an IP address, such as 203.0.113.7.";
    let external_address = section.parsed(notes, "external_address", remedy);
    section.finish(notes);
    MediaConfig {
        port: port.unwrap_or(usual.port),
        workers: workers.unwrap_or(usual.workers),
        loopback_only: loopback_only.unwrap_or(usual.loopback_only),
        external_address,
    }
}

fn origins(notes: &mut Notes<'_>, root: &mut Section<'_>) -> Vec<Origin> {
    let mut origins = Vec::new();
    for (at, text) in root.texts(notes, "origins") {
        match text.parse() {
            Ok(origin) => origins.push(origin),
            Err(error) => notes.add(at, format!("origins: {error}")),
        }
    }
    origins
}

fn tenants(notes: &mut Notes<'_>, root: &mut Section<'_>) -> Vec<TenantConfig> {
    let sections = root.sections(notes, "tenant");
    if sections.is_empty() {
        notes.add(root.start(), "There is no tenant. Add a [[tenant]] with an id and its people.");
    }
    let mut tenants: Vec<TenantConfig> = Vec::new();
    for mut section in sections {
        let start = section.start();
        let id: Option<TenantId> = section.required(notes, "id");
        let name = section.text(notes, "name").map(|(_, name)| name.to_owned());
        let terms = section.section(notes, "terms").map(|terms| self::terms(notes, terms));
        let people = people::read(notes, &mut section);
        section.finish(notes);
        let Some(id) = id else { continue };
        if tenants.iter().any(|tenant| tenant.id == id) {
            notes
                .add(start, format!("There is a tenant {id} already. Give each an id of its own."));
        }
        let name = name.unwrap_or_else(|| id.to_string());
        tenants.push(TenantConfig { id, name, terms: terms.unwrap_or_default(), people });
    }
    tenants
}

fn terms(notes: &mut Notes<'_>, mut section: Section<'_>) -> Terms {
    let mut terms = Terms::default();
    let spans: [(&'static str, &mut Millis); 7] = [
        ("ring_for", &mut terms.ring_for),
        ("ring_again_after", &mut terms.ring_again_after),
        ("tell_nobody_free_after", &mut terms.tell_nobody_free_after),
        ("party_grace", &mut terms.party_grace),
        ("supervisor_grace", &mut terms.supervisor_grace),
        ("confirm_within", &mut terms.confirm_within),
        ("supervisor_silence", &mut terms.supervisor_silence),
    ];
    for (key, value) in spans {
        if let Some(span) = section.span(notes, key, SPANS.0..=SPANS.1) {
            *value = span;
        }
    }
    if let Some(version) = section.number(notes, "version", 1..=u32::MAX) {
        terms.version = version;
    }
    if let Some(allow) = section.flag(notes, "allow_switch") {
        terms.allow_switch = allow;
    }
    section.finish(notes);
    terms
}
