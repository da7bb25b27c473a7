//! The table of active calls, live.

use backline_core::{id::InteractionId, people::Grant};
use leptos::prelude::*;

use super::{agents::Agents, roster::arranged};
use crate::{
    components::{focus, while_here},
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
    runtime::{App, Intent, Model, use_app},
};

const NO_CALL: &str = "No call is active. One will stand here as soon as a customer calls.";
const NO_CALL_OF_YOURS: &str =
    "You see a call here while its agent asks you for help, and while you help on it.";

/// The column with the table.
#[component]
pub(super) fn Calls() -> impl IntoView {
    let app = use_app();
    let sees_all = app.memo(|model| model.i_may(Grant::ViewInteractions));
    let calls = app.memo(|model| {
        let all = model.replica.interactions();
        let mut calls: Vec<_> = all.filter(|call| call.lens().is_back_line()).collect();
        calls.sort_by_key(|call| (call.opened_at(), call.id()));
        calls.into_iter().map(|call| (call.id(), call.is_over())).collect::<Vec<_>>()
    });
    let (pointer, within) = (RwSignal::new(false), RwSignal::new(false));
    let rows = Memo::new(move |before: Option<&Vec<InteractionId>>| {
        let before = before.map_or(&[][..], Vec::as_slice);
        calls.with(|calls| arranged(calls, before, pointer.get() || within.get()))
    });
    forget_what_is_over(app, rows);
    let count = move || calls.with(|calls| calls.iter().filter(|(_, over)| !over).count());
    let empty = Memo::new(move |_| rows.with(Vec::is_empty));
    view! {
        <section class="column calls" aria-labelledby="calls-title">
            <div class="column-head">
                <h2 id="calls-title" tabindex="-1">
                    "Active calls"
                </h2>
                <span class="count">{count}</span>
            </div>
            <Show when=move || empty.get()>
                <div class="empty">
                    <p>
                        {move || if sees_all.get() { NO_CALL } else { NO_CALL_OF_YOURS }}
                    </p>
                </div>
            </Show>
            <table role="table" aria-labelledby="calls-title" hidden=move || empty.get()>
                <Head />
                <tbody
                    role="rowgroup"
                    on:pointerenter=move |_| pointer.set(true)
                    on:pointerleave=while_here(move |_| pointer.set(false))
                    on:focusin=move |_| within.set(true)
                    on:focusout=while_here(move |event| within.set(focus::stays(&event, "tbody")))
                >
                    <For each=move || rows.get() key=|id| *id let:id>
                        <CallRow id />
                    </For>
                </tbody>
            </table>
            <Agents />
        </section>
    }
}

/// A page that stays open for a shift keeps no call that it does not show any more.
fn forget_what_is_over(app: App, rows: Memo<Vec<InteractionId>>) {
    let selection = use_selection();
    let over = app.memo(Model::over);
    Effect::new(move |_| {
        let stays = [selection.opened.get(), selection.shown.get()];
        for id in over.get() {
            if !stays.contains(&Some(id)) && rows.with(|rows| !rows.contains(&id)) {
                app.want(Intent::Forget(id));
            }
        }
    });
}

#[component]
fn Head() -> impl IntoView {
    let words = ["Agent", "Customer", "Since", "State", "Who hears"];
    let cell = |word| view! { <th role="columnheader" scope="col">{word}</th> };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {words.map(cell).collect_view()} <th role="columnheader" scope="col">
                    <span class="visually-hidden">"Action"</span>
                </th>
            </tr>
        </thead>
    }
}

#[component]
fn CallRow(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let selection = use_selection();
    let open = Memo::new(move |_| selection.opened.get() == Some(id));
    let facts = facts(app, id);
    let picture = picture(app, id);
    let (agent_id, customer_id) = (format!("agent-{id}"), format!("customer-{id}"));
    let context = format!("{agent_id} {customer_id}");
    let agent = move || facts.with(|facts| facts.as_ref().and_then(|facts| facts.agent.clone()));
    let customer = move || facts.with(|facts| facts.as_ref().map(|facts| facts.customer.clone()));
    let state = move || facts.with(|facts| facts.as_ref().map(|facts| facts.state));
    let over = move || facts.with(|facts| facts.as_ref().is_none_or(|it| it.ended.is_some()));
    view! {
        <tr
            role="row"
            aria-current=move || (selection.shown.get() == Some(id)).then_some("true")
            data-over=move || over().then_some("")
        >
            <th role="rowheader" scope="row" id=agent_id>
                {move || agent().map_or_else(|| "Nobody yet".into_any(), |who| named(who).into_any())}
            </th>
            <td role="cell" id=customer_id>
                {move || customer().map(named)}
            </td>
            <td role="cell">
                <CallTimer facts />
            </td>
            <td role="cell">
                {state}
                <span class="small" hidden=move || !over()>
                    "Stays while you are in the table"
                </span>
                <HelpFlag id />
            </td>
            <td role="cell">
                <Triangle picture scale=Scale::Row />
            </td>
            <td role="cell">
                {move || {
                    if open.get() && !over() {
                        view! { <RowActions id about=context.clone() /> }.into_any()
                    } else {
                        view! { <OpenButton id context=context.clone() /> }.into_any()
                    }
                }}
            </td>
        </tr>
    }
}

fn named(who: Named) -> impl IntoView {
    view! {
        <span class="cut" title=who.name>{who.name.clone()}</span>
        <span class="small cut" title=who.number><bdi>{who.number.clone()}</bdi></span>
    }
}
