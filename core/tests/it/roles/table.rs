//! Who may do what: every command by everybody at every stage, done or refused by which rule.
//! Written by hand; a command that is not in the table does not compile.
//!
//! The tests of the core try all of it, those of the server its last stage over real sockets.

use backline_core::{
    interaction::{
        Action, CallCommand, CallRefusal, Command, ContactCommand, HelpCommand, HelpRefusal,
        Refusal, SuperviseCommand, SuperviseRefusal,
    },
    people::Grant,
};

/// The columns of the table.
pub(crate) const WHO: [Who; 18] = [
    Who::Customer,
    Who::OtherCustomer,
    Who::Agent,
    Who::OtherAgent,
    Who::Supervisor,
    Who::IdleSupervisor,
    Who::ActingSupervisor,
    Who::ForeignSupervisor,
    Who::ForeignNamesake,
    Who::Admin,
    Who::Auditor,
    Who::Integration,
    Who::Server,
    Who::Helper,
    Who::Machine,
    Who::MachineForAgent,
    Who::MachineForHelper,
    Who::ForeignMachine,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Customer,
    OtherCustomer,
    Agent,
    OtherAgent,
    /// Has not opened the interaction.
    Supervisor,
    /// Sam: has opened it and is connected, where the stage lets that be.
    IdleSupervisor,
    /// Sofia: monitors, where the stage lets that be.
    ActingSupervisor,
    ForeignSupervisor,
    /// Of another tenant, with the name of the one who monitors.
    ForeignNamesake,
    Admin,
    Auditor,
    Integration,
    Server,
    /// An agent who may take help requests and nothing else; takes this one, where the stage lets
    /// that be.
    Helper,
    /// Acts for itself.
    Machine,
    MachineForAgent,
    MachineForHelper,
    ForeignMachine,
}

/// The rows of the table.
pub(crate) const STAGES: [At; 7] = [
    At::Waiting,
    At::Ringing,
    At::Talking,
    At::HelpRequested,
    At::HelpInProgress,
    At::Ended,
    At::Ready,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Waiting,
    Ringing,
    Talking,
    HelpRequested,
    HelpInProgress,
    Ended,
    /// Where somebody may give the command, if the terms let anybody: of the supervisors only sofia
    /// has the call open, and what [`before`] says has happened. A coach is heard without Send.
    Ready,
}

/// What becomes of `command` by `who` at a stage.
pub(crate) fn expected(command: &Command, at: At, who: Who) -> Result<(), Refusal> {
    let row = STAGES.iter().position(|it| *it == at).unwrap();
    let column = WHO.iter().position(|it| *it == who).unwrap();
    let letters: Vec<char> = table(command)[row].chars().filter(|it| *it != ' ').collect();
    assert_eq!(letters.len(), WHO.len(), "{command:?} {at:?}");
    outcome(letters[column])
}

/// Whether a command is one about a call that rings; every other is about a talk.
pub(crate) const fn rings(command: &Command) -> bool {
    matches!(command, Command::Call(CallCommand::Answer | CallCommand::Decline))
}

