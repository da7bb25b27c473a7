//! What is written beside the voice while somebody coaches or helps, and Send held down.

use super::{Action, Stance, SuperviseFact, SuperviseRefusal};
use crate::{
    id::PersonId,
    interaction::{Context, Fact, Interaction, Refusal, require, text::checked},
    people::Grant,
    personal::{Personal, Subject},
};

/// Longest coaching note, in characters.
pub const MAX_NOTE_CHARS: usize = 1000;

/// *Send* (R-084): a note to the agent, from who coaches or has taken the request.
pub(super) fn send(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
    text: &str,
) -> Result<Vec<Fact>, Refusal> {
    let stance = call.supervisor(person).map(|own| own.stance);
    let coaches = stance.and_then(Stance::active) == Some(Action::Coach);
    let helps = call.helps(person).is_some() || call.helpers.contains_key(person);
    if coaches {
        require(cx, person, Grant::Coach)?;
    } else if helps {
        require(cx, person, Grant::Help)?;
    } else {
        return Err(Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching));
    }
    let text = checked(text, MAX_NOTE_CHARS)?;
    if text.is_empty() {
        return Err(Refusal::Supervise(SuperviseRefusal::NoteEmpty));
    }
    let by = cx.floor.card(person).ok_or(Refusal::NoSuchCall)?;
    let text = Personal::new(Subject::Customer(call.id), text);
    Ok(vec![Fact::Supervise(SuperviseFact::NoteSent { by, text })])
}

/// Send is held down, or let go: with push to send a coach is heard only meanwhile.
pub(super) fn hold(
    call: &Interaction,
    person: &PersonId,
    held: bool,
) -> Result<Vec<Fact>, Refusal> {
    if !call.terms.coach_push_to_send {
        return Err(Refusal::Supervise(SuperviseRefusal::PushToSendOff));
    }
    let supervision =
        call.supervisor(person).ok_or(Refusal::Supervise(SuperviseRefusal::NoVoiceConnection))?;
    if supervision.stance.active() != Some(Action::Coach) {
        return Err(Refusal::Supervise(SuperviseRefusal::ActionNotRunning {
            action: Action::Coach,
        }));
    }
    let supervisor = person.clone();
    match (supervision.send_held, held) {
        (false, true) => Ok(vec![Fact::Supervise(SuperviseFact::SendPressed { supervisor })]),
        (true, false) => Ok(vec![Fact::Supervise(SuperviseFact::SendReleased { supervisor })]),
        (true, true) => Err(Refusal::Supervise(SuperviseRefusal::SendHeld)),
        (false, false) => Err(Refusal::Supervise(SuperviseRefusal::SendNotHeld)),
    }
}
