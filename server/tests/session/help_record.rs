//! What of help is on record: across a restart, and when somebody's texts are erased.

use backline_core::people::{Earlier, HelpStatus};
use backline_core::{
    id::{CommandId, TenantId},
    interaction::{
        CallCommand, Command, Contact, ContactCommand, ContactFact, Fact, HelpFact, Refusal,
        RequestFact, SuperviseCommand, SuperviseFact,
    },
    personal::Subject,
    protocol::{Page, Record},
};

use super::{
    calling::{answered, person},
    client::Client,
    help::{cancel, claim, close, request, stands, watched},
    server::Server,
};

fn acme() -> TenantId {
    TenantId::new("acme").unwrap()
}

#[tokio::test]
async fn a_helper_is_told_of_the_requests_of_the_day_also_after_a_restart() {
    let mut server = Server::start().await;
    let (mut call, mut sofia) = watched(&server).await;
    let (id, ana) = (call.id, &mut call.agent);
    ana.ask(id, request("One.")).await.unwrap();
    ana.ask(id, cancel(1)).await.unwrap();
    ana.ask(id, request("Two.")).await.unwrap();
    sofia.ask(id, claim(2)).await.unwrap();
    ana.ask(id, Command::Call(CallCommand::HangUp)).await.unwrap();
    drop((call, sofia));
    server.restart().await;
    let (mut call, mut sofia) = watched(&server).await;
    call.agent.ask(call.id, request("Three.")).await.unwrap();
    sofia.until_state(call.id, |call| stands(call, 1, HelpStatus::Requested)).await;
    let told = &sofia.calls[&call.id].state.help().unwrap().earlier;
    let told: Vec<_> =
        told.iter().map(|Earlier { label, status, .. }| (label.as_str(), *status)).collect();
    let same = "Technical problem";
    assert_eq!(told, [(same, HelpStatus::Cancelled), (same, HelpStatus::Closed)]);
}

#[tokio::test]
async fn a_request_goes_on_after_a_restart_and_a_command_has_one_effect() {
    let mut server = Server::start().await;
    let (mut call, mut sofia) = watched(&server).await;
    let (id, asked) = (call.id, CommandId::from_u128(9));
    call.agent.ask_as(asked, id, request("One.")).await.unwrap();
    sofia.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    drop((call, sofia));
    server.restart().await;
    let mut ana = Client::person(&server, "ana", Page::Panel).await;
    ana.until_state(id, |call| stands(call, 1, HelpStatus::Requested)).await;
    ana.ask_as(asked, id, request("One.")).await.unwrap();
    assert_eq!(ana.ask_as(asked, id, request("Another.")).await, Err(Refusal::CommandReused));
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.available().await;
    sofia.ask(id, claim(1)).await.unwrap();
    ana.ask(id, close(1)).await.unwrap();
    assert!(stands(&ana.calls[&id].state, 1, HelpStatus::Closed));
}

/// Every free text about help that is in a log.
fn texts(records: &[Record]) -> Vec<Option<String>> {
    let text = |record: &Record| match &record.fact {
        Fact::Help(HelpFact::Request { what: RequestFact::Requested { comment, .. }, .. }) => {
            Some(comment.open().cloned())
        }
        Fact::Supervise(SuperviseFact::NoteSent { text, .. }) => Some(text.open().cloned()),
        Fact::Contact(ContactFact::Noted { contact }) => {
            Some(contact.open().and_then(|it| it.name.clone()))
        }
        _ => None,
    };
    records.iter().filter_map(text).collect()
}

///
#[tokio::test]
async fn erasing_a_customer_erases_comments_notes_and_the_contact_and_the_record_verifies() {
    let mut server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let mut sofia = Client::person(&server, "sofia", Page::Workspace).await;
    sofia.available().await;
    let mut ada = Client::person(&server, "ada", Page::Workspace).await;
    let id = call.id;
    let contact = Contact { name: Some("Nora Vance".to_owned()), ..Contact::default() };
    ada.ask(id, Command::Contact(ContactCommand::Note { contact })).await.unwrap();
    call.agent.ask(id, request("Mrs Vance again.")).await.unwrap();
    sofia.ask(id, claim(1)).await.unwrap();
    let note = Command::Supervise(SuperviseCommand::SendNote {
        text: "Offer Mrs Vance a visit.".to_owned(),
    });
    sofia.ask(id, note).await.unwrap();
    let helper = Some(person("sofia"));
    assert_eq!(
        sofia.calls[&id].state.help().and_then(|it| it.helper()).map(|it| it.person.clone()),
        helper
    );
    call.agent.ask(id, Command::Call(CallCommand::HangUp)).await.unwrap();
    let app = std::sync::Arc::clone(server.running().app());
    let before = app.store.interaction(&acme(), id).await.unwrap();
    let said = ["Nora Vance", "Mrs Vance again.", "Offer Mrs Vance a visit."];
    assert_eq!(texts(&before), said.map(|text| Some(text.to_owned())));
    app.store.erase(&acme(), Subject::Customer(id)).await.unwrap();
    let after = app.store.interaction(&acme(), id).await.unwrap();
    assert_eq!(texts(&after), [None, None, None]);
    assert_eq!(after.len(), before.len());
    drop((app, call, sofia, ada));
    let report = server.audit().await;
    assert!(report.is_good(), "{report}");
}
