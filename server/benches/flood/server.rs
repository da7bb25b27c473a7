//! The server's process: the real one, with two tenants, one of which is flooded.

use std::fmt::Write as _;

use super::child::{Server, serve as served};

/// Set in the environment of the process that is to be the server: how many people are in the
/// flooded tenant.
pub(crate) const CHILD: &str = "BACKLINE_BENCH_FLOOD";

pub(crate) const FLOODED: &str = "acme";
pub(crate) const OTHER: &str = "globex";

/// The people of the other tenant, whose tokens come first.
pub(crate) const OTHERS: usize = 5;

pub(crate) fn start(people: usize) -> Server {
    Server::start(CHILD, people, people + OTHERS)
}

/// Serves until there is no more input.
pub(crate) fn serve() {
    let count = std::env::var(CHILD).unwrap().parse().unwrap();
    let flooded = (0..count).map(|number| (FLOODED, format!("s{number}")));
    let others = (0..OTHERS).map(|number| (OTHER, format!("a{number}")));
    served(&configuration(count), (), others.chain(flooded));
}

fn configuration(people: usize) -> String {
    let mut file = "listen = \"127.0.0.1:0\"\nmetrics = \"127.0.0.1:0\"\ndata = \"record\"\n\
                    [media]\nworkers = 1\nloopback_only = true\n"
        .to_owned();
    for (tenant, name, people, role) in
        [(OTHER, "a", OTHERS, "agent"), (FLOODED, "s", people, "awa_manager")]
    {
        write!(file, "[[tenant]]\nid = \"{tenant}\"\n").unwrap();
        for number in 0..people {
            let roles = format!("roles = [\"{role}\"]");
            write!(file, "[[tenant.person]]\nid = \"{name}{number}\"\n{roles}\n").unwrap();
        }
    }
    file
}
