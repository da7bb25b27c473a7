//! Bad input, while a call goes on: each is answered by a sentence that says what to do, or by
//! silence; the call hears nothing of it.

use std::{net::UdpSocket, time::Duration};

use anyhow::{Context, Result};
use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{
        Action, CallCommand, CallRefusal, Command, Offer, Refusal, SuperviseCommand,
        SuperviseRefusal,
    },
    protocol::{ClientMessage, MAX_MESSAGE_BYTES, Page, ServerMessage},
};
use backline_tests::{
    Call, Reply, Scene, Server,
    Voice::{Agent, Customer, Sofia},
    Wire, all_hear, voices,
};
use tokio_tungstenite::tungstenite::{Error, Message};
use uuid::Uuid;

/// Customer and agent hear each other as before, and nobody else.
async fn goes_on(call: &Call) -> Result<()> {
    let [customer, agent] = all_hear([&call.customer, &call.agent]).await?;
    assert_eq!(customer.voices, voices([Agent]));
    assert_eq!(agent.voices, voices([Customer]));
    assert_eq!(call.customer.errors().await?, Vec::<String>::new());
    assert_eq!(call.agent.errors().await?, Vec::<String>::new());
    Ok(())
}

fn refused(rule: Refusal) -> Reply {
    let sentence = rule.to_string();
    Reply::Refused(rule, sentence)
}

/// The next complaint, and whether the socket closes on it.
async fn complaint(wire: &mut Wire) -> Result<(String, bool)> {
    wire.expect(|message| {
        let ServerMessage::Problem { sentence, fatal } = message else { return None };
        Some((sentence.clone(), *fatal))
    })
    .await
}

async fn messages_that_are_none(server: &Server) -> Result<()> {
    let mut wire = Wire::person(server, "sam", Page::Workspace).await?;
    let nested = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let none = [
        "",
        "hello",
        "{}",
        "[]",
        "null",
        r#"{"type":"command"}"#,
        r#"{"type":"command","data":{"id":"x","interaction":"y","command":{"type":"mute"}}}"#,
        &nested,
    ];
    for text in none {
        wire.send(Message::text(text)).await?;
        let (sentence, fatal) = complaint(&mut wire).await?;
        assert!(!fatal, "{sentence}");
        assert!(sentence.ends_with('.') && !sentence.contains("hello\""), "{sentence}");
    }
    let unknown = r#"{"type":"take_over_the_world","data":{}}"#;
    wire.send(Message::text(unknown)).await?;
    assert!(complaint(&mut wire).await?.0.contains("hello, command, floor"));

    // Ten of them in a row, and the server has heard enough.
    let mut last = (String::new(), false);
    while !last.1 {
        wire.send(Message::text("{")).await?;
        last = complaint(&mut wire).await?;
    }
    wire.is_closed().await?;

    let mut wire = Wire::person(server, "sam", Page::Workspace).await?;
    let big = format!(r#"{{"type":"call","data":"{}"}}"#, "x".repeat(MAX_MESSAGE_BYTES));
    wire.send(Message::text(big)).await?;
    wire.is_closed().await?;

    let mut wire = Wire::person(server, "sam", Page::Workspace).await?;
    wire.send(Message::binary(vec![0; 100])).await?;
    assert!(complaint(&mut wire).await?.1, "bytes end the conversation");
    wire.is_closed().await?;

    let mut wire = Wire::dial(server).await?;
    let command = Command::Supervise(SuperviseCommand::OpenInteraction);
    let interaction = InteractionId(Uuid::new_v4());
    let id = CommandId(Uuid::new_v4());
    wire.say(&ClientMessage::Command { id, interaction, command }).await?;
    let (sentence, fatal) = complaint(&mut wire).await?;
    assert!(fatal && sentence.contains("hello"), "{sentence}");
    wire.is_closed().await
}

async fn sockets_from_elsewhere(server: &Server) -> Result<()> {
    let port = server.http();
    let foreign = [
        None,
        Some("null".to_owned()),
        Some("https://example.com".to_owned()),
        Some(format!("https://localhost:{port}")),
        Some(format!("http://localhost:{}", port ^ 1)),
        Some(format!("http://localhost:{port}.example.com")),
        Some(format!("http://sub.localhost:{port}")),
        Some(format!("http://LOCALHOST.example:{port}")),
    ];
    for origin in foreign {
        let refused = Wire::dial_from(server, origin.as_deref()).await;
        let error = refused.err().with_context(|| format!("{origin:?} was let in"))?;
        let Some(Error::Http(answer)) = error.downcast_ref::<Error>() else {
            return Err(error.context(format!("{origin:?}")));
        };
        assert_eq!(answer.status().as_u16(), 403, "{origin:?}");
    }
    Ok(())
}

async fn commands_out_of_place(server: &Server, call: &Call) -> Result<()> {
    let mut sam = Wire::person(server, "sam", Page::Workspace).await?;
    let coach = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach });
    let reply = sam.ask(call.id, coach.clone()).await?;
    assert_eq!(
        reply,
        refused(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection)),
        "an action without a voice connection"
    );
    for command in [
        Command::Call(CallCommand::Mute),
        Command::Call(CallCommand::Hold),
        Command::Call(CallCommand::HangUp),
        Command::Call(CallCommand::Answer),
    ] {
        let reply = sam.ask(call.id, command.clone()).await?;
        assert_eq!(reply, refused(Refusal::NotYours), "{command:?}");
    }

    // The same id twice has one effect; with another body it is refused.
    let id = CommandId(Uuid::new_v4());
    let first =
        sam.ask_as(id, call.id, Command::Supervise(SuperviseCommand::OpenInteraction)).await?;
    assert_eq!(first, Reply::Done(Some(call.id)));
    assert_eq!(
        sam.ask_as(id, call.id, Command::Supervise(SuperviseCommand::OpenInteraction)).await?,
        first,
        "replayed"
    );
    let reply = sam.ask_as(id, call.id, Command::Supervise(SuperviseCommand::Disconnect)).await?;
    assert_eq!(reply, refused(Refusal::CommandReused));

    let reply = sam.ask(call.id, coach).await?;
    assert_eq!(
        reply,
        refused(Refusal::Supervise(SuperviseRefusal::VoiceConnectionPending)),
        "before the connection is up"
    );

    let video =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n";
    let offers = ["", "v=0", "\u{0}\u{1}", video, &"a=".repeat(8000)];
    for offer in offers {
        let join = Command::Call(CallCommand::Join { offer: Offer(offer.to_owned()) });
        sam.ask(call.id, join).await?;
        let sentence = sam
            .expect(|message| {
                let ServerMessage::JoinFailed { sentence, .. } = message else { return None };
                Some(sentence.clone())
            })
            .await?;
        assert!(sentence.ends_with('.'), "{sentence}");
    }
    let join = Command::Call(CallCommand::Join { offer: Offer("x".repeat(20_000)) });
    assert_eq!(sam.ask(call.id, join).await?, refused(Refusal::Call(CallRefusal::OfferTooLong)));
    assert_eq!(
        sam.ask(call.id, Command::Supervise(SuperviseCommand::Disconnect)).await?,
        Reply::Done(Some(call.id))
    );
    Ok(())
}

