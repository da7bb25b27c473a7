//! Pages without browsers: one that asks and waits for its answer, and many that ask and ask.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use backline_core::{
    floor::FloorCommand,
    id::{CommandId, InteractionId, TenantId},
    interaction::{CallCommand, Command},
    people::Presence,
    protocol::{ClientMessage, Credential, Page as Kind},
};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::{
    child::Server,
    server::{FLOODED, OTHERS},
    socket::{Socket, greeted, say, text},
};

/// How often somebody of the other tenant asks.
const EVERY: Duration = Duration::from_millis(20);

/// The pages of agents of the other tenant, who take turns: so many that each is within a person's
/// pace, and what is measured waits for the flood and not for itself.
pub(crate) struct Other(Vec<Socket>);

impl Other {
    pub(crate) async fn open(server: &Server) -> Self {
        let mut pages = Vec::new();
        for token in &server.tokens[..OTHERS] {
            let credential = Credential::Session(token.clone());
            pages.push(greeted(&server.address, Kind::Panel, credential).await);
        }
        Self(pages)
    }

    /// For so long one after another sets a presence, which is put on record each time; how long
    /// each answer took, in milliseconds.
    pub(crate) async fn asks_for(&mut self, span: Duration) -> Vec<f64> {
        let (began, mut took) = (Instant::now(), Vec::new());
        let turns = [Presence::Busy, Presence::Available].map(|it| std::iter::repeat_n(it, OTHERS));
        let mut presences = turns.into_iter().flatten().cycle();
        for page in (0..OTHERS).cycle() {
            if began.elapsed() >= span {
                break;
            }
            let page = &mut self.0[page];
            let id = CommandId(Uuid::new_v4());
            let command = FloorCommand::SetPresence { presence: presences.next().unwrap() };
            let at = Instant::now();
            say(page, &ClientMessage::Floor { id, command }).await;
            let answer = format!("\"{}\"", id.0);
            while !text(page).await.contains(&answer) {}
            took.push(at.elapsed().as_secs_f64() * 1e3);
            tokio::time::sleep(EVERY.saturating_sub(at.elapsed())).await;
        }
        took
    }
}

/// Sockets of the flooded tenant, each of which says as much as the server takes from it. They have
/// a thread of their own: what is measured waits for the server and not for them.
pub(crate) struct Flood {
    goes_on: Arc<AtomicBool>,
    begun: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Flood {
    /// From so many customers' browsers, each with a call, and from everybody of the tenant.
    pub(crate) fn begin(server: &Arc<Server>, visitors: usize) -> Self {
        let (goes_on, begun) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(false)));
        let (on, ready, server) = (Arc::clone(&goes_on), Arc::clone(&begun), Arc::clone(server));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let all = tokio::task::LocalSet::new();
            all.block_on(&runtime.unwrap(), async {
                open(&server, visitors, &on).await;
                ready.store(true, Relaxed);
                while on.load(Relaxed) {
                    tokio::time::sleep(EVERY).await;
                }
            });
        });
        Self { goes_on, begun, thread }
    }

    /// Whether all sockets are open.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Relaxed)
    }

    pub(crate) fn end(self) {
        self.goes_on.store(false, Relaxed);
        self.thread.join().unwrap();
    }
}

async fn open(server: &Server, visitors: usize, goes_on: &Arc<AtomicBool>) {
    for _ in 0..visitors {
        let tenant = TenantId::new(FLOODED).unwrap();
        let mut socket = greeted(&server.address, Kind::Call, Credential::NewVisitor(tenant)).await;
        let call = called(&mut socket).await;
        let mut works = false;
        pour(socket, goes_on, move |id| {
            works = !works;
            let command = CallCommand::TellSound { microphone: works, speaker: true };
            ClientMessage::Command { id, interaction: call, command: Command::Call(command) }
        });
    }
    for token in &server.tokens[OTHERS..] {
        let credential = Credential::Session(token.clone());
        let socket = greeted(&server.address, Kind::Workspace, credential).await;
        let mut busy = false;
        pour(socket, goes_on, move |id| {
            busy = !busy;
            let presence = if busy { Presence::Busy } else { Presence::Available };
            ClientMessage::Floor { id, command: FloorCommand::SetPresence { presence } }
        });
    }
}

async fn called(socket: &mut Socket) -> InteractionId {
    let id = CommandId(Uuid::new_v4());
    say(socket, &ClientMessage::Call { id, name: "Nora".to_owned(), number: None, to: None }).await;
    loop {
        let told = text(socket).await;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        if told["type"] == "done" && told["data"]["id"] == id.0.to_string() {
            return told["data"]["interaction"].as_str().unwrap().parse().unwrap();
        }
    }
}

/// Says one thing after another, and reads what comes, until the flood ends.
fn pour(
    socket: Socket,
    goes_on: &Arc<AtomicBool>,
    mut next: impl FnMut(CommandId) -> ClientMessage + 'static,
) {
    let (mut says, mut hears) = socket.split();
    let on = Arc::clone(goes_on);
    tokio::task::spawn_local(async move {
        while on.load(Relaxed) {
            let message = serde_json::to_string(&next(CommandId(Uuid::new_v4()))).unwrap();
            if says.send(Message::text(message)).await.is_err() {
                return;
            }
        }
        let _ = says.close().await;
    });
    tokio::task::spawn_local(async move { while let Some(Ok(_)) = hears.next().await {} });
}
