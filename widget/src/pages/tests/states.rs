//! Every page in each of its states: what it was told, what was pressed there.

use backline_core::{
    floor::{Colleague, Colleagues},
    id::{CommandId, LegId, TenantId, VisitorId},
    interaction::{
        Action, CallCommand, CallFact, Capability, Command, EndReason, Fact, HelpCommand, Lens,
        Loss, Origin, Parting, RequestFact, StopReason, SuperviseFact,
        help::{NotClaimed, Severity, Unclaimed},
    },
    people::{Grant, MissedCall, PersonCard, PersonView, Presence},
    protocol::{PROTOCOL_VERSION, Page, ServerMessage, You},
    replica::Input,
    routing::{Edge, PartyId},
    time::Timestamp,
};

use crate::{
    features::fixtures::{
        CALL, LATER, ana, asked, help, person, personal, sofia, talking, timeline,
    },
    runtime::{App, Microphone, Model, PageEntry, VoiceLine},
};

/// A page in a state.
pub(super) struct State {
    pub(super) page: Page,
    pub(super) name: &'static str,
    /// What happened on the call, in the seconds in which it did; without any there is no call.
    pub(super) facts: Vec<(u64, Fact)>,
    /// What is pressed, one after the other: the words of a control, or a selector.
    pub(super) pressed: &'static [&'static str],
    /// Who looks at it, where that is not the usual person.
    me: fn(&mut PersonView),
    /// What happens to the page after that.
    then: fn(&mut Model),
}

/// Said by the server at this instant, of its own clock.
const NOW: Timestamp = Timestamp(30_000);

const GRANTS: [Grant; 6] = [
    Grant::ViewInteractions,
    Grant::Proactive,
    Grant::Monitor,
    Grant::Coach,
    Grant::BargeIn,
    Grant::Help,
];

impl State {
    fn new(page: Page, name: &'static str, facts: Vec<(u64, Fact)>) -> Self {
        Self { page, name, facts, pressed: &[], me: |_| {}, then: |_| {} }
    }

    fn presses(self, pressed: &'static [&'static str]) -> Self {
        Self { pressed, ..self }
    }

    fn seen_by(self, me: fn(&mut PersonView)) -> Self {
        Self { me, ..self }
    }

    fn then(self, then: fn(&mut Model)) -> Self {
        Self { then, ..self }
    }

    const fn lens(&self) -> Lens {
        match self.page {
            Page::Call => Lens::Customer,
            Page::Panel => Lens::Agent,
            Page::Workspace => Lens::Supervisor,
        }
    }

    /// Tells a page all of it.
    pub(super) fn tell(&self, app: App) {
        let (interaction, lens) = (CALL, self.lens());
        let facts = timeline(self.facts.clone());
        app.hears(&self.welcome());
        if !facts.is_empty() {
            let timeline = facts.clone();
            app.hears(&ServerMessage::Restated { interaction, lens, next: 100, facts, timeline });
        }
        let known = (!self.facts.is_empty()).then_some(CALL);
        app.hears(&ServerMessage::CaughtUp { interactions: known.into_iter().collect() });
        if self.page == Page::Workspace {
            app.hears(&agents());
            let claim = Command::Help(HelpCommand::Claim { request: 1 });
            let reject = Command::Help(HelpCommand::Reject { request: 1 });
            let capabilities = [claim, reject].map(|command| Capability { command, refusal: None });
            app.hears(&ServerMessage::Capabilities {
                interaction,
                capabilities: capabilities.into(),
            });
        }
        app.becomes(self.then);
    }

    /// Its greeting, as whom the page is here.
    pub(super) fn welcome(&self) -> ServerMessage {
        let tenant = TenantId::new("acme").unwrap();
        let (card, grants) = match self.page {
            Page::Call | Page::Panel => (ana(), Vec::new()),
            Page::Workspace => (sofia(), GRANTS.to_vec()),
        };
        let mut view = PersonView::with_grants(card, grants);
        (self.me)(&mut view);
        let you = match self.page {
            Page::Call => {
                You::Visitor { tenant, visitor: VisitorId::from_u128(0), token: String::new() }
            }
            Page::Panel | Page::Workspace => {
                You::Person { tenant, view: Box::new(view), roles: Vec::new() }
            }
        };
        ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now: NOW, until: None }
    }
}

