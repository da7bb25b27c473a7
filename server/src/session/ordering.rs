//! Ordering per person: one supervising step of a person at a time.
//!
//! Whether somebody may open an interaction or take an action depends on what they do on others.
//! Two such steps at once could each find the other not done yet; so the second waits until the
//! first has been answered. Moved by the tenant; it refuses to know what the steps lead to.

use std::collections::{BTreeMap, VecDeque};

use backline_core::id::{InteractionId, PersonId};

use super::message::AskedCommand;

/// Most commands of one person that wait.
const MAX_HELD: usize = 64;

/// The steps under way, by person.
#[derive(Default)]
pub(crate) struct PerPerson {
    under_way: BTreeMap<PersonId, UnderWay>,
}

struct UnderWay {
    interaction: InteractionId,
    held: VecDeque<AskedCommand>,
}

/// What to do with a command.
pub(crate) enum Turn {
    /// Send it on; whether its end has to be reported.
    Through { asked: Box<AskedCommand>, awaited: bool },
    /// It waits.
    Held,
    /// Too many wait.
    Full(Box<AskedCommand>),
}

impl PerPerson {
    /// A command comes.
    pub(crate) fn enter(&mut self, asked: AskedCommand) -> Turn {
        let Some(person) = asked.asker.who().behind().cloned() else {
            return Turn::Through { asked: Box::new(asked), awaited: false };
        };
        match self.under_way.get_mut(&person) {
            Some(step) if step.held.is_empty() && step.interaction == asked.interaction => {
                // The interaction itself answers these in order.
                Turn::Through { asked: Box::new(asked), awaited: false }
            }
            Some(step)
                if asked.command.is_never_turned_away() && !step.holds(asked.interaction) =>
            {
                // What ends something waits for no answer from another interaction.
                Turn::Through { asked: Box::new(asked), awaited: false }
            }
            Some(step) if step.held.len() >= MAX_HELD => Turn::Full(Box::new(asked)),
            Some(step) => {
                step.held.push_back(asked);
                Turn::Held
            }
            None => {
                let awaited = asked.command.depends_on_others();
                if awaited {
                    let step = UnderWay { interaction: asked.interaction, held: VecDeque::new() };
                    self.under_way.insert(person, step);
                }
                Turn::Through { asked: Box::new(asked), awaited }
            }
        }
    }

    /// The step of `person` on `interaction` is done: these may come again.
    pub(crate) fn settled(
        &mut self,
        person: &PersonId,
        interaction: InteractionId,
    ) -> VecDeque<AskedCommand> {
        match self.under_way.get(person) {
            Some(step) if step.interaction == interaction => {}
            Some(_) | None => return VecDeque::new(),
        }
        self.under_way.remove(person).map(|step| step.held).unwrap_or_default()
    }

    /// Everybody whose step was on an interaction that is gone.
    pub(crate) fn waiting_for(&self, interaction: InteractionId) -> Vec<PersonId> {
        let waiting = self.under_way.iter().filter(|(_, step)| step.interaction == interaction);
        waiting.map(|(person, _)| person.clone()).collect()
    }
}

