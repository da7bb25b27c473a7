//! The *claimed by* list, and the contact's record: what administrators and machines do directly.

use backline_core::people::HelpStatus;
use backline_core::{
    interaction::{
        Action, Command, Contact, ContactCommand, ContactFact, Fact, HelpCommand, HelpFact,
        HelpRefusal, Lens, Origin, Parting, Refusal, RequestFact, SuperviseCommand, SuperviseFact,
        contact::{ContactField, MAX_CONTACT_FIELDS},
    },
    people::Grant,
    personal::{Personal, Subject},
    terms::{AfterHelper, Terms},
};

use crate::{
    cast::{CALL, card, id, machine, person, supervisor_party},
    help::{happened, help, helped, raised, status, withdraw},
    rig::Rig,
};

fn add(name: &str) -> Command {
    Command::Help(HelpCommand::AddHelper { person: id(name) })
}

fn remove(name: &str) -> Command {
    Command::Help(HelpCommand::RemoveHelper { person: id(name) })
}

fn note(contact: Contact) -> Command {
    Command::Contact(ContactCommand::Note { contact })
}

///
#[test]
fn administrator_and_machine_put_people_on_the_list_and_take_them_off() {
    let mut rig = Rig::talking();
    rig.ok(&person("ada"), add("hugo"));
    assert_eq!(*rig.last(), Fact::Help(HelpFact::HelperAdded { helper: card("hugo") }));
    rig.ok(&machine(None), add("sam"));
    let listed: Vec<_> = rig.state().helpers().keys().cloned().collect();
    assert_eq!(listed, [id("hugo"), id("sam")]);
    assert_eq!(rig.ask(&person("ada"), add("sam")), Err(Refusal::Help(HelpRefusal::HelperListed)));
    rig.ok(&machine(None), remove("sam"));
    assert_eq!(
        rig.ask(&person("ada"), remove("sam")),
        Err(Refusal::Help(HelpRefusal::HelperNotListed))
    );
}

///
#[test]
fn nobody_is_listed_who_may_not_help_and_not_the_agent() {
    let mut rig = Rig::talking();
    rig.floor.people.get_mut(&id("ana")).unwrap().grants.push(Grant::Help);
    for name in ["ana", "ben", "audrey", "nobody"] {
        let refusal = rig.ask(&person("ada"), add(name)).unwrap_err();
        assert_eq!(refusal.to_string(), "This person may not help on this call.", "{name}");
    }
}

///
#[test]
fn whoever_is_listed_works_on_the_call_beside_the_one_owner_of_the_request() {
    let mut rig = helped(Terms::default());
    assert_eq!(
        rig.ask(&person("hugo"), Command::Supervise(SuperviseCommand::OpenInteraction)),
        Err(Refusal::NoSuchCall)
    );
    rig.ok(&person("ada"), add("hugo"));
    rig.open("hugo");
    assert_eq!(rig.state().supervisor(&id("hugo")).unwrap().origin, Origin::Listed);
    rig.ok(
        &person("hugo"),
        Command::Supervise(SuperviseCommand::SendNote { text: "Offer it.".to_owned() }),
    );
    let refused = rig.ask(
        &person("hugo"),
        Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor }),
    );
    assert_eq!(refused, Err(Refusal::NotPermitted { grant: Grant::Monitor }));
    assert_eq!(help(&rig).helper(), Some(&card("sofia")));
}

///
#[test]
fn who_is_taken_off_the_list_is_off_the_call_unless_they_may_see_it() {
    let mut rig = Rig::talking();
    for name in ["hugo", "sam"] {
        rig.ok(&person("ada"), add(name));
        rig.open(name);
        rig.ok(&person("ada"), remove(name));
    }
    let on_the_call: Vec<_> =
        rig.state().supervisors().map(|own| &own.card.person).cloned().collect();
    assert_eq!(on_the_call, [id("sam")]);
    let left = Fact::Supervise(SuperviseFact::SupervisorLeft {
        supervisor: id("hugo"),
        why: Parting::GrantWithdrawn,
    });
    assert!(rig.facts().contains(&&left));
}

