//! Who can really be heard: what the media plane measures and what pages say reaches every page that
//! shows the party; and a connection for which nobody is there any more.

use backline_core::{
    interaction::{
        Action, CallCommand, CallFact, Command, Connection, Fact, Flow, Interaction, Key, Lens,
        Loss, Offer, Sound, Stamped, SuperviseCommand,
    },
    protocol::Page,
    routing::PartyId,
};

use super::{
    calling::{active, answered, opened, person, watching},
    client::Client,
    fault::{HANGS, faulty, send},
    server::Server,
    talker::Calling,
};

fn anas_sound(call: &Interaction) -> Sound {
    call.party(&PartyId::Person(person("ana"))).map_or_else(Sound::default, |ana| ana.sound)
}

fn customer_hears_ana(call: &Interaction) -> bool {
    call.heard().hears(&PartyId::Customer, &PartyId::Person(person("ana")))
}

///
#[tokio::test]
async fn a_voice_that_stops_is_drawn_as_heard_on_no_page_until_it_comes_again() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    sofia.until_state(call.id, customer_hears_ana).await;
    call.voice.is_voiceless(true);
    for page in [&mut call.agent, &mut sofia] {
        page.until_state(call.id, |call| anas_sound(call).flow == Flow::NoVoice).await;
        assert!(!customer_hears_ana(&page.calls[&call.id].state));
    }
    call.voice.is_voiceless(false);
    for page in [&mut call.agent, &mut sofia] {
        page.until_state(call.id, customer_hears_ana).await;
    }
}

/// One direction of a network is lost: packets go on to come from the page, and none reaches it.
///
///
#[tokio::test]
async fn whom_nothing_reaches_is_drawn_as_hearing_nobody_on_every_page_until_it_does_again() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    let hears = |call: &Interaction| {
        call.heard().hears(&PartyId::Person(person("ana")), &PartyId::Customer)
    };
    sofia.until_state(call.id, hears).await;
    call.voice.is_deaf(true);
    for page in [&mut call.agent, &mut sofia] {
        page.until_state(call.id, |call| anas_sound(call).flow == Flow::OneWay).await;
        let state = &page.calls[&call.id].state;
        assert!(!hears(state) && customer_hears_ana(state), "she is heard all the same");
    }
    call.voice.is_deaf(false);
    for page in [&mut call.agent, &mut sofia] {
        page.until_state(call.id, hears).await;
    }
}

/// A page that has no microphone says so; a monitor's page says it to supervisors alone.
///
///
#[tokio::test]
async fn what_a_page_says_of_its_sound_is_on_the_other_pages() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    let monitor = SuperviseCommand::TakeAction { action: Action::Monitor };
    sofia.ask(call.id, Command::Supervise(monitor)).await.unwrap();
    active(&mut sofia, call.id, "sofia", Action::Monitor).await;
    let tell = |microphone| Command::Call(CallCommand::TellSound { microphone, speaker: true });
    sofia.ask(call.id, tell(false)).await.unwrap();
    call.agent.ask(call.id, tell(false)).await.unwrap();
    for page in [&mut call.agent, &mut sofia] {
        page.until_state(call.id, |call| !anas_sound(call).microphone).await;
        assert!(!customer_hears_ana(&page.calls[&call.id].state));
    }
    assert_eq!(call.agent.calls[&call.id].state.lens(), Lens::Agent);
    assert_eq!(call.agent.calls[&call.id].state.supervisors().count(), 0);
    let told = |client: &Client| {
        let changed = |fact: &&_| matches!(fact, Fact::Call(CallFact::SoundChanged { .. }));
        client.calls[&call.id].facts.iter().map(|it| &it.fact).filter(changed).count()
    };
    assert_eq!((told(&call.agent), told(&sofia)), (1, 2));
}

/// A browser that has frozen a page plays nothing in it, and goes on sending its microphone.
///
///
#[tokio::test]
async fn whose_page_says_nothing_any_more_hears_nothing_until_the_page_says_so() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    let monitor = SuperviseCommand::TakeAction { action: Action::Monitor };
    sofia.ask(call.id, Command::Supervise(monitor)).await.unwrap();
    let hears = |of: &'static str| {
        move |call: &Interaction| {
            call.heard().hears(&PartyId::Person(person(of)), &PartyId::Customer)
        }
    };
    active(&mut sofia, call.id, "sofia", Action::Monitor).await;
    for runs in [true, false] {
        call.agent.runs(runs).await;
        sofia.runs(runs).await;
    }
    // What her own page knows of her is what others are told of the agent.
    sofia.until_state(call.id, |call| !hears("ana")(call) && !hears("sofia")(call)).await;
    assert!(customer_hears_ana(&sofia.calls[&call.id].state), "her microphone goes on");
    let plays = Command::Call(CallCommand::TellSound { microphone: true, speaker: true });
    for page in [&mut call.agent, &mut sofia] {
        page.runs(true).await;
        page.ask(call.id, plays.clone()).await.unwrap();
    }
    sofia.until_state(call.id, |call| hears("ana")(call) && hears("sofia")(call)).await;
    let told = |fact: &&Fact| matches!(fact, Fact::Call(CallFact::SoundChanged { .. }));
    call.agent.until_state(call.id, hears("ana")).await;
    let facts = &call.agent.calls[&call.id].facts;
    assert_eq!(facts.iter().map(|it| &it.fact).filter(told).count(), 2, "none of the monitor's");
}

