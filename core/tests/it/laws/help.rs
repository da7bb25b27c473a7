//! What holds of help in every reachable state: told by a machine of its own, which knows only the
//! facts and the words of the requirements.

use backline_core::{
    id::PersonId,
    interaction::{
        Action, CallFact, ContactFact, Eyes, Fact, HelpFact, Interaction, Lens, Origin,
        RequestFact, SuperviseFact,
    },
    people::{FloorView, Grant, Identity, Presence},
    protocol::Record,
    terms::{Audience, Scope, Terms},
};

use super::own_edges;

/// What the facts so far say of the last request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Book {
    number: u32,
    held: Held,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Held {
    #[default]
    Nobody,
    Asked {
        stage: u32,
    },
    Taken {
        by: PersonId,
        there: bool,
    },
}

impl Book {
    pub(crate) fn of<'r>(records: impl IntoIterator<Item = &'r Record>) -> Self {
        let mut book = Self::default();
        records.into_iter().for_each(|record| book.note(&record.fact));
        book
    }

    /// One live request at most; a stage ends once; claimed by one; nothing ends twice.
    pub(super) fn note(&mut self, fact: &Fact) {
        if let Fact::Help(HelpFact::Request { request, what: RequestFact::Requested { run, .. } }) =
            fact
        {
            assert_eq!(self.held, Held::Nobody, "a second live request");
            assert_eq!((*request, run.stage), (self.number + 1, 1), "requests are counted");
            *self = Self { number: *request, held: Held::Asked { stage: 1 } };
        } else if let Fact::Help(HelpFact::Request { request, what }) = fact {
            assert_eq!(*request, self.number, "{what:?} of another request");
            self.held = self.held.after(what);
        } else if let Fact::Call(CallFact::Ended { .. }) = fact {
            assert_eq!(self.held, Held::Nobody, "the call is over and the request is not");
        }
    }

    /// `help_requested` is true exactly while somebody is asked; HelpProvidedBy is who took it.
    pub(crate) fn agrees(&self, state: &Interaction) {
        let help = state.help();
        assert_eq!(help.map_or(0, |help| help.number), self.number, "a request has vanished");
        let asked = matches!(self.held, Held::Asked { .. });
        assert_eq!(help.is_some_and(|help| help.needs_action()), asked);
        assert_eq!(help.is_some_and(|help| help.is_live()), self.held != Held::Nobody);
        if let Held::Taken { by, there } = &self.held {
            let helper = help.and_then(|help| help.helper()).map(|card| &card.person);
            assert_eq!(helper, Some(by));
            assert_eq!(state.helps(by).is_some(), *there);
        }
    }
}

impl Book {
    /// At rest, who has taken the request and has not left it holds the grant, and is on the call
    /// or busy on another one.
    pub(super) fn owner_can_help(&self, state: &Interaction, floor: &FloorView) {
        let Held::Taken { by, there: true } = &self.held else { return };
        let view = &floor.people[by];
        assert!(view.grants.contains(&Grant::Help), "{by} helps without the grant");
        let elsewhere = view.supervising.values().any(|acts| *acts)
            || floor.engaged.get(by).is_some_and(|call| *call != state.id());
        assert!(state.supervisor(by).is_some() || elsewhere, "{by} does not come");
    }
}

/// At rest, whoever acts has a right to be on the call: of their own accord, as a helper, or to the
/// end of a Barge In that outlives the help.
pub(super) fn whoever_acts_may_be_on_the_call(state: &Interaction, floor: &FloorView) {
    for supervision in state.supervisors() {
        let person = &supervision.card.person;
        let Some(action) = supervision.stance.action() else { continue };
        let may = |grant| floor.people[person].grants.contains(&grant);
        let helps = state.helps(person).is_some() || state.helpers().contains_key(person);
        let outlives = supervision.stance.active() == Some(Action::BargeIn)
            && supervision.origin != Origin::Proactive;
        let own = may(Grant::Proactive) && may_see(state, floor, person);
        assert!(
            own || (helps && may(Grant::Help)) || outlives,
            "{person} is not to be there and acts: {action:?}"
        );
    }
}