/// What happens before somebody may give a command, in order.
pub(crate) fn before(command: &Command) -> Vec<(Who, Command)> {
    let act = |action| Command::Supervise(SuperviseCommand::TakeAction { action });
    let claim = Command::Help(HelpCommand::Claim { request: 1 });
    match command {
        Command::Call(CallCommand::Unmute) => {
            [Who::Agent, Who::Customer].map(|who| (who, Command::Call(CallCommand::Mute))).to_vec()
        }
        Command::Call(CallCommand::Resume) => {
            vec![(Who::Agent, Command::Call(CallCommand::Hold))]
        }
        Command::Supervise(SuperviseCommand::EndAction { action }) => {
            vec![(Who::ActingSupervisor, act(*action))]
        }
        Command::Supervise(SuperviseCommand::SendNote { .. }) => {
            vec![(Who::ActingSupervisor, act(Action::Coach))]
        }
        Command::Help(
            HelpCommand::Cancel { .. } | HelpCommand::Claim { .. } | HelpCommand::Reject { .. },
        ) => vec![(Who::Agent, request())],
        Command::Help(HelpCommand::Close { .. }) => {
            vec![(Who::Agent, request()), (Who::IdleSupervisor, claim)]
        }
        Command::Help(HelpCommand::AskAgain { .. }) => vec![
            (Who::Agent, request()),
            (Who::IdleSupervisor, claim),
            (Who::IdleSupervisor, Command::Supervise(SuperviseCommand::Disconnect)),
        ],
        Command::Help(HelpCommand::RemoveHelper { person }) => {
            vec![(Who::Admin, Command::Help(HelpCommand::AddHelper { person: person.clone() }))]
        }
        Command::Call(
            CallCommand::Answer
            | CallCommand::Decline
            | CallCommand::Join { .. }
            | CallCommand::TellSound { .. }
            | CallCommand::Mute
            | CallCommand::Hold
            | CallCommand::PressKey { .. }
            | CallCommand::HangUp,
        )
        | Command::Supervise(
            SuperviseCommand::OpenInteraction
            | SuperviseCommand::TakeAction { .. }
            | SuperviseCommand::SwitchTo { .. }
            | SuperviseCommand::Disconnect
            | SuperviseCommand::PressSend
            | SuperviseCommand::ReleaseSend,
        )
        | Command::Help(HelpCommand::Request { .. } | HelpCommand::AddHelper { .. })
        | Command::Contact(ContactCommand::Note { .. }) => Vec::new(),
    }
}

fn request() -> Command {
    let asks = |it: &Command| matches!(it, Command::Help(HelpCommand::Request { .. }));
    Command::examples().unwrap().into_iter().find(asks).unwrap()
}