///
#[test]
fn an_owner_who_is_removed_has_left_and_the_request_is_asked_again() {
    let mut rig = helped(Terms::default());
    rig.ok(&person("ada"), remove("sofia"));
    assert_eq!(happened(&rig)[1], &RequestFact::HelperLeft { how: Parting::GrantWithdrawn });
    assert_eq!(status(&rig), HelpStatus::Requested);
}

///
#[test]
fn who_is_removed_coaches_nobody_any_more_and_is_the_helper_no_more_whatever_the_tenant_keeps() {
    let mut terms = Terms { allow_switch: true, ..Terms::default() };
    terms.help.after_loss = AfterHelper::Keep;
    for action in [Action::Monitor, Action::Coach] {
        let mut rig = helped(terms.clone());
        withdraw(&mut rig, "sofia", Grant::Proactive);
        rig.act("sofia", action);
        rig.ok(&person("ada"), remove("sofia"));
        assert_eq!(rig.action_of("sofia"), None);
        assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sofia"))));
        assert_eq!(status(&rig), HelpStatus::Requested);
        let refused =
            rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::TakeAction { action }));
        assert_eq!(refused, Err(Refusal::NotPermitted { grant: Grant::Proactive }));
        rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect));
        assert_eq!(
            rig.ask(&person("sofia"), Command::Supervise(SuperviseCommand::OpenInteraction)),
            refused
        );
    }
    let mut rig = helped(terms);
    rig.act("sofia", Action::BargeIn);
    rig.ok(&person("ada"), remove("sofia"));
    assert_eq!(rig.action_of("sofia"), Some(Action::BargeIn), "a customer is in conversation");
    assert_eq!(status(&rig), HelpStatus::Requested);
}

///
#[test]
fn a_listed_helper_does_not_answer_the_request_by_that() {
    let mut rig = raised(Terms::default());
    rig.ok(&person("ada"), add("sofia"));
    assert_eq!(status(&rig), HelpStatus::Requested);
}

fn contact() -> Contact {
    let field = ContactField { label: "Plan".to_owned(), value: "Gold".to_owned() };
    Contact { name: Some("Carla Dias".to_owned()), fields: vec![field], ..Contact::default() }
}

///
#[test]
fn the_contacts_record_reaches_everybody_but_the_customer() {
    let mut rig = Rig::talking();
    rig.ok(&machine(None), note(contact()));
    let kept = Personal::new(Subject::Customer(CALL), contact());
    assert_eq!(*rig.last(), Fact::Contact(ContactFact::Noted { contact: kept }));
    for (lens, told) in [(Lens::Agent, true), (Lens::Supervisor, true), (Lens::Customer, false)] {
        assert_eq!(rig.state().seen_by(lens).contact().is_some(), told, "{lens:?}");
        let stream = serde_json::to_string(rig.stream(lens)).unwrap();
        assert_eq!(stream.contains("Gold"), told, "{lens:?}");
    }
}

///
#[test]
fn a_record_has_bounds() {
    let mut rig = Rig::talking();
    let fields = vec![ContactField::default(); MAX_CONTACT_FIELDS + 1];
    let refused = rig.ask(&person("ada"), note(Contact { fields, ..Contact::default() }));
    assert_eq!(refused, Err(Refusal::TooManyFields { limit: MAX_CONTACT_FIELDS }));
    let summary = Some("s".repeat(4_001));
    let refused = rig.ask(&person("ada"), note(Contact { summary, ..Contact::default() }));
    assert_eq!(refused, Err(Refusal::TextTooLong { limit: 4_000 }));
}

///
#[test]
fn a_listed_helper_is_connected_like_any_other() {
    let mut rig = Rig::talking();
    rig.ok(&machine(None), add("sue"));
    rig.open("sue");
    assert!(!rig.heard().0.iter().any(|edge| edge.touches(&supervisor_party("sue"))));
}
