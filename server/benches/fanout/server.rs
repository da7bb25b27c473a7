//! The server's process: the real one, with one agent and many supervisors.

use std::fmt::Write as _;

use backline_server::demo::Demo;

use super::child::{Server, serve as served};

/// Set in the environment of the process that is to be the server: how many supervisors.
pub(crate) const CHILD: &str = "BACKLINE_BENCH_FANOUT";

pub(crate) const AGENT: &str = "ana";

pub(crate) fn supervisor(number: usize) -> String {
    format!("s{number}")
}

pub(crate) fn start(supervisors: usize) -> Server {
    Server::start(CHILD, supervisors, supervisors + 1)
}

/// How `person` signs in.
pub(crate) fn token(server: &Server, person: &str) -> String {
    let number = person.strip_prefix('s').and_then(|number| number.parse::<usize>().ok());
    server.tokens[number.map_or(0, |number| number + 1)].clone()
}

/// Serves until there is no more input.
pub(crate) fn serve() {
    let count = std::env::var(CHILD).unwrap().parse().unwrap();
    let people = std::iter::once(AGENT.to_owned()).chain((0..count).map(supervisor));
    served(&configuration(count), Demo::default(), people.map(|person| ("acme", person)));
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
