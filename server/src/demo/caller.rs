//! The callers that the server brings itself: whom they play, and how they are known again.
//!
//! The browser's id of each has a form that no real one has, and says who it is, so that after a
//! restart the recording can take its place again. Everything else about it is an ordinary call.

use backline_core::{
    id::{PersonId, VisitorId},
    interaction::{Contact, contact::ContactField},
    time::Millis,
};
use backline_media::Clip;
use serde::Deserialize;
use uuid::Uuid;

use crate::{hooks::Recorded, session::port::CallRequest};

/// Not a version that a random id has. The lowest two bytes say which caller it is.
const MARK: u64 = 0x7363_7269_7074_0000;

/// How long a recording that nobody answers stays on the line.
const PATIENCE: Millis = Millis::seconds(300);

/// Who can be brought. The first one is when nobody is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Caller {
    #[default]
    Maria,
    Jonas,
    Amara,
}

/// What is known of a caller, and the voice that tells it. Names are nobody's, and numbers are kept
/// for fiction.
struct Story {
    name: &'static str,
    number: &'static str,
    clip: Clip,
    intent: &'static str,
    /// As Markdown.
    summary: &'static str,
    record: [(&'static str, &'static str); 5],
}

const MARIA: Story = Story {
    name: "Maria Costa",
    number: "+1 202 555 0142",
    clip: Clip::Caller,
    intent: "Restore a connection that drops out every evening",
    summary: "The connection **drops out every evening at eight**, for ten minutes. \
Router restarted twice, cable changed. Works from home.",
    record: [
        ("Customer number", "47119"),
        ("Plan", "Fibre 250"),
        ("Customer since", "March 2019"),
        ("Open tickets", "1"),
        ("Last contact", "Monday, chat: restart the router"),
    ],
};

const JONAS: Story = Story {
    name: "Jonas Weber",
    number: "+1 202 555 0187",
    clip: Clip::CallerInvoice,
    intent: "Get back what was charged twice",
    summary: "**Charged twice in March**, on the 3rd and on the 5th, 80 euros each time. \
Asked for a refund in a chat last week; nothing has happened.",
    record: [
        ("Customer number", "52036"),
        ("Plan", "Fibre 100"),
        ("Customer since", "June 2021"),
        ("Open tickets", "0"),
        ("Last contact", "Last week, chat: refund of 80 euros asked for"),
    ],
};

const AMARA: Story = Story {
    name: "Amara Diallo",
    number: "+1 202 555 0119",
    clip: Clip::CallerMove,
    intent: "Learn when the technician comes on Friday",
    summary: "Moves house on Friday and **has no appointment**. This is her third call. \
Runs a shop from home.",
    record: [
        ("Customer number", "60871"),
        ("Plan", "Business 500"),
        ("Customer since", "November 2023"),
        ("Open tickets", "2"),
        ("Last contact", "Yesterday, call: a message was promised"),
    ],
};

impl Caller {
    const ALL: [Self; 3] = [Self::Maria, Self::Jonas, Self::Amara];

    const fn story(self) -> &'static Story {
        match self {
            Self::Maria => &MARIA,
            Self::Jonas => &JONAS,
            Self::Amara => &AMARA,
        }
    }

    /// A fresh scripted browser of this caller's.
    pub(super) fn visitor(self) -> VisitorId {
        let (_, random) = Uuid::new_v4().as_u64_pair();
        VisitorId(Uuid::from_u64_pair(MARK | self as u64, random))
    }

    /// Whose browser it is, if it is one of these.
    fn of(visitor: VisitorId) -> Option<Self> {
        let (mark, _) = visitor.0.as_u64_pair();
        Self::ALL.into_iter().find(|caller| mark == MARK | *caller as u64)
    }

    /// The call of this caller, to whom they ask for.
    pub(super) fn call(self, to: Option<PersonId>) -> CallRequest {
        let Story { name, number, .. } = self.story();
        let contact = Some(self.contact());
        CallRequest { name: (*name).to_owned(), number: Some((*number).to_owned()), to, contact }
    }

    /// What is on record of the customer, and what a dialogue before the call has found out.
    fn contact(self) -> Contact {
        let Story { name, number, intent, summary, record, .. } = self.story();
        let field = |(label, value): (&str, &str)| ContactField {
            label: label.to_owned(),
            value: value.to_owned(),
        };
        Contact {
            name: Some((*name).to_owned()),
            number: Some((*number).to_owned()),
            fields: record.iter().copied().map(field).collect(),
            summary: Some((*summary).to_owned()),
            intent: Some((*intent).to_owned()),
        }
    }
}

/// What plays this customer, if it is one of these.
pub(super) fn recorded(visitor: VisitorId) -> Option<Recorded> {
    let clip = Caller::of(visitor)?.story().clip;
    Some(Recorded { clip, patience: PATIENCE })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    ///
    #[test]
    fn each_caller_has_a_voice_a_reason_and_a_record_of_their_own_and_is_known_again() {
        let mut told: [BTreeSet<String>; 4] = Default::default();
        for caller in Caller::ALL {
            let Recorded { clip, .. } = recorded(caller.visitor()).unwrap();
            let Contact { name, fields, summary, intent, .. } = caller.contact();
            let record = format!("{fields:?}");
            for (told, one) in told.iter_mut().zip([
                format!("{clip:?}"),
                format!("{name:?}"),
                format!("{summary:?} {intent:?}"),
                record,
            ]) {
                assert!(told.insert(one), "{caller:?} is like another one");
            }
        }
        assert_eq!(recorded(VisitorId(Uuid::new_v4())), None);
        assert_eq!(recorded(VisitorId(Uuid::from_u64_pair(MARK | 3, 1))), None);
    }
}