/// Ana and two more, of whom one missed a call.
fn agents() -> ServerMessage {
    let agent = |card: PersonCard, presence, missed_at| Colleague {
        card,
        presence,
        stale_since: None,
        missed_at,
    };
    let named = |id: &str, name: &str| PersonCard::new(person(id), name, Some("2002"));
    let here = vec![
        agent(ana(), Presence::Busy, None),
        agent(named("ben", "Ben Okafor"), Presence::Busy, Some(NOW)),
        agent(named("mia", "Mia Chen"), Presence::Available, None),
    ];
    ServerMessage::Agents { all: true, agents: Colleagues { here, away: Vec::new() } }
}

fn with(mut facts: Vec<(u64, Fact)>, more: impl IntoIterator<Item = Fact>) -> Vec<(u64, Fact)> {
    facts.extend(more.into_iter().map(|fact| (20, fact)));
    facts
}

fn me() -> PartyId {
    PartyId::Person(person("sofia"))
}

fn agent() -> PartyId {
    PartyId::Person(person("ana"))
}

fn connected(party: PartyId) -> [Fact; 2] {
    let leg = LegId::from_u128(1);
    [
        CallFact::LegJoining { party: party.clone(), leg, until: LATER },
        CallFact::LegConnected { party, leg },
    ]
    .map(Fact::Call)
}

/// Nobody has answered yet.
fn waiting() -> Vec<(u64, Fact)> {
    let mut facts = talking();
    facts.truncate(1);
    with(facts, connected(PartyId::Customer))
}

fn ringing() -> Vec<(u64, Fact)> {
    with(waiting(), [Fact::Call(CallFact::AgentRung { agent: ana(), until: LATER })])
}

fn in_a_call() -> Vec<(u64, Fact)> {
    let facts = with(talking(), connected(PartyId::Customer));
    with(facts, connected(agent()))
}

fn called(more: impl IntoIterator<Item = CallFact>) -> Vec<(u64, Fact)> {
    with(in_a_call(), more.into_iter().map(Fact::Call))
}

fn lost(party: PartyId) -> CallFact {
    CallFact::LegLost { party, why: Loss::Media, until: LATER }
}

/// As it is over.
fn over(why: EndReason) -> Vec<(u64, Fact)> {
    called([CallFact::Ended { why }])
}

fn requested(severity: Severity) -> Vec<(u64, Fact)> {
    with(in_a_call(), [asked(severity)])
}

fn unclaimed() -> Vec<(u64, Fact)> {
    let exit = Unclaimed::NotClaimed(NotClaimed::NotAvailable);
    let ended = RequestFact::StageEnded { stage: 1, exit, next: None };
    with(requested(Severity::Assist), [help(ended)])
}

fn claimed() -> Vec<(u64, Fact)> {
    let taken = help(RequestFact::Claimed { stage: 1, helper: sofia() });
    with(requested(Severity::Assist), [taken])
}

fn left() -> Vec<(u64, Fact)> {
    with(claimed(), [help(RequestFact::HelperLeft { how: Parting::Disconnected })])
}

fn opened(facts: Vec<(u64, Fact)>) -> Vec<(u64, Fact)> {
    let (supervisor, origin) = (sofia(), Origin::Proactive);
    let opened = SuperviseFact::SupervisorOpened { supervisor, until: LATER, origin };
    with(with(facts, [Fact::Supervise(opened)]), connected(me()))
}

fn acting(facts: Vec<(u64, Fact)>, action: Action) -> Vec<(u64, Fact)> {
    let edges = [Edge::between(me(), agent())].into_iter().collect();
    let active = SuperviseFact::ActionActive { supervisor: sofia(), action, edges };
    let text = personal("Offer half");
    let note = SuperviseFact::NoteSent { by: sofia(), text };
    let note = (action == Action::Coach).then_some(note);
    with(opened(facts), [Some(active), note].into_iter().flatten().map(Fact::Supervise))
}

fn coached(facts: Vec<(u64, Fact)>) -> Vec<(u64, Fact)> {
    acting(facts, Action::Coach)
}

/// An action that ended without its supervisor's doing.
fn cut_short() -> Vec<(u64, Fact)> {
    let (supervisor, why) = (person("sofia"), StopReason::ConnectionLost);
    let ended = SuperviseFact::ActionEnded { supervisor, action: Action::Coach, why };
    with(coached(in_a_call()), [Fact::Supervise(ended)])
}

