//! One supervising step of a person at a time.
//!
//! Whether somebody may open an interaction or take an action depends on what they do on others.
//! Two such steps at once could each find the other not done yet; so the second waits until the
//! first has been answered. Moved by the tenant; it refuses to know what the steps lead to.

use std::collections::{BTreeMap, VecDeque};

use backline_core::id::{InteractionId, PersonId};

use super::message::Asked;

/// Most commands of one person that wait.
const MAX_HELD: usize = 64;

/// The steps under way, by person.
#[derive(Default)]
pub(crate) struct Gates {
    under_way: BTreeMap<PersonId, Gate>,
}

struct Gate {
    interaction: InteractionId,
    held: VecDeque<Asked>,
}

/// What to do with a command.
pub(crate) enum Passage {
    /// Send it on; whether its end has to be reported.
    Through { asked: Box<Asked>, gated: bool },
    /// It waits.
    Held,
    /// Too many wait.
    Full(Box<Asked>),
}

impl Gates {
    /// A command comes.
    pub(crate) fn enter(&mut self, asked: Asked) -> Passage {
        let Some(person) = asked.viewer.who.behind().cloned() else {
            return Passage::Through { asked: Box::new(asked), gated: false };
        };
        match self.under_way.get_mut(&person) {
            Some(gate) if gate.held.is_empty() && gate.interaction == asked.interaction => {
                // The interaction itself answers these in order.
                Passage::Through { asked: Box::new(asked), gated: false }
            }
            Some(gate)
                if asked.command.is_never_turned_away() && !gate.holds(asked.interaction) =>
            {
                // What ends something waits for no answer from another interaction.
                Passage::Through { asked: Box::new(asked), gated: false }
            }
            Some(gate) if gate.held.len() >= MAX_HELD => Passage::Full(Box::new(asked)),
            Some(gate) => {
                gate.held.push_back(asked);
                Passage::Held
            }
            None => {
                let gated = asked.command.depends_on_others();
                if gated {
                    let gate = Gate { interaction: asked.interaction, held: VecDeque::new() };
                    self.under_way.insert(person, gate);
                }
                Passage::Through { asked: Box::new(asked), gated }
            }
        }
    }

    /// The step of `person` on `interaction` is done: these may come again.
    pub(crate) fn settled(
        &mut self,
        person: &PersonId,
        interaction: InteractionId,
    ) -> VecDeque<Asked> {
        match self.under_way.get(person) {
            Some(gate) if gate.interaction == interaction => {}
            Some(_) | None => return VecDeque::new(),
        }
        self.under_way.remove(person).map(|gate| gate.held).unwrap_or_default()
    }

    /// Everybody whose step was on an interaction that is gone.
    pub(crate) fn waiting_for(&self, interaction: InteractionId) -> Vec<PersonId> {
        let waiting = self.under_way.iter().filter(|(_, gate)| gate.interaction == interaction);
        waiting.map(|(person, _)| person.clone()).collect()
    }
}

impl Gate {
    /// Whether something for `interaction` waits: what comes later must not overtake it.
    fn holds(&self, interaction: InteractionId) -> bool {
        self.held.iter().any(|asked| asked.interaction == interaction)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::session::{
        message::{ConnectionId, Viewer},
        outbox::outbox,
    };
    use backline_core::{
        id::{CommandId, TabId, TenantId},
        interaction::{Action, CallCommand, Command, SuperviseCommand},
        people::Actor,
        protocol::Page,
    };

    fn asked(person: &str, interaction: u128, command: Command) -> Asked {
        let tenant = TenantId::new("acme").unwrap();
        let viewer = Viewer {
            connection: ConnectionId(1),
            who: Actor::person(tenant, PersonId::new(person).unwrap()),
            page: Page::Workspace,
            tab: TabId::from_u128(1),
            outbox: outbox().0,
            heard: Arc::default(),
        };
        let interaction = InteractionId::from_u128(interaction);
        Asked { viewer, id: CommandId::from_u128(1), interaction, command }
    }

    fn passes(gates: &mut Gates, asked: Asked) -> Option<bool> {
        match gates.enter(asked) {
            Passage::Through { gated, .. } => Some(gated),
            Passage::Held | Passage::Full(_) => None,
        }
    }

    #[test]
    fn a_step_elsewhere_waits_with_all_that_follows_it_until_the_first_is_answered() {
        let mut gates = Gates::default();
        let sofia = PersonId::new("sofia").unwrap();
        let take = || Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
        assert_eq!(passes(&mut gates, asked("sofia", 1, take())), Some(true));
        assert_eq!(
            passes(&mut gates, asked("sofia", 1, Command::Supervise(SuperviseCommand::Disconnect))),
            Some(false)
        );
        assert_eq!(passes(&mut gates, asked("sam", 2, take())), Some(true));
        assert_eq!(
            passes(
                &mut gates,
                asked("sofia", 2, Command::Supervise(SuperviseCommand::OpenInteraction))
            ),
            None
        );
        assert_eq!(
            passes(&mut gates, asked("sofia", 2, Command::Supervise(SuperviseCommand::Disconnect))),
            None
        );
        assert!(gates.settled(&sofia, InteractionId::from_u128(9)).is_empty());
        let held = gates.settled(&sofia, InteractionId::from_u128(1));
        let commands: Vec<_> = held.iter().map(|asked| asked.command.clone()).collect();
        assert_eq!(
            commands,
            [
                Command::Supervise(SuperviseCommand::OpenInteraction),
                Command::Supervise(SuperviseCommand::Disconnect)
            ]
        );
        let again: Vec<_> = held.into_iter().map(|asked| passes(&mut gates, asked)).collect();
        assert_eq!(again, [Some(true), Some(false)], "the interaction itself keeps their order");
    }

    #[test]
    fn what_ends_something_passes_unless_it_would_overtake_what_it_ends() {
        let mut gates = Gates::default();
        let end = || Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn });
        let take = || Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn });
        assert_eq!(
            passes(
                &mut gates,
                asked("sofia", 2, Command::Supervise(SuperviseCommand::OpenInteraction))
            ),
            Some(true)
        );
        assert_eq!(passes(&mut gates, asked("sofia", 1, end())), Some(false));
        assert_eq!(passes(&mut gates, asked("sofia", 1, take())), None);
        assert_eq!(passes(&mut gates, asked("sofia", 1, end())), None);
        assert_eq!(
            passes(&mut gates, asked("sofia", 3, Command::Supervise(SuperviseCommand::Disconnect))),
            Some(false)
        );
    }

    #[test]
    fn what_depends_on_nothing_else_never_waits_and_the_queue_is_bounded() {
        let mut gates = Gates::default();
        assert_eq!(
            passes(&mut gates, asked("ana", 1, Command::Call(CallCommand::Decline))),
            Some(false)
        );
        assert_eq!(
            passes(&mut gates, asked("ana", 2, Command::Call(CallCommand::HangUp))),
            Some(false)
        );
        assert_eq!(
            passes(
                &mut gates,
                asked("ana", 1, Command::Supervise(SuperviseCommand::OpenInteraction))
            ),
            Some(true)
        );
        for _ in 0..MAX_HELD {
            assert_eq!(passes(&mut gates, asked("ana", 2, Command::Call(CallCommand::Mute))), None);
        }
        let beyond = gates.enter(asked("ana", 2, Command::Call(CallCommand::Mute)));
        assert!(matches!(beyond, Passage::Full(_)));
    }
}
