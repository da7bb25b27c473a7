//! Each page in each of its states, with the focus on each of its controls in turn, loses what it
//! shows in each of the ways in which that happens: nothing that fires meanwhile or afterwards finds
//! anything gone.

use std::{cell::RefCell, rc::Rc};

use backline_core::{
    id::{LegId, TenantId, VisitorId},
    interaction::{
        Action, CallFact, EndReason, Fact, Lens, Origin, RequestFact, SuperviseFact,
        help::{CloseReason, Severity},
    },
    people::{Grant, PersonCard, PersonView},
    protocol::{PROTOCOL_VERSION, Page, ServerMessage, You},
    routing::{Edge, PartyId},
    time::Timestamp,
};
use js_sys::Promise;
use leptos::{leptos_dom::helpers::document, mount::mount_to, prelude::*, task::tick};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test as test;
use web_sys::{ErrorEvent, HtmlElement};

use super::{call, panel, workspace};
use crate::{
    features::fixtures::{
        CALL, LATER, ana, asked, help, person, personal, sofia, talking, timeline,
    },
    runtime::App,
};

/// Whatever can have the focus.
const CONTROLS: &str = "button, select, input, textarea, summary, a[href], [tabindex]";

/// A page in a state: what it was told, and through which lens it looks at the call.
struct State {
    page: Page,
    name: &'static str,
    lens: Lens,
    facts: Vec<(u64, Fact)>,
}

/// How what is shown goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Facts,
    Withdrawn,
    TakenOver,
    Unmounted,
}

const GRANTS: [Grant; 6] = [
    Grant::ViewInteractions,
    Grant::Proactive,
    Grant::Monitor,
    Grant::Coach,
    Grant::BargeIn,
    Grant::Help,
];

const ENDS: [End; 4] = [End::Facts, End::Withdrawn, End::TakenOver, End::Unmounted];

fn connected(party: PartyId) -> [(u64, Fact); 2] {
    let leg = LegId::from_u128(1);
    [
        (6, Fact::Call(CallFact::LegJoining { party: party.clone(), leg, until: LATER })),
        (6, Fact::Call(CallFact::LegConnected { party, leg })),
    ]
}

fn with(mut facts: Vec<(u64, Fact)>, more: impl IntoIterator<Item = Fact>) -> Vec<(u64, Fact)> {
    facts.extend(more.into_iter().map(|fact| (20, fact)));
    facts
}

fn in_a_call() -> Vec<(u64, Fact)> {
    let mut facts = talking();
    facts.extend(connected(PartyId::Customer));
    facts.extend(connected(PartyId::Person(person("ana"))));
    facts
}

fn claimed() -> Vec<(u64, Fact)> {
    let taken = help(RequestFact::Claimed { stage: 1, helper: sofia() });
    with(in_a_call(), [asked(Severity::Assist), taken])
}

fn coached(facts: Vec<(u64, Fact)>) -> Vec<(u64, Fact)> {
    let (by, me) = (sofia(), PartyId::Person(person("sofia")));
    let opened = SuperviseFact::SupervisorOpened {
        supervisor: sofia(),
        until: LATER,
        origin: Origin::Proactive,
    };
    let mut facts = with(facts, [Fact::Supervise(opened)]);
    facts.extend(connected(me.clone()));
    let edges = [Edge::between(me, PartyId::Person(person("ana")))].into_iter().collect();
    let active =
        SuperviseFact::ActionActive { supervisor: by.clone(), action: Action::Coach, edges };
    let note = SuperviseFact::NoteSent { by, text: personal("Offer half") };
    with(facts, [Fact::Supervise(active), Fact::Supervise(note)])
}

fn states() -> Vec<State> {
    let state = |page, name, lens, facts| State { page, name, lens, facts };
    let panel = |name, facts| state(Page::Panel, name, Lens::Agent, facts);
    let desk = |name, facts| state(Page::Workspace, name, Lens::Supervisor, facts);
    vec![
        state(Page::Call, "no call", Lens::Customer, Vec::new()),
        state(Page::Call, "a call", Lens::Customer, in_a_call()),
        panel("no call", Vec::new()),
        panel("a call", in_a_call()),
        panel("a request", with(in_a_call(), [asked(Severity::Emergency)])),
        panel("helped and coached", coached(claimed())),
        desk("no call", Vec::new()),
        desk("a call", in_a_call()),
        desk("a request", with(in_a_call(), [asked(Severity::Assist)])),
        desk("coaching", coached(in_a_call())),
        desk("helping", coached(claimed())),
    ]
}

