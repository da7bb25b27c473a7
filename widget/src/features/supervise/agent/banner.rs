//! The place where the agent reads who has come onto the call, and sees who hears whom.
//!
//! It is there throughout a call, so that nothing moves when somebody comes. What stands in it is true
//! while it stands: a banner leaves with its action, and nobody can put it away before.

use backline_core::{id::InteractionId, interaction::Action};
use leptos::prelude::*;

use crate::{
    features::{
        call::agent::{AgentCall, Phase},
        supervise::hearing::drawn,
    },
    icon::{Drawing, Icon},
    picture::{Triangle, for_agent},
    runtime::{Model, PageStanding, use_app},
};

/// A supervisor who speaks on the call, or of whom the agent is told by the
/// tenant's choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Banner {
    pub(crate) action: Action,
    pub(crate) name: String,
    /// None when none is configured.
    pub(crate) number: Option<String>,
}

/// The place.
#[component]
pub(crate) fn BannerPlace(call: Memo<Option<AgentCall>>) -> impl IntoView {
    let app = use_app();
    let talking = Memo::new(move |_| match call.get() {
        Some(AgentCall { id, phase: Phase::Talking, .. }) => Some(id),
        Some(_) | None => None,
    });
    let shown = app.memo(move |model| talking.get().map_or_else(Vec::new, |id| banners(model, id)));
    let sentence = app.memo(move |model| {
        let interaction = model.replica.interaction(talking.get()?)?;
        Some(for_agent(interaction, model.my_id()?, model.standing() == PageStanding::Live))
    });
    let picture = app.memo(move |model| drawn(model, talking.get()?));
    let tone = move || {
        shown.with(|shown| {
            let loudest = shown.iter().map(|banner| banner.action).max();
            loudest.map(tone)
        })
    };
    let said = move || sentence.with(|said| said.as_deref().is_some_and(|said| !said.is_empty()));
    let empty = move || !said() && shown.with(Vec::is_empty);
    view! {
        <section class="hearing-place" aria-label="Who hears whom">
            <p class="hint" hidden=move || !empty()>"Supervisors who join appear here."</p>
            <div class="banner" data-tone=tone aria-live="assertive" aria-atomic="true">
                {move || shown.get().into_iter().map(one).collect_view()}
                <p class="said">{sentence}</p>
            </div>
            <div class="picture">
                {move || picture.with(Option::is_some).then(|| view! {
                    <Triangle picture=Signal::derive(move || picture.get().unwrap_or_default()) />
                })}
            </div>
        </section>
    }
}

fn one(banner: Banner) -> impl IntoView {
    let (label, icon) = match banner.action {
        Action::Monitor => ("Monitoring", Icon::Ear),
        Action::Coach => ("Coaching", Icon::Speech),
        Action::BargeIn => ("Barge In", Icon::Megaphone),
    };
    view! {
        <p class="on-the-call">
            <Drawing icon />
            <strong>{label}</strong>
            <span class="supervisor">{banner.name} " " <span class="number">{banner.number}</span></span>
        </p>
    }
}

const fn tone(action: Action) -> &'static str {
    match action {
        Action::Monitor => "monitor",
        Action::Coach => "coach",
        Action::BargeIn => "barge",
    }
}

/// Everybody on the call besides agent and customer whom the agent may know of.
pub(crate) fn banners(model: &Model, id: InteractionId) -> Vec<Banner> {
    let call = model.replica.interaction(id);
    let supervisors = call.into_iter().flat_map(|call| call.supervisors());
    let speaking = supervisors.filter_map(|supervision| {
        // Whoever is not to be shown to the agent is not in the agent's copy.
        let action = supervision.stance.active()?;
        let card = &supervision.card;
        Some(Banner {
            action,
            name: card.name.shown().into_owned(),
            number: card.number.as_ref().map(|number| number.shown().into_owned()),
        })
    });
    speaking.collect()
}
