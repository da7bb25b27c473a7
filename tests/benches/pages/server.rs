//! The server's process: the real one, with as many agents as there are calls, and one supervisor.

use std::fmt::Write as _;

use super::{
    child::{Server, serve as served},
    crowd::{Crowd, agent},
};

/// Set in the environment of the process that is to be the server: how many calls.
pub(crate) const CHILD: &str = "BACKLINE_BENCH_PAGES";

pub(crate) const TENANT: &str = "acme";
const SUPERVISOR: &str = "sofia";

/// How agents are called, in turn: names of one part and of four, and one without a blank.
const NAMES: [&str; 5] =
    ["Ana Ribeiro", "Ben", "Maria del Carmen Ortiz", "Wolfeschlegelsteinhausenberger", "王小明"];

pub(crate) fn start(calls: usize) -> Server {
    Server::start(CHILD, calls, 1)
}

/// Serves until there is no more input.
pub(crate) fn serve() {
    let calls = std::env::var(CHILD).unwrap().parse().unwrap();
    served(&configuration(calls), Crowd { calls }, [(TENANT, SUPERVISOR.to_owned())]);
}

fn configuration(calls: usize) -> String {
    let mut file = format!(
        "listen = \"127.0.0.1:0\"\nmetrics = \"127.0.0.1:0\"\ndata = \"record\"\n\
         [media]\nworkers = 1\nloopback_only = true\n[[tenant]]\nid = \"{TENANT}\"\n\
         [[tenant.help.reason]]\nid = \"technical\"\n\
         [tenant.help.popup]\n'Display \"Notify Agent\" popup' = false\n\
         [[tenant.person]]\nid = \"{SUPERVISOR}\"\nname = \"Sofia Marin\"\n\
         roles = [\"awa_manager\"]\n"
    );
    for (number, name) in (0..calls).zip(NAMES.iter().cycle()) {
        let (id, number) = (agent(number), 2_000 + number);
        write!(
            file,
            "[[tenant.person]]\nid = \"{id}\"\nname = \"{name}\"\nnumber = \"{number}\"\n\
             roles = [\"agent\"]\n"
        )
        .unwrap();
    }
    file
}
