//! A call from the customer's page to the agent's: heard by both, muted, held, resumed, ended.

use anyhow::Result;
use backline_core::routing::{PartyId, Speaker};
use backline_tests::{Microphone, Party, Scene, Voice, all_hear, dropped_by_the_system, voices};
use serde_json::Value;

use crate::barriers::Barriers;

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

/// What the page's go button and its words are coloured with.
const COLOURS: &str = "['--accent', '--on-accent'].map((name) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim())";

///
#[tokio::test]
async fn who_comes_without_a_name_can_give_one_and_a_number_and_none_is_asked_for_on_the_call()
-> Result<()> {
    Scene::play(async |scene| {
        let customer = Party::open(&scene.driver, &scene.server, Voice::Customer, "/call?raw=1");
        let (customer, agent) = tokio::try_join!(customer, scene.agent("ana"))?;
        customer.types("Your name (optional)", "Dora <b>Alves").await?;
        customer.types("Your number (optional)", "+351 21 000 0000").await?;
        let call = scene.connect(customer, agent).await?;
        call.agent.reads("Dora <b>Alves").await?;
        call.agent.reads("+351 21 000 0000").await?;
        let fields =
            "[...document.querySelectorAll('.dial input')].filter((it) => it.checkVisibility())";
        let none = format!("{fields}.length === 0");
        call.customer.until("no field on a call", &none, Value::Null).await?;
        call.customer.acknowledged("Hang up", "ended").await?;
        call.customer.offers("Call").await?;
        let both = format!("{fields}.length === 2");
        call.customer.until("both fields again", &both, Value::Null).await?;
        let known = scene.server.at("/call?raw=1&name=%3Ci%3ECarla&number=112");
        call.customer.goto(&known).await?;
        call.customer.reads("You call as <i>Carla.").await?;
        let none = call.customer.value::<bool>(&none, Value::Null).await?;
        assert!(none, "nothing is asked for that the address brings");
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn a_tenants_customers_see_its_name_and_its_colours_and_no_other_page_does() -> Result<()> {
    const POLICIES: &str =
        "[call]\nname = \"Fibra & Co\"\naccent = \"#8a1550\"\naccent_dark = \"#ff9ecb\"\n";
    Scene::play_with(POLICIES, async |scene| {
        let mut barriers = Barriers::default();
        let customer = scene.customer("Carla").await?;
        customer.reads("Fibra & Co").await?;
        barriers.look("/call, of a tenant", &customer).await?;
        for (scheme, colours) in
            [("light", ["#8a1550", "#ffffff"]), ("dark", ["#ff9ecb", "#000000"])]
        {
            customer.prefers(scheme).await?;
            assert_eq!(customer.value::<[String; 2]>(COLOURS, Value::Null).await?, colours);
        }
        assert_eq!(customer.errors().await?, Vec::<String>::new());
        for elsewhere in ["/panel?as=ana", "/call?raw=1&tenant=nowhere"] {
            customer.goto(&scene.server.at(elsewhere)).await?;
            let [accent, _] = customer.value::<[String; 2]>(COLOURS, Value::Null).await?;
            assert!(!accent.starts_with('#'), "{elsewhere}: {accent}");
        }
        barriers.are_none();
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn a_customer_whose_microphone_does_not_work_reads_whom_to_telephone() -> Result<()> {
    const POLICIES: &str = "[terms]\nunreachable = { phone = \"+44-20-7946-0958\", hours = \"Monday to Friday, 9 to 17\" }\n";
    Scene::play_with(POLICIES, async |scene| {
        let browser = scene.driver.open(Microphone::Refused).await?;
        let page = browser.page();
        page.goto(&scene.server.at("/call?raw=1&name=Carla")).await?;
        page.offers("Call").await?;
        assert!(!page.is_reading("Or call +44-20-7946-0958").await?);
        page.click("Call").await?;
        page.reads("Microphone blocked.").await?;
        page.reads("Or call +44-20-7946-0958. Monday to Friday, 9 to 17").await
    })
    .await
}
