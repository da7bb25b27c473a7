//! The file: which keys there are, and what may stand behind each.

use std::{fmt::Display, fs, path::Path, str::FromStr};

use backline_core::id::TenantId;
use toml::de::DeTable;

use super::{
    Config, ConfigError, ConfigProblem, LogFormat, MediaConfig, Origin, PersonConfig, TenantConfig,
    USUAL_DATA, address, external, loopback, people,
    policy::Known,
    section::{Notes, Section},
    teams, terms, theme, tokens,
};

/// Most forwarding threads: each has a port of its own.
const MOST_WORKERS: u32 = 64;
/// How many UDP ports there are.
const PORTS: u32 = 65_536;

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Config, ConfigError> {
    let text =
        text(path, "Name another file with --config, or copy the sample docs/backline.toml.")?;
    let folder = path.parent().unwrap_or(Path::new(""));
    parse(&text, folder).map_err(|problems| of_file(path, problems))
}

/// Reads what may stand in a `[[tenant]]` besides its people into a tenant that has its people.
///
/// # Errors
/// With every problem that the file has, or when it cannot be read.
pub fn read_policies(path: &Path, tenant: &mut TenantConfig) -> Result<(), ConfigError> {
    let text = text(path, "Name another file with --policies.")?;
    parse_policies(&text, tenant).map_err(|problems| of_file(path, problems))
}

/// Reads the text of a file in `folder`, which relative paths in it start from.
pub(super) fn parse(text: &str, folder: &Path) -> Result<Config, Vec<ConfigProblem>> {
    parse_with(text, |notes, root| whole(notes, root, folder))
}

fn parse_policies(text: &str, tenant: &mut TenantConfig) -> Result<(), Vec<ConfigProblem>> {
    parse_with(text, |notes, root| {
        let teams = if root.has("team") {
            for person in &mut tenant.people {
                person.teams.clear();
                person.supervises.clear();
            }
            teams::read(notes, root, (Some(&tenant.id), &mut tenant.people))
        } else {
            let everybodys = |it: &PersonConfig| [it.teams.clone(), it.supervises.clone()].concat();
            tenant.people.iter().flat_map(everybodys).collect()
        };
        tenant.terms = terms::read(notes, root, &Known { people: &tenant.people, teams: &teams });
        if root.has("call") {
            tenant.theme = theme::read(notes, root);
        }
    })
}

fn parse_with<T>(
    text: &str,
    read: impl FnOnce(&mut Notes<'_>, &mut Section<'_>) -> T,
) -> Result<T, Vec<ConfigProblem>> {
    let mut notes = Notes::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        notes.add(at, format!("This is not TOML: {}.", error.message()));
    }
    let mut root = Section::new(table.get_ref(), "the file".to_owned(), 0);
    let found = read(&mut notes, &mut root);
    root.finish(&mut notes);
    if notes.problems.is_empty() {
        Ok(found)
    } else {
        notes.problems.sort_by_key(|problem| problem.line);
        Err(notes.problems)
    }
}

fn text(path: &Path, remedy: &str) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|error| {
        let text = format!("The configuration cannot be read ({error}). {remedy}");
        of_file(path, vec![ConfigProblem { line: None, text }])
    })
}

fn of_file(path: &Path, problems: Vec<ConfigProblem>) -> ConfigError {
    ConfigError { source_name: path.display().to_string(), problems }
}

fn whole(notes: &mut Notes<'_>, root: &mut Section<'_>, folder: &Path) -> Config {
    let path = |found: Option<(usize, &str)>| found.map(|(_, path)| folder.join(path));
    let listen = root.read(notes, "listen", address).unwrap_or(loopback(8080));
    let metrics = root.read(notes, "metrics", address).unwrap_or(loopback(0));
    let data = path(root.text(notes, "data")).unwrap_or_else(|| folder.join(USUAL_DATA));
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
    let origins: Vec<Origin> = parsed(notes, root, "origins");
    if origins.is_empty() && !listen.ip().is_loopback() {
        let rule = "origins is missing: with it empty, no page may open a socket. List the addresses under which browsers reach this server, such as origins = [\"https://desk.example.com\"].";
        notes.add(root.start(), rule);
    }
    let trusted_proxies = parsed(notes, root, "trusted_proxies");
    let tenants = tenants(notes, root);
    Config {
        listen,
        metrics,
        media,
        data,
        anchor,
        log,
        origins,
        trusted_proxies,
        accept_clock: false,
        tenants,
    }
}

