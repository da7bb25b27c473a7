//! What an administrator or a machine of the tenant's does to an interaction directly: the
//! *claimed by* list.

use crate::{
    id::PersonId,
    interaction::{
        Context, Fact, HelpCommand, HelpFact, HelpRefusal, Interaction, Parting, Refusal,
        StopReason,
    },
    people::{Actor, FloorView, Grant, Identity, PersonCard},
    terms::AfterHelper,
};

impl Interaction {
    /// Whether `who` may do so.
    pub(in crate::interaction) fn is_operator(&self, who: &Actor, floor: &FloorView) -> bool {
        who.tenant == self.tenant
            && match &who.identity {
                Identity::Integration { on_behalf_of: None, .. } => true,
                Identity::Integration { on_behalf_of: Some(person), .. }
                | Identity::Person(person) => floor.may(person, Grant::Administer),
                Identity::Visitor(_) | Identity::Server => false,
            }
    }

    /// The *claimed by* list as `who` may see it: whoever may change it sees it, even one to whom
    /// the call does not exist otherwise; nothing to anybody else to whom it does not.
    #[must_use]
    pub fn helpers_for(&self, who: &Actor, floor: &FloorView) -> Option<Vec<&PersonCard>> {
        let shown = self.is_operator(who, floor) || self.lens_of(who, floor)?.sees_supervision();
        Some(if shown { self.helpers.values().collect() } else { Vec::new() })
    }

    pub(in crate::interaction) fn operate_help(
        &self,
        cx: &Context<'_>,
        command: &HelpCommand,
    ) -> Result<Vec<Fact>, Refusal> {
        match command {
            HelpCommand::AddHelper { person } => self.add_helper(cx, person),
            HelpCommand::RemoveHelper { person } => self.remove_helper(cx, person),
            HelpCommand::Request { .. }
            | HelpCommand::Cancel { .. }
            | HelpCommand::Close { .. }
            | HelpCommand::AskAgain { .. }
            | HelpCommand::Claim { .. }
            | HelpCommand::Reject { .. } => Err(Refusal::NotYours),
        }
    }

    fn add_helper(&self, cx: &Context<'_>, person: &PersonId) -> Result<Vec<Fact>, Refusal> {
        if !cx.floor.may(person, Grant::Help) || self.is_agent(person) {
            return Err(Refusal::Help(HelpRefusal::NotAHelper));
        }
        if self.helpers.contains_key(person) {
            return Err(Refusal::Help(HelpRefusal::HelperListed));
        }
        let helper = cx.floor.card(person).ok_or(Refusal::Help(HelpRefusal::NotAHelper))?;
        Ok(vec![Fact::Help(HelpFact::HelperAdded { helper })])
    }

    /// Who had taken the request leaves it with that, as one who is lost would; where the tenant
    /// keeps a request then, it is asked again all the same, for this helper is not to come back.
    fn remove_helper(&self, cx: &Context<'_>, person: &PersonId) -> Result<Vec<Fact>, Refusal> {
        let listed = self.helpers.contains_key(person);
        if !listed && self.helps(person).is_none() {
            return Err(Refusal::Help(HelpRefusal::HelperNotListed));
        }
        let mut facts = Vec::new();
        if listed {
            facts.push(Fact::Help(HelpFact::HelperRemoved { helper: person.clone() }));
        }
        let (stop, parting) = (StopReason::GrantWithdrawn, Parting::GrantWithdrawn);
        if self.supervisors.contains_key(person) && !self.may_view(person, cx.floor) {
            facts.extend(self.take_off(person, stop, parting));
        } else {
            facts.extend(self.stop_unheard(person, stop));
        }
        let after = match self.terms.help.after_loss {
            AfterHelper::Keep | AfterHelper::Reopen => AfterHelper::Reopen,
            AfterHelper::Close => AfterHelper::Close,
        };
        facts.extend(self.helper_gone(cx, person, (parting, after)));
        Ok(facts)
    }
}
