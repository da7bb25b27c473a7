//! The pages that are connected to one tenant: one of each kind per person.
//!
//! Moved by arrivals and departures. It refuses to know what the pages show.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use backline_core::{
    floor::{Colleagues, Floor, ToldColleagues, ViewChange},
    id::{PersonId, TabId},
    people::{FloorView, Identity},
    protocol::{Page, ServerMessage, You},
    time::{Millis, Timestamp},
};

use crate::session::port::{ConnectedPage, ConnectionId, Recent, SharedMessage};

/// How long a place is kept for the tab that has left it.
const KEPT_FOR: Millis = Millis::seconds(3);

/// Who is connected.
#[derive(Default)]
pub(super) struct Registry {
    pages: BTreeMap<(Identity, Page), Arc<ConnectedPage>>,
    /// Places that were left within [`KEPT_FOR`], by which tab and when.
    left: BTreeMap<(Identity, Page), (TabId, Timestamp)>,
    /// Whose workspace is told of agents.
    told_of_agents: BTreeSet<PersonId>,
    /// How they were told of agents.
    agents: ToldColleagues,
    /// Those whose program said nothing when it was looked last, and whether it was known to stand still.
    silent: BTreeMap<ConnectionId, bool>,
}

/// What has changed about the programs of pages since it was looked last.
#[derive(Default)]
pub(super) struct Looked {
    /// Those that have fallen silent, or say something again.
    pub(super) changed: Vec<Arc<ConnectedPage>>,
    /// Those that have come to stand still.
    pub(super) still: Vec<ConnectionId>,
}

/// The floor as it is on record, and as it may be shown at this moment, which can be less.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) floor: &'a Floor,
    pub(super) view: &'a FloorView,
}

/// What becomes of a page that arrives.
pub(super) enum Placement {
    /// It is in, in the place of this one.
    Taken(Option<Arc<ConnectedPage>>),
    /// The same page is open elsewhere and stays.
    Occupied,
}

impl Registry {
    /// Lets a page in. One that reconnects takes its own place without asking; a place that another
    /// tab has just left is kept for that one, which may only be loaded anew.
    pub(super) fn arrive(
        &mut self,
        page: Arc<ConnectedPage>,
        take_over: bool,
        at: Timestamp,
    ) -> Placement {
        let key = (page.who.identity.clone(), page.kind);
        let here = self.pages.get(&key).map(|old| old.tab);
        let just_left = || {
            let left = self.left.get(&key).filter(|(_, since)| at.since(*since) < KEPT_FOR);
            left.map(|(tab, _)| *tab)
        };
        let whose = here.or_else(just_left);
        if whose.is_some_and(|whose| whose != page.tab && !take_over) {
            return Placement::Occupied;
        }
        let old = self.pages.insert(key, page);
        if let Some(old) = &old {
            self.is_told_no_more(old);
        }
        Placement::Taken(old)
    }

    /// A page is gone. Whether it was still in its place.
    pub(super) fn depart(&mut self, page: &ConnectedPage, at: Timestamp) -> bool {
        let here = self.is_here(page);
        if here {
            self.is_told_no_more(page);
            let key = (page.who.identity.clone(), page.kind);
            self.pages.remove(&key);
            self.left.retain(|_, (_, since)| at.since(*since) < KEPT_FOR);
            self.left.insert(key, (page.tab, at));
        }
        here
    }

    fn is_told_no_more(&mut self, page: &ConnectedPage) {
        if let (Page::Workspace, Some(person)) = (page.kind, page.who.as_person()) {
            self.told_of_agents.remove(person);
        }
    }

    /// Whether a page is still in its place.
    pub(super) fn is_here(&self, page: &ConnectedPage) -> bool {
        let there = self.pages.get(&(page.who.identity.clone(), page.kind));
        there.is_some_and(|there| there.connection == page.connection)
    }

    /// Whether `person` has a page open on which people work, and whose program runs.
    pub(super) fn is_there(&self, person: &PersonId, at: Timestamp) -> bool {
        let identity = Identity::Person(person.clone());
        [Page::Panel, Page::Workspace].into_iter().any(|page| {
            let page = self.pages.get(&(identity.clone(), page));
            page.is_some_and(|page| !page.heard.is_silent(at))
        })
    }

    /// Looks at the programs of all pages. Nothing is looked up for one that says something, as most do.
    pub(super) fn look(&mut self, at: Timestamp) -> Looked {
        let (mut looked, mut silent) = (Looked::default(), BTreeMap::new());
        for page in self.pages.values() {
            let now = page.heard.is_silent(at).then(|| page.heard.stands_still(at));
            if now.is_none() && self.silent.is_empty() {
                continue;
            }
            let before = self.silent.get(&page.connection).copied();
            if now.is_some() != before.is_some() {
                looked.changed.push(Arc::clone(page));
            }
            if now == Some(true) && before != Some(true) {
                looked.still.push(page.connection);
            }
            if let Some(now) = now {
                silent.insert(page.connection, now);
            }
        }
        self.silent = silent;
        looked
    }