fn may_see(state: &Interaction, floor: &FloorView, person: &PersonId) -> bool {
    let view = &floor.people[person];
    let Some((agent, _)) = state.agents_party() else { return false };
    let teams = &floor.people[&agent.person].teams;
    view.grants.contains(&Grant::ViewInteractions)
        && match state.terms().supervision_scope {
            Scope::Tenant => true,
            Scope::Team => view.supervises.iter().any(|team| teams.contains(team)),
        }
}

impl Held {
    fn after(&self, what: &RequestFact) -> Self {
        match (self, what) {
            (Self::Asked { stage }, RequestFact::Received { stage: of, .. }) if stage == of => {
                self.clone()
            }
            (Self::Asked { .. }, RequestFact::Rejected { .. }) => self.clone(),
            (Self::Asked { stage }, RequestFact::StageEnded { stage: of, next, .. })
                if stage == of =>
            {
                next.map_or(Self::Nobody, |next| {
                    assert_eq!(next.stage, stage + 1, "stages follow one another");
                    Self::Asked { stage: next.stage }
                })
            }
            (Self::Asked { stage }, RequestFact::Claimed { stage: of, helper }) if stage == of => {
                Self::Taken { by: helper.person.clone(), there: true }
            }
            (Self::Asked { .. }, RequestFact::Cancelled { .. })
            | (Self::Taken { .. }, RequestFact::Closed { .. }) => Self::Nobody,
            (Self::Taken { by, there: true }, RequestFact::HelperLeft { .. }) => {
                Self::Taken { by: by.clone(), there: false }
            }
            (Self::Taken { by, there: false }, RequestFact::HelperReturned) => {
                Self::Taken { by: by.clone(), there: true }
            }
            (Self::Taken { there: false, .. }, RequestFact::Reopened { run }) if run.stage == 1 => {
                Self::Asked { stage: 1 }
            }
            (held, what) => panic!("{what:?} while {held:?}"),
        }
    }
}

/// Whether somebody may take the request at this moment, in the words of the requirements.
fn may_take(state: &Interaction, floor: &FloorView, person: &PersonId) -> bool {
    let (Some(view), Some(help)) = (floor.people.get(person), state.help()) else { return false };
    let (Some(run), Some((agent, _))) = (help.run(), state.agents_party()) else { return false };
    let plan = &state.terms().help.plan;
    let Some(stage) = plan.get(run.stage as usize - 1) else { return false };
    let agent = &agent.person;
    let audience = match &stage.audience {
        Audience::Specific(only) => only == person,
        Audience::Team => {
            let teams = &floor.people[agent].teams;
            view.supervises.iter().any(|team| teams.contains(team))
        }
        Audience::OtherTeam(team) => view.supervises.contains(team),
        Audience::FanOut => true,
    };
    let status = match view.presence {
        Presence::Available => true,
        Presence::Busy => stage.allow_busy,
        Presence::Offline => stage.allow_offline,
    };
    let rejected = run.rejected.contains_key(person);
    audience && status && !rejected && agent != person && view.grants.contains(&Grant::Help)
}

/// What is about to be written was decided on this state and this floor: claims and rejections
/// come from whoever may answer, and name them.
pub(crate) fn answers_come_from_who_is_asked(
    state: &Interaction,
    floor: &FloorView,
    records: &[Record],
) {
    for record in records {
        let Fact::Help(HelpFact::Request {
            what: RequestFact::Claimed { helper: by, .. } | RequestFact::Rejected { by },
            ..
        }) = &record.fact
        else {
            continue;
        };
        let answered = &by.person;
        let (Identity::Person(author) | Identity::Integration { on_behalf_of: Some(author), .. }) =
            &record.by
        else {
            panic!("{answered} is said to answer by {:?}", record.by)
        };
        assert_eq!(author, answered);
        assert!(may_take(state, floor, answered), "{answered} may not answer");
    }
}

