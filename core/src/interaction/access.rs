//! Who of the back line may come onto an interaction, for what, and who may stay: rules that concern
//! more than one feature.

use super::{Context, Fact, Interaction, Lens, Origin, Refusal, help, require};
use crate::{
    id::PersonId,
    people::{FloorView, Grant},
};

/// What `person` may work on this call for: the request that they have taken, their place on
/// the *claimed by* list, or else of their own accord, if they may see it without having
/// been asked. A page does not know everybody's teams, and leaves that to the server.
pub(super) fn origin(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
) -> Result<Origin, Refusal> {
    if help::is_helper(call, person) {
        require(cx, person, Grant::Help)?;
        return Ok(call.help.as_ref().map_or(Origin::Listed, |it| Origin::Request(it.number)));
    }
    if call.helpers.contains_key(person) {
        require(cx, person, Grant::Help)?;
        return Ok(Origin::Listed);
    }
    require(cx, person, Grant::Proactive)?;
    if call.lens != Lens::Supervisor && !help::may_view(call, person, cx.floor) {
        return Err(Refusal::NotPermitted { grant: Grant::ViewInteractions });
    }
    Ok(Origin::Proactive)
}

/// Whether `person` may see this call without having been asked.
pub(super) fn may_view(call: &Interaction, person: &PersonId, floor: &FloorView) -> bool {
    help::may_view(call, person, floor)
}

/// Whether `person` was asked to come: as the helper of a request, or by the *claimed by* list.
pub(super) fn is_invited(call: &Interaction, person: &PersonId) -> bool {
    help::is_helper(call, person) || call.helpers.contains_key(person)
}

/// The fact that a helper who had gone is there again, if `person` is one.
pub(super) fn returns(call: &Interaction, person: &PersonId) -> Option<Fact> {
    help::helper_returns(call, person)
}
