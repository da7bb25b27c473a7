//! A customer's wish for a call: one however often it is sent, and known again without any number
//! that would give away who called.

use std::fmt::Write as _;

use backline_core::{
    id::{CommandId, InteractionId, TenantId},
    interaction::{CallCommand, Command, Interaction, Refusal, Stage},
    personal::Subject,
    protocol::{ClientMessage, Credential, Page, ServerMessage},
};
use sha2::{Digest as _, Sha256};
use tokio::time::timeout;

use super::{
    calling::person,
    client::{Client, Hello, PATIENCE},
    fault::{PANICS_FOR_LONG, faulty, send},
    server::Server,
    voice::Voice,
};

const WISH: CommandId = CommandId::from_u128(1);

async fn wish(
    customer: &mut Client,
    id: CommandId,
    (name, number): (&str, &str),
) -> Result<InteractionId, Refusal> {
    let (name, number) = (name.to_owned(), Some(number.to_owned()));
    customer.say(&ClientMessage::Call { id, name, number, to: None }).await;
    let answers = |message: &ServerMessage| match message {
        ServerMessage::Done { id: it, .. } | ServerMessage::Refused { id: it, .. } => *it == id,
        _ => false,
    };
    match customer.until(answers).await {
        ServerMessage::Done { interaction, .. } => Ok(interaction.unwrap()),
        ServerMessage::Refused { refusal, .. } => Err(refusal),
        _ => unreachable!(),
    }
}

#[tokio::test]
async fn a_wish_that_comes_again_is_the_same_call_and_a_used_id_is_refused() {
    let server = Server::start().await;
    let mut customer = Client::customer(&server).await;
    let nora = ("Nora Vance", "+1 202 555 0101");
    let call = wish(&mut customer, WISH, nora).await.unwrap();
    assert_eq!(wish(&mut customer, WISH, nora).await, Ok(call));
    assert_eq!(wish(&mut customer, CommandId::from_u128(2), nora).await, Ok(call), "one at a time");
    // Of who calls nothing is kept that could be compared.
    let longer = ("Nora Vance-Miller", "+1 202 555 0101");
    assert_eq!(wish(&mut customer, WISH, longer).await, Ok(call));
    let (name, number, to) = (String::new(), None, Some(person("ana")));
    customer.say(&ClientMessage::Call { id: WISH, name, number, to }).await;
    assert_eq!(customer.answer(WISH).await, Err(Refusal::CommandReused));
}

