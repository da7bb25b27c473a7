//! What a page keeps, and what it lets go of.

use super::*;
use crate::{
    id::{TabId, TenantId, VisitorId},
    interaction::{Channel, Fact, Stamped},
    protocol::{Credential, Page, ServerMessage},
    sealed::{Sealed, Subject},
    terms::Terms,
};

const CALL: InteractionId = InteractionId::from_u128(1);

fn page() -> Replica {
    let identity = Identity {
        page: Page::Call,
        tab: TabId::from_u128(1),
        build: "test".to_owned(),
        credential: Credential::NewVisitor(TenantId::new("acme").unwrap()),
    };
    let mut page = Replica::new(identity, 7);
    page.handle(Timestamp(0), Input::Start);
    page.handle(Timestamp(1), Input::Opened);
    page
}

fn told(page: &mut Replica, message: &ServerMessage) {
    let text = serde_json::to_string(message).unwrap();
    page.handle(Timestamp(2), Input::Text(&text));
}

fn welcome() -> ServerMessage {
    let tenant = TenantId::new("acme").unwrap();
    let (visitor, token) = (VisitorId::from_u128(1), "t".to_owned());
    let you = You::Visitor { tenant, visitor, token };
    ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now: Timestamp(5) }
}

fn restated() -> ServerMessage {
    let opened = Fact::Opened {
        id: CALL,
        tenant: TenantId::new("acme").unwrap(),
        channel: Channel::Voice,
        visitor: VisitorId::from_u128(1),
        name: Sealed::new(Subject::Customer(CALL), "Guest".to_owned()),
        number: None,
        wants: None,
        terms: Box::new(Terms::default()),
    };
    let facts = vec![Stamped { at: Timestamp(3), fact: opened }];
    ServerMessage::Restated { interaction: CALL, lens: Lens::Customer, next: 1, facts }
}

#[test]
fn a_call_that_begins_while_a_page_catches_up_is_kept() {
    let mut page = page();
    told(&mut page, &welcome());
    told(&mut page, &restated());
    told(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
    assert!(page.interaction(CALL).is_some());
}

#[test]
fn a_call_that_is_gone_when_a_page_is_back_is_let_go() {
    let mut page = page();
    told(&mut page, &welcome());
    told(&mut page, &restated());
    told(&mut page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
    page.handle(Timestamp(10), Input::Closed);
    told(&mut page, &welcome());
    told(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
    assert!(page.interaction(CALL).is_none());
}

#[test]
fn what_was_asked_to_end_counts_as_ending_until_it_is_answered() {
    let mut page = page();
    told(&mut page, &welcome());
    told(&mut page, &restated());
    told(&mut page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
    let id = CommandId::from_u128(4);
    page.handle(Timestamp(11), Input::Ask { id, interaction: CALL, command: Command::HangUp });
    assert!(page.is_ending(CALL));
    told(&mut page, &ServerMessage::Done { id, interaction: Some(CALL) });
    assert!(!page.is_ending(CALL));
}