fn you(page: Page) -> You {
    let tenant = TenantId::new("acme").unwrap();
    let view = |card: PersonCard, grants: &[Grant]| PersonView::with_grants(card, grants.to_vec());
    let view = match page {
        Page::Call => {
            let (visitor, token) = (VisitorId::from_u128(0), String::new());
            return You::Visitor { tenant, visitor, token };
        }
        Page::Panel => view(ana(), &[]),
        Page::Workspace => view(sofia(), &GRANTS),
    };
    You::Person { tenant, view: Box::new(view), roles: Vec::new() }
}

impl State {
    fn told(&self) -> Vec<ServerMessage> {
        let (interaction, lens, you) = (CALL, self.lens, you(self.page));
        let facts = timeline(self.facts.clone());
        let known = !facts.is_empty();
        let restated = ServerMessage::Restated {
            interaction,
            lens,
            next: 100,
            timeline: facts.clone(),
            facts,
        };
        let caught =
            ServerMessage::CaughtUp { interactions: known.then_some(CALL).into_iter().collect() };
        let mut told = vec![ServerMessage::Welcome {
            version: PROTOCOL_VERSION,
            you,
            now: Timestamp(30_000),
            until: None,
        }];
        told.extend(known.then_some(restated));
        told.push(caught);
        told
    }

    /// Shows it; gives where, and the means to tell it more.
    fn shown(&self) -> (HtmlElement, App, impl Sized + use<>) {
        let place: HtmlElement = document().create_element("section").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        let (page, told) = (self.page, self.told());
        let kept = Rc::new(RefCell::new(None));
        let keeps = kept.clone();
        let mounted = mount_to(place.clone(), move || {
            let app = App::without_server(page);
            told.iter().for_each(|message| app.hears(message));
            keeps.replace(Some(app));
            match page {
                Page::Call => call::shown().into_any(),
                Page::Panel => panel::shown().into_any(),
                Page::Workspace => workspace::shown(app).into_any(),
            }
        });
        let app = kept.take().unwrap();
        (place, app, mounted)
    }

    /// Gives the focus to control number `at` and lets what is shown go. Says whether there is one.
    async fn ends(&self, at: u32, end: End) -> bool {
        let (place, app, mounted) = self.shown();
        tick().await;
        let controls = place.query_selector_all(CONTROLS).unwrap();
        let Some(control) = controls.get(at) else {
            drop(mounted);
            place.remove();
            return false;
        };
        let _unfocusable = control.unchecked_into::<HtmlElement>().focus();
        tick().await;
        let over = Fact::Call(CallFact::Ended { why: EndReason::CustomerHungUp });
        let closed = help(RequestFact::Closed { why: CloseReason::CallEnded });
        match end {
            End::Facts => {
                let helped = self.facts.iter().any(|(_, fact)| matches!(fact, Fact::Help(_)));
                let facts = helped.then_some(closed).into_iter().chain([over]);
                let facts = timeline(facts.map(|fact| (40, fact)).collect());
                app.hears(&ServerMessage::Facts { interaction: CALL, first: 100, facts });
            }
            End::Withdrawn => app.hears(&ServerMessage::Withdrawn { interaction: CALL }),
            End::TakenOver => app.hears(&ServerMessage::TakenOver),
            End::Unmounted => {}
        }
        tick().await;
        drop(mounted);
        task().await;
        place.remove();
        true
    }
}

/// Lets the browser do what it has put off: events that it tells later, and what it is asked itself.
async fn task() {
    let next = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback(&resolve).unwrap();
    });
    JsFuture::from(next).await.unwrap();
}

/// Waits until what was to come with the next frame has come.
async fn frame() {
    let next = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(next).await.unwrap();
}

/// What nothing has caught, from here on.
fn thrown() -> Rc<RefCell<Vec<String>>> {
    let thrown = Rc::new(RefCell::new(Vec::new()));
    let keeps = thrown.clone();
    let listens = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        keeps.borrow_mut().push(event.message());
    });
    let window = web_sys::window().unwrap();
    window.add_event_listener_with_callback("error", listens.as_ref().unchecked_ref()).unwrap();
    listens.forget();
    thrown
}

///
#[test]
async fn nothing_fires_in_a_part_of_the_page_that_is_gone() {
    let thrown = thrown();
    for state in states() {
        for end in ENDS {
            let State { page, name, .. } = &state;
            let mut at = 0;
            while state.ends(at, end).await {
                at += 1;
                let thrown = thrown.borrow();
                assert!(thrown.is_empty(), "{page:?}, {name}, control {at}, {end:?}: {thrown:?}");
            }
            assert!(at > 0, "a page without controls");
            frame().await;
            let thrown = thrown.borrow();
            assert!(thrown.is_empty(), "{page:?}, {name}, {end:?}, later: {thrown:?}");
        }
    }
}
