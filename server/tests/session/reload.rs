//! The configuration, read again while calls run.

use backline_core::people::HelpStatus;
use backline_core::{
    floor::{FloorCommand, FloorFact},
    id::{CommandId, PersonId, TenantId},
    interaction::{HelpRefusal, Refusal},
    people::Presence,
    protocol::{ClientMessage, FloorRecord, Page, ServerMessage},
    terms::{MicrophoneUse, Scope},
    time::Timestamp,
};
use backline_server::config::{Config, PersonConfig};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    calling::{answered, person},
    client::{Client, PATIENCE},
    help::{claim, request, stands, watched},
    server::Server,
};

/// What the floor has on record since the start.
async fn written(server: &Server) -> Vec<FloorRecord> {
    let acme = TenantId::new("acme").unwrap();
    server.running().app().store.recover(&acme, Timestamp::default()).await.unwrap().floor
}

/// Whether it is on record that the last page of somebody is gone.
pub(crate) async fn is_gone(server: &Server, who: &str) -> bool {
    let lost = |record: &FloorRecord| matches!(&record.fact, FloorFact::LinkLost { person: it, .. } if *it == person(who));
    written(server).await.iter().any(lost)
}

/// Reads the configuration again, with this changed, and waits until that is taken in.
pub(crate) async fn reread(server: &Server, change: impl FnOnce(&mut Config)) {
    configure(server, change);
    settled(server).await;
}

/// The same, and does not wait.
pub(crate) fn configure(server: &Server, change: impl FnOnce(&mut Config)) {
    let app = server.running().app();
    let mut read = (*app.config()).clone();
    change(&mut read);
    app.configure(read);
}

/// Returns when the floor has on record what it was asked so far: it does one thing after another.
async fn settled(server: &Server) {
    let mut audrey = Client::person(server, "audrey", Page::Workspace).await;
    let (id, presence) = (CommandId(Uuid::new_v4()), Presence::Busy);
    let command = FloorCommand::SetPresence { presence };
    audrey.say(&ClientMessage::Floor { id, command }).await;
    audrey.answer(id).await.unwrap();
}

pub(crate) fn one_of<'c>(config: &'c mut Config, name: &str) -> &'c mut PersonConfig {
    let mut people = config.tenants[0].people.iter_mut();
    people.find(|somebody| somebody.card.person == person(name)).unwrap()
}

fn choices(log: &[FloorRecord]) -> Vec<u32> {
    let version = |record: &FloorRecord| match &record.fact {
        FloorFact::TermsConfigured { terms } => Some(terms.version),
        _ => None,
    };
    log.iter().filter_map(version).collect()
}

#[tokio::test]
async fn what_a_page_says_with_its_last_breath_is_done_before_it_counts_as_gone() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    let (id, presence) = (CommandId(Uuid::new_v4()), Presence::Busy);
    let command = FloorCommand::SetPresence { presence };
    ana.say(&ClientMessage::Floor { id, command }).await;
    drop(ana);
    let is_ana = |who: &PersonId| *who == person("ana");
    let both = async {
        loop {
            settled(&server).await;
            let log = written(&server).await;
            let set = log.iter().position(|record| {
                matches!(&record.fact, FloorFact::PresenceSet { person, presence: Presence::Busy }
                    if is_ana(person))
            });
            let lost = log.iter().position(
                |record| matches!(&record.fact, FloorFact::LinkLost { person, .. } if is_ana(person)),
            );
            if let Some(both) = set.zip(lost) {
                return both;
            }
        }
    };
    let (set, lost) = timeout(PATIENCE, both).await.expect("both are on record");
    assert!(set < lost, "whoever is gone would stay Busy for ever");
}

#[tokio::test]
async fn a_choice_is_on_record_when_it_changes_and_holds_for_the_calls_that_come() {
    let mut server = Server::start().await;
    let mut first = answered(&server, "ana").await;
    settled(&server).await;
    let before = written(&server).await;
    assert_eq!(choices(&before), [1]);
    reread(&server, |_| ()).await;
    let configured = |log: &[FloorRecord]| {
        let people = |it: &&FloorRecord| matches!(it.fact, FloorFact::PeopleConfigured { .. });
        (choices(log), log.iter().filter(people).count())
    };
    assert_eq!(configured(&written(&server).await), configured(&before), "nothing has changed");

    reread(&server, |config| {
        let terms = &mut config.tenants[0].terms;
        (terms.version, terms.live_updates) = (2, false);
    })
    .await;
    let mut second = answered(&server, "ben").await;
    assert_eq!(choices(&written(&server).await), [1, 2]);
    assert_eq!(second.agent.calls[&second.id].state.terms().version, 2);
    assert_eq!(
        second.agent.ask(second.id, request("")).await,
        Err(Refusal::Help(HelpRefusal::LiveUpdatesOff))
    );
    assert_eq!(first.agent.calls[&first.id].state.terms().version, 1, "what runs keeps its own");
    first.agent.ask(first.id, request("")).await.unwrap();

    // The built-in configuration of the demo, read at the next start, is a change again.
    server.restart().await;
    settled(&server).await;
    assert_eq!(choices(&written(&server).await), [2, 1]);
}

///
#[tokio::test]
async fn what_a_panel_does_with_the_microphone_applies_at_once() {
    let server = Server::start().await;
    let (warm, on_call) = (Some(MicrophoneUse::Warm), Some(MicrophoneUse::OnCall));
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    assert_eq!(ana.seen().microphone, warm);
    reread(&server, |config| config.tenants[0].terms.microphone = MicrophoneUse::OnCall).await;
    ana.until_seen(|me| me.microphone == on_call).await;
}

/// Nothing else happens on the floor that would be told.
#[tokio::test]
async fn whose_agents_a_workspace_shows_changes_with_the_reading_and_not_with_the_next_news() {
    let server = Server::start().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.available().await;
    configure(&server, |config| one_of(config, "sofia").supervises.clear());
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    let told = async |sofia: &mut Client, here: usize| {
        sofia
            .until(|told| {
                matches!(told, ServerMessage::Agents { all: true, agents }
                    if agents.here.len() == here)
            })
            .await
    };
    told(&mut sofia, 1).await;
    for (scope, here) in [(Scope::Team, 0), (Scope::Tenant, 1)] {
        configure(&server, |config| config.tenants[0].terms.supervision_scope = scope);
        told(&mut sofia, here).await;
    }
}

#[tokio::test]
async fn teams_grants_and_roles_apply_at_once() {
    let server = Server::start().await;
    let (mut call, mut sofia) = watched(&server).await;
    let id = call.id;
    reread(&server, |config| one_of(config, "sofia").supervises.clear()).await;
    call.agent.ask(id, request("")).await.unwrap();
    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    assert_eq!(
        sofia.ask(id, claim(1)).await,
        Err(Refusal::Help(HelpRefusal::NotAsked)),
        "of another team"
    );
    let front = "front".parse().unwrap();
    reread(&server, |config| one_of(config, "sofia").supervises.push(front)).await;
    sofia.ask(id, claim(1)).await.unwrap();
    reread(&server, |config| one_of(config, "sofia").roles.clear()).await;
    call.agent.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
}
