//! The server's process: the real one, with two tenants, one of which is flooded.

use std::fmt::Write as _;

use super::child::{Server, serve as served};

/// Set in the environment of the process that is to be the server: how many people are in the
/// flooded tenant.
pub(crate) const CHILD: &str = "BACKLINE_BENCH_FLOOD";

pub(crate) const FLOODED: &str = "acme";
pub(crate) const OTHER: &str = "globex";

/// The first of its tokens is that of the one person of the other tenant.
pub(crate) fn start(people: usize) -> Server {
    Server::start(CHILD, people, people + 1)
}

/// Serves until there is no more input.
pub(crate) fn serve() {
    let count = std::env::var(CHILD).unwrap().parse().unwrap();
    let flooded = (0..count).map(|number| (FLOODED, format!("s{number}")));
    let people = std::iter::once((OTHER, "ana".to_owned())).chain(flooded);
    served(&configuration(count), (), people);
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
