//! The server's clock as a page keeps it, whatever becomes of the page's own.

use backline_core::{
    id::{TabId, TenantId, VisitorId},
    protocol::{Credential, PROTOCOL_VERSION, Page, ServerMessage, You},
    replica::{Identity, Input, LATE_MS, Link, PULSE_EVERY, Replica},
    time::{Millis, Timestamp},
};

const MINUTES: u64 = 60_000;

/// The server's clock when the page is greeted; the page's own shows [`GREETED`].
const SERVER: Timestamp = Timestamp(1_764_000_000_000);
const GREETED: Timestamp = Timestamp(10 * MINUTES);

/// A page that is live.
fn live() -> Replica {
    let tenant = TenantId::new("acme").unwrap();
    let identity = Identity {
        page: Page::Call,
        tab: TabId::from_u128(1),
        build: "test".to_owned(),
        credential: Credential::NewVisitor(tenant.clone()),
    };
    let mut page = Replica::new(identity, 7);
    let you = You::Visitor { tenant, visitor: VisitorId::from_u128(1), token: "t".to_owned() };
    page.handle(GREETED, Input::Start);
    page.handle(GREETED, Input::Opened);
    let welcome =
        ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now: SERVER, until: None };
    page.handle(GREETED, Input::Message(welcome));
    page.handle(GREETED, Input::Message(ServerMessage::CaughtUp { interactions: Vec::new() }));
    assert_eq!(page.link(), Link::Live);
    page
}

fn pulse(page: &mut Replica, at: Timestamp, now: Timestamp) {
    page.handle(at, Input::Message(ServerMessage::Pulse { now, ahead: 0 }));
}

///
#[test]
fn a_pages_clock_that_is_wrong_in_any_way_is_put_right_by_the_next_pulse_on_the_same_link() {
    let now = SERVER.plus(PULSE_EVERY);
    let right = GREETED.plus(PULSE_EVERY);
    let set_forward = right.plus(Millis(3 * MINUTES));
    let set_back = Timestamp(right.0 - 3 * MINUTES);
    let a_little_forward = Timestamp(right.0 + LATE_MS.cast_unsigned() + 1);
    for at in [right, set_forward, set_back, a_little_forward, Timestamp(0)] {
        let mut page = live();
        // What is due by the wrong clock comes first.
        page.handle(at, Input::Timeout);
        pulse(&mut page, at, now);
        assert_eq!((page.link(), page.server_time(at)), (Link::Live, now), "{at:?}");
        let later = Millis(800);
        assert_eq!(page.server_time(at.plus(later)), now.plus(later));
    }
}

///
#[test]
fn a_page_that_slept_on_a_link_that_stayed_up_shows_the_time_that_has_passed() {
    // The machine's clock stood still, and the server's did not.
    let (woke, now) = (GREETED.plus(Millis(900)), SERVER.plus(Millis(42 * MINUTES)));
    let mut page = live();
    pulse(&mut page, woke, now);
    assert_eq!(page.server_time(woke), now);
}

///
#[test]
fn messages_that_come_a_little_late_let_no_time_on_the_screen_go_back() {
    let mut page = live();
    let mut shown = page.server_time(GREETED);
    for (number, late) in (1..).zip([0, 400, 3, 499, 120, 500, 0]) {
        let passed = Millis(PULSE_EVERY.0 * number);
        let at = GREETED.plus(passed).plus(Millis(late));
        pulse(&mut page, at, SERVER.plus(passed));
        assert!(shown < page.server_time(at), "late by {late}");
        shown = page.server_time(at);
        assert_eq!(shown, SERVER.plus(passed).plus(Millis(late)));
    }
}

///
#[test]
fn a_servers_clock_that_is_set_moves_times_of_day_with_the_next_pulse_and_no_span() {
    let mut page = live();
    let (here, there) = (Timestamp(GREETED.0 + 1_500), Timestamp(SERVER.0 + 1_500));
    for ahead in [0, 3_600_000, -120_000, 0] {
        let pulse = ServerMessage::Pulse { now: there, ahead };
        page.handle(here, Input::Message(pulse));
        assert_eq!(page.server_time(here), there, "a span is what it was");
        let shown = Timestamp(SERVER.0.saturating_add_signed(ahead));
        assert_eq!(page.on_the_wall(SERVER), shown);
    }
    assert_eq!(page.on_the_wall(Timestamp(0)), Timestamp(0));
}
