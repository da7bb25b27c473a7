//! One active call in the table.

use backline_core::id::InteractionId;
use leptos::prelude::*;

use crate::{
    features::{
        call::{
            facts::Named,
            timer::{CallTimer, facts},
        },
        help::flag::HelpFlag,
        supervise::{
            actions::RowActions, hearing::picture, open::OpenButton, selection::use_selection,
        },
    },
    picture::{Scale, Triangle},
};

/// The row.
#[component]
pub(super) fn CallRow(id: InteractionId) -> impl IntoView {
    let selection = use_selection();
    let open = Memo::new(move |_| selection.opened.get() == Some(id));
    let facts = facts(id);
    let picture = picture(id);
    let (agent_id, customer_id) = (format!("agent-{id}"), format!("customer-{id}"));
    let context = format!("{agent_id} {customer_id}");
    let agent =
        Memo::new(move |_| facts.with(|facts| facts.as_ref().and_then(|it| it.agent.clone())));
    let customer =
        Memo::new(move |_| facts.with(|facts| facts.as_ref().map(|it| it.customer.clone())));
    let state = Memo::new(move |_| facts.with(|facts| facts.as_ref().map(|it| it.state)));
    view! {
        <tr role="row" aria-current=move || (selection.shown.get() == Some(id)).then_some("true")>
            <th role="rowheader" scope="row" class="agent" id=agent_id>
                {move || agent.get().map(named)}
            </th>
            <td role="cell" class="customer" id=customer_id>
                {move || customer.get().map(named)}
            </td>
            <td role="cell" class="since">
                <CallTimer facts />
            </td>
            <td role="cell" class="state">
                <span class="cut" title=move || state.get()>
                    {state}
                </span>
                <HelpFlag id />
            </td>
            <td role="cell" class="hears">
                <Triangle picture scale=Scale::Row />
            </td>
            <td role="cell" class="acts">
                {move || {
                    if open.get() {
                        view! { <RowActions id about=context.clone() /> }.into_any()
                    } else {
                        view! { <OpenButton id context=context.clone() /> }.into_any()
                    }
                }}
            </td>
        </tr>
    }
}

/// A name and a number, each on a line that ends in dots where it is too long; the whole of it is
/// read, and stands in the title.
fn named(who: Named) -> impl IntoView {
    let whole = match &who.number {
        Some(number) => [&who.name, "\n", number].concat(),
        None => who.name.clone(),
    };
    view! {
        <span class="cut" title=whole>{who.name}</span>
        <span class="small cut number"><bdi>{who.number}</bdi></span>
    }
}