fn media(notes: &mut Notes<'_>, root: &mut Section<'_>) -> MediaConfig {
    let usual = MediaConfig::default();
    let Some(mut section) = root.section(notes, "media") else { return usual };
    let workers = section.number(notes, "workers", 1..=MOST_WORKERS);
    // Each worker has a port of its own, in a row from the first.
    let last = PORTS - workers.unwrap_or(1);
    let port = section.number(notes, "port", 0..=last).and_then(|port| port.try_into().ok());
    let workers = workers.and_then(|workers| workers.try_into().ok());
    let loopback_only = section.flag(notes, "loopback_only");
    let external_address = external::read(notes, &mut section);
    section.finish(notes);
    MediaConfig {
        port: port.unwrap_or(usual.port),
        workers: workers.unwrap_or(usual.workers),
        loopback_only: loopback_only.unwrap_or(usual.loopback_only),
        external_address,
    }
}

/// A list of texts that are read as something whose errors say what to write.
fn parsed<T: FromStr<Err: Display>>(
    notes: &mut Notes<'_>,
    root: &mut Section<'_>,
    key: &'static str,
) -> Vec<T> {
    let mut read = Vec::new();
    for (at, text) in root.texts(notes, key) {
        match text.parse() {
            Ok(it) => read.push(it),
            Err(error) => notes.add(at, format!("{key}: {error}")),
        }
    }
    read
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
        let mut people = people::read(notes, &mut section);
        let teams = teams::read(notes, &mut section, (id.as_ref(), &mut people));
        let terms = terms::read(notes, &mut section, &Known { people: &people, teams: &teams });
        let theme = theme::read(notes, &mut section);
        let tokens = tokens::read(notes, &mut section, &tenants);
        section.finish(notes);
        let Some(id) = id else { continue };
        if tenants.iter().any(|tenant| tenant.id == id) {
            notes
                .add(start, format!("There is a tenant {id} already. Give each an id of its own."));
        }
        let name = name.unwrap_or_else(|| id.to_string());
        tenants.push(TenantConfig { id, name, terms, theme, people, tokens });
    }
    tenants
}

#[cfg(test)]
mod tests {
    use std::mem;

    use backline_core::{id::PersonId, people::Grant, terms::Terms, time::Millis};

    use super::*;

    const SAMPLE: &str = include_str!("../../../docs/backline.toml");

    fn problems(text: &str) -> Vec<(usize, String)> {
        let problems = parse(text, Path::new("")).unwrap_err();
        problems.into_iter().map(|it| (it.line.unwrap(), it.text)).collect()
    }

