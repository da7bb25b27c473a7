//! The help requests that a page has seen and that ask nobody any more.
//!
//! What is seen of each interaction is put together here, so that a request stays in the list when
//! its call is over and let go. The server is asked for nothing.

use backline_core::{
    id::PersonId,
    interaction::{HelpRequest, Interaction},
    legible::isolated,
    people::{Earlier, HelpStatus, PersonCard},
    time::Timestamp,
};
use leptos::prelude::*;

use crate::{
    features::call::facts::Named,
    picture::full_name,
    runtime::{App, Model},
};

/// Most that are kept; the oldest go first.
const MOST: usize = 100;

/// A request: whose, what for, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PastRequest {
    /// When it was submitted. With the person, its name.
    pub(super) at: Timestamp,
    pub(super) person: PersonId,
    pub(super) agent: String,
    pub(super) label: String,
    pub(super) status: HelpStatus,
    /// Who had taken it, where that was seen.
    pub(super) helper: Option<String>,
}

/// All that were seen, the latest first.
#[derive(Clone, Copy)]
pub(crate) struct PastRequests(RwSignal<Vec<PastRequest>>);

impl PastRequests {
    /// Begins, for all components below.
    pub(crate) fn start(app: App) {
        let past = Self(RwSignal::new(Vec::new()));
        provide_context(past);
        let seen = app.memo(seen);
        Effect::new(move |_| seen.with(|seen| past.take_in(seen)));
    }

    /// Takes in what the page knows at this instant: before it lets go of any of it.
    pub(crate) fn look(self, app: App) {
        let seen = app.peek(seen);
        self.take_in(&seen);
    }

    pub(super) fn all(self) -> Vec<PastRequest> {
        self.0.get()
    }

    fn take_in(self, seen: &[PastRequest]) {
        let after = self.0.with_untracked(|before| merged(before, seen));
        if self.0.with_untracked(|before| *before != after) {
            self.0.set(after);
        }
    }
}

/// What is seen at this instant, those that ask somebody as well.
fn seen(model: &Model) -> Vec<PastRequest> {
    let calls = model.replica.interactions().filter(|call| call.lens().is_back_line());
    calls.filter_map(|call| of(call, call.help()?)).flatten().collect()
}

fn of(call: &Interaction, help: &HelpRequest) -> Option<Vec<PastRequest>> {
    let agent = call.agent()?;
    let before = help.earlier.iter().map(|earlier| PastRequest::earlier(agent, earlier));
    Some(before.chain([PastRequest::last(agent, help)]).collect())
}

impl PastRequest {
    fn last(agent: &PersonCard, help: &HelpRequest) -> Self {
        Self {
            at: help.raised_at,
            person: agent.person.clone(),
            agent: Named::card(agent).name,
            label: isolated(&help.label).into_owned(),
            status: help.status(),
            helper: help.helper().map(|helper| full_name(helper).into_owned()),
        }
    }

    fn earlier(agent: &PersonCard, earlier: &Earlier) -> Self {
        Self {
            at: earlier.at,
            person: agent.person.clone(),
            agent: Named::card(agent).name,
            label: isolated(&earlier.label).into_owned(),
            status: earlier.status,
            helper: None,
        }
    }

    fn is(&self, other: &Self) -> bool {
        (self.at, &self.person) == (other.at, &other.person)
    }
}

/// What was seen before, with what is seen now: of the same request the later word counts, and who
/// helped is not forgotten. One that asks somebody stands in the list above this one.
fn merged(before: &[PastRequest], seen: &[PastRequest]) -> Vec<PastRequest> {
    let mut all = before.to_vec();
    for one in seen {
        let known = all.iter().position(|it| it.is(one)).map(|place| all.remove(place));
        if one.status != HelpStatus::Requested {
            let helper = one.helper.clone().or_else(|| known?.helper);
            all.push(PastRequest { helper, ..one.clone() });
        }
    }
    all.sort_by(|one, other| (other.at, &one.person).cmp(&(one.at, &other.person)));
    all.truncate(MOST);
    all
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn request(at: u64, status: HelpStatus, helper: Option<&str>) -> PastRequest {
        PastRequest {
            at: Timestamp(at),
            person: PersonId::new("ana").unwrap(),
            agent: "Ana".to_owned(),
            label: "Policy or approval".to_owned(),
            status,
            helper: helper.map(str::to_owned),
        }
    }

    ///
    #[test]
    fn a_request_stands_once_with_the_last_word_on_it_and_who_helped_and_not_while_it_asks() {
        use HelpStatus::{Cancelled, Closed, InProgress, Requested};
        let asked = merged(&[], &[request(5, Requested, None), request(1, Cancelled, None)]);
        assert_eq!(asked, [request(1, Cancelled, None)]);
        let taken = merged(&asked, &[request(5, InProgress, Some("Sam"))]);
        assert_eq!(taken, [request(5, InProgress, Some("Sam")), request(1, Cancelled, None)]);
        // Its call is let go, and the agent's next request tells of it once more.
        let told = merged(&taken, &[request(5, Closed, None), request(9, Requested, None)]);
        assert_eq!(told, [request(5, Closed, Some("Sam")), request(1, Cancelled, None)]);
        let again = merged(&told, &[request(5, Requested, None)]);
        assert_eq!(again, [request(1, Cancelled, None)], "it was opened again");
        assert_eq!(merged(&told, &[]), told);
    }

    #[test]
    fn the_latest_are_kept() {
        let many: Vec<_> =
            (0..=MOST as u64).map(|at| request(at, HelpStatus::Closed, None)).collect();
        let kept = merged(&[], &many);
        assert_eq!((kept.len(), kept[0].at), (MOST, Timestamp(MOST as u64)));
    }
}