/// A tenant whose coaches hold Send to speak, to whose supervisors a request pops up, and whose
/// customers have a number to turn to.
fn of_another_tenant(mut facts: Vec<(u64, Fact)>) -> Vec<(u64, Fact)> {
    if let Some((_, Fact::Call(CallFact::Opened { terms, .. }))) = facts.first_mut() {
        terms.coach_push_to_send = true;
        terms.help.popup.shown = true;
        terms.unreachable_phone = "+1 202 555 0142".to_owned();
        terms.unreachable_hours = "Mon to Fri, 9 to 17".to_owned();
    }
    facts
}

fn says(model: &mut Model, message: ServerMessage) {
    takes(model, Input::Message(message));
}

fn takes(model: &mut Model, input: Input<'_>) {
    model.replica.handle(Timestamp(0), input);
    while model.replica.poll_output().is_some() {}
}

/// The link is lost.
fn cut_off(model: &mut Model) {
    takes(model, Input::Closed);
}

/// Nothing works of what is not the server's.
fn without_sound(model: &mut Model) {
    model.media.line = VoiceLine::NoWay;
    model.media.microphone = Microphone::Blocked;
    (model.media.speaker_away, model.media.microphone_away) = (true, true);
    model.notice = Some("Another tab has the microphone.".to_owned());
}

/// The page was away, and finds no part left.
fn parted(model: &mut Model) {
    takes(model, Input::Closed);
    takes(model, Input::HadPart(CALL));
    let you = model.replica.you().cloned().unwrap();
    says(model, ServerMessage::Welcome { version: PROTOCOL_VERSION, you, now: NOW, until: None });
    says(model, ServerMessage::CaughtUp { interactions: Vec::new() });
}

/// What surrounds any page.
fn around(page: Page, facts: &dyn Fn() -> Vec<(u64, Fact)>) -> Vec<State> {
    let state = |name, then: fn(&mut Model)| State::new(page, name, facts()).then(then);
    vec![
        state("the link is lost", cut_off),
        state("another tab has it", |model| says(model, ServerMessage::TakenOver)),
        state("it is older than the server", |model| {
            says(model, ServerMessage::Upgrade { min: u16::MAX });
        }),
        state("signed out", |model| {
            says(model, ServerMessage::SignedOut { sentence: "Sign in.".to_owned() });
        }),
        state("nobody has signed in", |model| {
            let refused = Some("Name or password is wrong.".to_owned());
            model.entry = PageEntry::Nobody { refused };
        }),
        state("the sign-in ends soon", |model| {
            let until = Timestamp(NOW.0 + 60_000);
            says(model, ServerMessage::SignedIn { until, token: "t".to_owned() });
        }),
        state("without sound", without_sound),
        state("sound is held back", |model| {
            model.media.sound_blocked = true;
            model.media.microphone = Microphone::Silenced;
        }),
        state("away when it ended", parted),
    ]
}

fn of_the_panel() -> Vec<State> {
    let state = |name, facts| State::new(Page::Panel, name, facts);
    let missed = |me: &mut PersonView| {
        me.presence = Presence::Busy;
        let (interaction, at) = (CALL, NOW);
        let caller = personal("Carla");
        me.missed = Some(MissedCall { interaction, caller, at, unheard: false });
    };
    let unheard = |me: &mut PersonView| {
        me.presence = Presence::Busy;
        let (interaction, at) = (CALL, NOW);
        let caller = personal("Carla");
        me.missed = Some(MissedCall { interaction, caller, at, unheard: true });
    };
    vec![
        state("no call", Vec::new()),
        state("the devices", Vec::new()).presses(&["Settings"]),
        state("a missed call", Vec::new()).seen_by(missed),
        state("a check to come", Vec::new()).seen_by(unheard),
        state("a ring", ringing()),
        state("answered", talking()),
        state("a call", in_a_call()),
        state("its timeline", in_a_call()).presses(&["Timeline"]),
        state("muted", called([CallFact::Muted { party: agent() }])),
        state("on hold", called([CallFact::Held])),
        state("the keypad", in_a_call()).presses(&["Keypad", ".keys"]),
        state("the customer is away", called([lost(PartyId::Customer)])),
        state("a request", requested(Severity::Emergency)),
        state("asking", in_a_call()).presses(&["Help Request", ".asking[open]"]),
        state("cancelling", requested(Severity::Assist)).presses(&["Cancel", ".asking[open]"]),
        state("nobody has taken it", unclaimed()),
        state("asking again", unclaimed()).presses(&["Ask again", ".asking[open]"]),
        state("helped and coached", coached(claimed())),
        state("closing", coached(claimed())).presses(&["Close", ".asking[open]"]),
        state("the helper has left", left()),
        state("somebody has joined", acting(in_a_call(), Action::BargeIn)),
        state("it is over", over(EndReason::CustomerHungUp)),
        state("left by themselves", in_a_call()).then(|model| {
            cut_off(model);
            let (id, command) = (CommandId::from_u128(9), Command::Call(CallCommand::HangUp));
            takes(model, Input::Ask { id, interaction: CALL, command });
        }),
    ]
}

