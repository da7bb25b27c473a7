//! What a page does without the server, and what it does when its place is free again.

use super::*;

#[test]
fn who_asked_to_be_muted_falls_silent_until_that_is_answered_with_or_without_a_link() {
    let mut page = page();
    catches_up(&mut page);
    let (mute, unmute) = (CommandId::from_u128(4), CommandId::from_u128(5));
    let ask = |id, command| Input::Ask { id, interaction: CALL, command };
    page.handle(Timestamp(11), ask(mute, Command::Call(CallCommand::Mute)));
    assert!(page.is_falling_silent(CALL) && !page.is_ending(CALL));
    page.handle(Timestamp(12), Input::Closed);
    assert!(page.is_falling_silent(CALL));
    assert!(page.is_muted_alone(CALL));
    page.handle(Timestamp(13), ask(unmute, Command::Call(CallCommand::Unmute)));
    assert!(!page.is_falling_silent(CALL) && !page.is_asking(mute));
    assert!(page.is_asking(unmute), "the server may have heard of the mute");
    page.handle(Timestamp(14), ask(CommandId::from_u128(6), Command::Call(CallCommand::HangUp)));
    assert!(page.is_falling_silent(CALL));
}

fn outputs(page: &mut Replica) -> Vec<Output> {
    std::iter::from_fn(|| page.poll_output()).collect()
}

/// A page with the call of `restated`, as its link is lost.
fn cut_off() -> Replica {
    let mut page = page();
    catches_up(&mut page);
    page.handle(Timestamp(11), Input::Closed);
    outputs(&mut page);
    page
}

fn asks(page: &mut Replica, id: u128, command: CallCommand) {
    let (id, command) = (CommandId::from_u128(id), Command::Call(command));
    assert_eq!(page.would(Timestamp(12), CALL, &command), Ok(()));
    page.handle(Timestamp(12), Input::Ask { id, interaction: CALL, command });
}

