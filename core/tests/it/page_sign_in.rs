//! What a page says of its person's sign-in, and what it shows the next time.

use backline_core::{
    id::{InteractionId, PersonId, TabId, TenantId},
    interaction::{Command, Refusal, SuperviseCommand},
    people::{PersonCard, PersonView},
    protocol::{
        ClientMessage, Credential, PROTOCOL_VERSION, Page, SAID_AHEAD, ServerMessage, SignInNotice,
        You,
    },
    replica::{Identity, Input, Link, Output, Replica},
    time::{Millis, Timestamp},
};

/// The server's clock is far ahead of the page's, which has just begun.
const SERVER: Timestamp = Timestamp(1_764_000_000_000);

const HOUR: Millis = Millis::seconds(3600);

fn you() -> You {
    let person = PersonId::new("sofia").unwrap();
    let view = PersonView::with_grants(PersonCard::new(person, "Sofia Marin", None), Vec::new());
    You::Person { tenant: TenantId::new("acme").unwrap(), view: Box::new(view), roles: Vec::new() }
}

fn identity() -> Identity {
    Identity {
        page: Page::Workspace,
        tab: TabId::from_u128(1),
        build: "test".to_owned(),
        credential: Credential::Session("old".to_owned()),
    }
}

/// A page whose sign-in runs out an hour after it was greeted at its own 0.
fn page() -> Replica {
    let mut page = Replica::new(identity(), 7);
    page.handle(Timestamp(0), Input::Start);
    page.handle(Timestamp(0), Input::Opened);
    let (version, until) = (PROTOCOL_VERSION, Some(SERVER.plus(HOUR)));
    let welcome = ServerMessage::Welcome { version, you: you(), now: SERVER, until };
    page.handle(Timestamp(0), Input::Message(welcome));
    page.handle(Timestamp(0), Input::Message(ServerMessage::CaughtUp { interactions: Vec::new() }));
    while page.poll_output().is_some() {}
    page
}

fn shown(page: &mut Replica) -> Vec<Credential> {
    let outputs = std::iter::from_fn(|| page.poll_output());
    let shown = outputs.filter_map(|output| {
        let Output::Send(ClientMessage::Hello { credential, .. }) = output else { return None };
        Some(credential)
    });
    shown.collect()
}

///
#[test]
fn a_page_says_ten_minutes_ahead_by_the_servers_clock_that_its_sign_in_ends() {
    let page = page();
    let ahead = Timestamp(HOUR.0 - SAID_AHEAD.0);
    assert_eq!(page.sign_in_notice(Timestamp(ahead.0 - 1)), None);
    let ten = Some(SignInNotice::Ends { minutes: 10 });
    assert_eq!(page.sign_in_notice(ahead), ten);
    assert_eq!(page.sign_in_notice(Timestamp(HOUR.0)), Some(SignInNotice::Ended));
}

///
#[test]
fn a_page_that_wants_to_stay_signed_in_shows_the_new_token_from_then_on() {
    let mut page = page();
    page.handle(Timestamp(HOUR.0 - 1), Input::Renew);
    assert_eq!(page.poll_output(), Some(Output::Send(ClientMessage::Renew {})));
    let (until, token) = (SERVER.plus(Millis(HOUR.0 * 13)), "new".to_owned());
    page.handle(Timestamp(HOUR.0), Input::Message(ServerMessage::SignedIn { until, token }));
    assert_eq!(page.poll_output(), Some(Output::KeepToken("new".to_owned())));
    assert_eq!(page.sign_in_notice(Timestamp(HOUR.0)), None);
    page.handle(Timestamp(HOUR.0), Input::Closed);
    let retry_at = page.poll_timeout().unwrap();
    page.handle(retry_at, Input::Timeout);
    page.handle(retry_at, Input::Opened);
    assert_eq!(shown(&mut page), [Credential::Session("new".to_owned())]);
}

///
///
#[test]
fn a_page_tells_a_sign_out_from_time_that_is_up_and_from_a_token_that_nobody_knows() {
    let out = || ServerMessage::SignedOut { sentence: "It has ended.".to_owned() };
    let mut open = page();
    assert!(!open.ended_early());
    open.handle(Timestamp(HOUR.0 - 1), Input::Message(out()));
    assert_eq!(open.link(), Link::SignedOut);
    assert!(open.ended_early());

    let mut late = page();
    late.handle(Timestamp(HOUR.0), Input::Message(out()));
    assert_eq!(late.link(), Link::SignedOut);
    assert!(!late.ended_early());

    let mut away = page();
    away.handle(Timestamp(1), Input::Closed);
    let retry_at = away.poll_timeout().unwrap();
    away.handle(retry_at, Input::Timeout);
    away.handle(retry_at, Input::Opened);
    away.handle(retry_at, Input::Message(out()));
    assert!(away.ended_early());

    let mut unknown = Replica::new(identity(), 7);
    unknown.handle(Timestamp(0), Input::Start);
    unknown.handle(Timestamp(0), Input::Opened);
    unknown.handle(Timestamp(0), Input::Message(out()));
    assert_eq!(unknown.link(), Link::SignedOut);
    assert!(!unknown.ended_early());
}

#[test]
fn a_page_whose_sign_in_has_ended_offers_nothing_new() {
    let page = page();
    let open = Command::Supervise(SuperviseCommand::OpenInteraction);
    let why = |at: u64| page.would(Timestamp(at), InteractionId::from_u128(1), &open);
    let no_call = backline_core::replica::Obstacle::NoCall;
    assert_eq!(why(HOUR.0 - 1), Err(no_call));
    assert_eq!(why(HOUR.0), Err(Refusal::SignInEnded.into()));
}
