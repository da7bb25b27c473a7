//! The wire format, kept as files: one per variant of everything that is sent or stored. A variant
//! without a sample does not compile; a changed form fails. `UPDATE_GOLDEN=1` writes new ones, and
//! what stands in `v2` stays: messages in the field have that form.

use std::{collections::BTreeSet, fmt::Debug, fs, path::PathBuf};

use backline_core::{
    floor::StampedFloor,
    id::CommandId,
    interaction::Command,
    people::PersonView,
    protocol::{
        ClientMessage, DecodeError, MAX_MESSAGE_BYTES, Unreadable, decode_client, decode_server,
    },
    terms::MicrophoneUse,
    time::Timestamp,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    cast::{self, CALL},
    dice::Dice,
};
use commands::{commands, floor_commands, floor_refusals, refusals};
use facts::{facts, floor_facts, floor_records, records};
use help::{audiences, exits, help_commands, help_facts, origins};
use messages::{client_messages, server_messages};

/// Samples of an enumeration, one per variant; the match makes a missing one a compile error.
macro_rules! samples {
    ($kind:ident: $($name:literal, $pattern:pat => $sample:expr;)+) => {{
        const fn name(value: &$kind) -> &'static str {
            match value { $($pattern => $name,)+ }
        }
        let samples: Vec<$kind> = vec![$($sample),+];
        let named = samples.into_iter().map(|sample| (name(&sample), sample)).collect::<Vec<_>>();
        let wanted = [$($name),+];
        assert_eq!(named.iter().map(|(name, _)| *name).collect::<Vec<_>>(), wanted);
        named
    }};
}

mod commands;
mod facts;
mod help;
mod messages;

const AT: Timestamp = Timestamp(1_700_000_000_000);
const COMMAND: CommandId = CommandId::from_u128(0xC0);

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/wire/v2")
}

/// Compares each sample with its file, both ways, and returns the files' names.
fn hold<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    group: &str,
    samples: Vec<(&'static str, T)>,
) -> Vec<String> {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut files = Vec::new();
    for (name, sample) in samples {
        let file = format!("{group}.{name}.json");
        let path = folder().join(&file);
        let text = format!("{}\n", serde_json::to_string_pretty(&sample).unwrap());
        if update && !path.exists() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{file} is missing"));
        assert_eq!(kept, text, "{file} has another form");
        assert_eq!(serde_json::from_str::<T>(&kept).unwrap(), sample, "{file} reads differently");
        files.push(file);
    }
    files
}

#[test]
fn everything_on_the_wire_and_in_the_record_has_the_form_of_its_file() {
    let mut files = hold("client", client_messages());
    files.extend(hold("server", server_messages()));
    files.extend(hold("command", commands()));
    files.extend(hold("help_command", help_commands()));
    files.extend(hold("help_fact", help_facts()));
    files.extend(hold("exit", exits()));
    files.extend(hold("audience", audiences()));
    files.extend(hold("origin", origins()));
    files.extend(hold("fact", facts()));
    files.extend(hold("refusal", refusals()));
    files.extend(hold("floor_command", floor_commands()));
    files.extend(hold("floor_fact", floor_facts()));
    files.extend(hold("floor_refusal", floor_refusals()));
    files.extend(hold("record", records()));
    files.extend(hold("floor_record", floor_records()));
    let there = fs::read_dir(folder()).unwrap();
    let there: BTreeSet<_> =
        there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, files.into_iter().collect(), "a file without a sample, or without a file");
}

#[test]
fn every_message_is_decoded_to_what_was_sent() {
    for (_, message) in client_messages() {
        assert_eq!(decode_client(&serde_json::to_string(&message).unwrap()), Ok(message));
    }
    for (_, message) in server_messages() {
        assert_eq!(decode_server(&serde_json::to_string(&message).unwrap()), Ok(message));
    }
    let helps = help_commands().into_iter().map(|(_, command)| Command::Help(command));
    for command in commands().into_iter().map(|(_, it)| it).chain(helps) {
        let message = ClientMessage::Command { id: COMMAND, interaction: CALL, command };
        assert_eq!(decode_client(&serde_json::to_string(&message).unwrap()), Ok(message));
    }
}

///
#[test]
fn what_a_panel_does_with_the_microphone_is_a_word_where_there_is_one() {
    let view = cast::floor().people.get(&cast::id("ana")).unwrap().clone();
    let told =
        |microphone| serde_json::to_value(PersonView { microphone, ..view.clone() }).unwrap();
    for (microphone, word) in [
        (None, None),
        (Some(MicrophoneUse::Warm), Some("warm")),
        (Some(MicrophoneUse::OnCall), Some("on_call")),
    ] {
        let told = told(microphone);
        assert_eq!(told.get("microphone").and_then(|word| word.as_str()), word);
        assert_eq!(told.get("microphone").is_some(), word.is_some(), "{told}");
        let read: PersonView = serde_json::from_value(told).unwrap();
        assert_eq!(read.microphone, microphone);
    }
}

