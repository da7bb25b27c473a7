//! What a page says of the call that its person had a part in, when it is back and the call is theirs
//! no more: what became of it, and when.

use backline_core::{
    host::call::CallInput,
    id::{InteractionId, TabId},
    interaction::{Action, CallCommand, Command, EndReason, Interaction, Lens, SuperviseCommand},
    people::Actor,
    protocol::{ClientMessage, Credential, Cursor, PROTOCOL_VERSION, Page, ServerMessage, You},
    replica::{Fate, Identity, Input, Output, Parted, Replica},
    routing::PartyId,
    time::{Millis, Timestamp},
    view::Subscription,
};

use crate::{
    cast::{CALL, VISITOR, acme, agent_party, customer, id, person},
    rig::Rig,
};

/// Longer than any grace.
const SLEEP: Millis = Millis::seconds(60);

/// A page that hears from a host, and its place there.
struct Watched {
    page: Replica,
    who: Actor,
    place: Subscription,
}

impl Watched {
    /// A page of `who` that is up to date with the call of `rig`.
    fn open(rig: &Rig, page: Page, who: &Actor) -> Self {
        let mut watched = Self::load(rig, (page, who), None);
        watched.is_back(rig, true);
        watched
    }

    /// The page is loaded anew: all that it keeps is which call it had a part in.
    fn reload(&mut self, rig: &Rig, page: Page) {
        let part = self.page.part().expect("a part in a call");
        *self = Self::load(rig, (page, &self.who), Some(part));
    }

    fn load(rig: &Rig, (page, who): (Page, &Actor), part: Option<InteractionId>) -> Self {
        let credential = Credential::Session("token".to_owned());
        let (tab, build) = (TabId::from_u128(1), "test".to_owned());
        let mut page = Replica::new(Identity { page, tab, build, credential }, 7);
        part.into_iter().for_each(|part| page.handle(rig.at, Input::HadPart(part)));
        page.handle(rig.at, Input::Start);
        Self { page, who: who.clone(), place: Subscription::new(who.clone(), None) }
    }

    fn you(&self, rig: &Rig) -> You {
        let tenant = acme();
        match self.who.as_person() {
            Some(who) => {
                let view = Box::new(rig.floor.people[who].clone());
                You::Person { tenant, view, roles: Vec::new() }
            }
            None => You::Visitor { tenant, visitor: VISITOR, token: "t".to_owned() },
        }
    }

    /// The link is there again: greeting, what was missed, and the end of it. A server that knows
    /// nothing of the call, because its record cannot be read, tells nothing of it.
    fn is_back(&mut self, rig: &Rig, knows: bool) {
        self.is_greeted(rig, knows);
        let live = !rig.state().is_over();
        let interactions = rig.state().lens_of(&self.who, &rig.floor).filter(|_| live);
        let interactions = interactions.map(|_| CALL).into_iter().collect();
        self.hears(rig, ServerMessage::CaughtUp { interactions });
    }

    /// The same without the end of it.
    fn is_greeted(&mut self, rig: &Rig, knows: bool) {
        while self.page.poll_output().is_some() {}
        self.page.handle(rig.at, Input::Opened);
        let hello = std::iter::from_fn(|| self.page.poll_output()).find_map(|output| {
            let Output::Send(ClientMessage::Hello { resume, part, .. }) = output else {
                return None;
            };
            Some((resume, part))
        });
        let (resume, part) = hello.expect("a greeting");
        let live = !rig.state().is_over();
        let (version, you, now) = (PROTOCOL_VERSION, self.you(rig), rig.at);
        self.hears(rig, ServerMessage::Welcome { version, you, now, until: None });
        if knows && (live || part == Some(CALL)) {
            let cursor: Option<Cursor> = resume.into_iter().find(|it| it.interaction == CALL);
            self.place = Subscription::new(self.who.clone(), cursor);
            self.catches_up(rig);
        }
    }

    fn catches_up(&mut self, rig: &Rig) {
        for message in self.place.catch_up(rig.at, &rig.floor, &rig.host) {
            self.hears(rig, message);
        }
    }

    fn hears(&mut self, rig: &Rig, message: ServerMessage) {
        self.page.handle(rig.at, Input::Message(message));
    }

