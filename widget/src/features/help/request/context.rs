//! What one should know before one answers: who and whose call, how long it runs, what is known of
//! the customer, what this agent asked for earlier today, and who is asked next.
//!
//! Reading it connects nobody.

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::{Contact, HelpRequest, Interaction},
    legible::{is_seen, isolated},
    people::Earlier,
    replica::Replica,
    terms::Audience,
    time::{Millis, Timestamp},
};
use leptos::prelude::*;

use super::request;
use crate::{
    features::call::{
        facts::Named,
        timer::{CallTimer, facts},
    },
    markdown::Markdown,
    runtime::{Model, clock_time, same_day, use_app},
};

/// What follows when nobody answers, and in how long.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unanswered {
    then: String,
    left: Millis,
}

/// The context of the request on an interaction.
#[component]
pub(crate) fn RequestContext(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let facts = facts(id);
    let stage = app.timed(move |model, now| unanswered(model, id, now));
    let agent = move || facts.get()?.agent;
    let customer = move || facts.get().map(|facts| facts.customer);
    let unanswered = move || {
        stage.get().map(|Unanswered { then, left }| {
            view! {
                <dt>"If nobody answers"</dt>
                <dd>{then} " in " <time class="timer">{left.to_string()}</time></dd>
            }
        })
    };
    let named = |who: Named| {
        view! { {who.name} " " <span class="quiet"><bdi>{who.number}</bdi></span> }
    };
    view! {
        <dl class="known">
            <dt>"Agent"</dt>
            <dd>{move || agent().map(named)}</dd>
            <dt>"Customer"</dt>
            <dd>{move || customer().map(named)}</dd>
            <dt>"On the call"</dt>
            <dd>
                <CallTimer facts />
            </dd>
            {unanswered}
        </dl>
        <ContactRecord id />
        <EarlierToday id />
    }
}

/// What is known of the customer; nothing where nothing is.
#[component]
pub(crate) fn ContactRecord(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let contact = app
        .memo(move |model| model.replica.interaction(id).and_then(Interaction::contact).map(lines));
    move || {
        contact.get().filter(|(tells, lines)| !tells.is_empty() || !lines.is_empty()).map(|lines| {
            let line = |(label, value): (String, String)| {
                view! { <dt>{label}</dt> <dd>{value}</dd> }
            };
            let told = |(label, text): (&'static str, String)| {
                view! { <dt>{label}</dt> <dd><Markdown text /></dd> }
            };
            let (tells, lines) = lines;
            view! {
                <section class="about" aria-labelledby="contact-title">
                    <h3 id="contact-title">"Contact"</h3>
                    <dl class="known">
                        {tells.into_iter().map(told).collect_view()}
                        {lines.into_iter().map(line).collect_view()}
                    </dl>
                </section>
            }
        })
    }
}

/// What this agent asked for earlier today.
#[component]
pub(crate) fn EarlierToday(id: InteractionId) -> impl IntoView {
    let app = use_app();
    let earlier = app.timed(move |model, now| {
        let replica = &model.replica;
        request(replica, id).map(|(help, _)| today(help, (replica, now))).unwrap_or_default()
    });
    let line = |earlier: Earlier| {
        view! {
            <li>
                <time class="timer">{clock_time(earlier.at)}</time>
                <span>{isolated(&earlier.label).into_owned()}</span>
                <span class="quiet">{earlier.status.label()}</span>
            </li>
        }
    };
    let empty = Memo::new(move |_| earlier.with(Vec::is_empty));
    view! {
        <section class="about" aria-labelledby="earlier-title">
            <h3 id="earlier-title">"Earlier requests today"</h3>
            <p class="quiet" hidden=move || !empty.get()>
                "None."
            </p>
            <ul class="earlier" hidden=move || empty.get()>
                {move || earlier.get().into_iter().map(line).collect_view()}
            </ul>
        </section>
    }
}

/// Lines with a label each.
type Lines<L> = Vec<(L, String)>;

