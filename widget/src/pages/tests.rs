//! Each page in each of its states, with the focus on each of its controls in turn, loses what it
//! shows in the ways in which that happens: nothing that fires meanwhile or afterwards finds anything
//! gone.

mod late;
mod states;

use std::{any::Any, cell::RefCell, rc::Rc};

use backline_core::{
    interaction::{Fact, RequestFact, help::CloseReason},
    protocol::{Page, ServerMessage},
    replica::Input,
    time::Timestamp,
};
use leptos::{
    leptos_dom::helpers::document,
    mount::mount_to,
    prelude::*,
    task::tick,
    wasm_bindgen::JsCast as _,
    web_sys::{Element, HtmlElement},
};
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{call, panel, workspace};
use crate::{
    features::fixtures::{CALL, help, timeline},
    runtime::App,
};
use late::Late;
use states::{State, ended, states};

/// Whatever can have the focus.
const CONTROLS: &str = "button, select, input, textarea, summary, a[href], [tabindex]";

/// What somebody has begun to do to a control when it goes.
const BEGUN: &str = "pointerenter pointerdown keydown";

/// What comes by itself of what goes, or later than what led to it.
const COMES: &str = "blur focusout keyup pointerup mouseup pointercancel lostpointercapture \
                     pointerleave transitionend transitioncancel animationend toggle close cancel";

/// What goes on from a control to what it is in, where its own handler has led to the end of both.
const PASSES_ON: &str = "click keydown input submit pointerdown pointerenter focusin";

/// How what is shown goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The request and the call end.
    Facts,
    /// The link was lost and is back, and the call is not there any more.
    Back,
    /// Another tab has the page.
    TakenOver,
    /// The call is not for this viewer any more.
    Withdrawn,
    /// The sign-in has ended.
    SignedOut,
    /// The page goes.
    Unmounted,
}

const ENDS: [End; 6] =
    [End::Facts, End::Back, End::TakenOver, End::Withdrawn, End::SignedOut, End::Unmounted];

/// A page in the document, until it goes.
struct Shown {
    place: HtmlElement,
    /// Pages that act for somebody have one.
    app: Option<App>,
    mounted: Option<Box<dyn Any>>,
}

impl Shown {
    fn new(view: impl FnOnce() -> (Option<App>, AnyView) + 'static) -> Self {
        let place: HtmlElement = document().create_element("section").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        let kept = Rc::new(RefCell::new(None));
        let keeps = kept.clone();
        let mounted = mount_to(place.clone(), move || {
            let (app, view) = view();
            keeps.replace(app);
            view
        });
        Self { place, app: kept.take(), mounted: Some(Box::new(mounted)) }
    }

    fn of(state: &Rc<State>) -> Self {
        let state = state.clone();
        Self::new(move || {
            let app = App::without_server(state.page);
            state.tell(app);
            let view = match state.page {
                Page::Call => call::shown().into_any(),
                Page::Panel => panel::shown().into_any(),
                Page::Workspace => workspace::shown(app).into_any(),
            };
            (Some(app), view)
        })
    }

    fn control(&self, at: u32) -> Option<HtmlElement> {
        let all = self.place.query_selector_all(CONTROLS).unwrap();
        all.get(at).map(|control| control.unchecked_into())
    }

    /// All that a control is in, from it outwards.
    fn around(&self, control: &Element) -> Vec<Element> {
        let ends = Some(self.place.clone().into());
        std::iter::successors(control.parent_element(), |it| it.parent_element())
            .take_while(|it| Some(it) != ends.as_ref())
            .collect()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        drop(self.mounted.take());
        self.place.remove();
    }
}

impl State {
    /// Shows it with control number `at`, where there is one.
    async fn shown(self: &Rc<Self>, late: &Late) -> Shown {
        let shown = Shown::of(self);
        tick().await;
        for what in self.pressed {
            assert!(late.press(&shown.place, what), "{:?}, {}: {what}", self.page, self.name);
            late.task().await;
            tick().await;
        }
        shown
    }

    /// What is shown of it goes in this way.
    fn goes(&self, app: App, end: End) {
        match end {
            End::Facts => {
                let helped = self.facts.iter().any(|(_, fact)| matches!(fact, Fact::Help(_)));
                let closed = help(RequestFact::Closed { why: CloseReason::CallEnded });
                let facts = helped.then_some(closed).into_iter().chain([ended()]);
                let facts = timeline(facts.map(|fact| (40, fact)).collect());
                app.hears(&ServerMessage::Facts { interaction: CALL, first: 100, facts });
            }
            End::Back => {
                app.becomes(|model| model.replica.handle(Timestamp(0), Input::Closed));
                app.hears(&self.welcome());
                app.hears(&ServerMessage::CaughtUp { interactions: Vec::new() });
            }
            End::TakenOver => app.hears(&ServerMessage::TakenOver),
            End::Withdrawn => app.hears(&ServerMessage::Withdrawn { interaction: CALL }),
            End::SignedOut => {
                app.hears(&ServerMessage::SignedOut { sentence: "Sign in.".to_owned() });
            }
            End::Unmounted => {}
        }
    }
}

/// Gives the focus to control number `at` of what is shown, which then goes. Says whether there is one.
async fn ends(late: &Late, shown: Shown, at: u32, end: impl FnOnce(App)) -> bool {
    let Some(control) = shown.control(at) else { return false };
    let around = shown.around(&control);
    let _unfocusable = control.focus();
    late.fire(&control, BEGUN);
    late.write(&control);
    tick().await;
    if let Some(app) = shown.app {
        end(app);
    }
    tick().await;
    let fire = || {
        late.fire(&control, COMES);
        for place in &around {
            late.fire(place, COMES);
            late.fire(place, PASSES_ON);
        }
    };
    fire();
    drop(shown);
    fire();
    late.pass().await;
    true
}

///
#[test]
async fn nothing_fires_in_a_part_of_the_page_that_is_gone() {
    let late = Late::begin();
    for (number, state) in states().into_iter().map(Rc::new).enumerate() {
        let State { page, name, .. } = &*state;
        let mut at = 0;
        loop {
            // Each control goes in two ways, and each state in all of them.
            let first = (number + at as usize) % ENDS.len();
            let [one, other] = [first, (first + ENDS.len() / 2) % ENDS.len()].map(|n| ENDS[n]);
            let mut any = true;
            for end in [one, other] {
                let shown = state.shown(&late).await;
                any = ends(&late, shown, at, |app| state.goes(app, end)).await;
                let thrown = late.thrown();
                assert!(thrown.is_empty(), "{page:?}, {name}, control {at}, {end:?}: {thrown:?}");
                if !any {
                    break;
                }
            }
            if !any {
                break;
            }
            at += 1;
        }
        assert!(at > 0, "{page:?}, {name}: a page without controls");
    }
}

/// What the test above would miss if it were deaf.
///
///
#[test]
async fn what_a_handler_a_timer_or_a_promise_throws_late_is_found() {
    let late = Late::begin();
    let throws = js_sys::Function::new_no_args("throw new Error('by a handler')");
    let place = document().create_element("button").unwrap();
    place.add_event_listener_with_callback("blur", &throws).unwrap();
    late.fire(&place, "blur");
    js_sys::eval("setTimeout(() => { throw new Error('by a timer'); }, 60000)").unwrap();
    js_sys::eval("void Promise.reject(new Error('by a promise'))").unwrap();
    late.pass().await;
    let thrown = late.thrown();
    for by in ["by a handler", "by a timer", "by a promise"] {
        assert!(thrown.iter().any(|it| it.contains(by)), "{by}: {thrown:?}");
    }
}
