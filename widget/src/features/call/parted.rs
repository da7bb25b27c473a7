//! What became of a call while this page was away, in one line.

use backline_core::{
    interaction::EndReason,
    protocol::Page,
    replica::{Fate, Parted},
    time::Timestamp,
};
use leptos::prelude::*;

use super::put_away::PutAway;
use crate::runtime::{Model, clock_time, use_app};

/// The line, if there is anything to be said; `ended` says why a call ended, where that is shown.
pub(crate) fn parted(model: &Model, ended: fn(EndReason) -> &'static str) -> Option<String> {
    let parted = model.replica.parted()?;
    let why = if let Fate::Ended(why) = parted.fate { ended(why) } else { "" };
    let at = parted.at.map(|at| model.replica.on_the_wall(at));
    Some(said(parted, at, model.page, why))
}

/// `at` is a time of day.
fn said(parted: &Parted, at: Option<Timestamp>, page: Page, why: &str) -> String {
    let Parted { customer, fate, .. } = parted;
    let (call, who) = match (page, &**customer) {
        (Page::Call, _) => ("Your call", ""),
        (Page::Panel | Page::Workspace, "") => ("Your last call", ""),
        (Page::Panel | Page::Workspace, who) => ("The call with ", who),
    };
    let became = match fate {
        Fate::Ended(_) => " ended",
        Fate::Waits => " went back to waiting, for your sound did not come up,",
        Fate::Left | Fate::TakenOff | Fate::NotPermitted => " goes on. You were taken off it",
        Fate::Gone => " is not there any more",
    };
    let [before, after] = match (at, fate) {
        (None, _) => ["", "."],
        (Some(_), Fate::Gone) => [". This page was away from ", " on."],
        (Some(_), Fate::NotPermitted) => [" at ", ", for your permission was withdrawn."],
        (Some(_), Fate::TakenOff) => [" at ", ", for your connection did not come back."],
        (Some(_), Fate::Ended(_) | Fate::Waits | Fate::Left) => {
            [" at ", ", while this page was away."]
        }
    };
    let at = at.map(clock_time).unwrap_or_default();
    [call, who, became, before, &at, after, why].concat()
}

/// The line and the way to put it away, in a place of its own.
#[component]
pub(crate) fn PartedNotice() -> impl IntoView {
    let app = use_app();
    let said =
        app.memo(|model| Some((model.replica.parted()?.interaction, parted(model, |_| "")?)));
    view! {
        <div class="parted" role="status">
            {move || said.get().map(|(id, said)| view! {
                <p>{said}</p>
                <PutAway id />
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use backline_core::id::InteractionId;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn reads(page: Page, customer: &str, fate: Fate, at: Option<Timestamp>) -> String {
        let (interaction, customer) = (InteractionId::from_u128(1), customer.to_owned());
        said(&Parted { interaction, customer, fate, at }, at, page, "")
    }

    ///
    #[test]
    fn what_became_of_a_call_is_one_line_with_its_time_where_that_is_known() {
        let at = Timestamp(1_700_000_000_000);
        let time = clock_time(at);
        let ended = Fate::Ended(EndReason::CustomerHungUp);
        assert_eq!(
            reads(Page::Panel, "Carla", ended, Some(at)),
            format!("The call with Carla ended at {time}, while this page was away.")
        );
        assert_eq!(
            reads(Page::Workspace, "Carla", Fate::Left, Some(at)),
            format!(
                "The call with Carla goes on. You were taken off it at {time}, while this page was away."
            )
        );
        assert_eq!(
            reads(Page::Call, "Carla", Fate::Gone, Some(at)),
            format!("Your call is not there any more. This page was away from {time} on.")
        );
        assert_eq!(
            reads(Page::Panel, "", Fate::Gone, None),
            "Your last call is not there any more."
        );
    }
}