    /// The link goes, and comes when `rig` has gone on for a while.
    fn sleeps(&mut self, rig: &mut Rig, happens: impl FnOnce(&mut Rig)) {
        self.page.handle(rig.at, Input::Closed);
        happens(rig);
        rig.wait(SLEEP);
        let retry_at = self.page.poll_timeout().expect("an attempt");
        self.page.handle(rig.at.max(retry_at), Input::Timeout);
    }

    fn fate(&self) -> Option<(Fate, Option<Timestamp>)> {
        self.page.parted().map(|parted| (parted.fate, parted.at))
    }
}

/// When something like this was recorded first.
fn recorded(rig: &Rig, lens: Lens, name: &str) -> Option<Timestamp> {
    let named = |text: &str| text.contains(name);
    let mut stream = rig.stream(lens).iter();
    stream.find(|it| named(&serde_json::to_string(&it.fact).unwrap())).map(|it| it.at)
}

fn hangs_up(rig: &mut Rig) {
    rig.ok(&customer(), Command::Call(CallCommand::HangUp));
}

///
#[test]
fn a_call_that_ended_while_its_page_was_away_is_said_once_with_its_end_and_its_time() {
    for (page, who) in
        [(Page::Panel, person("ana")), (Page::Call, customer()), (Page::Workspace, person("sofia"))]
    {
        let mut rig = Rig::opened_by(&["sofia"]);
        let mut watched = Watched::open(&rig, page, &who);
        assert_eq!(watched.page.part(), Some(CALL));
        let left_at = rig.at;
        watched.sleeps(&mut rig, hangs_up);
        watched.is_back(&rig, true);
        let ended = (Fate::Ended(EndReason::CustomerHungUp), Some(left_at));
        assert_eq!(watched.fate(), Some(ended), "{page:?}");
        assert_eq!(watched.page.part(), None);
        // Once: it is not said again after the next loss.
        watched.page.forget(CALL);
        assert_eq!(watched.page.parted(), None);
        watched.sleeps(&mut rig, |_| {});
        watched.is_back(&rig, true);
        assert_eq!(watched.page.parted(), None, "{page:?}");
    }
}

///
#[test]
fn the_same_is_said_after_a_reload_of_which_only_the_calls_name_is_left() {
    for (page, who) in
        [(Page::Panel, person("ana")), (Page::Call, customer()), (Page::Workspace, person("sofia"))]
    {
        let mut rig = Rig::opened_by(&["sofia"]);
        let mut watched = Watched::open(&rig, page, &who);
        let ended_at = rig.at;
        watched.sleeps(&mut rig, hangs_up);
        watched.reload(&rig, page);
        watched.is_back(&rig, true);
        let ended = (Fate::Ended(EndReason::CustomerHungUp), Some(ended_at));
        assert_eq!(watched.fate(), Some(ended), "{page:?}");
    }
}

///
#[test]
fn what_its_person_puts_away_before_the_page_is_up_to_date_is_not_said_once_more() {
    for reloads in [false, true] {
        let mut rig = Rig::talking();
        let mut watched = Watched::open(&rig, Page::Panel, &person("ana"));
        watched.sleeps(&mut rig, hangs_up);
        watched.is_greeted(&rig, true);
        assert!(watched.page.interaction(CALL).is_some_and(Interaction::is_over));
        watched.page.forget(CALL);
        assert_eq!(watched.page.part(), None);
        watched.sleeps(&mut rig, |_| {});
        if reloads {
            watched = Watched::load(&rig, (Page::Panel, &watched.who), watched.page.part());
        }
        watched.is_back(&rig, true);
        assert_eq!(watched.fate(), None, "reloads: {reloads}");
        assert_eq!(watched.page.interaction(CALL), None, "reloads: {reloads}");
    }
}

///
#[test]
fn a_call_of_which_the_server_knows_nothing_any_more_is_gone_since_the_page_was_away() {
    let mut rig = Rig::talking();
    let mut watched = Watched::open(&rig, Page::Panel, &person("ana"));
    let since = rig.at;
    watched.sleeps(&mut rig, hangs_up);
    watched.is_back(&rig, false);
    let (interaction, customer) = (CALL, rig.state().customer().name.shown().into_owned());
    let (fate, at) = (Fate::Gone, Some(since));
    assert_eq!(watched.page.parted(), Some(&Parted { interaction, customer, fate, at }));

    let mut rig = Rig::talking();
    let mut watched = Watched::open(&rig, Page::Panel, &person("ana"));
    watched.sleeps(&mut rig, hangs_up);
    watched.reload(&rig, Page::Panel);
    watched.is_back(&rig, false);
    assert_eq!(
        watched.fate(),
        Some((Fate::Gone, None)),
        "a page that is loaded anew knows no more"
    );
}