impl UnderWay {
    /// Whether something for `interaction` waits: what comes later must not overtake it.
    fn holds(&self, interaction: InteractionId) -> bool {
        self.held.iter().any(|asked| asked.interaction == interaction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::port::Asker;
    use backline_core::{
        id::{CommandId, TenantId},
        interaction::{Action, CallCommand, Command, SuperviseCommand},
        people::Actor,
    };

    fn asked(person: &str, interaction: u128, command: Command) -> AskedCommand {
        let tenant = TenantId::new("acme").unwrap();
        let (asker, _) = Asker::machine(Actor::person(tenant, PersonId::new(person).unwrap()));
        let interaction = InteractionId::from_u128(interaction);
        AskedCommand { asker, id: CommandId::from_u128(1), interaction, command }
    }

    fn passes(ordering: &mut PerPerson, asked: AskedCommand) -> Option<bool> {
        match ordering.enter(asked) {
            Turn::Through { awaited, .. } => Some(awaited),
            Turn::Held | Turn::Full(_) => None,
        }
    }

    #[test]
    fn a_step_elsewhere_waits_with_all_that_follows_it_until_the_first_is_answered() {
        let mut ordering = PerPerson::default();
        let sofia = PersonId::new("sofia").unwrap();
        let take = || Command::Supervise(SuperviseCommand::TakeAction { action: Action::Monitor });
        assert_eq!(passes(&mut ordering, asked("sofia", 1, take())), Some(true));
        assert_eq!(
            passes(
                &mut ordering,
                asked("sofia", 1, Command::Supervise(SuperviseCommand::Disconnect))
            ),
            Some(false)
        );
        assert_eq!(passes(&mut ordering, asked("sam", 2, take())), Some(true));
        assert_eq!(
            passes(
                &mut ordering,
                asked("sofia", 2, Command::Supervise(SuperviseCommand::OpenInteraction))
            ),
            None
        );
        assert_eq!(
            passes(
                &mut ordering,
                asked("sofia", 2, Command::Supervise(SuperviseCommand::Disconnect))
            ),
            None
        );
        assert!(ordering.settled(&sofia, InteractionId::from_u128(9)).is_empty());
        let held = ordering.settled(&sofia, InteractionId::from_u128(1));
        let commands: Vec<_> = held.iter().map(|asked| asked.command.clone()).collect();
        assert_eq!(
            commands,
            [
                Command::Supervise(SuperviseCommand::OpenInteraction),
                Command::Supervise(SuperviseCommand::Disconnect)
            ]
        );
        let again: Vec<_> = held.into_iter().map(|asked| passes(&mut ordering, asked)).collect();
        assert_eq!(again, [Some(true), Some(false)], "the interaction itself keeps their order");
    }

    #[test]
    fn what_ends_something_passes_unless_it_would_overtake_what_it_ends() {
        let mut ordering = PerPerson::default();
        let end = || Command::Supervise(SuperviseCommand::EndAction { action: Action::BargeIn });
        let take = || Command::Supervise(SuperviseCommand::TakeAction { action: Action::BargeIn });
        assert_eq!(
            passes(
                &mut ordering,
                asked("sofia", 2, Command::Supervise(SuperviseCommand::OpenInteraction))
            ),
            Some(true)
        );
        assert_eq!(passes(&mut ordering, asked("sofia", 1, end())), Some(false));
        assert_eq!(passes(&mut ordering, asked("sofia", 1, take())), None);
        assert_eq!(passes(&mut ordering, asked("sofia", 1, end())), None);
        assert_eq!(
            passes(
                &mut ordering,
                asked("sofia", 3, Command::Supervise(SuperviseCommand::Disconnect))
            ),
            Some(false)
        );
    }

    #[test]
    fn what_depends_on_nothing_else_never_waits_and_the_queue_is_bounded() {
        let mut ordering = PerPerson::default();
        assert_eq!(
            passes(&mut ordering, asked("ana", 1, Command::Call(CallCommand::Decline))),
            Some(false)
        );
        assert_eq!(
            passes(&mut ordering, asked("ana", 2, Command::Call(CallCommand::HangUp))),
            Some(false)
        );
        assert_eq!(
            passes(
                &mut ordering,
                asked("ana", 1, Command::Supervise(SuperviseCommand::OpenInteraction))
            ),
            Some(true)
        );
        for _ in 0..MAX_HELD {
            assert_eq!(
                passes(&mut ordering, asked("ana", 2, Command::Call(CallCommand::Mute))),
                None
            );
        }
        let beyond = ordering.enter(asked("ana", 2, Command::Call(CallCommand::Mute)));
        assert!(matches!(beyond, Turn::Full(_)));
    }
}