/// Whatever happens about help changes no edge, but for what a supervisor's own action brings.
pub(super) fn help_leaves_the_call_alone(before: &Interaction, after: &Interaction, fact: &Fact) {
    let about_help = matches!(
        fact,
        Fact::Help(HelpFact::Request { .. })
            | Fact::Supervise(SuperviseFact::NoteSent { .. })
            | Fact::Help(HelpFact::HelperAdded { .. })
            | Fact::Help(HelpFact::HelperRemoved { .. })
            | Fact::Contact(ContactFact::Noted { .. })
    );
    let (was, is) = (before.routes(), after.routes());
    if about_help {
        assert_eq!(was, is, "{fact:?} changes who hears whom");
    }
    if matches!(
        fact,
        Fact::Supervise(SuperviseFact::SendPressed { .. })
            | Fact::Supervise(SuperviseFact::SendReleased { .. })
    ) {
        assert_eq!(own_edges(&was), own_edges(&is), "{fact:?}");
    }
    if about_help {
        assert_eq!(before.stage(), after.stage());
        assert_eq!(before.customer(), after.customer());
    }
}

/// What no agent, no customer and no helper is ever sent.
pub(super) fn nothing_is_told_that_is_not_theirs(eyes: Eyes<'_>, terms: &Terms, fact: &Fact) {
    let lens = eyes.lens;
    let is_shown = |action| action != Action::Monitor || terms.notify_agent_on_monitor;
    let told = match (lens, fact) {
        (Lens::Server | Lens::Supervisor, _) => true,
        (Lens::Helper, Fact::Supervise(fact)) => match fact {
            SuperviseFact::ActionActive { action, supervisor, .. } => {
                is_shown(*action) || eyes.own == Some(&supervisor.person)
            }
            SuperviseFact::ActionEnded { action, supervisor, .. } => {
                is_shown(*action) || eyes.own == Some(supervisor)
            }
            SuperviseFact::SupervisorOpened { supervisor, .. } => {
                eyes.own == Some(&supervisor.person)
            }
            SuperviseFact::SupervisorLeft { supervisor, .. }
            | SuperviseFact::ActionRequested { supervisor, .. }
            | SuperviseFact::SendPressed { supervisor }
            | SuperviseFact::SendReleased { supervisor } => eyes.own == Some(supervisor),
            SuperviseFact::NoteSent { .. } => true,
        },
        (
            Lens::Agent | Lens::Customer,
            Fact::Supervise(SuperviseFact::SupervisorOpened { .. })
            | Fact::Supervise(SuperviseFact::SupervisorLeft { .. })
            | Fact::Supervise(SuperviseFact::ActionRequested { .. })
            | Fact::Help(HelpFact::HelperAdded { .. })
            | Fact::Help(HelpFact::HelperRemoved { .. })
            | Fact::Supervise(SuperviseFact::SendPressed { .. })
            | Fact::Supervise(SuperviseFact::SendReleased { .. }),
        )
        | (Lens::Agent, Fact::Help(HelpFact::Request { what: RequestFact::Rejected { .. }, .. }))
        | (
            Lens::Customer,
            Fact::Help(HelpFact::Request { .. })
            | Fact::Supervise(SuperviseFact::NoteSent { .. })
            | Fact::Contact(ContactFact::Noted { .. }),
        ) => false,
        (
            Lens::Agent,
            Fact::Supervise(SuperviseFact::ActionActive { action, .. })
            | Fact::Supervise(SuperviseFact::ActionEnded { action, .. }),
        ) => is_shown(*action),
        (Lens::Customer, Fact::Call(CallFact::Opened { contact, terms, .. })) => {
            contact.is_none() && terms.help.plan.is_empty() && terms.help.reasons.is_empty()
        }
        (Lens::Helper | Lens::Agent | Lens::Customer, _) => true,
    };
    assert!(told, "{lens:?} is told {fact:?}");
    let tells =
        matches!(fact, Fact::Help(HelpFact::Request { what: RequestFact::Received { .. }, .. }));
    assert!(
        !(tells && matches!(lens, Lens::Supervisor | Lens::Helper)),
        "{fact:?} is the requester's"
    );
}
