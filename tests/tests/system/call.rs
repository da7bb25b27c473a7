//! A call from the customer's page to the agent's: heard by both, muted, held, resumed, ended.

use anyhow::Result;
use backline_core::routing::{PartyId, Speaker};
use backline_tests::{Scene, Voice, all_hear, dropped_by_the_system, voices};

#[tokio::test]
async fn customer_and_agent_hear_exactly_each_other_until_one_hangs_up() -> Result<()> {
    Scene::play(async |scene| {
        let dropped = dropped_by_the_system();
        let call = scene.call().await?;
        let (customer, agent) = (&call.customer, &call.agent);

        let [at_customer, at_agent] = all_hear([customer, agent]).await?;
        assert_eq!(at_customer.voices, voices([Voice::Agent]));
        assert_eq!(at_agent.voices, voices([Voice::Customer]));

        agent.changes_hearing("Mute").await?;
        let before = scene.server.edges(call.id).await?;
        let [at_customer, at_agent] = all_hear([customer, agent]).await?;
        let left = scene.server.edges(call.id).await?.since(&before);
        let edge = (Speaker::Party(PartyId::Customer), agent.as_party());
        assert!(left.keys().eq([&edge]), "agent muted: {left:?}");
        assert_eq!((at_customer.voices, at_customer.sound), (voices([]), false), "agent muted");
        assert_eq!(at_agent.voices, voices([Voice::Customer]), "the muted still hear");

        agent.changes_hearing("Unmute").await?;
        customer.changes_hearing("Mute").await?;
        let [at_customer, at_agent] = all_hear([customer, agent]).await?;
        assert_eq!(at_customer.voices, voices([Voice::Agent]), "unmuted again");
        assert_eq!((at_agent.voices, at_agent.sound), (voices([]), false), "customer muted");
        customer.changes_hearing("Unmute").await?;

        agent.changes_hearing("Hold").await?;
        let [at_customer, at_agent] = all_hear([customer, agent]).await?;
        assert_eq!(at_customer.voices, voices([]), "on hold");
        // Who is on hold hears the hold treatment, which has rests.
        customer.comes_to_sound().await?;
        assert_eq!((at_agent.voices, at_agent.sound), (voices([]), false), "holding");

        agent.changes_hearing("Resume").await?;
        let [at_customer, at_agent] = all_hear([customer, agent]).await?;
        assert_eq!(at_customer.voices, voices([Voice::Agent]), "resumed");
        assert_eq!(at_agent.voices, voices([Voice::Customer]), "resumed");

        for (who, party) in [("customer", customer), ("agent", agent)] {
            let (missing, dropped) =
                (party.packets_lost().await?, dropped_by_the_system() - dropped);
            assert!(missing <= dropped, "the {who} misses {missing} packets");
        }

        customer.acknowledged("Hang up", "ended").await?;
        customer.offers("Call").await?;
        agent.withholds("Hang up").await?;
        for (who, party) in [("customer", customer), ("agent", agent)] {
            assert_eq!(party.errors().await?, Vec::<String>::new(), "errors of the {who}'s page");
        }
        Ok(())
    })
    .await
}
