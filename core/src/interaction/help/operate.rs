//! What an administrator or a machine of the tenant's does to an interaction directly: the
//! *claimed by* list.

use super::{audience, begin, helper};
use crate::{
    id::PersonId,
    interaction::{
        Context, Fact, HelpCommand, HelpFact, HelpRefusal, Interaction, Parting, Refusal,
        StopReason, leaving,
    },
    people::{Actor, FloorView, Grant, Identity, PersonCard},
    terms::AfterHelper,
};

/// Whether `who` may do so.
pub(in crate::interaction) fn is_operator(
    call: &Interaction,
    who: &Actor,
    floor: &FloorView,
) -> bool {
    who.tenant == call.tenant
        && match &who.identity {
            Identity::Integration { on_behalf_of: None, .. } => true,
            Identity::Integration { on_behalf_of: Some(person), .. } | Identity::Person(person) => {
                floor.may(person, Grant::Administer)
            }
            Identity::Visitor(_) | Identity::Server => false,
        }
}

/// The *claimed by* list as `who` may see it: whoever may change it sees it, even one to whom
/// the call does not exist otherwise; nothing to anybody else to whom it does not.
pub(in crate::interaction) fn helpers_for<'a>(
    call: &'a Interaction,
    who: &Actor,
    floor: &FloorView,
) -> Option<Vec<&'a PersonCard>> {
    let shown = is_operator(call, who, floor) || call.lens_of(who, floor)?.is_back_line();
    Some(if shown { call.helpers.values().collect() } else { Vec::new() })
}

/// What `command` of an administrator or a machine would lead to.
pub(in crate::interaction) fn operate(
    call: &Interaction,
    cx: &Context<'_>,
    command: &HelpCommand,
) -> Result<Vec<Fact>, Refusal> {
    match command {
        HelpCommand::AddHelper { person } => add_helper(call, cx, person),
        HelpCommand::RemoveHelper { person } => remove_helper(call, cx, person),
        HelpCommand::Request { .. }
        | HelpCommand::Cancel { .. }
        | HelpCommand::Close { .. }
        | HelpCommand::AskAgain { .. }
        | HelpCommand::Claim { .. }
        | HelpCommand::Reject { .. } => Err(Refusal::NotYours),
    }
}

fn add_helper(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
) -> Result<Vec<Fact>, Refusal> {
    if !cx.floor.may(person, Grant::Help) || begin::is_agent(call, person) {
        return Err(HelpRefusal::NotAHelper.into());
    }
    if call.helpers.contains_key(person) {
        return Err(HelpRefusal::HelperListed.into());
    }
    let helper = cx.floor.card(person).ok_or(Refusal::Help(HelpRefusal::NotAHelper))?;
    Ok(vec![Fact::Help(HelpFact::HelperAdded { helper })])
}

/// Who had taken the request leaves it with that, as one who is lost would; where the tenant
/// keeps a request then, it is asked again all the same, for this helper is not to come back.
fn remove_helper(
    call: &Interaction,
    cx: &Context<'_>,
    person: &PersonId,
) -> Result<Vec<Fact>, Refusal> {
    let listed = call.helpers.contains_key(person);
    if !listed && helper::helps(call, person).is_none() {
        return Err(HelpRefusal::HelperNotListed.into());
    }
    let mut facts = Vec::new();
    if listed {
        facts.push(Fact::Help(HelpFact::HelperRemoved { helper: person.clone() }));
    }
    let (stop, parting) = (StopReason::GrantWithdrawn, Parting::GrantWithdrawn);
    if call.supervisor(person).is_some() && !audience::may_view(call, person, cx.floor) {
        facts.extend(leaving::take_off(call, person, stop, parting));
    } else {
        facts.extend(leaving::stop_unheard(call, person, stop));
    }
    let after = match call.terms.help.after_loss {
        AfterHelper::Keep | AfterHelper::Reopen => AfterHelper::Reopen,
        AfterHelper::Close => AfterHelper::Close,
    };
    facts.extend(helper::helper_gone(call, cx, person, (parting, after)));
    Ok(facts)
}