///
#[test]
fn who_mutes_without_a_link_is_silent_at_once_speaks_again_and_the_server_hears_of_what_stays() {
    let mut page = cut_off();
    let would = |page: &Replica, it| page.would(Timestamp(12), CALL, &Command::Call(it));
    assert_eq!(would(&page, CallCommand::Unmute), Err(Obstacle::Reconnecting));
    assert_eq!(would(&page, CallCommand::Hold), Err(Obstacle::Reconnecting));
    asks(&mut page, 4, CallCommand::Mute);
    assert!(page.is_falling_silent(CALL) && page.is_muted_alone(CALL));
    assert_eq!(would(&page, CallCommand::Mute), Err(Obstacle::Reconnecting));
    asks(&mut page, 5, CallCommand::Unmute);
    assert!(!page.is_falling_silent(CALL) && !page.is_muted_alone(CALL));
    for id in [4, 5] {
        assert!(!page.is_asking(CommandId::from_u128(id)), "nobody is asked");
    }
    asks(&mut page, 6, CallCommand::Mute);
    outputs(&mut page);
    told(&mut page, &welcome());
    assert_eq!(would(&page, CallCommand::Unmute), Err(Obstacle::Reconnecting));
    told(&mut page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
    let mute = Command::Call(CallCommand::Mute);
    let (id, interaction) = (CommandId::from_u128(6), CALL);
    let sent = Output::Send(ClientMessage::Command { id, interaction, command: mute });
    assert!(outputs(&mut page).contains(&sent));
    assert!(page.is_muted_alone(CALL) && page.is_falling_silent(CALL));
    told(&mut page, &ServerMessage::Done { id, interaction: Some(CALL) });
    assert!(!page.is_muted_alone(CALL));
}

///
#[test]
fn who_hangs_up_without_a_link_has_left_at_once_and_stays_gone_until_the_server_has_answered() {
    let mut page = cut_off();
    asks(&mut page, 6, CallCommand::Mute);
    asks(&mut page, 5, CallCommand::HangUp);
    assert!(page.has_left_alone(CALL) && !page.is_muted_alone(CALL));
    for command in [CallCommand::HangUp, CallCommand::Mute, CallCommand::Unmute] {
        let refused = page.would(Timestamp(13), CALL, &Command::Call(command));
        assert_eq!(refused, Err(Obstacle::Reconnecting));
    }
    told(&mut page, &welcome());
    outputs(&mut page);
    told(&mut page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
    let sent = outputs(&mut page).into_iter().filter_map(|output| {
        let Output::Send(ClientMessage::Command { id, .. }) = output else { return None };
        Some(id)
    });
    let asked = [6, 5].map(CommandId::from_u128);
    assert_eq!(sent.collect::<Vec<_>>(), asked, "in the order of asking");
    assert!(page.has_left_alone(CALL), "no connection is made for the moment of the answer");
    let id = CommandId::from_u128(5);
    told(&mut page, &ServerMessage::Done { id, interaction: Some(CALL) });
    assert!(!page.has_left_alone(CALL));
}

///
#[test]
fn who_hung_up_as_the_link_died_has_left_as_soon_as_that_is_doubted() {
    let mut page = page();
    catches_up(&mut page);
    let id = CommandId::from_u128(4);
    let command = Command::Call(CallCommand::HangUp);
    page.handle(Timestamp(21), Input::Ask { id, interaction: CALL, command });
    assert!(!page.has_left_alone(CALL), "the server answers in a moment");
    let doubted = page.poll_timeout().unwrap();
    outputs(&mut page);
    page.handle(doubted, Input::Timeout);
    assert!(outputs(&mut page).contains(&Output::Changed), "the screen says so");
    assert_eq!(page.link(), Link::Live);
    assert!(page.has_left_alone(CALL));
}

///
#[test]
fn who_hung_up_without_a_link_is_not_told_that_the_call_ended_while_the_page_was_away() {
    for left in [false, true] {
        let mut page = cut_off();
        if left {
            asks(&mut page, 4, CallCommand::HangUp);
        }
        told(&mut page, &welcome());
        told(&mut page, &ServerMessage::CaughtUp { interactions: Vec::new() });
        assert_eq!(page.parted().is_none(), left);
    }
}

///
#[test]
fn what_was_done_without_the_server_holds_after_a_reload_in_the_middle_of_it() {
    for (command, left) in [(CallCommand::Mute, false), (CallCommand::HangUp, true)] {
        let mut before = cut_off();
        asks(&mut before, 4, command.clone());
        let kept = before.done_alone().unwrap();
        let identity = before.identity.clone();
        let mut page = Replica::new(identity, 8);
        page.handle(Timestamp(0), Input::DidAlone(&kept));
        page.handle(Timestamp(0), Input::Start);
        page.handle(Timestamp(1), Input::Opened);
        told(&mut page, &welcome());
        told(&mut page, &restated());
        assert_eq!((page.has_left_alone(CALL), page.is_muted_alone(CALL)), (left, !left));
        outputs(&mut page);
        told(&mut page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
        let id = CommandId::from_u128(4);
        let command = Command::Call(command);
        let asked = ClientMessage::Command { id, interaction: CALL, command };
        assert!(outputs(&mut page).contains(&Output::Send(asked)));
        assert!(page.is_falling_silent(CALL));
        told(&mut page, &ServerMessage::Done { id, interaction: Some(CALL) });
        assert_eq!(page.done_alone(), None);
    }
    let mut page = page();
    for strange in ["", "left", "left 1 2", "gone 4 4", "left x y z"] {
        page.handle(Timestamp(0), Input::DidAlone(strange));
        assert_eq!(page.done_alone(), None, "{strange}");
    }
}

///
#[test]
fn a_page_that_has_lost_its_place_is_back_once_that_is_free_and_takes_it_from_nobody() {
    let mut page = page();
    catches_up(&mut page);
    told(&mut page, &ServerMessage::TakenOver);
    for _ in 0..3 {
        let due = page.poll_timeout().unwrap();
        outputs(&mut page);
        page.handle(due, Input::Timeout);
        page.handle(due, Input::Opened);
        let hello = outputs(&mut page).into_iter().find_map(|output| {
            let Output::Send(ClientMessage::Hello { take_over, .. }) = output else { return None };
            Some(take_over)
        });
        assert_eq!((hello, page.link()), (Some(false), Link::Displaced));
        let command = Command::Call(CallCommand::HangUp);
        assert_eq!(page.would(due, CALL, &command), Err(Obstacle::Reconnecting));
        let text = serde_json::to_string(&ServerMessage::TakenOver).unwrap();
        page.handle(due, Input::Text(&text));
        assert_eq!(page.link(), Link::Displaced);
    }
    let due = page.poll_timeout().unwrap();
    page.handle(due, Input::Timeout);
    page.handle(due, Input::Opened);
    told(&mut page, &welcome());
    told(&mut page, &ServerMessage::CaughtUp { interactions: vec![CALL] });
    assert_eq!(page.link(), Link::Live);
}
