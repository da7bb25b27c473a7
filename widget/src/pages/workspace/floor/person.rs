//! What one agent does, in a card that opens beside them.

use std::sync::Arc;

use backline_core::id::InteractionId;
use leptos::{html::Div, prelude::*};

use super::standing::Standing;
use crate::{
    components::while_here,
    features::{
        call::{
            news::use_news,
            timer::{CallTimer, facts},
        },
        help::flag::HelpFlag,
        supervise::{open::OpenButton, selection::use_selection},
    },
};

/// The card; what is in it exists once it was opened, and is still there while it goes.
#[component]
pub(super) fn PersonCard(
    /// The element's.
    name: String,
    standing: Memo<Option<Arc<Standing>>>,
    said: Memo<String>,
) -> impl IntoView {
    let (open, set_open) = signal(false);
    let place = NodeRef::<Div>::new();
    let toggled = move |_| {
        let card = place.get_untracked();
        if card.is_some_and(|card| card.matches(":popover-open").unwrap_or_default()) {
            set_open.set(true);
        }
    };
    view! {
        <div class="popover person-card" id=name popover="auto" node_ref=place on:toggle=while_here(toggled)>
            <Show when=move || open.get()>
                <Particulars standing said />
            </Show>
        </div>
    }
}

#[component]
fn Particulars(standing: Memo<Option<Arc<Standing>>>, said: Memo<String>) -> impl IntoView {
    let who = Memo::new(move |_| standing.with(|it| it.as_ref().map(|it| it.who.clone())));
    let call = Memo::new(move |_| standing.with(|it| it.as_ref()?.call));
    view! {
        <p>
            <strong>{move || who.get().map(|who| who.name)}</strong>
            " "
            <span class="quiet"><bdi>{move || who.get()?.number}</bdi></span>
        </p>
        <p class="small quiet">{said}</p>
        {move || call.get().map(|id| view! { <CallOf id /> })}
    }
}

/// Their call, and the way to it.
#[component]
fn CallOf(id: InteractionId) -> impl IntoView {
    let selection = use_selection();
    let facts = facts(id);
    let customer = move || facts.with(|facts| facts.as_ref().map(|it| it.customer.name.clone()));
    let state = move || facts.with(|facts| facts.as_ref().map(|it| it.state));
    let answered = use_news().memo(id, move |model| {
        model.replica.interaction(id).is_some_and(|call| call.talk().is_some())
    });
    let about = format!("card-call-{id}");
    let context = about.clone();
    let open = move || selection.opened.get() == Some(id);
    view! {
        <p id=about>
            {move || if answered.get() { "With " } else { "Called by " }} <strong>{customer}</strong>
        </p>
        <p class="small">
            {state} " " <CallTimer facts /> <HelpFlag id />
        </p>
        <Show when=move || answered.get() && !open()>
            <OpenButton id context=context.clone() place="card-open" />
        </Show>
    }
}