/// Seven rows, one per stage; a column per [`WHO`]. The letters are read by [`outcome`].
///
/// Whoever has no part in the call is told that there is no such call (`n`), whatever they send, and
/// so is a machine that speaks for them; a machine does nothing but what concerns help (`y`).
const fn table(command: &Command) -> [&'static str; 7] {
    match command {
        Command::Call(CallCommand::Answer) | Command::Call(CallCommand::Decline) => [
            "ynnnyyynnnnnn nynnn",
            "yn+nyyynnnnnn nyynn",
            "ynrnyyynnnnnn nyynn",
            "ynrnyyynnnnnn yyyyn",
            "ynrnyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
            "yn+nyyynnnnnn nyynn",
        ],
        Command::Call(CallCommand::Join { .. } | CallCommand::TellSound { .. }) => [
            "+nnnvvvnnnnnn nynnn",
            "+nwnvvvnnnnnn nyynn",
            "+n+nv++nnnnnn nyynn",
            "+n+nv++nnnnnn vyyyn",
            "+n+nv++nnnnnn +yyyn",
            "eneneeennnnnn nyynn",
            "+n+nvv+nnnnnn nyynn",
        ],
        Command::Call(CallCommand::Mute) => [
            "+nnnyyynnnnnn nynnn",
            "+nwnyyynnnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
            "+n+nyyynnnnnn yyyyn",
            "+n+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
        ],
        Command::Call(CallCommand::Unmute) => [
            "unnnyyynnnnnn nynnn",
            "unwnyyynnnnnn nyynn",
            "ununyyynnnnnn nyynn",
            "ununyyynnnnnn yyyyn",
            "ununyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
        ],
        Command::Call(CallCommand::Hold) => [
            "ynnnyyynnnnnn nynnn",
            "ynwnyyynnnnnn nyynn",
            "yn+nyyynnnnnn nyynn",
            "yn+nyyynnnnnn yyyyn",
            "yn+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
            "yn+nyyynnnnnn nyynn",
        ],
        Command::Call(CallCommand::Resume) => [
            "ynnnyyynnnnnn nynnn",
            "ynwnyyynnnnnn nyynn",
            "ynhnyyynnnnnn nyynn",
            "ynhnyyynnnnnn yyyyn",
            "ynhnyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
            "yn+nyyynnnnnn nyynn",
        ],
        Command::Call(CallCommand::PressKey { .. }) => [
            "wnnnyyynnnnnn nynnn",
            "wnwnyyynnnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
            "+n+nyyynnnnnn yyyyn",
            "+n+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
        ],
        Command::Call(CallCommand::HangUp) => [
            "+nnnyyynnnnnn nynnn",
            "+nwnyyynnnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
            "+n+nyyynnnnnn yyyyn",
            "+n+nyyynnnnnn yyyyn",
            "eneneeennnnnn nyynn",
            "+n+nyyynnnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::OpenInteraction) => [
            "ynnnwwwnnnnnn nynnn",
            "ynynwwwnnnnnn nyynn",
            "ynyn+oonnnnnn nyynn",
            "ynyn+oonnnnnn pyyyn",
            "ynyn+oonnnnnn oyyyn",
            "eneneeennnnnn nyynn",
            "ynyn++onnnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::TakeAction { .. }) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynv+bnnnnnn nyynn",
            "ynynv+bnnnnnn myyyn",
            "ynynv+bnnnnnn myyyn",
            "eneneeennnnnn nyynn",
            "ynynvv+nnnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::EndAction { .. }) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynvx+nnnnnn nyynn",
            "ynynvx+nnnnnn vyyyn",
            "ynynvx+nnnnnn xyyyn",
            "eneneeennnnnn nyynn",
            "ynynvv+nnnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::SwitchTo { .. }) => [
            "ynnnsssnnnnnn nynnn",
            "ynynsssnnnnnn nyynn",
            "ynynsssnnnnnn nyynn",
            "ynynsssnnnnnn syyyn",
            "ynynsssnnnnnn syyyn",
            "eneneeennnnnn nyynn",
            "ynynsssnnnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::Disconnect) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynv++nnnnnn nyynn",
            "ynynv++nnnnnn vyyyn",
            "ynynv++nnnnnn +yyyn",
            "eneneeennnnnn nyynn",
            "ynynvv+nnnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::SendNote { .. }) => [
            "ynnnNNNnnnnnn nynnn",
            "ynynNNNnnnnnn nyynn",
            "ynynNNNnnnnnn nyynn",
            "ynynNNNnnnnnn Nyyyn",
            "ynynNNNnnnnnn +yyyn",
            "eneneeennnnnn nyynn",
            "ynynNN+nnnnnn nyynn",
        ],
        Command::Supervise(SuperviseCommand::PressSend)
        | Command::Supervise(SuperviseCommand::ReleaseSend) => [
            "ynnnvvvnnnnnn nynnn",
            "ynynvvvnnnnnn nyynn",
            "ynynvkknnnnnn nyynn",
            "ynynvkknnnnnn vyyyn",
            "ynynvkknnnnnn kyyyn",
            "eneneeennnnnn nyynn",
            "ynynPPPnnnnnn nyynn",
        ],
        Command::Help(HelpCommand::Request { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynwnyyynnnnnn nywnn",
            "yn+nyyynnnnnn ny+nn",
            "ynanyyynnnnnn yyayn",
            "ynanyyynnnnnn yyayn",
            "eneneeennnnnn nyenn",
            "yn+nyyynnnnnn ny+nn",
        ],
        Command::Help(HelpCommand::Cancel { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynqnyyynnnnnn nyqnn",
            "ynqnyyynnnnnn nyqnn",
            "yn+nyyynnnnnn yy+yn",
            "yntnyyynnnnnn yytyn",
            "eneneeennnnnn nyenn",
            "yn+nyyynnnnnn yy+yn",
        ],
        Command::Help(HelpCommand::Close { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynqnyyynnnnnn nyqnn",
            "ynqnyyynnnnnn nyqnn",
            "ynlnyyynnnnnn yylyn",
            "yn+nyyynnnnnn yy+yn",
            "eneneeennnnnn nyenn",
            "yn+nyyynnnnnn ny+nn",
        ],
        Command::Help(HelpCommand::AskAgain { .. }) => [
            "ynnnyyynnnnnn nynnn",
            "ynqnyyynnnnnn nyqnn",
            "ynqnyyynnnnnn nyqnn",
            "ynanyyynnnnnn yyayn",
            "yntnyyynnnnnn yytyn",
            "eneneeennnnnn nyenn",
            "yn+nyyynnnnnn ny+nn",
        ],
        Command::Help(HelpCommand::Claim { .. }) | Command::Help(HelpCommand::Reject { .. }) => [
            "ynnnqqqnnnnnn nynnn",
            "ynynqqqnnnnnn nyynn",
            "ynynqqqnnnnnn nyynn",
            "ynyn+++nnnnnn +yy+n",
            "ynyntttnnnnnn tyytn",
            "eneneeennnnnn nyenn",
            "ynyn+++nnnnnn +yy+n",
        ],
        Command::Help(HelpCommand::AddHelper { .. })
        | Command::Contact(ContactCommand::Note { .. }) => [
            "ynnnyyynn+nnn n+nnn",
            "ynynyyynn+nnn n+ynn",
            "ynynyyynn+nnn n+ynn",
            "ynynyyynn+nnn y+yyn",
            "ynynyyynn+nnn y+yyn",
            "eneneeennennn neynn",
            "ynynyyynn+nnn n+ynn",
        ],
        Command::Help(HelpCommand::RemoveHelper { .. }) => [
            "ynnnyyynnLnnn nLnnn",
            "ynynyyynnLnnn nLynn",
            "ynynyyynnLnnn nLynn",
            "ynynyyynnLnnn yLyyn",
            "ynynyyynn+nnn y+yyn",
            "eneneeennennn neynn",
            "ynynyyynn+nnn y+yyn",
        ],
    }
}

fn outcome(letter: char) -> Result<(), Refusal> {
    Err(match letter {
        '+' => return Ok(()),
        'n' => Refusal::NoSuchCall,
        'y' => Refusal::NotYours,
        'e' => Refusal::CallEnded,
        'r' => Refusal::Call(CallRefusal::NotRinging),
        'w' => Refusal::Call(CallRefusal::NotAnswered),
        'v' => Refusal::Supervise(SuperviseRefusal::NoVoiceConnection),
        'o' => Refusal::Supervise(SuperviseRefusal::AlreadyOpen),
        'b' => Refusal::ActionMustBeCompleted,
        'x' => Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action: Action::Monitor }),
        's' => Refusal::Supervise(SuperviseRefusal::SwitchNotEnabled),
        'u' => Refusal::Call(CallRefusal::NotMuted),
        'h' => Refusal::Call(CallRefusal::NotHeld),
        'p' => Refusal::NotPermitted { grant: Grant::Proactive },
        'm' => Refusal::NotPermitted { grant: Grant::Monitor },
        'N' => Refusal::Supervise(SuperviseRefusal::NoteNeedsCoaching),
        'P' => Refusal::Supervise(SuperviseRefusal::PushToSendOff),
        'k' => Refusal::Supervise(SuperviseRefusal::ActionNotRunning { action: Action::Coach }),
        'q' => Refusal::Help(HelpRefusal::NoSuchRequest),
        'a' => Refusal::Help(HelpRefusal::HelpAlreadyRequested),
        'l' => Refusal::Help(HelpRefusal::HelpNotTaken),
        't' => Refusal::Help(HelpRefusal::HelpTaken { by: "Hugo Weiss".to_owned() }),
        'L' => Refusal::Help(HelpRefusal::HelperNotListed),
        other => panic!("{other} is no outcome"),
    })
}
