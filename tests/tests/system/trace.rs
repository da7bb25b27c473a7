//! Silent monitoring leaves no trace: the agent's and the customer's browsers get the same
//! messages, the same descriptions and the same sources of sound as without it.

use std::collections::BTreeMap;

use anyhow::Result;
use backline_core::{id::InteractionId, interaction::Action::Monitor};
use backline_tests::{Call, Party, Scene, Voice::Sofia, all_hear};
use serde_json::Value;

/// All that a browser got to know of one call, less what differs between any two calls.
#[derive(Debug, PartialEq)]
struct Trace {
    messages: BTreeMap<String, Vec<Value>>,
    descriptions: Vec<(Vec<String>, Vec<String>)>,
    places: Vec<Option<String>>,
    page: String,
}

impl Trace {
    async fn of(party: &Party, call: InteractionId) -> Result<Self> {
        let of_this_call = Value::String(call.to_string());
        let mut messages: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for passed in party.messages().await? {
            let mut message: Value = serde_json::from_str(&passed.text)?;
            if message["type"] == "pulse" || message["type"] == "alive" {
                // They come by the clock: how many there are says how long the test took.
                continue;
            }
            let about = &message["data"]["interaction"];
            if about.is_string() && *about != of_this_call {
                continue;
            }
            if let Some(calls) = message["data"]["interactions"].as_array_mut() {
                calls.retain(|other| *other == of_this_call);
            }
            blank(&mut message);
            let kind = format!("{} {}", passed.from, message["type"]);
            // How facts are bundled into messages is chance; their numbers and order are not.
            let first = message["data"]["first"].as_u64().unwrap_or_default();
            match message["data"]["facts"].as_array() {
                Some(facts) if message["type"] == "facts" => {
                    let numbered = facts.iter().zip(first..);
                    let numbered = numbered.map(|(fact, n)| serde_json::json!([n, fact]));
                    messages.entry(kind).or_default().extend(numbered);
                }
                Some(_) | None => messages.entry(kind).or_default().push(message),
            }
        }
        // What was given up before it had described itself has told nobody anything.
        let described = party.descriptions().await?.into_iter().filter(|it| !it.local.is_empty());
        let descriptions = described.map(|both| {
            let plain = |texts: Vec<String>| texts.iter().map(|text| plain(text)).collect();
            (plain(both.local), plain(both.remote))
        });
        let places = party.sources().await?.into_iter().map(|source| source.mid).collect();
        let page = party.value::<String>("document.body.innerText", Value::Null).await?;
        let page = page.chars().filter(|c| !c.is_ascii_digit()).collect();
        Ok(Self { messages, descriptions: descriptions.collect(), places, page })
    }
}

/// Takes away ids, instants, tokens and descriptions, which are compared apart.
fn blank(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match name.as_str() {
                    "sdp" | "offer" | "token" | "credential" | "resume" | "build" => {
                        *field = Value::Null;
                    }
                    _ => blank(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::String(text) if uuid::Uuid::parse_str(text).is_ok() => *value = Value::Null,
        Value::Number(number) if number.as_u64() > Some(1_000_000_000_000) => *value = Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A description without what every connection makes anew: secrets, ports, numbers of sources.
fn plain(description: &str) -> String {
    let fresh =
        ["a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "o=", "a=ssrc", "a=msid", "a=candidate"];
    let ports = ["m=", "a=rtcp:", "c="];
    description
        .lines()
        .map(|line| match fresh.iter().chain(&ports).find(|start| line.starts_with(**start)) {
            Some(start) if ports.contains(start) => {
                line.chars().filter(|c| !c.is_ascii_digit()).collect()
            }
            Some(start) => (*start).to_owned(),
            None => line.to_owned(),
        })
        .collect::<Vec<String>>()
        .join("\n")
}

/// The same call each time: Carla calls, Ana mutes and unmutes, and loads her page again.
async fn a_call(scene: &Scene, call: &Call, monitor: Option<&Party>) -> Result<[Trace; 2]> {
    // What follows comes after their edges in each run, however busy the machine is.
    all_hear([&call.customer, &call.agent]).await?;
    if let Some(sofia) = monitor {
        sofia.opens_interaction().await?;
        sofia.takes(Monitor).await?;
    }
    call.agent.changes_hearing("Mute").await?;
    call.agent.changes_hearing("Unmute").await?;
    let [at_customer, at_agent] = all_hear([&call.customer, &call.agent]).await?;
    assert!(at_customer.sound && at_agent.sound);
    if let Some(sofia) = monitor {
        assert!(sofia.hears().await?.sound, "the monitor hears, or nothing is proved");
        let edges = scene.server.edges(call.id).await?;
        let heard = edges.between(&call.customer.as_party(), &sofia.as_party());
        assert!(heard > 0, "sound left for the monitor, or nothing is proved");
    }
    let before = Trace::of(&call.agent, call.id).await?;
    call.agent.reload().await?;
    call.agent.is_heard_from().await?;
    let after = Trace::of(&call.agent, call.id).await?;
    assert_eq!(before.descriptions[0].0, after.descriptions[0].0, "a reload offers the same");
    let traces = [Trace::of(&call.customer, call.id).await?, after];
    if let Some(sofia) = monitor {
        sofia.ends(Monitor).await?;
        sofia.acknowledged("Disconnect", "supervisor_left").await?;
    }
    Ok(traces)
}

#[tokio::test]
async fn silent_monitoring_leaves_no_trace_with_agent_or_customer() -> Result<()> {
    Scene::play(async |scene| {
        let sofia = scene.supervisor("sofia", Sofia).await?;
        let call = scene.call().await?;
        let alone = a_call(scene, &call, None).await?;
        call.customer.acknowledged("Hang up", "ended").await?;

        // The same people in the same browsers, from the beginning.
        let Call { customer, agent, .. } = call;
        customer.goto_again().await?;
        agent.goto_again().await?;
        let call = scene.connect(customer, agent).await?;
        let monitored = a_call(scene, &call, Some(&sofia)).await?;

        for ((who, alone), monitored) in ["customer", "agent"].iter().zip(alone).zip(monitored) {
            assert_eq!(alone.descriptions, monitored.descriptions, "descriptions of the {who}");
            assert_eq!(alone.places, monitored.places, "sources of sound at the {who}");
            for (kind, messages) in &alone.messages {
                let those = monitored.messages.get(kind);
                assert_eq!(those, Some(messages), "{kind} messages of the {who}");
            }
            let kinds = |trace: &Trace| trace.messages.keys().cloned().collect::<Vec<_>>();
            assert_eq!(kinds(&monitored), kinds(&alone), "kinds of messages of the {who}");
            assert_eq!(alone.page, monitored.page, "what the {who} reads");
        }
        Ok(())
    })
    .await
}
