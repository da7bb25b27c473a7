//! Which media connection this page should have, and what to do about the one it has.
//!
//! Pure: a function of the replica and of what is held. It refuses to know browsers.

use backline_core::{
    id::InteractionId,
    interaction::{Action, CallCommand, Command, Connection, PORTS_LINE, SOUND_WITHIN},
    protocol::Page,
    replica::{Link, Replica},
    routing::PartyId,
    terms::MicrophoneUse,
    time::Timestamp,
};

/// The connection that should be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WantedLine {
    /// On which interaction.
    pub(crate) interaction: InteractionId,
    /// Since when the server waits for a new one, if it does.
    pub(crate) awaited_since: Option<Timestamp>,
    /// How long the network has, in milliseconds, while no connection is up: less than the server
    /// waits.
    pub(crate) up_within_ms: Option<u32>,
    /// What the microphone does.
    pub(crate) outgoing: Sending,
}

/// What goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sending {
    /// The microphone.
    Voice,
    /// The microphone, silenced by its owner.
    Muted,
    /// No packet at all.
    Nothing,
}

/// The connection that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeldLine {
    /// On which interaction.
    pub(crate) interaction: InteractionId,
    /// What the server was waiting for when this one was made.
    pub(crate) answers: Option<Timestamp>,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineStep {
    /// It is as it should be, or nothing can be done yet.
    Stay,
    /// Make a new connection, in the place of the one that is there.
    Attach,
    /// Close it.
    Leave,
}

/// The connection that this page should have.
#[must_use]
pub(crate) fn wanted(page: Page, replica: &Replica) -> Option<WantedLine> {
    match replica.link() {
        Link::Displaced | Link::SignedOut => return None,
        // A call goes on under a page that is too old; what a supervisor does ends with the link.
        Link::Outdated if page == Page::Workspace => return None,
        Link::Outdated
        | Link::Idle
        | Link::Down { .. }
        | Link::Opening { .. }
        | Link::CatchingUp
        | Link::Live => {}
    }
    let interaction = replica.own().filter(|own| !replica.has_left_alone(own.id()))?;
    let microphone = |muted| {
        if muted || replica.is_falling_silent(interaction.id()) {
            Sending::Muted
        } else {
            Sending::Voice
        }
    };
    let (connection, outgoing) = match page {
        Page::Call => {
            let customer = interaction.party(&PartyId::Customer)?;
            (&customer.connection, microphone(customer.muted))
        }
        Page::Panel => {
            let (_, agent) = interaction.agents_party()?;
            (&agent.connection, microphone(agent.muted))
        }
        Page::Workspace => {
            let own = interaction.supervisor(&replica.me()?.card.person)?;
            let linked = replica.link() == Link::Live && !replica.is_ending(interaction.id());
            let running = own.stance.active().filter(|_| linked);
            let send_needed = interaction.terms().coach_push_to_send;
            (own.connection, speaks(running, !send_needed || own.send_held))
        }
    };
    let awaited_since = match connection {
        Connection::Awaited { since, .. } | Connection::Reattaching { since, .. } => Some(*since),
        Connection::Joining { .. } | Connection::Connected { .. } => None,
    };
    let (interaction, up_within_ms) = (interaction.id(), time_of(connection));
    Some(WantedLine { interaction, awaited_since, up_within_ms, outgoing })
}

/// What becomes of the microphone without a connection, where calls come in; nothing where none do. A
/// link that is lost comes back.
#[must_use]
pub(crate) fn awaits_calls(page: Page, replica: &Replica) -> Option<MicrophoneUse> {
    let over = matches!(replica.link(), Link::Displaced | Link::Outdated | Link::SignedOut);
    replica.me().filter(|_| page == Page::Panel && !over)?.microphone
}

/// Of the time that the server gives a connection, four fifths.
fn time_of(connection: &Connection) -> Option<u32> {
    let (Connection::Awaited { since, until }
    | Connection::Joining { since, until, .. }
    | Connection::Reattaching { since, until }) = connection
    else {
        return None;
    };
    u32::try_from(until.since(*since).min(SOUND_WITHIN).0 * 4 / 5).ok()
}