/// A proxy that passes nothing on and closes nothing takes pongs and words away at once, and no sound.
/// Whoever is silent later, and whose browser still answers, is deaf; of the other one nothing is known.
///
///
#[tokio::test]
async fn whose_socket_is_silent_as_well_goes_on_to_hear_and_is_lost_with_the_sound_alone() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    let mut sam = watching(&server, call.id).await;
    let monitor = SuperviseCommand::TakeAction { action: Action::Monitor };
    sofia.ask(call.id, Command::Supervise(monitor)).await.unwrap();
    let hears = |of: &'static str| {
        move |call: &Interaction| {
            call.heard().hears(&PartyId::Person(person(of)), &PartyId::Customer)
        }
    };
    active(&mut sam, call.id, "sofia", Action::Monitor).await;
    call.agent.runs(true).await;
    call.agent.falls_silent();
    for runs in [true, false] {
        sofia.runs(runs).await;
    }
    sam.until_state(call.id, |call| !hears("sofia")(call)).await;
    let state = &sam.calls[&call.id].state;
    assert!(hears("ana")(state) && customer_hears_ana(state), "her sound goes on");
    drop(call.voice);
    sam.until_state(call.id, |call| call.is_lost(&PartyId::Person(person("ana")))).await;
    let deaf = |stamped: &&Stamped| match &stamped.fact {
        Fact::Call(CallFact::SoundChanged { party, sound }) => {
            *party == PartyId::Person(person("ana")) && !sound.speaker
        }
        _ => false,
    };
    assert_eq!(sam.calls[&call.id].facts.iter().find(deaf), None);
}

///
#[tokio::test]
async fn whose_page_stood_still_hears_again_as_soon_as_the_next_page_in_its_place_says_so() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    let hears = |call: &Interaction| {
        call.heard().hears(&PartyId::Person(person("ana")), &PartyId::Customer)
    };
    for runs in [true, false] {
        call.agent.runs(runs).await;
    }
    sofia.until_state(call.id, |call| !hears(call)).await;
    let mut next = Client::person(&server, "ana", Page::Panel).await;
    next.runs(true).await;
    drop(call.agent);
    let plays = Command::Call(CallCommand::TellSound { microphone: true, speaker: true });
    next.ask(call.id, plays).await.unwrap();
    sofia.until_state(call.id, hears).await;
}

/// A laptop that is closed: page, pongs and sound stop at once, and the socket stays open.
///
///
#[tokio::test]
async fn whose_device_stops_is_lost_by_silence_and_nobody_reads_of_a_microphone() {
    let server = Server::start().await;
    let mut call = answered(&server, "ana").await;
    let (mut sofia, _voice) = opened(&server, "sofia", call.id).await;
    for runs in [true, false] {
        call.agent.runs(runs).await;
    }
    call.agent.falls_silent();
    drop(call.voice);
    let ana = PartyId::Person(person("ana"));
    sofia.until_state(call.id, |call| call.is_lost(&ana)).await;
    let facts = &sofia.calls[&call.id].facts;
    let flows = facts.iter().filter_map(|stamped| match &stamped.fact {
        Fact::Call(CallFact::SoundChanged { party, sound }) if *party == ana => Some(sound.flow),
        _ => None,
    });
    assert!(flows.into_iter().all(|flow| flow != Flow::NoVoice), "{facts:?}");
    let lost = facts.iter().find_map(|stamped| match &stamped.fact {
        Fact::Call(CallFact::LegLost { party, why, .. }) if *party == ana => Some(*why),
        _ => None,
    });
    assert_eq!(lost, Some(Loss::Silence));
}

///
#[tokio::test]
async fn a_connection_whose_page_went_before_it_could_be_begun_is_undone_at_once() {
    let (server, switch) = faulty().await;
    let mut call = answered(&server, "ana").await;
    let (_sofia, _voice) = opened(&server, "sofia", call.id).await;
    let mut sam = watching(&server, call.id).await;
    switch.set(HANGS);
    let key = Key::try_from('7').unwrap();
    send(&mut call.agent, call.id, Command::Call(CallCommand::PressKey { key })).await;
    switch.hangs().await;
    let (_calling, offer) = Calling::new();
    let offer = Offer(offer);
    send(&mut call.agent, call.id, Command::Call(CallCommand::Join { offer })).await;
    drop(call.agent);
    // The new page has the place of the old one: that one is known to be gone.
    let _again = Client::person(&server, "ana", Page::Panel).await;
    switch.release();
    let lost = |call: &Interaction| {
        let ana = call.party(&PartyId::Person(person("ana")));
        ana.is_some_and(|ana| matches!(ana.connection, Connection::Reattaching { .. }))
    };
    sam.until_state(call.id, lost).await;
}
