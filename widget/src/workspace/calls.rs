//! The table of active calls, live.

use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{Command, Lens},
};
use leptos::prelude::*;

use super::{
    facts::{Facts, Named},
    roster::arranged,
};
use crate::{
    components::Timer,
    runtime::{App, Standing, use_app},
    triangle::{Picture, Scale, Triangle},
};

/// The column with the table.
#[component]
pub(super) fn Calls(opened: Memo<Option<InteractionId>>) -> impl IntoView {
    let app = use_app();
    let calls = app.memo(|model| {
        let all = model.replica.interactions();
        let mut calls: Vec<_> = all.filter(|call| call.lens() == Lens::Supervisor).collect();
        calls.sort_by_key(|call| (call.opened_at(), call.id()));
        calls.into_iter().map(|call| (call.id(), call.is_over())).collect::<Vec<_>>()
    });
    let kept = RwSignal::new(false);
    let rows = Memo::new(move |before: Option<&Vec<InteractionId>>| {
        let before = before.map_or(&[][..], Vec::as_slice);
        calls.with(|calls| arranged(calls, before, kept.get()))
    });
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
                    <p>"No call is active. One will stand here as soon as a customer calls."</p>
                </div>
            </Show>
            <table role="table" aria-labelledby="calls-title" hidden=move || empty.get()>
                <Head />
                <tbody
                    role="rowgroup"
                    on:pointerenter=move |_| kept.set(true)
                    on:pointerleave=move |_| kept.set(false)
                    on:focusin=move |_| kept.set(true)
                    on:focusout=move |_| kept.set(false)
                >
                    <For each=move || rows.get() key=|id| *id let:id>
                        <Row id opened />
                    </For>
                </tbody>
            </table>
        </section>
    }
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
fn Row(id: InteractionId, opened: Memo<Option<InteractionId>>) -> impl IntoView {
    let app = use_app();
    let facts = facts(app, id);
    let picture = app.memo(move |model| {
        let drawn = model.replica.interaction(id).map(|call| Picture::of(call, model.my_id()));
        let drawn = drawn.unwrap_or_default();
        if model.standing() == Standing::Live { drawn } else { drawn.gone_stale() }
    });
    let (agent_id, customer_id) = (format!("agent-{id}"), format!("customer-{id}"));
    let context = format!("{agent_id} {customer_id}");
    let agent = move || facts.with(|facts| facts.as_ref().and_then(|facts| facts.agent.clone()));
    let customer = move || facts.with(|facts| facts.as_ref().map(|facts| facts.customer.clone()));
    let state = move || facts.with(|facts| facts.as_ref().map(|facts| facts.state));
    let over = move || facts.with(|facts| facts.as_ref().is_none_or(|it| it.ended.is_some()));
    view! {
        <tr
            role="row"
            aria-current=move || (opened.get() == Some(id)).then_some("true")
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
            <td role="cell">{state}</td>
            <td role="cell">
                <Triangle picture scale=Scale::Row />
            </td>
            <td role="cell">
                <OpenButton id context />
            </td>
        </tr>
    }
}

/// What stands in the table and at the head of the open interaction.
pub(super) fn facts(app: App, id: InteractionId) -> Memo<Option<Facts>> {
    let known = app.memo(move |model| model.replica.interaction(id).map(Facts::of));
    Memo::new(move |before: Option<&Option<Facts>>| {
        Some(known.get()?.after(before.and_then(Option::as_ref)))
    })
}

/// How long a call has been going on, or how long it was.
#[component]
pub(super) fn CallTimer(facts: Memo<Option<Facts>>) -> impl IntoView {
    let lasted = Memo::new(move |_| facts.with(|facts| facts.as_ref()?.lasted()));
    let since = move |_: &_| facts.with(|facts| facts.as_ref().map(|facts| facts.since));
    move || match lasted.get() {
        Some(lasted) => view! { <time class="timer">{lasted.to_string()}</time> }.into_any(),
        None => view! { <Timer since /> }.into_any(),
    }
}

fn named(who: Named) -> impl IntoView {
    view! {
        {who.name}
        <span class="small"><bdi>{who.number}</bdi></span>
    }
}

#[component]
fn OpenButton(id: InteractionId, context: String) -> impl IntoView {
    let app = use_app();
    let asked = RwSignal::new(None::<CommandId>);
    let obstacle = app.memo(move |model| {
        let on_its_way = asked.get().is_some_and(|asked| model.replica.is_asking(asked));
        let opening = on_its_way.then(|| "It is being opened.".to_owned());
        model.obstacle(id, &Command::OpenInteraction).or(opening)
    });
    let blocked = Memo::new(move |_| obstacle.with(Option::is_some));
    let why = format!("why-open-{id}");
    let described = format!("{context} {why}");
    let click = move |_| {
        if !blocked.get_untracked() {
            asked.set(Some(app.ask(id, Command::OpenInteraction)));
        }
    };
    view! {
        <button
            type="button"
            class="button dense"
            id=format!("open-{id}")
            aria-disabled=move || blocked.get().then_some("true")
            aria-describedby=described
            on:click=click
        >
            "Open interaction"
        </button>
        <span class="reason" id=why>
            {obstacle}
        </span>
    }
}
