//! Help in the generated world: what is asked about it, and what happens to it by itself.

use backline_core::{
    host::call::CallInput,
    interaction::{Command, Contact, ContactCommand, HelpCommand, Observation, SuperviseCommand},
    people::Presence,
    terms::{AfterHelper, Audience, HelpTerms, RejectPolicy, Scope, StageTerms, Terms, WaitPolicy},
    time::Millis,
};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
};

use super::World;
use crate::{
    cast::{ELSEWHERE, id},
    help::{ask_again, cancel, claim, close, only, reject, request},
};

/// Who may be asked, who may not, and nobody.
const PEOPLE: [&str; 6] = ["sofia", "sam", "sue", "hugo", "ana", "audrey"];

/// Something about help that nobody sends as a command.
#[derive(Debug, Clone)]
pub(crate) enum HelpStep {
    /// A page has the request, or it was in view there.
    Receipt { who: u8, request: u8, stage: u8, seen: bool },
    /// Somebody's status is another one.
    Presence { who: u8, presence: u8 },
    /// Somebody acts on another call, or does not any more.
    Elsewhere { who: u8, acting: bool },
    /// A transfer of the call has completed.
    Transferred { to_helper: bool },
}

pub(crate) fn help_step() -> impl Strategy<Value = HelpStep> {
    prop_oneof![
        6 => (0..6_u8, 1..3_u8, 1..4_u8, any::<bool>()).prop_map(
            |(who, request, stage, seen)| HelpStep::Receipt { who, request, stage, seen }
        ),
        4 => (0..4_u8, 0..3_u8).prop_map(|(who, presence)| HelpStep::Presence { who, presence }),
        2 => (0..4_u8, any::<bool>()).prop_map(|(who, acting)| HelpStep::Elsewhere { who, acting }),
        1 => any::<bool>().prop_map(|to_helper| HelpStep::Transferred { to_helper }),
    ]
}

/// What is asked about help.
pub(crate) fn commands() -> Vec<Command> {
    let of = |request| [cancel, close, ask_again, claim, reject].map(|command| command(request));
    let operate = |operation| Command::Help(operation);
    let (add, remove) = (
        |name| HelpCommand::AddHelper { person: id(name) },
        |name| HelpCommand::RemoveHelper { person: id(name) },
    );
    let beside = [
        request(),
        Command::Supervise(SuperviseCommand::SendNote { text: "Offer the refund.".to_owned() }),
        Command::Supervise(SuperviseCommand::PressSend),
        Command::Supervise(SuperviseCommand::ReleaseSend),
        operate(add("hugo")),
        operate(remove("hugo")),
        operate(remove("sofia")),
        Command::Contact(ContactCommand::Note { contact: Contact::default() }),
    ];
    of(1).into_iter().chain(of(2)).chain(beside).collect()
}

/// Plans of one to three stages with and without a timer, and every policy.
pub(crate) fn terms() -> impl Strategy<Value = Terms> {
    let audience = prop_oneof![
        3 => Just(Audience::Team),
        2 => Just(Audience::FanOut),
        1 => Just(only("sam")),
        1 => Just(only("audrey")),
    ];
    let wait = prop_oneof![Just(100_u64), Just(1_000), Just(5_000), Just(20_000)];
    let timer = prop_oneof![3 => Just(None), 1 => Just(Some(1_000)), 1 => Just(Some(5_000_u64))];
    let stage = (audience, wait, timer, any::<(bool, bool)>()).prop_map(
        |(audience, wait, timer, (allow_busy, allow_offline))| StageTerms {
            audience,
            allow_busy,
            allow_offline,
            wait: Millis(wait),
            timer: timer.map(Millis),
        },
    );
    let then = || {
        prop_oneof![Just(AfterHelper::Keep), Just(AfterHelper::Reopen), Just(AfterHelper::Close)]
    };
    let flags = any::<[bool; 6]>();
    (vec(stage, 1..4), then(), then(), flags).prop_map(|(plan, gone, lost, flags)| {
        let [first, never, switching, push, told, teams] = flags;
        let help = HelpTerms {
            plan,
            reject_policy: if first { RejectPolicy::First } else { RejectPolicy::All },
            wait: if never { WaitPolicy::Never } else { WaitPolicy::UntilTimeout },
            after_disconnect: gone,
            after_loss: lost,
            ..HelpTerms::default()
        };
        Terms {
            allow_switch: switching,
            coach_push_to_send: push,
            notify_agent_on_monitor: told,
            supervision_scope: if teams { Scope::Team } else { Scope::Tenant },
            help,
            ..Terms::default()
        }
    })
}

impl World {
    pub(super) fn help(&mut self, step: &HelpStep) {
        let name = |who: u8| PEOPLE[usize::from(who) % PEOPLE.len()];
        match step {
            HelpStep::Receipt { who, request, stage, seen } => {
                let (who, request, stage) = (id(name(*who)), (*request).into(), (*stage).into());
                self.give(CallInput::Receipt { who, request, stage, seen: *seen });
            }
            HelpStep::Presence { who, presence } => {
                let presence = [Presence::Available, Presence::Busy, Presence::Offline]
                    [usize::from(*presence) % 3];
                self.floor.people.get_mut(&id(name(*who))).unwrap().presence = presence;
                self.give(CallInput::Tick);
            }
            HelpStep::Elsewhere { who, acting } => {
                let view = self.floor.people.get_mut(&id(name(*who))).unwrap();
                view.supervising.insert(ELSEWHERE, *acting);
                self.give(CallInput::Tick);
            }
            HelpStep::Transferred { to_helper } => {
                let to_helper = *to_helper;
                self.give(CallInput::Observed(Observation::TransferCompleted { to_helper }));
            }
        }
    }
}
