//! The coaching note that an agent still has in front of them.
//!
//! Read off the timeline, from its beginning: a note has an author, an end, and no second life.

use crate::{
    id::PersonId,
    interaction::{Action, Fact, HelpFact, RequestFact, Stamped, SuperviseFact},
    people::PersonCard,
    personal::Personal,
    sorted::Set,
};

/// Who may write, as the agent is told of it, and the note that stands.
#[derive(Default)]
struct Reading<'a> {
    coaches: Set<PersonId>,
    helps: Option<PersonId>,
    note: Option<(&'a PersonCard, &'a Personal<String>)>,
}

/// The last note of a timeline, with its author, until what it was written in has ended: the author's
/// coaching, or the request that the author works on, whichever lasts longer.
#[must_use]
pub fn standing(timeline: &[Stamped]) -> Option<(&PersonCard, &Personal<String>)> {
    let mut reading = Reading::default();
    for stamped in timeline {
        reading.take_in(&stamped.fact);
    }
    reading.note
}

impl<'a> Reading<'a> {
    fn take_in(&mut self, fact: &'a Fact) {
        let wrote = self.writes();
        match fact {
            Fact::Supervise(SuperviseFact::NoteSent { by, text }) => {
                self.note = Some((by, text));
                return;
            }
            Fact::Supervise(SuperviseFact::ActionActive { supervisor, action, .. }) => {
                if *action == Action::Coach {
                    self.coaches.insert(supervisor.person.clone());
                }
            }
            Fact::Supervise(SuperviseFact::ActionEnded { supervisor, .. }) => {
                self.coaches.remove(supervisor);
            }
            Fact::Help(HelpFact::Request { what, .. }) => self.helping(what),
            Fact::Call(_) | Fact::Supervise(_) | Fact::Help(_) | Fact::Contact(_) => {}
        }
        if wrote && !self.writes() {
            self.note = None;
        }
    }

    fn helping(&mut self, what: &RequestFact) {
        match what {
            RequestFact::Claimed { helper, .. } => self.helps = Some(helper.person.clone()),
            RequestFact::Reopened { .. } | RequestFact::Closed { .. } => {
                self.helps = None;
                self.note = None;
            }
            RequestFact::Requested { .. }
            | RequestFact::Received { .. }
            | RequestFact::Away { .. }
            | RequestFact::Rejected { .. }
            | RequestFact::StageEnded { .. }
            | RequestFact::HelperLeft { .. }
            | RequestFact::HelperReturned
            | RequestFact::Cancelled { .. } => {}
        }
    }

    /// Whether the author of the note that stands coaches, or works on the request.
    fn writes(&self) -> bool {
        self.note.is_some_and(|(by, _)| {
            self.coaches.contains(&by.person) || self.helps.as_ref() == Some(&by.person)
        })
    }
}