///
#[test]
fn an_agent_whose_call_went_back_to_waiting_while_away_is_told_so() {
    let mut rig = Rig::new();
    rig.join(&customer(), &PartyId::Customer);
    rig.offer("ana");
    rig.ok(&person("ana"), Command::Call(CallCommand::Answer));
    rig.floor.offered.clear();
    let mut watched = Watched::open(&rig, Page::Panel, &person("ana"));
    watched.sleeps(&mut rig, |_| {});
    let failed = recorded(&rig, Lens::Agent, "answer_failed");
    assert!(failed.is_some() && !rig.state().is_over());
    watched.is_back(&rig, true);
    assert_eq!(watched.fate(), Some((Fate::Waits, failed)));
}

///
#[test]
fn a_supervisor_who_was_taken_off_while_away_is_told_so_and_who_left_by_themselves_is_not() {
    let mut rig = Rig::opened_by(&["sofia"]);
    let sofia = person("sofia");
    let mut watched = Watched::open(&rig, Page::Workspace, &sofia);
    watched.sleeps(&mut rig, |rig| {
        rig.break_leg(&PartyId::Person(sofia.as_person().unwrap().clone()));
    });
    let left = recorded(&rig, Lens::Supervisor, "supervisor_left");
    watched.is_back(&rig, true);
    assert!(left.is_some());
    assert_eq!(watched.fate(), Some((Fate::Left, left)));

    rig.open("sofia");
    watched.catches_up(&rig);
    assert_eq!(watched.fate(), None, "the next call puts it away");
    watched.sleeps(&mut rig, |rig| {
        rig.ok(&sofia, Command::Supervise(SuperviseCommand::Disconnect));
    });
    watched.is_back(&rig, true);
    assert_eq!(watched.fate(), None);
}

/// A lid that was closed for a while, a network without UDP, a grant that is withdrawn: the call would
/// vanish from the workspace without a word.
///
///
#[test]
fn a_supervisor_who_is_taken_off_in_front_of_them_is_told_so_with_the_reason() {
    type Way = fn(&mut Rig);
    let ways: [(Option<Fate>, Way); 3] = [
        (Some(Fate::TakenOff), |rig| {
            rig.break_leg(&PartyId::Person(id("sofia")));
            rig.wait(SLEEP);
        }),
        (Some(Fate::NotPermitted), |rig| {
            rig.floor.people.get_mut(&id("sofia")).unwrap().grants.clear();
            rig.give(CallInput::Tick);
        }),
        (None, |rig| rig.ok(&person("sofia"), Command::Supervise(SuperviseCommand::Disconnect))),
    ];
    for (fate, happens) in ways {
        let mut rig = Rig::opened_by(&["sofia"]);
        rig.act("sofia", Action::Coach);
        let mut watched = Watched::open(&rig, Page::Workspace, &person("sofia"));
        happens(&mut rig);
        watched.catches_up(&rig);
        let left = recorded(&rig, Lens::Supervisor, "supervisor_left");
        assert!(left.is_some());
        assert_eq!(watched.fate(), fate.map(|fate| (fate, left)));
        let kept = watched.page.parted().map(|parted| parted.customer.clone());
        assert_eq!(kept, fate.map(|_| rig.state().customer().name.shown().into_owned()));
        watched.page.forget(CALL);
        assert_eq!(watched.fate(), None, "put away");
    }
}

///
#[test]
fn a_call_that_goes_on_and_one_that_ended_in_front_of_its_person_are_not_spoken_of() {
    let mut rig = Rig::talking();
    let mut watched = Watched::open(&rig, Page::Panel, &person("ana"));
    watched.page.handle(rig.at, Input::Closed);
    rig.wait(Millis::seconds(1));
    let retry_at = watched.page.poll_timeout().unwrap();
    watched.page.handle(rig.at.max(retry_at), Input::Timeout);
    watched.is_back(&rig, true);
    assert_eq!(watched.page.parted(), None);
    assert!(rig.state().talk().is_some() && rig.state().party(&agent_party("ana")).is_some());
    hangs_up(&mut rig);
    watched.catches_up(&rig);
    assert_eq!((watched.page.part(), watched.page.parted()), (None, None));
}
