//! What one viewer may do on an interaction, each with the reason if not.
//!
//! Found by asking `decide` without doing anything, so that a button and the server cannot differ.

use super::{Action, Command, Context, HelpCommand, Interaction, Refusal, SuperviseCommand};
use crate::wire::{read, record, tagged, written};

/// One thing that could be done, and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// The command, without any data that only a browser has.
    pub command: Command,
    /// Why not, if not.
    pub refusal: Option<Refusal>,
}

/// A supervisor's controls on an interaction.
pub(super) fn capabilities(state: &Interaction, cx: &Context<'_>) -> Vec<Capability> {
    let take = Action::ALL.map(|action| SuperviseCommand::TakeAction { action });
    let end = Action::ALL.map(|action| SuperviseCommand::EndAction { action });
    let switch = Action::ALL.map(|action| SuperviseCommand::SwitchTo { action });
    let asked = state.help.as_ref().filter(|help| help.needs_action()).map(|it| it.number);
    let me = cx.who.as_person();
    let asked = asked.filter(|_| me.is_some_and(|person| state.asks(person, cx.floor)));
    let answers = asked.map(|request| {
        [HelpCommand::Claim { request }, HelpCommand::Reject { request }].map(Command::Help)
    });
    let opened = me.is_some_and(|person| state.supervisor(person).is_some());
    let own = [SuperviseCommand::OpenInteraction]
        .into_iter()
        .chain(take)
        .chain(end)
        .chain(switch)
        .chain([SuperviseCommand::Disconnect])
        .filter(|_| opened)
        .map(Command::Supervise);
    answers
        .into_iter()
        .flatten()
        .chain(own)
        .map(|command| Capability { refusal: state.decide(cx, &command).err(), command })
        .collect()
}

/// The commands that controls are made of: a page need not be able to read any other.
enum Offered {
    Supervise(Own),
    Help(HelpAnswer),
}

enum Own {
    OpenInteraction,
    TakeAction { action: Action },
    EndAction { action: Action },
    SwitchTo { action: Action },
    Disconnect,
}

enum HelpAnswer {
    Claim { request: u32 },
    Reject { request: u32 },
}

struct Sent {
    command: Offered,
    refusal: Option<Refusal>,
}

impl From<Sent> for Capability {
    fn from(Sent { command, refusal }: Sent) -> Self {
        let command = match command {
            Offered::Supervise(own) => Command::Supervise(own.into()),
            Offered::Help(answer) => Command::Help(answer.into()),
        };
        Self { command, refusal }
    }
}

impl From<Own> for SuperviseCommand {
    fn from(own: Own) -> Self {
        match own {
            Own::OpenInteraction => Self::OpenInteraction,
            Own::TakeAction { action } => Self::TakeAction { action },
            Own::EndAction { action } => Self::EndAction { action },
            Own::SwitchTo { action } => Self::SwitchTo { action },
            Own::Disconnect => Self::Disconnect,
        }
    }
}

impl From<HelpAnswer> for HelpCommand {
    fn from(answer: HelpAnswer) -> Self {
        match answer {
            HelpAnswer::Claim { request } => Self::Claim { request },
            HelpAnswer::Reject { request } => Self::Reject { request },
        }
    }
}

written!(Capability { command, refusal });

read!(Capability from Sent);

record!(Sent { command, refusal });

tagged!(Offered by "type", "data" {
    "supervise" Supervise(it);
    "help" Help(it);
});

tagged!(Own by "type", "data" {
    "open_interaction" OpenInteraction;
    "take_action" TakeAction { action };
    "end_action" EndAction { action };
    "switch_to" SwitchTo { action };
    "disconnect" Disconnect;
});

tagged!(HelpAnswer by "type", "data" {
    "claim" Claim { request };
    "reject" Reject { request };
});
