//! What `backline demo` is told: flags and environment over the built-in configuration.

use std::path::PathBuf;

use backline_core::id::IntegrationId;
use clap::Args;

use super::people::demo;
use crate::{
    config::{Config, ConfigError, ConfigProblem, Overrides, TokenConfig, overlay, read_policies},
    identity::machine::{MIN_BYTES, TokenHash},
};

/// `backline demo`
#[derive(Debug, Default, Args)]
pub struct DemoArgs {
    /// A file of policies for Acme: what may stand in a tenant besides its people.
    #[arg(long, env = "BACKLINE_POLICIES", value_name = "FILE")]
    pub policies: Option<PathBuf>,
    /// A token with which a machine uses the API in the first tenant; without one none does.
    #[arg(long, env = "BACKLINE_DEMO_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// What overrides the built-in configuration.
    #[command(flatten)]
    pub overrides: Overrides,
}

/// The configuration for `demo`.
///
/// # Errors
/// When the address to listen on is not a loopback one, or with every problem of the policies.
pub fn for_demo(args: &DemoArgs) -> Result<Config, ConfigError> {
    let wrong = |text: String| ConfigError {
        source_name: "demo".to_owned(),
        problems: vec![ConfigProblem { line: None, text }],
    };
    let mut config = demo(default_data()).map_err(|error| wrong(error.to_string()))?;
    // The first tenant is the one whose people the start page offers.
    if let (Some(path), Some(tenant)) = (&args.policies, config.tenants.first_mut()) {
        read_policies(path, tenant)?;
    }
    overlay(&mut config, &args.overrides);
    if let Some(token) = &args.token {
        machine(&mut config, token).map_err(wrong)?;
    }
    for address in [config.listen, config.metrics] {
        if !address.ip().is_loopback() {
            return Err(wrong(format!(
                "The demo lets anybody sign in by name, so it listens on this machine only, not on {address}. Use 127.0.0.1 or [::1], or `backline serve` with passwords."
            )));
        }
    }
    Ok(config)
}

/// Where the demo keeps its data when it is not told: the user's own folder for such things.
#[must_use]
pub fn default_data() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let data_home = folder("XDG_DATA_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| folder("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    match data_home {
        Some(home) => home.join("backline").join("demo"),
        None => PathBuf::from("backline-data"),
    }
}

/// Lets a machine into the demo's first tenant.
fn machine(config: &mut Config, token: &str) -> Result<(), String> {
    if token.len() < MIN_BYTES {
        return Err(format!(
            "The token for the demo has at least {MIN_BYTES} characters. `backline make-token` makes one."
        ));
    }
    let id = IntegrationId::new("demo").map_err(|error| error.to_string())?;
    if let Some(tenant) = config.tenants.first_mut() {
        tenant.tokens.push(TokenConfig { id, hash: TokenHash::of(token) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct DemoLine {
        #[command(flatten)]
        args: DemoArgs,
    }

    fn demo_args(flags: &[&str]) -> DemoArgs {
        let line = ["demo"].into_iter().chain(flags.iter().copied());
        DemoLine::try_parse_from(line).unwrap().args
    }

    #[test]
    fn the_demo_listens_on_this_machine_only() {
        let demo = for_demo(&demo_args(&["--listen", "127.0.0.1:0", "--data", "d"])).unwrap();
        assert_eq!((demo.listen.port(), demo.data.as_path()), (0, Path::new("d")));
        assert!(for_demo(&demo_args(&["--listen", "[::1]:8080"])).is_ok());
        let error = for_demo(&demo_args(&["--listen", "0.0.0.0:8080"])).unwrap_err().to_string();
        assert!(error.contains("this machine only"), "{error}");
        assert!(for_demo(&demo_args(&["--metrics", "192.0.2.1:9090"])).is_err());
    }

    #[test]
    fn the_demo_can_be_tried_with_other_policies_for_the_same_people() {
        let folder = std::env::temp_dir();
        let path = folder.join(format!("backline-policies-{}.toml", std::process::id()));
        let flags = ["--policies", path.to_str().unwrap()];
        let policies = "[terms]\nlive_updates = false\n[help]\nhelper_grace = \"2s\"\n\
            [[team]]\nid = \"back\"\nmembers = [\"ana\"]\nsupervisors = [\"sam\"]\n";
        std::fs::write(&path, policies).unwrap();
        let config = for_demo(&demo_args(&flags)).unwrap();
        let [acme, globex] = &config.tenants[..] else { panic!("the demo has two tenants") };
        assert!(!acme.terms.live_updates && globex.terms.live_updates);
        assert_eq!(acme.terms.help.helper_grace.0, 2000);
        let supervise = acme.people.iter().filter(|person| !person.supervises.is_empty());
        let supervise: Vec<_> = supervise.map(|person| person.card.person.as_str()).collect();
        assert_eq!(supervise, ["sam"], "whoever is in no team of the file is in none");

        std::fs::write(&path, "[help]\nwait = \"soon\"\n[[person]]\nid = \"eve\"\n").unwrap();
        let error = for_demo(&demo_args(&flags)).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        let lines: Vec<_> = error.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [Some(2), Some(3)], "{error}");
    }

    #[test]
    fn the_demo_has_a_machine_only_where_it_is_given_a_token() {
        assert!(for_demo(&demo_args(&[])).unwrap().tenants[0].tokens.is_empty());
        let token = "backline_0123456789abcdef";
        let demo = for_demo(&demo_args(&["--token", token])).unwrap();
        assert!(demo.tenants[0].tokens[0].hash.fits(token));
        assert!(demo.tenants[1].tokens.is_empty());
        let error = for_demo(&demo_args(&["--token", "short"])).unwrap_err().to_string();
        assert!(error.contains("make-token") && !error.contains("short"), "{error}");
    }

    #[test]
    fn without_listed_origins_a_loopback_address_is_its_own() {
        let demo = for_demo(&demo_args(&[])).unwrap();
        let origins = demo.allowed_origins("127.0.0.1:8080".parse().unwrap());
        let origins: Vec<_> = origins.iter().map(|origin| origin.as_str()).collect();
        assert_eq!(origins, ["http://localhost:8080", "http://127.0.0.1:8080"]);
        assert_eq!(demo.allowed_origins("192.0.2.1:80".parse().unwrap()), []);
    }
}
