//! What no honest page would send, at moments that no honest page would choose.

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{
        Action, CallCommand, CallRefusal, Command, EndReason, Offer, Refusal, Stage,
        SuperviseCommand, SuperviseRefusal,
    },
    protocol::{ClientMessage, Credential, Page, ServerMessage},
};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::{
    calling::{answered, opened},
    client::{Client, Hello},
    server::Server,
    voice::Voice,
};

/// A small generator (SplitMix64): the same bytes every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A message with a few letters changed, left out or doubled.
    fn mutate(&mut self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.roll() % 4 {
            let place = usize::try_from(self.roll()).unwrap() % bytes.len();
            match self.roll() % 3 {
                0 => bytes[place] = b"{}[]\",:0a\\ "[usize::try_from(self.roll() % 11).unwrap()],
                1 => {
                    bytes.remove(place);
                }
                _ => bytes.insert(place, bytes[place]),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Nonsense, and now and then a message, so that the server's patience does not end.
async fn talk_nonsense(socket: &mut Client, dice: &mut Dice, valid: &[String]) {
    for _ in 0..MOST_IN_A_ROW {
        let place = usize::try_from(dice.roll()).unwrap() % valid.len();
        let text = dice.mutate(&valid[place]);
        socket.send(&text).await;
    }
    let nowhere = InteractionId::from_u128(u128::from(dice.roll()));
    let refused = socket.ask(nowhere, Command::Call(CallCommand::Mute)).await;
    assert_eq!(refused, Err(Refusal::NoSuchCall), "the socket is open, and answers");
}

/// One less than what closes a socket.
const MOST_IN_A_ROW: usize = 9;

/// covers: R-491
#[tokio::test]
async fn fifty_sockets_of_nonsense_are_open_at_once_and_stay_and_do_not_disturb_a_call() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let token = server.sign_in("gil").await;
    let valid = [
        serde_json::to_string(&Hello::new(Page::Panel, Credential::Session(token)).message()).unwrap(),
        command_text(call.id, Command::Call(CallCommand::Mute)),
        command_text(call.id, Command::Call(CallCommand::Join { offer: Offer("v=0\r\nm=audio".to_owned()) })),
        r#"{"type":"floor","data":{"id":"00000000-0000-0000-0000-000000000001","command":{"type":"set_presence","data":{"presence":"Busy"}}}}"#.to_owned(),
    ];
    let mut dice = Dice(7);
    let mut sockets = Vec::new();
    for _ in 0..50 {
        sockets.push(Client::customer(&server).await);
    }
    for round in 0..5 {
        for socket in &mut sockets {
            talk_nonsense(socket, &mut dice, &valid).await;
        }
        let mute = if round % 2 == 0 { CallCommand::Mute } else { CallCommand::Unmute };
        call.agent.ask(call.id, Command::Call(mute)).await.unwrap();
    }
    call.agent.ask(call.id, Command::Call(CallCommand::Unmute)).await.unwrap();
    call.voice.goes_on_hearing(10).await;
}

#[tokio::test]
async fn strangers_who_say_no_hello_are_let_go_one_by_one() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let mut strangers = Vec::new();
    for _ in 0..50 {
        strangers.push(Client::open(&server).await);
    }
    let mut dice = Dice(11);
    for stranger in &mut strangers {
        let text = dice.mutate(&command_text(call.id, Command::Call(CallCommand::Mute)));
        let _ = stranger.tries_to_send(&text).await;
        stranger.until_closed().await;
        assert!(
            stranger.told.iter().all(|it| matches!(it, ServerMessage::Problem { fatal: true, .. }))
        );
    }
    call.agent.ask(call.id, Command::Call(CallCommand::Hold)).await.unwrap();
}

#[tokio::test]
async fn frames_that_break_the_protocol_close_their_socket_and_no_other() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    for frame in [
        Message::Ping(vec![1; 125].into()),
        Message::Pong(vec![2; 125].into()),
        Message::binary(vec![0xff; 1000]),
        Message::text("\u{feff}{}"),
    ] {
        let mut socket = Client::open(&server).await;
        socket.send_raw(frame).await;
        socket.send_raw(Message::Close(None)).await;
        socket.until_closed().await;
    }
    call.agent.ask(call.id, Command::Call(CallCommand::Hold)).await.unwrap();
}