/// What the server has yet to be told of this page's sound, when it is like this: nothing while it
/// knows.
#[must_use]
pub(crate) fn untold(
    page: Page,
    replica: &Replica,
    (microphone, speaker): (Option<bool>, bool),
) -> Option<(InteractionId, Command)> {
    let interaction = replica.own().filter(|_| replica.link() == Link::Live)?;
    let party = match page {
        Page::Call => PartyId::Customer,
        Page::Panel | Page::Workspace => PartyId::Person(replica.me()?.card.person.clone()),
    };
    let known = interaction.party(&party)?.sound;
    let microphone = microphone.unwrap_or(known.microphone);
    let differs = (microphone, speaker) != (known.microphone, known.speaker);
    let command = Command::Call(CallCommand::TellSound { microphone, speaker });
    differs.then_some((interaction.id(), command))
}

/// Where sound goes, by a session description: the address of its first candidate, and every port
/// through which it may go there on any call.
#[must_use]
pub(crate) fn server_of(answer: &str) -> Option<String> {
    let line = |begins: &str| answer.lines().find_map(|line| line.strip_prefix(begins));
    let mut words = line("a=candidate:")?.split(' ').skip(4);
    let (at, port) = (words.next()?, words.next()?);
    let ports = line(PORTS_LINE).unwrap_or(port);
    let port = if ports.contains(['-', ',']) { ", ports " } else { ", port " };
    Some([at, port, ports, ","].concat())
}

/// What a supervisor's microphone does in an action. `sends` is whether a coach is heard at this
/// moment: always, or only while Send is held down and the server has said so.
const fn speaks(running: Option<Action>, sends: bool) -> Sending {
    match running {
        Some(Action::BargeIn) => Sending::Voice,
        Some(Action::Coach) if sends => Sending::Voice,
        Some(Action::Coach | Action::Monitor) | None => Sending::Nothing,
    }
}

