//! Tells of each call alone that something of it has changed.
//!
//! What is derived from the page's state is worked out anew with each change of it. On a floor of 200
//! calls that is many times a second, and each time one call has changed: a row asks here, and is left
//! alone until that call is its own, or something has changed on which all rows depend.

use std::{collections::BTreeMap, sync::Arc};

use backline_core::{
    id::InteractionId,
    interaction::{Interaction, Lens},
    people::PersonView,
    protocol::SignInNotice,
};
use leptos::prelude::*;

use crate::runtime::{App, Model, PageStanding};

/// Where a call stands in what is told of it; nothing when there is none.
type Position = Option<(Lens, u64)>;

/// What every row depends on besides its own call.
type Common = (PageStanding, Option<PersonView>, Option<SignInNotice>);

/// Each call by itself. Found with [`use_news`].
#[derive(Clone, Copy)]
pub(crate) struct CallNews {
    app: App,
    common: Memo<Common>,
    each: StoredValue<BTreeMap<InteractionId, ArcRwSignal<Position>>>,
}

/// The page's [`CallNews`].
#[must_use]
pub(crate) fn use_news() -> CallNews {
    expect_context()
}

/// What is known of one call, and of when it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known<T> {
    id: InteractionId,
    position: (Lens, u64),
    value: Option<Arc<T>>,
}

impl CallNews {
    /// Begins, for all components below.
    pub(crate) fn start(app: App) -> Self {
        let common = app.timed(|model, tick| {
            (model.standing(), model.me().cloned(), model.replica.sign_in_notice(tick))
        });
        let news = Self { app, common, each: StoredValue::default() };
        let positions = app.memo(|model| model.replica.positions().collect::<Vec<_>>());
        Effect::new(move |_| positions.with(|positions| news.tell(positions)));
        provide_context(news);
        news
    }

    /// A value derived from one call, the page's person and whether the server can be asked.
    pub(crate) fn memo<T>(
        self,
        id: InteractionId,
        read: impl Fn(&Model) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let Self { app, common, .. } = self;
        let position = self.position(id);
        Memo::new(move |_| {
            position.track();
            common.track();
            app.peek(&read)
        })
    }

    /// A value of each call that has one, by id. Of a call that has not changed it is kept.
    pub(crate) fn of_each<T>(
        self,
        read: impl Fn(&Interaction) -> Option<T> + Send + Sync + 'static,
    ) -> Memo<Vec<Arc<T>>>
    where
        T: Eq + Send + Sync + 'static,
    {
        let known = self.app.memo_after(move |model, before: Option<&Vec<Known<T>>>| {
            let before = before.map_or(&[][..], Vec::as_slice);
            let one = |(call, (id, position)): (&Interaction, (InteractionId, (Lens, u64)))| {
                let kept = before.binary_search_by_key(&id, |it| it.id).ok();
                let kept = kept.map(|place| &before[place]).filter(|it| it.position == position);
                let value =
                    kept.map_or_else(|| read(call).map(Arc::new), |kept| kept.value.clone());
                Known { id, position, value }
            };
            model.replica.interactions().zip(model.replica.positions()).map(one).collect()
        });
        Memo::new(move |_| {
            known.with(|known| known.iter().filter_map(|it| it.value.clone()).collect())
        })
    }

    fn position(self, id: InteractionId) -> ArcRwSignal<Position> {
        let stands = |model: &Model| {
            let found = model.replica.positions().find(|(known, _)| *known == id);
            found.map(|(_, position)| position)
        };
        let now = self.app.peek(stands);
        let mut position = ArcRwSignal::new(now);
        self.each
            .update_value(|each| position = each.entry(id).or_insert(position.clone()).clone());
        position
    }

    /// Tells those that stand elsewhere than they stood.
    fn tell(self, positions: &[(InteractionId, (Lens, u64))]) {
        let mut moved = Vec::new();
        self.each.update_value(|each| {
            each.retain(|id, told| {
                let found = positions.binary_search_by_key(id, |(id, _)| *id).ok();
                let now = found.map(|place| positions[place].1);
                if told.get_untracked() != now {
                    moved.push((told.clone(), now));
                }
                now.is_some()
            });
        });
        for (told, now) in moved {
            told.set(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        rc::Rc,
        sync::atomic::{AtomicU32, Ordering::Relaxed},
    };

    use backline_core::{
        interaction::{CallFact, Fact},
        protocol::{Page, ServerMessage},
    };
    use leptos::{
        leptos_dom::helpers::document, mount::mount_to, task::tick, wasm_bindgen::JsCast as _,
        web_sys::HtmlElement,
    };
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::features::{
        call::facts::Facts,
        fixtures::{CALL, talking, timeline},
    };

    const OTHER: InteractionId = InteractionId::from_u128(8);

    fn restated(interaction: InteractionId) -> ServerMessage {
        let (lens, facts) = (Lens::Supervisor, timeline(talking()));
        ServerMessage::Restated { interaction, lens, next: 100, facts, timeline: Vec::new() }
    }

    /// Tells the page that the customer of a call was put on hold, and lets all follow from it.
    async fn holds(app: App, interaction: InteractionId) {
        let facts = timeline(vec![(20, Fact::Call(CallFact::Held))]);
        app.hears(&ServerMessage::Facts { interaction, first: 100, facts });
        for _ in 0..4 {
            tick().await;
        }
    }

    ///
    #[test]
    async fn what_is_read_of_a_call_is_worked_out_anew_when_that_call_changes_and_no_other() {
        let place: HtmlElement = document().create_element("section").unwrap().unchecked_into();
        let times = Arc::new(AtomicU32::new(0));
        let kept = Rc::new(Cell::new(None));
        let (counts, keeps) = (times.clone(), kept.clone());
        let mounted = mount_to(place, move || {
            let app = App::without_server(Page::Workspace);
            [CALL, OTHER].iter().for_each(|call| app.hears(&restated(*call)));
            let state = CallNews::start(app).memo(CALL, move |model| {
                counts.fetch_add(1, Relaxed);
                model.replica.interaction(CALL).map(|call| Facts::of(call).state)
            });
            keeps.set(Some((app, state)));
            move || state.get()
        });
        let (app, state) = kept.take().unwrap();
        tick().await;
        let at_first = times.load(Relaxed);
        holds(app, OTHER).await;
        assert_eq!(times.load(Relaxed), at_first);
        holds(app, CALL).await;
        assert_eq!(times.load(Relaxed), at_first + 1);
        assert_ne!(state.get_untracked(), None);
        drop(mounted);
    }
}