#[tokio::test]
async fn an_offer_that_is_no_audio_is_refused_with_a_sentence_and_the_call_goes_on() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.ask(call.id, Command::Supervise(SuperviseCommand::OpenInteraction)).await.unwrap();
    for offer in ["", "v=0\r\n", "\u{0}\u{1}", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"] {
        let offer = Offer(offer.to_owned());
        sofia.ask(call.id, Command::Call(CallCommand::Join { offer })).await.unwrap();
        let failed = sofia.until(|m| matches!(m, ServerMessage::JoinFailed { .. })).await;
        let ServerMessage::JoinFailed { sentence, .. } = failed else { unreachable!() };
        assert!(!sentence.is_empty());
    }
    let long = Offer("x".repeat(20_000));
    let refused = sofia.ask(call.id, Command::Call(CallCommand::Join { offer: long })).await;
    assert_eq!(refused, Err(Refusal::Call(CallRefusal::OfferTooLong)));
    let _voice = Voice::join(&mut sofia, call.id, b"supervisor").await;
    super::calling::connected(&mut sofia, call.id, "sofia").await;
    call.agent.ask(call.id, Command::Call(CallCommand::Hold)).await.unwrap();
}

#[tokio::test]
async fn of_two_who_coach_at_once_one_does_and_the_other_is_told_who() {
    let server = Server::start().await;
    let call = answered(&server, "ana").await;
    let (mut sofia, _sofias) = opened(&server, "sofia", call.id).await;
    let (mut sam, _sams) = opened(&server, "sam", call.id).await;
    for _ in 0..20 {
        let coach = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach });
        let (one, other) =
            tokio::join!(sofia.ask(call.id, coach.clone()), sam.ask(call.id, coach.clone()));
        let (winner, refusal) = match (one, other) {
            (Ok(()), Err(refusal)) => (&mut sofia, refusal),
            (Err(refusal), Ok(())) => (&mut sam, refusal),
            both => panic!("{both:?}"),
        };
        assert!(
            matches!(refusal, Refusal::Supervise(SuperviseRefusal::CoachTaken { .. })),
            "{refusal:?}"
        );
        winner
            .ask(call.id, Command::Supervise(SuperviseCommand::EndAction { action: Action::Coach }))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_hang_up_in_the_middle_of_each_step_of_a_supervisor_ends_the_call_for_all() {
    let server = Server::start().await;
    let steps = [
        Command::Supervise(SuperviseCommand::OpenInteraction),
        Command::Call(CallCommand::Join { offer: Offer("v=0\r\n".to_owned()) }),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach }),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn }),
        Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn }),
        Command::Supervise(SuperviseCommand::Disconnect),
    ];
    for (n, step) in steps.into_iter().enumerate() {
        let mut call = answered(&server, "ana").await;
        let mut sofia = if n == 0 {
            (Client::person(&server, "sofia", Page::Workspace).await, None)
        } else {
            let (sofia, voice) = opened(&server, "sofia", call.id).await;
            (sofia, Some(voice))
        };
        if let Command::Supervise(SuperviseCommand::EndAction { action }) = step {
            sofia
                .0
                .ask(call.id, Command::Supervise(SuperviseCommand::TakeAction { action }))
                .await
                .unwrap();
        }
        let (step, hang_up) = (
            command_text(call.id, step),
            command_text(call.id, Command::Call(CallCommand::HangUp)),
        );
        tokio::join!(sofia.0.send(&step), call.agent.send(&hang_up));
        let ended = |call: &backline_core::interaction::Interaction| {
            let why = EndReason::AgentHungUp;
            matches!(call.stage(), Stage::Ended { why: it, .. } if *it == why)
                && call.supervisors().next().is_none()
        };
        sofia.0.until_state(call.id, ended).await;
        call.agent.until_state(call.id, ended).await;
    }
}

fn command_text(interaction: InteractionId, command: Command) -> String {
    let id = CommandId(Uuid::new_v4());
    serde_json::to_string(&ClientMessage::Command { id, interaction, command }).unwrap()
}
