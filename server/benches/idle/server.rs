//! The server's process: the program of some build, with many supervisors who sign in by password.

use std::{
    fmt::Write as _,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpSocket,
};

const PASSWORD: &str = "bench";
/// How many sign in from one address: fewer than the server takes in a minute.
const FROM_ONE_ADDRESS: usize = 100;

/// The server, seen from outside.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    data: PathBuf,
}

impl Server {
    pub(crate) fn start(program: &Path, supervisors: usize) -> Self {
        let data = std::env::temp_dir().join(format!("backline-idle-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("backline.toml"), configuration(supervisors)).unwrap();
        let mut child = Command::new(program)
            .arg("serve")
            .current_dir(&data)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next().unwrap().unwrap();
        let address = ready.strip_prefix("ready http://").unwrap().split('/').next().unwrap();
        Self { child, address: address.to_owned(), data }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Signs a supervisor in; the session's token.
    pub(crate) async fn token(&self, number: usize) -> String {
        let body = format!(
            "{{\"tenant\":\"acme\",\"person\":\"{}\",\"password\":\"{PASSWORD}\"}}",
            supervisor(number)
        );
        let (address, length) = (&self.address, body.len());
        let request = format!(
            "POST /api/session HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let socket = TcpSocket::new_v4().unwrap();
        let from = format!("127.0.1.{}:0", 1 + number / FROM_ONE_ADDRESS);
        socket.bind(from.parse().unwrap()).unwrap();
        let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let session: serde_json::Value = serde_json::from_str(body).unwrap();
        session["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

fn supervisor(number: usize) -> String {
    format!("s{number}")
}

fn configuration(supervisors: usize) -> String {
    let mut file = String::from(
        "listen = \"127.0.0.1:0\"\nmetrics = \"127.0.0.1:0\"\ndata = \"record\"\n\
         [media]\nworkers = 1\nloopback_only = true\n[[tenant]]\nid = \"acme\"\n",
    );
    let hash = cheap_hash();
    for number in 0..supervisors {
        let person = supervisor(number);
        write!(
            file,
            "[[tenant.person]]\nid = \"{person}\"\nroles = [\"awa_manager\"]\n\
             password = \"{hash}\"\n"
        )
        .unwrap();
    }
    file
}

/// A hash that costs next to nothing to compare with: what is measured is no sign-in.
fn cheap_hash() -> String {
    let least = Params::new(Params::MIN_M_COST, 1, 1, None).unwrap();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, least);
    argon.hash_password(PASSWORD.as_bytes()).unwrap().to_string()
}