    #[test]
    fn the_sample_is_good_and_has_every_key() {
        let config = parse(SAMPLE, Path::new("/etc/backline")).unwrap();
        assert_eq!(config.data, Path::new("/etc/backline/backline-data"));
        let acme = config.tenant(&"acme".parse().unwrap()).unwrap();
        let mut terms = acme.terms.clone();
        let (reasons, popup) = (terms.help.reasons.len(), terms.help.popup.timers.len());
        assert_eq!((reasons, popup), (2, 2), "examples");
        terms.help.reasons = Terms::default().help.reasons;
        terms.help.popup.timers.clear();
        let way =
            [mem::take(&mut terms.unreachable_phone), mem::take(&mut terms.unreachable_hours)];
        assert_eq!(way, ["+44-20-7946-0958", "Monday to Friday, 9 to 17"], "an example");
        assert_eq!(terms, Terms::default());
        let colours = [acme.theme.accent, acme.theme.accent_dark].map(|it| it.unwrap().to_string());
        assert_eq!(colours, ["#0b6e4f", "#5fd3a6"], "an example");
        let sofia = acme.person(&PersonId::new("sofia").unwrap()).unwrap();
        assert!(sofia.profile().grants.contains(&Grant::ReadAudit));
        assert!(sofia.profile().grants.contains(&Grant::Coach));
        assert!(sofia.password.is_some());
        // A key that the reader asks for and the sample lacks shows in the answer to a wrong one.
        let wrong = SAMPLE
            .replace("listen =", "zzz = 1\nlisten =")
            .replace("[media]", "[media]\nzzz = 1")
            .replace("[[tenant]]\n", "[[tenant]]\nzzz = 1\n")
            .replace("[tenant.terms]", "[tenant.terms]\nzzz = 1")
            .replace("unreachable = { ", "unreachable = { zzz = 1, ")
            .replace("id = \"sofia\"", "id = \"sofia\"\nzzz = 1")
            .replace("id = \"accounts\"", "id = \"accounts\"\nzzz = 1")
            .replace("[tenant.call]", "[tenant.call]\nzzz = 1")
            .replace("[tenant.help]", "[tenant.help]\nzzz = 1")
            .replace("id = \"refund\"", "id = \"refund\"\nzzz = 1")
            .replace("audience = \"fan_out\"", "audience = \"fan_out\"\nzzz = 1")
            .replace("[tenant.help.popup]", "[tenant.help.popup]\nzzz = 1")
            .replace("Claim = { ", "Claim = { zzz = 1, ")
            .replace("since = \"answer\"", "since = \"answer\"\nzzz = 1");
        let unknown = problems(&wrong);
        assert_eq!(unknown.len(), 14, "{unknown:#?}");
        for (_, text) in unknown {
            let keys = text.split_once("It may have: ").unwrap().1.trim_end_matches('.');
            for key in keys.split(", ") {
                let inline = [format!("{{ {key} ="), format!(", {key} =")];
                let there = [format!("\n{key} ="), format!("[{key}]"), format!(".{key}]")];
                let there = [inline.as_slice(), there.as_slice()].concat();
                assert!(there.iter().any(|it| SAMPLE.contains(it)), "the sample lacks {key}");
            }
        }
    }

    #[test]
    fn a_span_is_written_in_several_ways() {
        let changed = SAMPLE
            .replace("ring_for = \"20s\"", "ring_for = \"PT1M5S\"")
            .replace("party_grace = \"30s\"", "party_grace = 45")
            .replace("allow_switch = false", "allow_switch = true");
        let terms = parse(&changed, Path::new("")).unwrap().tenants.remove(0).terms;
        assert_eq!(terms.ring_for, Millis(65_000));
        assert_eq!(terms.party_grace, Millis::seconds(45));
        assert!(terms.allow_switch);
    }

    ///
    #[test]
    fn the_ports_of_all_workers_exist() {
        let first = |port: &str| SAMPLE.replace("\nport = 40000", &format!("\nport = {port}"));
        assert!(parse(&first("65534"), Path::new("")).is_ok());
        let told = problems(&first("65535"));
        let [(_, text)] = told.as_slice() else { panic!("{told:?}") };
        assert!(text.contains("from 0 to 65534"), "{text}");
    }

