//! A call between two browsers, and what people do on one, up to the server's acknowledgement.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use backline_core::{
    id::{CommandId, InteractionId, PersonId},
    interaction::{Action, Command},
    protocol::{ClientMessage, ServerMessage},
    routing::PartyId,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{page::Hearing, party::Party, scene::Scene, tone::Voice, wire::Reply};

/// A customer and Ana, the agent, who talk.
#[derive(Debug)]
pub struct Call {
    /// At `/call`.
    pub customer: Party,
    /// At `/panel`.
    pub agent: Party,
    /// The server's name for it.
    pub id: InteractionId,
}

impl Scene {
    /// A customer named Carla calls; Ana answers; both have a connection for sound.
    ///
    /// # Errors
    /// When they do not get that far.
    pub async fn call(&self) -> Result<Call> {
        self.call_with(self.agent("ana")).await
    }

    /// The same; `agent` is how Ana opens the page.
    ///
    /// # Errors
    /// When they do not get that far.
    pub async fn call_with(&self, agent: impl Future<Output = Result<Party>>) -> Result<Call> {
        let (customer, agent) = tokio::try_join!(self.customer("Carla"), agent)?;
        self.connect(customer, agent).await
    }

    /// The same with these two, whose pages are open.
    ///
    /// # Errors
    /// When they do not get that far.
    pub async fn connect(&self, customer: Party, agent: Party) -> Result<Call> {
        agent.is_available().await?;
        customer.click("Call").await?;
        agent.click("Answer").await?;
        tokio::try_join!(customer.is_heard_from(), agent.is_heard_from())?;
        let id = customer.interaction().await?;
        Ok(Call { customer, agent, id })
    }

    /// A supervisor who has the only call open, with a voice connection and no action.
    ///
    /// # Errors
    /// When they do not get that far.
    pub async fn supervisor_on_call(&self, who: &str, voice: Voice) -> Result<Party> {
        let supervisor = self.supervisor(who, voice).await?;
        supervisor.opens_interaction().await?;
        Ok(supervisor)
    }
}

impl Party {
    /// Waits until this agent can be rung.
    ///
    /// # Errors
    /// When they cannot.
    pub async fn is_available(&self) -> Result<()> {
        let available = r#"ear.said('"caught_up"') > 0 && ear.said('"presence":"Available"') > 0"#;
        self.until("an agent who is Available", available, Value::Null).await
    }

    /// Waits until both ends of the call are enforced, as this page was told.
    ///
    /// # Errors
    /// When they are not.
    pub async fn is_heard_from(&self) -> Result<()> {
        self.is_connected().await?;
        let enforced = "ear.said('\"hearing_enforced\"') > 0";
        self.until("hearing that is enforced", enforced, Value::Null).await
    }

    /// Opens the call in the table, and waits until its actions can be taken.
    ///
    /// # Errors
    /// When they cannot.
    pub async fn opens_interaction(&self) -> Result<()> {
        self.click("Open interaction").await?;
        self.is_connected().await?;
        self.offers(Action::Monitor.label()).await
    }

    /// After a reload or a lost socket: waits until this supervisor has a voice connection with no
    /// action again, opening the call again if the page leaves that to the person.
    ///
    /// # Errors
    /// When they do not get that far.
    pub async fn comes_back_idle(&self) -> Result<()> {
        let either =
            "ear.buttons('Open interaction').concat(ear.buttons('Monitor')).some(ear.enabled)";
        self.until("the call, or the way to it", either, Value::Null).await?;
        // Not what has become of the other one meanwhile: it waits while sound comes up anew.
        let away = "ear.buttons('Open interaction').some(ear.enabled)";
        if self.value(away, Value::Null).await? {
            self.click("Open interaction").await?;
        }
        self.is_connected().await?;
        self.offers(Action::Monitor.label()).await
    }

    /// Takes an action, and waits until the server says that it is active.
    ///
    /// # Errors
    /// When it does not become active.
    pub async fn takes(&self, action: Action) -> Result<()> {
        self.acknowledged(action.label(), "action_active").await?;
        self.offers(action.end_label()).await
    }

    /// Ends an action, and waits until the server says that it has ended.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ends(&self, action: Action) -> Result<()> {
        self.acknowledged(action.end_label(), "action_ended").await?;
        self.offers(Action::Monitor.label()).await
    }

    /// Presses a button that changes who hears whom, and waits until the change is enforced.
    ///
    /// # Errors
    /// When it is not.
    pub async fn changes_hearing(&self, button: &str) -> Result<()> {
        self.acknowledged(button, "hearing_enforced").await
    }

    /// Presses a button, and waits until the server has said `fact` once more than before.
    ///
    /// # Errors
    /// When it does not.
    pub async fn acknowledged(&self, button: &str, fact: &str) -> Result<()> {
        let fact = format!("\"{fact}\"");
        let before: u64 = self.value("ear.said(it)", json!(fact)).await?;
        self.click(button).await?;
        let more = json!({ "fact": fact, "before": before });
        let what = format!("the server says {fact} after {button:?}");
        self.until(&what, "ear.said(it.fact) > it.before", more).await
    }

    /// Sends a command over the page's own socket, whatever its buttons say, and gives the answer.
    ///
    /// # Errors
    /// When none comes.
    pub async fn insists(&self, interaction: InteractionId, command: Command) -> Result<Reply> {
        let id = CommandId(Uuid::new_v4());
        let message = ClientMessage::Command { id, interaction, command };
        let text = json!(serde_json::to_string(&message)?);
        let send = "ear.sockets.findLast(({ open }) => open).send(it)";
        self.value::<Value>(send, text).await?;
        self.until("an answer", "ear.reply(it)", json!(id)).await?;
        let reply = self.value::<ServerMessage>("ear.reply(it)", json!(id)).await?;
        Reply::to(id, &reply).context("an answer of another kind")
    }

    /// The call that this page was last told of.
    ///
    /// # Errors
    /// When it was told of none.
    pub async fn interaction(&self) -> Result<InteractionId> {
        let last = "ear.interaction()";
        self.until("a call", last, Value::Null).await?;
        let id: String = self.value(last, Value::Null).await?;
        id.parse().context("an interaction has a UUID")
    }

    /// Who this is on a call of Ana's.
    #[must_use]
    pub fn as_party(&self) -> PartyId {
        party(self.voice())
    }
}

/// Who speaks in this voice, on a call of Ana's.
///
/// # Panics
/// Never: the names are well-formed.
#[must_use]
pub fn party(voice: Voice) -> PartyId {
    let person = |name: &str| PersonId::new(name).expect("a well-formed name");
    match voice {
        Voice::Customer => PartyId::Customer,
        Voice::Agent => PartyId::Person(person("ana")),
        Voice::Sofia => PartyId::Person(person("sofia")),
        Voice::Sam => PartyId::Person(person("sam")),
    }
}

/// What each of these hears, all in the same window.
///
/// # Errors
/// When one of them cannot tell.
pub async fn all_hear<const N: usize>(parties: [&Party; N]) -> Result<[Hearing; N]> {
    let heard = futures_util::future::try_join_all(parties.map(|party| party.hears())).await?;
    heard.try_into().ok().context("one hearing for each party")
}

/// Waits until each of these hears exactly those.
///
/// # Errors
/// When one does not.
pub async fn all_come_to_hear<const N: usize>(
    parties: [(&Party, BTreeSet<Voice>); N],
) -> Result<()> {
    let all = parties.each_ref().map(|(party, voices)| party.comes_to_hear(voices));
    futures_util::future::try_join_all(all).await?;
    Ok(())
}