fn of_the_customer() -> Vec<State> {
    let state = |name, facts| State::new(Page::Call, name, facts);
    let unheard = || of_another_tenant(over(EndReason::CustomerUnheard));
    vec![
        state("no call", Vec::new()),
        state("the devices", Vec::new()).presses(&["Microphone and speaker"]),
        state("it comes up", talking().into_iter().take(1).collect()),
        state("it waits", waiting()),
        state("nobody is free", with(waiting(), [Fact::Call(CallFact::NobodyFreeTold)])),
        state("it rings", ringing()),
        state("answered", talking()),
        state("a call", in_a_call()),
        state("muted", called([CallFact::Muted { party: PartyId::Customer }])),
        state("on hold", called([CallFact::Held])),
        state("the agent is away", called([lost(agent())])),
        state("somebody has joined", acting(in_a_call(), Action::BargeIn)),
        state("it is over", over(EndReason::AgentHungUp)),
        state("never heard", unheard()),
        state("no way for sound", of_another_tenant(waiting())).then(without_sound),
    ]
}

fn of_the_workspace() -> Vec<State> {
    let state = |name, facts| State::new(Page::Workspace, name, facts);
    vec![
        state("no call", Vec::new()),
        state("somebody of another page", Vec::new()).seen_by(|me| me.grants.clear()),
        state("the devices", Vec::new()).presses(&["Settings"]),
        state("an agent's card", in_a_call()).presses(&[".person"]),
        state("it waits", waiting()),
        state("it rings", ringing()),
        state("a call", in_a_call()),
        state("a request", requested(Severity::Assist)),
        state("its popup", of_another_tenant(requested(Severity::Emergency))),
        state("the bell's menu", requested(Severity::Assist)).presses(&[".bell"]),
        state("a request that is read", requested(Severity::Assist)).presses(&[".queue-row"]),
        state("an open call", opened(in_a_call())),
        state("an open call's timeline", opened(in_a_call())).presses(&["Timeline"]),
        state("an open call's note", opened(in_a_call())).presses(&["Note"]),
        state("put aside", opened(in_a_call())).presses(&[".sheet-back"]),
        state("another request beside it", opened(requested(Severity::Assist)))
            .presses(&[".queue-row"]),
        state("monitoring", acting(in_a_call(), Action::Monitor)),
        state("coaching", coached(in_a_call())),
        state("a coach who holds Send", of_another_tenant(coached(in_a_call()))),
        state("the timeline of who coaches", coached(in_a_call())).presses(&["Timeline"]),
        state("joined", acting(in_a_call(), Action::BargeIn)),
        state("helping", coached(claimed())),
        state("cut short", cut_short()),
        state("it has ended", opened(in_a_call())).then(|model| {
            let facts = timeline(vec![(40, ended())]);
            says(model, ServerMessage::Facts { interaction: CALL, first: 100, facts });
        }),
    ]
}

/// What ends the call, whoever looks at it.
pub(super) fn ended() -> Fact {
    Fact::Call(CallFact::Ended { why: EndReason::CustomerHungUp })
}

/// All of them.
pub(super) fn states() -> Vec<State> {
    let mut all = of_the_panel();
    all.extend(of_the_customer());
    all.extend(of_the_workspace());
    all.extend(around(Page::Panel, &in_a_call));
    all.extend(around(Page::Call, &in_a_call));
    all.extend(around(Page::Workspace, &|| coached(in_a_call())));
    all
}