    #[test]
    fn every_problem_is_told_at_once_each_with_its_line_and_the_remedy() {
        let text = "listen = \"here:8080\"
metrics = 9090
log = \"xml\"
origins = [\"https://desk.example.com/\", \"http://localhost:8080\"]
colour = \"red\"
[media]
port = 70000
workers = 0
loopback_only = \"yes\"
external_address = \"example.com\"
[[tenant]]
id = \"ACME\"
[tenant.terms]
ring_for = \"soon\"
supervisor_silence = \"1ms\"
[[tenant.person]]
id = \"ana\"
name = \"\"
roles = [\"agent\", \"supervisor\"]
password = \"hunter2\"
[[tenant.person]]
id = \"ana\"
roles = \"agent\"
";
        let told = problems(text);
        let expected = [
            (1, "127.0.0.1:8080, or a port alone"),
            (2, "metrics is a text"),
            (3, "human or json"),
            (4, "not an origin"),
            (5, "colour is not a key of the file. It may have: listen"),
            (7, "from 0 to 65535"),
            (8, "from 1 to 64"),
            (9, "true or false"),
            (10, "203.0.113.7"),
            (12, "is not a name"),
            (14, "\"1m30s\""),
            (15, "from 100 ms"),
            (18, "1 to 80 characters"),
            (19, "awa_manager"),
            (20, "backline hash-password"),
            (21, "a person ana already"),
            (21, "has no role"),
            (23, "list of texts"),
        ];
        let lines: Vec<usize> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, expected.map(|(line, _)| line), "{told:#?}");
        for ((_, text), (line, part)) in told.iter().zip(expected) {
            assert!(text.contains(part), "line {line}: {text}");
            assert!(!text.contains("hunter2"), "a password is not repeated");
        }
    }

    ///
    #[test]
    fn a_way_for_customers_without_sound_is_a_number_that_can_be_dialled_and_a_text_that_is_seen() {
        let line = |way: &str| {
            let before = "phone = \"+44-20-7946-0958\", hours = \"Monday to Friday, 9 to 17\"";
            assert!(SAMPLE.contains(before));
            SAMPLE.replace(before, way)
        };
        let wrong = [
            ("phone = \"javascript:1\"", "of 3 to 20 digits"),
            ("phone = \"12\"", "of 3 to 20 digits"),
            ("phone = \"44+20\"", "of 3 to 20 digits"),
            ("phone = \"11 2\"", "without blanks"),
            ("phone = 112", "is a text"),
            ("phone = \"112\", hours = \"\\u200b\"", "characters that are seen"),
            ("hours = \"always\"", "needs phone"),
        ];
        for (way, remedy) in wrong {
            let told = problems(&line(way));
            let [(_, text)] = told.as_slice() else { panic!("{way}: {told:?}") };
            assert!(text.contains(remedy), "{text}");
        }
        let terms = parse(&line("phone = \"112\""), Path::new("")).unwrap().tenants.remove(0).terms;
        assert_eq!((&*terms.unreachable_phone, &*terms.unreachable_hours), ("112", ""));
    }

    ///
    #[test]
    fn a_colour_that_cannot_be_read_is_refused_with_its_line() {
        let line = 1 + SAMPLE.lines().position(|line| line.starts_with("accent = ")).unwrap();
        for (colour, remedy) in [
            ("#ffcc00", "1.3 to 1, and words need 4.5 to 1. Take a darker colour."),
            ("green", "such as \"#0b6e4f\""),
        ] {
            let told = problems(&SAMPLE.replacen("#0b6e4f", colour, 1));
            let [(at, text)] = told.as_slice() else { panic!("{told:?}") };
            assert_eq!(*at, line);
            assert!(text.contains(remedy), "{text}");
        }
    }

    ///
    #[test]
    fn a_trusted_proxy_is_an_address_or_a_network() {
        let line = |proxy: &str| SAMPLE.replace("[\"10.0.0.7\"]", &format!("[\"{proxy}\"]"));
        let trusted = parse(&line("10.0.0.0/8"), Path::new("")).unwrap().trusted_proxies;
        assert_eq!(trusted, ["10.0.0.0/8".parse().unwrap()]);
        let [(_, text)] = &problems(&line("proxy.example.com"))[..] else { panic!("one problem") };
        assert!(text.starts_with("trusted_proxies: Write an address"), "{text}");
    }

    #[test]
    fn a_token_is_one_machines_in_all_tenants() {
        let (id, hash) = ("id = \"crm\"", format!("hash = \"sha256:{}\"", "ab".repeat(32)));
        let tenant =
            |name: &str| format!("[[tenant]]\nid = \"{name}\"\n[[tenant.token]]\n{id}\n{hash}\n");
        let told = problems(&[tenant("acme"), tenant("globex")].concat());
        let [(8, text)] = told.as_slice() else { panic!("{told:?}") };
        assert!(text.contains("has this hash already"), "{text}");
    }

    #[test]
    fn what_is_no_toml_and_what_is_missing_is_said() {
        let told = problems("listen = \nlog = \"human\"\n");
        assert!(
            told.iter().any(|(line, text)| *line == 1 && text.contains("not TOML")),
            "{told:?}"
        );
        let told = problems("listen = \"0.0.0.0:80\"\n[[tenant]]\n");
        assert!(told.iter().any(|(_, text)| text.contains("origins is missing")), "{told:?}");
        assert!(told.contains(&(2, "[[tenant]] needs id = \"…\".".to_owned())), "{told:?}");
        assert!(problems("")[0].1.contains("There is no tenant"));
        for garbage in ["\u{0}", "[[[", "a.b.c = {", "tenant = 1", "tenant = [1]", "media = []"] {
            assert!(!problems(garbage).is_empty(), "{garbage}");
        }
    }
}