/// What is known: what the customer wants and what was said, which may have Markdown in it, and the
/// record.
fn lines(contact: &Contact) -> (Lines<&'static str>, Lines<String>) {
    let written = |(label, text): (&'static str, &Option<String>)| {
        let text = text.as_deref()?.trim();
        is_seen(text).then(|| (label, text.to_owned()))
    };
    let apart = |text: &str| isolated(text).into_owned();
    let tells = [("Intent", &contact.intent), ("Summary", &contact.summary)];
    let known = [("Name", &contact.name), ("Number", &contact.number)];
    let known =
        known.into_iter().filter_map(written).map(|(label, it)| (label.to_owned(), apart(&it)));
    let fields = contact.fields.iter().map(|field| (apart(&field.label), apart(&field.value)));

    (tells.into_iter().filter_map(written).collect(), known.chain(fields).collect())
}

/// Those of the same day of the browser's calendar, the last first, by the clock on the wall.
fn today(help: &HelpRequest, (replica, now): (&Replica, Timestamp)) -> Vec<Earlier> {
    let now = replica.on_the_wall(replica.server_time(now));
    let on_the_wall = |it: &Earlier| Earlier { at: replica.on_the_wall(it.at), ..it.clone() };
    let all = help.earlier.iter().rev().map(on_the_wall);
    all.filter(|earlier| same_day(earlier.at, now)).collect()
}

fn unanswered(model: &Model, id: InteractionId, now: Timestamp) -> Option<Unanswered> {
    let (help, _) = request(&model.replica, id)?;
    let run = help.run()?;
    let terms = &model.replica.interaction(id)?.terms().help;
    let audience = |stage| terms.stage(&help.reason, stage).map(|stage| &stage.audience);
    let name = |person: &PersonId| {
        let mut agents = model.replica.agents();
        let known = agents.find(|agent| agent.card.person == *person);
        known.map_or_else(|| person.to_string(), |agent| Named::card(&agent.card).name)
    };
    let then = match audience(run.stage + 1) {
        Some(next) if audience(run.stage) == Some(next) => "Asks the same people again".to_owned(),
        Some(next) => goes_to(next, model.my_id(), name),
        None => "Ends".to_owned(),
    };
    let left = run.ends_at().since(model.replica.server_time(now));
    Some(Unanswered { then, left: Millis(left.0 / 1000 * 1000) })
}

/// Whom the next stage asks; `name` is what somebody is called.
fn goes_to(
    audience: &Audience,
    me: Option<&PersonId>,
    name: impl Fn(&PersonId) -> String,
) -> String {
    match audience {
        Audience::FanOut => "Goes to everyone".to_owned(),
        Audience::Team => "Goes to the agent's supervisors".to_owned(),
        Audience::OtherTeam(team) => ["Goes to the supervisors of ", team.as_str()].concat(),
        Audience::Specific(person) if me == Some(person) => "Goes to you alone".to_owned(),
        Audience::Specific(person) => ["Goes to ", &name(person), " alone"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use backline_core::{id::TeamId, interaction::contact::ContactField};
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn what_follows_a_stage_says_whom_the_next_one_asks() {
        let person = |name: &str| PersonId::new(name).unwrap();
        let goes = |audience| goes_to(&audience, Some(&person("sofia")), ToString::to_string);
        assert_eq!(goes(Audience::FanOut), "Goes to everyone");
        assert_eq!(goes(Audience::Team), "Goes to the agent's supervisors");
        let billing = Audience::OtherTeam(TeamId::new("billing").unwrap());
        assert_eq!(goes(billing), "Goes to the supervisors of billing");
        assert_eq!(goes(Audience::Specific(person("sam"))), "Goes to sam alone");
        assert_eq!(goes(Audience::Specific(person("sofia"))), "Goes to you alone");
    }

    #[test]
    fn what_the_customer_wants_stands_first_and_what_is_blank_nowhere() {
        let contact = Contact {
            name: Some("Carla Nunes".to_owned()),
            number: Some(" ".to_owned()),
            fields: vec![ContactField { label: "Plan".to_owned(), value: "Gold".to_owned() }],
            summary: None,
            intent: Some("Cancel the contract".to_owned()),
        };
        let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        let (tells, record) = lines(&contact);
        assert_eq!(tells, [("Intent", "Cancel the contract".to_owned())]);
        assert_eq!(record, [pair("Name", "Carla Nunes"), pair("Plan", "Gold")]);
    }
}
