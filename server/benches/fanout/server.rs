//! The server's process: the real one, with one agent and many supervisors, that ends with its
//! input.

use std::{
    fmt::Write as _,
    io::{BufRead as _, BufReader, Read as _, stdin},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use backline_core::{
    id::{PersonId, TenantId},
    people::Actor,
    time::Millis,
};
use backline_server::{config, demo::Demo, serve::Running};

/// Set in the environment of the process that is to be the server: how many supervisors.
pub(crate) const CHILD: &str = "BACKLINE_BENCH_FANOUT";

pub(crate) const AGENT: &str = "ana";

/// The server, seen from outside.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// The agent's, then the supervisors'.
    tokens: Vec<String>,
    data: PathBuf,
}

pub(crate) fn supervisor(number: usize) -> String {
    format!("s{number}")
}

impl Server {
    pub(crate) fn start(supervisors: usize) -> Self {
        let data = std::env::temp_dir().join(format!("backline-fanout-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(CHILD, supervisors.to_string())
            .current_dir(&data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.next().unwrap();
        let tokens = lines.take(supervisors + 1).collect();
        Self { child, address, tokens, data }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// How `person` signs in.
    pub(crate) fn token(&self, person: &str) -> String {
        let number = person.strip_prefix('s').and_then(|number| number.parse::<usize>().ok());
        self.tokens[number.map_or(0, |number| number + 1)].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Serves until there is no more input.
pub(crate) fn serve() {
    let count = std::env::var(CHILD).unwrap().parse().unwrap();
    std::fs::write("backline.toml", configuration(count)).unwrap();
    let config = config::check("backline.toml".as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let running = runtime.block_on(Running::start(config, Demo::default())).unwrap();
    println!("{}", running.bound());
    let app = running.app();
    let until = app.sessions.clock().now().plus(Millis::seconds(3_600));
    for person in std::iter::once(AGENT.to_owned()).chain((0..count).map(supervisor)) {
        let (tenant, person) = (TenantId::new("acme"), PersonId::new(person));
        println!(
            "{}",
            app.identities.tokens.issue(&Actor::person(tenant.unwrap(), person.unwrap()), until)
        );
    }
    let _ = stdin().read_to_end(&mut Vec::new());
    runtime.block_on(running.end());
}

fn configuration(supervisors: usize) -> String {
    let mut file = String::from(
        "listen = \"127.0.0.1:0\"\nmetrics = \"127.0.0.1:0\"\ndata = \"record\"\n\
         [media]\nworkers = 1\nloopback_only = true\n\
         [[tenant]]\nid = \"acme\"\n[tenant.terms]\nparty_grace = \"1h\"\n\
         [[tenant.help.reason]]\nid = \"other\"\n\
         [[tenant.help.stage]]\naudience = \"fan_out\"\nwait = \"10m\"\n",
    );
    let person =
        |id: &str, role: &str| format!("[[tenant.person]]\nid = \"{id}\"\nroles = [\"{role}\"]\n");
    file.push_str(&person(AGENT, "agent"));
    for number in 0..supervisors {
        write!(file, "{}", person(&supervisor(number), "awa_manager")).unwrap();
    }
    file
}