    /// Every connected page.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Arc<ConnectedPage>> {
        self.pages.values()
    }

    /// Tells every page the same.
    pub(super) fn tell_all(&self, message: ServerMessage) {
        let message = SharedMessage::from(message);
        self.pages.values().for_each(|page| page.link.tell(&message));
    }

    /// Tells a workspace of all agents whom its person may see, and from here on of what changes.
    pub(super) fn begin_to_tell_of_agents(&mut self, seen: Seen<'_>, page: &ConnectedPage) {
        let Some(person) = page.who.as_person() else { return };
        if page.kind != Page::Workspace || !self.is_here(page) {
            return;
        }
        self.told_of_agents.insert(person.clone());
        self.agents.begin(seen.view);
        if let Some(message) = seen.agents(person, self.agents.here()) {
            page.tell(message);
        }
    }

    /// Tells every workspace what has changed about the agents whom its person may see; everything, where
    /// it is that person who has changed, and nobody, where that person may see no agent any more.
    pub(super) fn tell_about_agents(&mut self, seen: Seen<'_>, change: &ViewChange) {
        let (changed, people) = (self.agents.changed(seen.view, change), &change.people);
        let is_news = changed.as_ref().is_none_or(|changed| !changed.is_empty());
        // Mostly somebody has changed who is no agent, which concerns no other workspace.
        let whom = if is_news { &self.told_of_agents } else { people };
        let nobody = || ServerMessage::Agents { all: true, agents: Colleagues::default() };
        let mut recent = Recent::default();
        for person in whom {
            let Some(page) = self.workspace(person) else { continue };
            let message = if people.contains(person) {
                Some(seen.agents(person, self.agents.here()).unwrap_or_else(nobody))
            } else {
                match &changed {
                    Some(changed) => seen.agents_among(person, changed),
                    None => seen.agents(person, self.agents.here()),
                }
            };
            if let Some(message) = message {
                page.link.tell(recent.shared(message));
            }
        }
    }

    /// The workspace of `person`, if it is told of agents.
    fn workspace(&self, person: &PersonId) -> Option<&Arc<ConnectedPage>> {
        let key = self.told_of_agents.get(person).map(|it| Identity::Person(it.clone()))?;
        self.pages.get(&(key, Page::Workspace))
    }

    /// Tells the pages of each of these people what has changed about them.
    pub(super) fn tell_about_themselves<'a>(
        &self,
        seen: Seen<'_>,
        people: impl IntoIterator<Item = &'a PersonId>,
    ) {
        for person in people {
            let identity = Identity::Person(person.clone());
            let pages = [Page::Panel, Page::Workspace, Page::Call]
                .map(|page| self.pages.get(&(identity.clone(), page)));
            for page in pages.into_iter().flatten() {
                if let Some(you) = seen.you(person) {
                    page.tell(ServerMessage::You { you });
                }
            }
        }
    }
}

impl Seen<'_> {
    /// What a page is told about the person it belongs to.
    pub(super) fn you(self, person: &PersonId) -> Option<You> {
        Some(You::Person {
            tenant: self.floor.tenant().clone(),
            view: Box::new(self.view.people.get(person)?.clone()),
            roles: self.floor.members().get(person)?.profile.roles.clone(),
        })
    }

    /// What the workspace of `viewer` is told about all agents, who are those `here`.
    fn agents(self, viewer: &PersonId, here: &BTreeSet<PersonId>) -> Option<ServerMessage> {
        let agents = Colleagues::seen_by(viewer, (self.view, self.floor.scope()), here)?;
        Some(ServerMessage::Agents { all: true, agents })
    }

    /// What it is told when something has changed about `people`.
    fn agents_among(self, viewer: &PersonId, people: &BTreeSet<PersonId>) -> Option<ServerMessage> {
        let agents = Colleagues::seen_by(viewer, (self.view, self.floor.scope()), people)?;
        let changed = agents != Colleagues::default();
        changed.then_some(ServerMessage::Agents { all: false, agents })
    }
}

#[cfg(test)]
mod tests {
    use backline_core::id::TenantId;

    use super::*;
    use crate::session::port::double::sofias;

    ///
    #[test]
    fn a_place_is_kept_for_the_tab_that_has_left_it_and_then_for_whoever_asks() {
        let mut registry = Registry::default();
        let page = |connection, tab| {
            let page = sofias(Page::Panel, connection, Arc::default());
            let page = Arc::into_inner(page).unwrap();
            Arc::new(ConnectedPage { tab: TabId::from_u128(tab), ..page })
        };
        let mut last = page(1, 7);
        let mut comes = |connection, tab, take_over, at| {
            registry.depart(&last, Timestamp(at));
            last = page(connection, tab);
            let placement = registry.arrive(Arc::clone(&last), take_over, Timestamp(at));
            matches!(placement, Placement::Taken(_))
        };
        assert!(comes(2, 7, false, 0), "nobody was there");
        assert!(!comes(3, 8, false, 1_000), "it may only be loaded anew");
        assert!(comes(4, 7, false, 1_500));
        assert!(comes(5, 8, true, 2_000), "Use here");
        assert!(!comes(6, 7, false, 4_999));
        assert!(!comes(7, 7, false, 7_998) && comes(8, 7, false, 7_999));
    }

    #[test]
    fn only_workspaces_that_are_here_are_told_of_agents() {
        let floor = Floor::empty(TenantId::new("acme").unwrap());
        let seen = Seen { floor: &floor, view: floor.view() };
        let mut registry = Registry::default();
        let page = |(kind, connection)| sofias(kind, connection, Arc::default());
        let pages = [(Page::Panel, 1), (Page::Workspace, 2), (Page::Workspace, 3)].map(page);
        for page in &pages {
            registry.arrive(Arc::clone(page), false, Timestamp(0));
        }
        let told = |registry: &Registry| registry.told_of_agents.len();
        for (page, whom) in pages.iter().zip([0, 0, 1]) {
            registry.begin_to_tell_of_agents(seen, page);
            assert_eq!(told(&registry), whom, "{:?}", page.connection);
        }
        for (page, whom) in pages.iter().zip([1, 1, 0]) {
            registry.depart(page, Timestamp(0));
            assert_eq!(told(&registry), whom, "{:?}", page.connection);
        }
    }
}