/// What leads from what is there to what should be. A connection that the server has given up
/// after it was made is of no use, whatever the browser thinks of it.
#[must_use]
pub(crate) fn step(wanted: Option<&WantedLine>, held: Option<&HeldLine>, live: bool) -> LineStep {
    match (wanted, held) {
        (None, None) => LineStep::Stay,
        (None, Some(_)) => LineStep::Leave,
        (Some(_), None) => {
            if live {
                LineStep::Attach
            } else {
                LineStep::Stay
            }
        }
        (Some(wanted), Some(held)) => {
            let given_up = wanted.awaited_since.is_some() && wanted.awaited_since != held.answers;
            if live && (wanted.interaction != held.interaction || given_up) {
                LineStep::Attach
            } else if wanted.interaction != held.interaction {
                LineStep::Leave
            } else {
                LineStep::Stay
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use backline_core::{
        id::{CommandId, TabId, TenantId, VisitorId},
        interaction::{
            CallCommand, CallFact, CallRefusal, Channel, Command, Fact, Lens, Refusal, Stamped,
        },
        people::{PersonCard, PersonView, Role},
        personal::{Personal, Subject},
        protocol::{Credential, PROTOCOL_VERSION, ServerMessage, You},
        replica::{Identity, Input},
        terms::Terms,
    };

    use super::{wanted as wanted_of, *};

    const CALL: InteractionId = InteractionId::from_u128(1);
    const OTHER: InteractionId = InteractionId::from_u128(2);

    fn wanted(interaction: InteractionId, awaited_since: Option<u64>) -> WantedLine {
        let awaited_since = awaited_since.map(Timestamp);
        WantedLine { interaction, awaited_since, up_within_ms: None, outgoing: Sending::Voice }
    }

    fn held(answers: Option<u64>) -> HeldLine {
        HeldLine { interaction: CALL, answers: answers.map(Timestamp) }
    }

    fn customers_page() -> Replica {
        let tenant = || TenantId::new("acme").unwrap();
        let (tab, visitor) = (TabId::from_u128(1), VisitorId::from_u128(1));
        let credential = Credential::NewVisitor(tenant());
        let identity = Identity { page: Page::Call, tab, build: String::new(), credential };
        let mut page = Replica::new(identity, 1);
        page.handle(Timestamp(0), Input::Start);
        let you = You::Visitor { tenant: tenant(), visitor, token: String::new() };
        let version = PROTOCOL_VERSION;
        let opened = Fact::Call(CallFact::Opened {
            id: CALL,
            tenant: tenant(),
            channel: Channel::Voice,
            visitor,
            name: Personal::new(Subject::Customer(CALL), String::new()),
            number: None,
            wants: None,
            contact: None,
            terms: Box::new(Terms::default()),
        });
        let facts = vec![Stamped { at: Timestamp(1), fact: opened }];
        let (interaction, lens) = (CALL, Lens::Customer);
        for message in [
            ServerMessage::Welcome { version, you, now: Timestamp(1), until: None },
            ServerMessage::Restated { interaction, lens, next: 1, facts, timeline: Vec::new() },
            ServerMessage::CaughtUp { interactions: vec![CALL] },
        ] {
            tell(&mut page, &message);
        }
        page
    }

    fn tell(page: &mut Replica, message: &ServerMessage) {
        page.handle(Timestamp(2), Input::Text(&serde_json::to_string(message).unwrap()));
    }

    #[test]
    fn the_microphone_is_silent_from_the_click_on_mute_on_without_a_link_too() {
        let goes_out = |page: &Replica| wanted_of(Page::Call, page).unwrap().outgoing;
        let mut page = customers_page();
        assert_eq!(goes_out(&page), Sending::Voice);
        let id = CommandId::from_u128(9);
        let ask = Input::Ask { id, interaction: CALL, command: Command::Call(CallCommand::Mute) };
        page.handle(Timestamp(3), ask);
        assert_eq!(goes_out(&page), Sending::Muted);
        page.handle(Timestamp(4), Input::Closed);
        assert_eq!(goes_out(&page), Sending::Muted);
        let sentence = String::new();
        let refusal = Refusal::Call(CallRefusal::NotConnected);
        tell(&mut page, &ServerMessage::Refused { id, refusal, sentence });
        assert_eq!(goes_out(&page), Sending::Voice, "who was not muted is heard again");
    }

    ///
    #[test]
    fn who_hangs_up_without_a_link_has_no_connection_until_the_server_has_refused_it() {
        let mut page = customers_page();
        page.handle(Timestamp(3), Input::Closed);
        let id = CommandId::from_u128(9);
        let ask = Input::Ask { id, interaction: CALL, command: Command::Call(CallCommand::HangUp) };
        page.handle(Timestamp(4), ask);
        assert_eq!(wanted_of(Page::Call, &page), None);
        let (refusal, sentence) = (Refusal::Call(CallRefusal::NotConnected), String::new());
        tell(&mut page, &ServerMessage::Refused { id, refusal, sentence });
        assert!(wanted_of(Page::Call, &page).is_some());
    }

    /// Ana's page, who can be rung.
    fn anas(page: Page) -> Replica {
        let (tab, credential) = (TabId::from_u128(1), Credential::Session(String::new()));
        let identity = Identity { page, tab, build: String::new(), credential };
        let mut page = Replica::new(identity, 1);
        page.handle(Timestamp(0), Input::Start);
        let card = PersonCard::new("ana".parse().unwrap(), "Ana Ribeiro", None);
        let microphone = Some(MicrophoneUse::Warm);
        let view = PersonView { microphone, ..PersonView::in_role(card, Role::Agent) };
        let (tenant, view) = (TenantId::new("acme").unwrap(), Box::new(view));
        let you = You::Person { tenant, view, roles: Vec::new() };
        let version = PROTOCOL_VERSION;
        tell(&mut page, &ServerMessage::Welcome { version, you, now: Timestamp(1), until: None });
        tell(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
        page
    }

    ///
    #[test]
    fn a_lost_link_keeps_the_panels_microphone_and_a_page_that_is_over_lets_go_of_it() {
        assert_eq!(awaits_calls(Page::Workspace, &anas(Page::Workspace)), None);
        let used = |page: &Replica| awaits_calls(Page::Panel, page);
        let mut lost = anas(Page::Panel);
        assert_eq!(used(&lost), Some(MicrophoneUse::Warm));
        lost.handle(Timestamp(3), Input::Closed);
        assert_ne!(lost.link(), Link::Live);
        assert_eq!(used(&lost), Some(MicrophoneUse::Warm));
        for over in [
            ServerMessage::TakenOver,
            ServerMessage::SignedOut { sentence: String::new() },
            ServerMessage::Upgrade { min: u16::MAX },
        ] {
            let mut page = anas(Page::Panel);
            tell(&mut page, &over);
            assert_eq!(used(&page), None, "{over:?}");
        }
    }

    ///
    #[test]
    fn every_port_through_which_sound_may_go_is_named() {
        let at = |ports: &str| {
            let candidate = "a=candidate:1 1 udp 2130706431 192.0.2.7 40001 typ host";
            server_of(&format!("v=0\r\n{ports}{candidate}\r\na=end-of-candidates\r\n"))
        };
        assert_eq!(at("").as_deref(), Some("192.0.2.7, port 40001,"));
        let one = format!("{PORTS_LINE}40001\r\n");
        assert_eq!(at(&one), at(""));
        for many in ["40000-40001", "40001, 40007"] {
            let line = format!("{PORTS_LINE}{many}\r\n");
            assert_eq!(at(&line), Some(format!("192.0.2.7, ports {many},")));
        }
        assert_eq!(server_of("v=0\r\n"), None);
    }

    #[test]
    fn after_a_reload_a_connected_party_attaches_again() {
        assert_eq!(step(Some(&wanted(CALL, None)), None, true), LineStep::Attach);
    }

    #[test]
    fn nothing_is_attached_while_the_server_cannot_be_asked() {
        assert_eq!(step(Some(&wanted(CALL, None)), None, false), LineStep::Stay);
        assert_eq!(step(Some(&wanted(CALL, Some(9))), Some(&held(Some(5))), false), LineStep::Stay);
    }

    #[test]
    fn the_connection_that_is_being_made_is_not_made_twice() {
        assert_eq!(step(Some(&wanted(CALL, Some(5))), Some(&held(Some(5))), true), LineStep::Stay);
        assert_eq!(step(Some(&wanted(CALL, None)), Some(&held(Some(5))), true), LineStep::Stay);
    }

    #[test]
    fn a_connection_that_the_server_lost_is_made_anew() {
        assert_eq!(
            step(Some(&wanted(CALL, Some(9))), Some(&held(Some(5))), true),
            LineStep::Attach
        );
        assert_eq!(step(Some(&wanted(CALL, Some(9))), Some(&held(None)), true), LineStep::Attach);
    }

    #[test]
    fn another_interaction_takes_the_connection_over() {
        assert_eq!(
            step(Some(&wanted(OTHER, Some(5))), Some(&held(Some(5))), true),
            LineStep::Attach
        );
        assert_eq!(step(Some(&wanted(OTHER, None)), Some(&held(None)), false), LineStep::Leave);
    }

    #[test]
    fn where_send_has_to_be_held_a_coach_sends_nothing_without_it() {
        assert_eq!(speaks(Some(Action::Coach), false), Sending::Nothing);
        assert_eq!(speaks(Some(Action::Coach), true), Sending::Voice);
        assert_eq!(speaks(Some(Action::BargeIn), false), Sending::Voice);
        assert_eq!(speaks(Some(Action::Monitor), true), Sending::Nothing);
        assert_eq!(speaks(None, true), Sending::Nothing);
    }

    #[test]
    fn the_end_of_the_part_ends_the_connection() {
        assert_eq!(step(None, Some(&held(None)), false), LineStep::Leave);
    }
}