/// Datagrams of every kind from an address that nobody knows.
fn garbage(server: &Server) -> Result<UdpSocket> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(("127.0.0.1", server.media()))?;
    socket.set_nonblocking(true)?;
    let stun = b"\x00\x01\x00\x00\x21\x12\xa4\x42twelve-bytes";
    let hello = b"\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0e\x01\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x02\xfe\xfd";
    let rtp = b"\x80\x6f\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01silence";
    let rtcp = b"\x80\xc8\x00\x06\x00\x00\x00\x01aaaaaaaaaaaaaaaaaaaa";
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for n in 0..4000_usize {
        let start: &[u8] = [&stun[..], hello, rtp, rtcp, b""][n % 5];
        let mut datagram = start.to_vec();
        for _ in 0..n % 97 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            datagram.push(random.to_le_bytes()[0]);
        }
        // The socket's buffer may be full; what matters is that plenty arrives.
        drop(socket.send(&datagram));
    }
    Ok(socket)
}

/// Waits until the media port has passed over strangers' datagrams, and gives the answers to them.
async fn answers(server: &Server, stranger: &UdpSocket) -> Result<usize> {
    let dropped = async {
        while server.metric("backline_media_dropped_strangers_total").await? == 0 {}
        Ok::<_, anyhow::Error>(())
    };
    tokio::time::timeout(Duration::from_secs(60), dropped)
        .await
        .context("nothing is dropped")??;
    let mut answers = 0;
    while stranger.recv(&mut [0; 2048]).is_ok() {
        answers += 1;
    }
    Ok(answers)
}

#[tokio::test]
async fn whatever_is_sent_the_call_goes_on() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        messages_that_are_none(&scene.server).await?;
        sockets_from_elsewhere(&scene.server).await?;
        commands_out_of_place(&scene.server, &call).await?;
        let stranger = garbage(&scene.server)?;
        goes_on(&call).await?;
        let answers = answers(&scene.server, &stranger).await?;
        assert_eq!(answers, 0, "the media port answers strangers");
        assert!(scene.server.log().iter().all(|line| !line.contains("panicked")), "a panic");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_second_coach_is_refused_by_name_and_a_second_action_by_the_rule() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let (sofia, sam) = tokio::try_join!(
            scene.supervisor_on_call("sofia", Sofia),
            scene.supervisor_on_call("sam", backline_tests::Voice::Sam)
        )?;
        sofia.takes(Action::Coach).await?;

        // The control says why it cannot be pressed, in the words of the server.
        sam.withholds("Coach").await?;
        sam.explains("Coach", "Sofia Marin is coaching on this call.").await?;
        sofia
            .explains("Monitor", "An action must be completed before attempting a new one.")
            .await?;
        sofia.withholds("Monitor").await?;

        // And whoever asks all the same is told by the server.
        let by = "Sofia Marin".to_owned();
        let coach = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Coach });
        let monitor = Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
        assert_eq!(
            sam.insists(call.id, coach).await?,
            refused(Refusal::Supervise(SuperviseRefusal::CoachTaken { by }))
        );
        let reply = sofia.insists(call.id, monitor).await?;
        assert_eq!(reply, refused(Refusal::ActionMustBeCompleted));
        let [_, agent] = all_hear([&call.customer, &call.agent]).await?;
        assert_eq!(agent.voices, voices([Customer, Sofia]), "the first coach is heard alone");
        Ok(())
    })
    .await
}
