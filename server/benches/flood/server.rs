//! The server's process: the real one, with two tenants, one of which is flooded. It ends with its
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
use backline_server::{config, serve::Running};

/// Set in the environment of the process that is to be the server: how many people are in the
/// flooded tenant.
pub(crate) const CHILD: &str = "BACKLINE_BENCH_FLOOD";

pub(crate) const FLOODED: &str = "acme";
pub(crate) const OTHER: &str = "globex";

/// The server, seen from outside.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// That of the one person of the other tenant, then those of the flooded one.
    pub(crate) tokens: Vec<String>,
    data: PathBuf,
}

impl Server {
    pub(crate) fn start(people: usize) -> Self {
        let data = std::env::temp_dir().join(format!("backline-flood-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(CHILD, people.to_string())
            .current_dir(&data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.next().unwrap();
        let tokens = lines.take(people + 1).collect();
        Self { child, address, tokens, data }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
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
    let people = std::env::var(CHILD).unwrap().parse().unwrap();
    std::fs::write("backline.toml", configuration(people)).unwrap();
    let config = config::check("backline.toml".as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let running = runtime.block_on(Running::start(config, ())).unwrap();
    println!("{}", running.bound());
    let app = running.app();
    let until = app.sessions.clock().now().plus(Millis::seconds(3_600));
    let token = |tenant: &str, person: String| {
        let who = Actor::person(TenantId::new(tenant).unwrap(), PersonId::new(person).unwrap());
        println!("{}", app.identities.tokens.issue(&who, until));
    };
    token(OTHER, "ana".to_owned());
    (0..people).for_each(|number| token(FLOODED, format!("s{number}")));
    let _ = stdin().read_to_end(&mut Vec::new());
    runtime.block_on(running.end());
}

fn configuration(people: usize) -> String {
    let mut file = format!(
        "listen = \"127.0.0.1:0\"\nmetrics = \"127.0.0.1:0\"\ndata = \"record\"\n\
         [media]\nworkers = 1\nloopback_only = true\n\
         [[tenant]]\nid = \"{OTHER}\"\n\
         [[tenant.person]]\nid = \"ana\"\nroles = [\"agent\"]\n\
         [[tenant]]\nid = \"{FLOODED}\"\n"
    );
    for number in 0..people {
        let roles = "roles = [\"awa_manager\"]";
        write!(file, "[[tenant.person]]\nid = \"s{number}\"\n{roles}\n").unwrap();
    }
    file
}
