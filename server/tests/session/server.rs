//! A server of the demo in this process, with a data directory and ports of its own.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use backline_core::{
    id::{IntegrationId, InteractionId, PersonId, TenantId},
    people::Actor,
    terms::Terms,
    time::{Millis, Timestamp},
};
use backline_server::{
    config::{self, Config, Overrides, TokenConfig},
    demo::{self, Demo, DemoArgs},
    identity::machine::TokenHash,
    serve::Running,
    session::Wall,
    store::{
        Store,
        sqlite::{AuditOptions, verify},
        verify::AuditReport,
        wall_clock,
    },
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use uuid::Uuid;

use super::api::{MACHINE, OTHER};

pub(crate) struct Server {
    running: Option<Running>,
    data: PathBuf,
}

/// An answer, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(|store| store).await
    }

    /// One with something in the place of the record.
    pub(crate) async fn start_with(keep: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>) -> Self {
        Self::start_as(keep, wall_clock).await
    }

    /// One whose machine's clock is this.
    pub(crate) async fn start_by(wall: Wall) -> Self {
        Self::start_as(|store| store, wall).await
    }

    async fn start_as(keep: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>, wall: Wall) -> Self {
        let data = std::env::temp_dir().join(format!("backline-{}", Uuid::new_v4()));
        let started = Running::start_with(config(&data), Demo::default(), (keep, wall));
        Self { running: Some(started.await.unwrap()), data }
    }

    /// One under the usual terms, whose spans run out while a test waits for that.
    pub(crate) async fn start_impatient() -> Self {
        let data = std::env::temp_dir().join(format!("backline-{}", Uuid::new_v4()));
        let mut config = config(&data);
        config.tenants.iter_mut().for_each(|tenant| tenant.terms = Terms::default());
        let running = Running::start(config, Demo::default()).await.unwrap();
        Self { running: Some(running), data }
    }

    /// `serve` with a configuration of this text.
    pub(crate) async fn serve(file: &str) -> Self {
        let data = std::env::temp_dir().join(format!("backline-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&data).unwrap();
        let path = data.join("backline.toml");
        std::fs::write(&path, file).unwrap();
        let running = Running::start(config::check(&path).unwrap(), ()).await.unwrap();
        Self { running: Some(running), data }
    }

    /// Ends and starts again on the same data.
    pub(crate) async fn restart(&mut self) {
        self.restart_by(wall_clock).await.unwrap();
    }

    /// The same with this for the machine's clock; why it does not start, if it does not.
    pub(crate) async fn restart_by(&mut self, wall: Wall) -> Result<(), String> {
        self.end().await;
        let as_it_is = (|store| store, wall);
        let started = Running::start_with(config(&self.data), Demo::default(), as_it_is).await;
        self.running = Some(started.map_err(|why| why.to_string())?);
        Ok(())
    }

    pub(crate) async fn end(&mut self) {
        if let Some(running) = self.running.take() {
            running.end().await;
        }
    }

    /// Ends, and has the record verified.
    pub(crate) async fn audit(&mut self) -> AuditReport {
        self.end().await;
        let (path, anchor) = (self.data.join("record.sqlite"), self.data.join("audit.anchor"));
        verify(&AuditOptions { path, anchor, public_key: None }).await.unwrap()
    }

    pub(crate) fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.running().bound())
    }

    pub(crate) async fn get(&self, path: &str, headers: &str) -> Answer {
        self.request(&format!("GET {path}"), headers, "").await
    }

    pub(crate) async fn post(&self, path: &str, headers: &str, body: &Value) -> Answer {
        let headers = format!("Content-Type: application/json\r\n{headers}");
        self.request(&format!("POST {path}"), &headers, &body.to_string()).await
    }

    pub(crate) async fn request(&self, what: &str, headers: &str, body: &str) -> Answer {
        self.request_at(self.running().bound(), what, (headers, body)).await
    }

    /// Asks on the port for operators.
    pub(crate) async fn operators(&self, path: &str) -> Answer {
        self.request_at(self.running().metrics_at(), &format!("GET {path}"), ("", "")).await
    }

    /// All that is on its disk.
    pub(crate) fn disk(&self) -> Vec<u8> {
        self.files().into_values().flatten().collect()
    }

    /// The same, by the names of its files.
    pub(crate) fn files(&self) -> BTreeMap<OsString, Vec<u8>> {
        let entries = std::fs::read_dir(&self.data).unwrap().map(Result::unwrap);
        let files = entries.filter(|entry| entry.path().is_file());
        files.map(|entry| (entry.file_name(), std::fs::read(entry.path()).unwrap())).collect()
    }

    /// A counter of the whole process; 0 before it has counted anything.
    pub(crate) async fn metric(&self, name: &str) -> u64 {
        let told = self.operators("/metrics").await.body;
        let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |count| count.parse().unwrap())
    }

    /// Asks all of these on one connection, without waiting for an answer between them: a limit on
    /// what may be asked in a minute is then reached on any machine.
    pub(crate) async fn in_one_breath(&self, asked: &[(&str, String, String)]) -> Vec<Answer> {
        let host = self.running().bound();
        let mut requests = String::new();
        for (n, (what, headers, body)) in asked.iter().enumerate() {
            let last = if n + 1 == asked.len() { "Connection: close\r\n" } else { "" };
            let length = body.len();
            write!(
                requests,
                "{what} HTTP/1.1\r\nHost: {host}\r\n{last}Content-Length: {length}\r\n{headers}\r\n{body}"
            )
            .unwrap();
        }
        let (mut answers, mut said) = TcpStream::connect(host).await.unwrap().into_split();
        let asking = async { said.write_all(requests.as_bytes()).await.unwrap() };
        let mut heard = String::new();
        let (_, read) = tokio::join!(asking, answers.read_to_string(&mut heard));
        read.unwrap();
        let mut rest = heard.as_str();
        let mut taken_apart = Vec::new();
        while let Some((headers, more)) = rest.split_once("\r\n\r\n") {
            let headers = headers.to_lowercase();
            let length = headers.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
            let (body, more) = more.split_at(length.parse().unwrap());
            let status = headers.split(' ').nth(1).unwrap().parse().unwrap();
            taken_apart.push(Answer { status, body: body.to_owned(), headers });
            rest = more;
        }
        assert_eq!(taken_apart.len(), asked.len(), "{rest}");
        taken_apart
    }

    async fn request_at(
        &self,
        address: SocketAddr,
        what: &str,
        (headers, body): (&str, &str),
    ) -> Answer {
        let host = address;
        let host =
            if headers.contains("Host:") { String::new() } else { format!("Host: {host}\r\n") };
        let length = body.len();
        let request = format!(
            "{what} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (headers, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = headers.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, headers: headers.to_lowercase(), body: body.to_owned() }
    }

    /// Asks once to sign in.
    pub(crate) async fn signs_in(&self, person: &str) -> Answer {
        self.post("/api/session/demo", "", &serde_json::json!({ "as": person })).await
    }

    /// Signs in, again for as long as the answer is to try again: a tenant that begins again may take
    /// its time on a busy machine.
    pub(crate) async fn sign_in(&self, person: &str) -> String {
        let answer = loop {
            let answer = self.signs_in(person).await;
            if answer.status != 503 {
                break answer;
            }
        };
        assert_eq!(answer.status, 200, "{answer:?}");
        let session: Value = serde_json::from_str(&answer.body).unwrap();
        session["token"].as_str().unwrap().to_owned()
    }

    /// The token of a person whose sign-in runs out then.
    pub(crate) fn token_until(&self, person: &str, until: Timestamp) -> String {
        let (tenant, person) = (TenantId::new("acme").unwrap(), PersonId::new(person).unwrap());
        self.running().app().identities.tokens.issue(&Actor::person(tenant, person), until)
    }

    /// Presses *Bring me a caller*.
    pub(crate) async fn bring_caller(&self, to: Option<&str>) -> InteractionId {
        let answer = self.post("/api/demo/caller", "", &serde_json::json!({ "to": to })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let called: Value = serde_json::from_str(&answer.body).unwrap();
        called["interaction"].as_str().unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

fn config(data: &Path) -> Config {
    let overrides = Overrides {
        listen: Some("127.0.0.1:0".parse().unwrap()),
        metrics: Some("127.0.0.1:0".parse().unwrap()),
        media_workers: Some(1),
        loopback_only: Some(true),
        data: Some(data.to_owned()),
        ..Overrides::default()
    };
    let token = Some(MACHINE.to_owned());
    let mut config = demo::for_demo(&DemoArgs { policies: None, overrides, token }).unwrap();
    let id = IntegrationId::new("demo").unwrap();
    config.tenants.iter_mut().for_each(|tenant| be_patient(&mut tenant.terms));
    config.tenants[1].tokens.push(TokenConfig { id, hash: TokenHash::of(OTHER) });
    config
}

/// However slow the machine is, nothing runs out by itself: what ends, ends because of what was done.
fn be_patient(terms: &mut Terms) {
    for span in [
        &mut terms.ring_for,
        &mut terms.party_grace,
        &mut terms.supervisor_grace,
        &mut terms.confirm_within,
        &mut terms.supervisor_silence,
        &mut terms.help.helper_grace,
    ] {
        *span = Millis::seconds(3600);
    }
}
