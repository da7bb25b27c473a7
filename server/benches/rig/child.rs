//! A server in a process of its own: this program, started again, that ends with its input.

use std::{
    io::{BufRead as _, BufReader, Read as _, stdin},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use backline_core::{
    id::{PersonId, TenantId},
    people::Actor,
    time::Millis,
};
use backline_server::{config, serve::Running, wing::Wing};

/// The server, seen from outside.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    /// One for each person whom [`serve`] was given, in the same order.
    pub(crate) tokens: Vec<String>,
    data: PathBuf,
}

impl Server {
    /// Starts this program again with `count` as the variable `name` of its environment, upon which it
    /// has to [`serve`] as many people as there are `tokens`.
    pub(crate) fn start(name: &str, count: usize, tokens: usize) -> Self {
        let folder = format!("{}-{}", name.to_lowercase(), std::process::id());
        let data = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&data).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(name, count.to_string())
            .current_dir(&data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.next().unwrap();
        let tokens = lines.take(tokens).collect();
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

/// Serves until there is no more input, and signs in these people, each of a tenant.
pub(crate) fn serve(
    configuration: &str,
    wing: impl Wing + 'static,
    people: impl IntoIterator<Item = (&'static str, String)>,
) {
    std::fs::write("backline.toml", configuration).unwrap();
    let config = config::check("backline.toml".as_ref()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let running = runtime.block_on(Running::start(config, wing)).unwrap();
    println!("{}", running.bound());
    let app = running.app();
    let until = app.sessions.clock().now().plus(Millis::seconds(3_600));
    for (tenant, person) in people {
        let who = Actor::person(TenantId::new(tenant).unwrap(), PersonId::new(person).unwrap());
        println!("{}", app.identities.tokens.issue(&who, until));
    }
    let _ = stdin().read_to_end(&mut Vec::new());
    runtime.block_on(running.end());
}
