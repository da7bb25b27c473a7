//! The picture beside the sentence, and parties whose sound does not flow.

use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn the_picture_draws_an_arrow_for_each_enforced_edge_and_no_other() {
    let picture = Picture::of(&state(coaching()), Some(&person("sofia")));
    let drawn: Vec<_> =
        picture.arrows.iter().map(|it| (it.from.clone(), it.to.clone(), it.tone)).collect();
    assert_eq!(
        drawn,
        [
            (CUSTOMER, ana(), ArrowTone::Talk),
            (CUSTOMER, sofia(), ArrowTone::Listen),
            (ana(), CUSTOMER, ArrowTone::Talk),
            (ana(), sofia(), ArrowTone::Listen),
            (sofia(), ana(), ArrowTone::Coach),
        ]
    );
    assert_eq!(
        picture.words(),
        "Guest hears Ana. Ana hears Guest and you. You hear Guest and Ana."
    );
}

#[test]
fn a_silent_monitor_is_no_point_in_the_agents_picture() {
    let agents = state(monitoring()).seen_by(Lens::Agent);
    let picture = Picture::of(&agents, Some(&person("ana")));
    let parts: Vec<_> = picture.points.iter().map(|point| point.part).collect();
    assert_eq!(parts, [PicturePart::Customer, PicturePart::Agent]);
    assert_eq!(picture.words(), "Guest hears you. You hear Guest.");
}

#[test]
fn a_second_supervisor_is_a_square_and_the_viewer_stays_a_point() {
    let mut facts = opened();
    facts.push(Fact::Supervise(SuperviseFact::SupervisorOpened {
        supervisor: card("sam", "Sam Lindqvist"),
        until: LATER,
        origin: Origin::Proactive,
    }));
    facts.extend(joined(sam()));
    let picture = Picture::of(&state(facts), Some(&person("sofia")));
    let parts: Vec<_> =
        picture.points.iter().map(|point| (point.name.as_str(), point.part, point.you)).collect();
    assert_eq!(
        parts,
        [
            ("Guest", PicturePart::Customer, false),
            ("Ana", PicturePart::Agent, false),
            ("You", PicturePart::Supervisor, true),
            ("Sam", PicturePart::Further, false),
        ]
    );
}

#[test]
fn hold_is_drawn_as_a_sign_and_the_treatment_as_another() {
    let picture = Picture::of(&state(held(opened(), &[])), None);
    assert!(picture.treatment);
    assert!(picture.points.iter().any(|point| point.part == PicturePart::Customer && point.held));
    assert_eq!(picture.words(), "The customer hears the hold treatment.");
}

///
#[test]
fn a_stale_picture_draws_no_edge_and_says_that_nothing_is_known() {
    let picture = Picture::of(&state(barged_in()), Some(&person("sofia"))).gone_stale();
    assert!(picture.stale);
    assert!(picture.arrows.is_empty() && !picture.treatment);
    assert_eq!(picture.words(), "Reconnecting. Who hears whom is not known.");
}

fn sounds(mut facts: Vec<Fact>, party: PartyId, sound: Sound) -> Interaction {
    facts.push(Fact::Call(CallFact::SoundChanged { party, sound }));
    state(facts)
}

fn no_microphone() -> Sound {
    Sound { microphone: false, ..Sound::default() }
}

///
#[test]
fn who_cannot_be_heard_is_drawn_without_an_arrow_and_named_in_words() {
    let call = sounds(talking(), ana(), no_microphone());
    let picture = Picture::of(&call, None);
    assert!(picture.arrows.iter().all(|arrow| arrow.from != ana()), "{:?}", picture.arrows);
    assert_eq!(picture.words(), "Ana hears Guest. Ana's microphone is not working.");
    let own = Picture::of(&call, Some(&person("ana")));
    assert_eq!(own.words(), "You hear Guest. Your microphone is not working.");
    let said = for_agent(&call, &person("ana"), true);
    assert_eq!(said, "Nobody hears you. Your microphone is not working.");
}

///
#[test]
fn who_cannot_hear_is_drawn_without_an_arrow_and_named_in_words() {
    let sound = Sound { speaker: false, ..Sound::default() };
    let call = sounds(talking(), PartyId::Customer, sound);
    let picture = Picture::of(&call, None);
    assert!(picture.arrows.iter().all(|arrow| arrow.to != PartyId::Customer));
    assert_eq!(picture.words(), "Ana hears Guest. Guest cannot hear.");
    assert_eq!(for_agent(&call, &person("ana"), true), "The customer cannot hear.");
}

///
#[test]
fn whom_nothing_reaches_reads_why_and_is_drawn_as_heard_and_as_hearing_nobody() {
    let one_way = Sound { flow: Flow::OneWay, ..Sound::default() };
    let call = sounds(talking(), ana(), one_way);
    let picture = Picture::of(&call, None);
    assert_eq!(picture.words(), "Guest hears Ana. Ana cannot hear.");
    let own = for_agent(&call, &person("ana"), true);
    assert_eq!(own, "You cannot hear. Your network lets no sound in.");
    let coached = for_supervisor(&sounds(coaching(), ana(), one_way), &person("sofia"), true);
    assert_eq!(coached, "Nobody hears you. Ana cannot hear.");
    let deaf = sounds(barged_in(), sofia(), one_way);
    let said = for_supervisor(&deaf, &person("sofia"), true);
    let why = "You hear nobody. You cannot hear. Your network lets no sound in.";
    assert_eq!(said, ["Ana and the customer hear you. ", why].concat());
}

///
#[test]
fn a_supervisor_reads_who_cannot_be_heard_and_that_nobody_hears_them_without_a_microphone() {
    let call = sounds(barged_in(), ana(), no_microphone());
    let said = for_supervisor(&call, &person("sofia"), true);
    assert_eq!(said, "Ana and the customer hear you. Ana's microphone is not working.");
    let own = sounds(barged_in(), sofia(), no_microphone());
    let said = for_supervisor(&own, &person("sofia"), true);
    assert_eq!(said, "Nobody hears you. Your microphone is not working.");
    let told = for_agent(&own, &person("ana"), true);
    assert_eq!(told, "Sofia Marin has joined. Sofia's microphone is not working.");
}

///
#[test]
fn of_whom_nothing_comes_it_is_said_that_they_reconnect_and_nothing_of_a_microphone() {
    let nothing = Sound { flow: Flow::Nothing, speaker: false, ..Sound::default() };
    let call = sounds(coaching(), ana(), nothing);
    let said = for_supervisor(&call, &person("sofia"), true);
    assert_eq!(said, "Nobody hears you. Ana is reconnecting.");
    let picture = Picture::of(&call, None);
    let away: Vec<_> = picture.points.iter().filter(|it| it.away).map(|it| &it.party).collect();
    assert_eq!(away, [&ana()]);
    assert_eq!(picture.words(), "Sofia hears Guest.");
    assert_eq!(for_agent(&call, &person("ana"), true), "Reconnecting.");
    let own = sounds(barged_in(), sofia(), nothing);
    let said = for_supervisor(&own, &person("sofia"), true);
    assert_eq!(said, "Reconnecting. Nobody hears you.");
}

///
#[test]
fn an_agent_who_cannot_hear_reads_that_the_customer_hears_who_has_joined() {
    let call = sounds(barged_in(), ana(), Sound { speaker: false, ..Sound::default() });
    let told = for_agent(&call, &person("ana"), true);
    assert!(told.starts_with("Sofia Marin has joined. The customer hears Sofia."), "{told}");
}