/// Until the tenant knows of this many calls that are not over.
async fn until_live(server: &Server, calls: usize) {
    let counted = async {
        while server.running().app().sessions.live() != calls {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, counted).await.expect("the others are over");
}

#[tokio::test]
async fn a_wish_that_comes_again_when_its_call_is_over_is_that_call_also_after_a_restart() {
    let mut server = Server::start().await;
    let mut customer = Client::customer(&server).await;
    let nora = ("Nora Vance", "+1 202 555 0101");
    let ids = [WISH, CommandId::from_u128(2)];
    let mut calls = Vec::new();
    for id in ids {
        let call = wish(&mut customer, id, nora).await.unwrap();
        customer.ask(call, Command::Call(CallCommand::HangUp)).await.unwrap();
        until_live(&server, 0).await;
        assert_eq!(wish(&mut customer, id, nora).await, Ok(call), "and no second one");
        calls.push(call);
    }
    assert_ne!(calls[0], calls[1], "another wish is another call");
    let known = Hello::new(Page::Call, Credential::Visitor(customer.visitor_token()));
    server.restart().await;
    let mut customer = Client::greeted(&server, &known).await;
    for (id, call) in ids.into_iter().zip(&calls) {
        assert_eq!(wish(&mut customer, id, nora).await, Ok(*call), "nor after a restart");
    }
    let other = &mut Client::customer(&server).await;
    assert!(!calls.contains(&wish(other, WISH, nora).await.unwrap()), "an id is its author's");
}

/// covers: R-466
#[tokio::test]
async fn what_is_kept_of_a_wish_is_the_same_for_any_name_and_any_number() {
    let server = Server::start().await;
    let mut kept = Vec::new();
    for who in [("Nora Vance", "+1 202 555 0101"), ("Otto", "+49 30 90182000")] {
        let mut customer = Client::customer(&server).await;
        let call = wish(&mut customer, WISH, who).await.unwrap();
        let acme = TenantId::new("acme").unwrap();
        let records = server.running().app().store.interaction(&acme, call).await.unwrap();
        kept.push(records[0].cause.unwrap());
    }
    assert_eq!(kept[0], kept[1], "nothing that a guess at name or number could confirm");
}

/// FNV-1a, 64 bits: how commands are digested.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What a digest without a salt would leave of a text, in every form that it could be kept in.
fn digests(text: &str) -> Vec<Vec<u8>> {
    let quoted = serde_json::to_string(text).unwrap();
    let mut forms = Vec::new();
    for plain in [text, &quoted] {
        let (sha, fnv) = (Sha256::digest(plain.as_bytes()), fnv(plain.as_bytes()));
        let mut hex = String::new();
        sha.iter().for_each(|byte| write!(hex, "{byte:02x}").unwrap());
        forms.extend([sha.to_vec(), hex.into_bytes(), format!("{fnv:x}").into_bytes()]);
        forms.extend([fnv.to_string().into_bytes(), fnv.to_le_bytes().to_vec()]);
    }
    forms
}

/// covers: R-466
#[tokio::test]
async fn after_erasure_no_digest_of_a_callers_name_or_number_is_left_on_the_disk() {
    let server = Server::start().await;
    let mut customer = Client::customer(&server).await;
    let (name, number) = ("Quentin Xylander", "+49-555-0199887");
    let call = wish(&mut customer, WISH, (name, number)).await.unwrap();
    let (acme, store) = (TenantId::new("acme").unwrap(), &server.running().app().store);
    let cause = store.interaction(&acme, call).await.unwrap()[0].cause.unwrap();
    store.erase(&acme, Subject::Customer(call)).await.unwrap();
    let bytes = server.disk();
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    assert!(holds(cause.fingerprint.to_string().as_bytes()), "the command is known again");
    // Each for itself, and the wish as a whole: with the texts, or with how long they are.
    let wishes = [
        format!(r#"{{"name":"{name}","number":"{number}","to":null}}"#),
        format!(r#"{{"name":"{}","number":"{}","to":null}}"#, name.len(), number.len()),
    ];
    for text in [name, number].into_iter().chain(wishes.iter().map(String::as_str)) {
        assert!(!holds(text.as_bytes()), "{text}");
        for form in digests(text) {
            assert!(!holds(&form), "{text}: {}", form.escape_ascii());
        }
    }
}

#[tokio::test]
async fn a_call_that_comes_back_after_its_customer_called_again_does_not_hide_the_other() {
    let (server, switch) = faulty().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    let mut customer = Client::customer(&server).await;
    let nora = ("Nora Vance", "+1 202 555 0101");
    let first = wish(&mut customer, WISH, nora).await.unwrap();
    let _customers = Voice::join(&mut customer, first, b"customer").await;
    ana.until_state(first, |call| matches!(call.stage(), Stage::Ringing { .. })).await;
    ana.ask(first, Command::Call(CallCommand::Answer)).await.unwrap();
    let up =
        |call: &Interaction| call.agents_party().is_some_and(|(_, own)| own.connection.is_up());
    let _voice = Voice::join(&mut ana, first, b"agent").await;
    ana.until_state(first, up).await;

    switch.set(PANICS_FOR_LONG);
    send(&mut ana, first, Command::Call(CallCommand::Hold)).await;
    switch.hangs().await;
    let second = wish(&mut customer, CommandId::from_u128(2), nora).await.unwrap();
    assert_ne!(first, second, "the first call is not there while its record is read");
    switch.release();
    ana.until_state(first, |call| !up(call)).await;
    ana.ask(first, Command::Call(CallCommand::HangUp)).await.unwrap();
    until_live(&server, 1).await;
    assert_eq!(wish(&mut customer, CommandId::from_u128(3), nora).await, Ok(second));
}
