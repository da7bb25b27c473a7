//! A shift begins: two hundred people of one address sign in at once.

use std::fmt::Write as _;

use backline_server::identity::password::Password;
use futures_util::future::join_all;
use serde_json::json;

use super::server::{Answer, Server};

const PEOPLE: usize = 200;

/// The time that they have, in seconds.
const A_MINUTE: u64 = 60;

async fn office() -> Server {
    let hash = Password::new("correct horse".to_owned()).unwrap().hash().unwrap();
    let mut file = "
        listen = \"127.0.0.1:0\"
        media = { loopback_only = true, workers = 1 }
        [[tenant]]
        id = \"initech\"
        "
    .to_owned();
    for n in 0..PEOPLE {
        let phc = hash.as_phc();
        write!(
            file,
            "[[tenant.person]]\nid = \"p{n}\"\nroles = [\"agent\"]\npassword = \"{phc}\"\n"
        )
        .unwrap();
    }
    Server::serve(&file).await
}

async fn signs_in(server: &Server, n: usize) -> Answer {
    let right = json!({
        "tenant": "initech", "person": format!("p{n}"), "password": "correct horse",
    });
    server.post("/api/session", "", &right).await
}

/// The seconds after which to try again.
fn retry_after(answer: &Answer) -> u64 {
    let told = answer.headers.split("\r\nretry-after: ").nth(1).unwrap();
    told.lines().next().unwrap().parse().unwrap()
}

/// Whoever is sent away comes back when told. What that takes is counted, not measured: what a
/// comparison takes is the machine's.
///
///
#[tokio::test]
async fn two_hundred_people_of_one_address_who_sign_in_at_once_are_all_in_within_the_minute() {
    let server = office().await;
    let mut waiting: Vec<usize> = (0..PEOPLE).collect();
    let (mut waited, mut rounds) = (0, 0);
    while !waiting.is_empty() {
        let answers = join_all(waiting.iter().map(|n| signs_in(&server, *n))).await;
        let told = waiting.iter().copied().zip(answers);
        let (done, later): (Vec<_>, Vec<_>) = told.partition(|(_, answer)| answer.status == 200);
        assert!(later.iter().all(|(_, answer)| answer.status == 429), "{later:?}");
        assert!(done.len() >= 34 || later.is_empty(), "{} at once", done.len());
        waited += later.iter().map(|(_, answer)| retry_after(answer)).max().unwrap_or_default();
        waiting = later.into_iter().map(|(n, _)| n).collect();
        rounds += 1;
    }
    assert!(rounds > 1, "nobody had to wait");
    assert!(waited <= A_MINUTE / 2, "{waited} s in {rounds} rounds");
}