#[test]
fn what_is_no_message_is_told_what_to_do() {
    let told = |text: &str| decode_client(text).unwrap_err();
    assert_eq!(told(""), DecodeError::NoEnvelope);
    assert_eq!(told("[1, 2]"), DecodeError::NoEnvelope);
    assert_eq!(told("{\"type\": 7}"), DecodeError::NoEnvelope);
    assert_eq!(told("{\"type\":\"obey\",\"data\":{}}"), DecodeError::UnknownKind);
    assert!(matches!(told("{\"type\":\"call\",\"data\":{}}"), DecodeError::BadData { .. }));
    let long = format!("{{\"type\":\"call\",\"data\":\"{}\"}}", "x".repeat(MAX_MESSAGE_BYTES));
    assert_eq!(told(&long), DecodeError::TooLong);
    let deep = "[".repeat(MAX_MESSAGE_BYTES);
    assert_eq!(told(&deep), DecodeError::NoEnvelope);
}

#[test]
fn a_refused_message_is_never_repeated_in_the_error() {
    let secret = "{\"type\":\"hello\",\"data\":{\"credential\":\"hunter2\"}}";
    let sentence = decode_client(secret).unwrap_err().to_string();
    assert!(!sentence.contains("hunter2"), "{sentence}");
}

#[test]
fn an_unknown_message_is_passed_over_and_an_unknown_fact_asks_for_a_newer_page() {
    let kind = "{\"type\":\"confetti\",\"data\":{\"colour\":\"red\"}}";
    assert_eq!(decode_server(kind), Err(Unreadable::UnknownKind));
    let mut facts = serde_json::to_value(&server_messages()[4].1).unwrap();
    facts["data"]["facts"][0]["fact"]["type"] = "teleported".into();
    assert_eq!(decode_server(&facts.to_string()), Err(Unreadable::Newer));
}

#[test]
fn fields_that_a_newer_side_adds_are_passed_over() {
    for (name, message) in client_messages() {
        let mut value = serde_json::to_value(&message).unwrap();
        value["data"]["colour"] = "red".into();
        assert_eq!(decode_client(&value.to_string()), Ok(message), "{name}");
    }
}

/// 20,000 seeded mutations of every kind of message: a value each time, never a panic, and what is
/// still a message stays the same when it is sent on.
#[test]
fn mutated_messages_are_values() {
    let mut corpus: Vec<String> = Vec::new();
    corpus.extend(client_messages().iter().map(|(_, m)| serde_json::to_string(m).unwrap()));
    corpus.extend(server_messages().iter().map(|(_, m)| serde_json::to_string(m).unwrap()));
    let mut dice = Dice(0x5EED);
    let mut read = 0;
    for _ in 0..20_000 {
        let mut bytes = corpus[dice.below(corpus.len())].clone().into_bytes();
        for _ in 0..=dice.below(4) {
            dice.mutate(&mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(message) = decode_client(&text) {
            read += 1;
            let again = serde_json::to_string(&message).unwrap();
            assert_eq!(decode_client(&again), Ok(message));
        }
        if let Ok(message) = decode_server(&text) {
            read += 1;
            let again = serde_json::to_string(&message).unwrap();
            assert_eq!(decode_server(&again), Ok(message));
        }
    }
    assert!(read > 500, "mutations should leave some messages whole: {read}");
}

/// The documents that must move with the code: a digest of the wire contract stands in
/// `docs/protocol.md`. `UPDATE_DOCS=1` writes it; read the page again before.
#[test]
fn the_protocols_document_was_read_when_the_protocol_changed() {
    const MARK: &str = "<!-- wire contract: ";
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut sources = vec![
        "src/interaction/command.rs".to_owned(),
        "src/interaction/fact.rs".to_owned(),
        "src/interaction/call/words.rs".to_owned(),
        "src/interaction/contact/words.rs".to_owned(),
        "src/interaction/help/words.rs".to_owned(),
        "src/interaction/refusal.rs".to_owned(),
        "src/interaction/supervise/words.rs".to_owned(),
        "src/floor/fact.rs".to_owned(),
    ];
    let protocol = fs::read_dir(root.join("src/protocol")).unwrap();
    let names = protocol.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    sources.extend(names.map(|name| format!("src/protocol/{name}")));
    sources.sort();
    let bytes = sources.iter().flat_map(|path| fs::read(root.join(path)).unwrap());
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let path = root.join("../docs/protocol.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(MARK).unwrap();
    let (stands, after) = rest.split_once(" -->").unwrap();
    let wanted = format!("{digest:016x}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, [before, MARK, &wanted, " -->", after].concat()).unwrap();
    } else {
        assert_eq!(stands, wanted, "read docs/protocol.md, then write it with UPDATE_DOCS=1");
    }
}

/// A stored floor fact and its instant go both ways.
#[test]
fn a_stamped_floor_fact_goes_both_ways() {
    for (_, fact) in floor_facts() {
        let stamped = StampedFloor { at: AT, fact };
        let text = serde_json::to_string(&stamped).unwrap();
        assert_eq!(serde_json::from_str::<StampedFloor>(&text).unwrap(), stamped);
    }
}
