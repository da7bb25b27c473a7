//! A link that is lost while sound goes on: what a person does at their own end holds at once.

use anyhow::Result;
use backline_tests::{
    Party, SCHEMES, Scene,
    Voice::{Agent, Customer, Sofia},
    all_come_to_hear, voices,
};
use serde_json::Value;

use crate::presence::becomes;

const MAY_BE_HEARD: &str = "You may still be heard. Mute and Hang up work.";

///
#[tokio::test]
async fn an_agent_whose_link_is_lost_while_sound_goes_on_mutes_and_hangs_up_by_themselves()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call_with(scene.agent_over_line("ana")).await?;
        let line = call.agent.line().expect("the agent is on a line");
        let heard = [(&call.customer, voices([Agent])), (&call.agent, voices([Customer]))];
        let silent = [(&call.customer, voices([])), (&call.agent, voices([Customer]))];

        line.cut_pages();
        call.agent.reads(MAY_BE_HEARD).await?;
        all_come_to_hear(heard.clone()).await?;
        call.agent.click("Mute").await?;
        call.agent.reads("Your microphone is silent.").await?;
        all_come_to_hear(silent.clone()).await?;
        call.agent.click("Unmute").await?;
        call.agent.reads(MAY_BE_HEARD).await?;
        all_come_to_hear(heard.clone()).await?;
        call.agent.click("Mute").await?;

        line.mend();
        call.agent.unreads("Reconnecting").await?;
        call.agent.reads("You are muted. Nobody hears you.").await?;
        all_come_to_hear(silent).await?;
        call.agent.click("Unmute").await?;
        all_come_to_hear(heard.clone()).await?;

        line.cut_pages();
        call.agent.reads(MAY_BE_HEARD).await?;
        call.agent.click("Mute").await?;
        call.agent.reads("Your microphone is silent.").await?;
        line.mend();
        // Loaded before the server is told, the page goes on with what its person wanted.
        call.agent.reload().await?;
        call.agent.reads("You are muted. Nobody hears you.").await?;
        all_come_to_hear([(&call.customer, voices([])), (&call.agent, voices([Customer]))]).await?;
        call.agent.click("Unmute").await?;
        all_come_to_hear(heard).await?;

        line.cut_pages();
        call.agent.reads(MAY_BE_HEARD).await?;
        call.agent.click("Hang up").await?;
        call.agent.reads("You have hung up. The call ends when the server is back.").await?;
        call.customer.comes_to_hear(&voices([])).await?;
        line.mend();
        call.customer.reads("Call ended.").await
    })
    .await
}

/// Whether this page was ever told that the customer hears nothing.
const CALLED_DEAF: &str = "ear.sockets.flatMap((socket) => socket.messages)
    .filter(({ from }) => from === 'server').flatMap(({ text }) => JSON.parse(text).data.facts || [])
    .some(({ fact: { data: { type, data } } }) =>
        type === 'sound_changed' && data.party.kind === 'customer' && !data.sound.speaker)";

/// The server has nothing of the page, not even what its browser answers: it does not know that it
/// plays nothing. A frozen agent's page, whose last word is later, shows when it would have known.
///
///
#[tokio::test]
async fn a_customer_whose_page_alone_is_cut_off_is_nowhere_said_to_hear_nothing() -> Result<()> {
    Scene::play(async |scene| {
        let path = "/call?raw=1&name=Carla";
        let customer = Party::open_over_line(&scene.driver, &scene.server, Customer, path);
        let agent = scene.agent_as_shipped("ana");
        let (customer, agent) = tokio::try_join!(customer, agent)?;
        let call = scene.connect(customer, agent).await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        call.customer.line().expect("the customer is on a line").cut_pages();
        call.customer.reads("You may still be heard").await?;
        becomes(&call.agent, "frozen").await?;
        sofia.reads("Agent cannot hear").await?;
        let called = sofia.value::<bool>(CALLED_DEAF, Value::Null).await?;
        assert!(!called, "the customer's page is cut off, and the customer hears");
        becomes(&call.agent, "active").await?;
        sofia.unreads("Agent cannot hear").await?;
        assert!(!call.agent.is_reading("The customer cannot hear").await?);
        call.customer.comes_to_hear(&voices([Agent])).await
    })
    .await
}

/// Scrolls to the end: whether the words stand at the top of the window with nothing to press above
/// them, and which controls, brought into view by the keyboard, lie behind them.
const STRIP: &str = "(() => {
    const strip = document.querySelector('.strip');
    const room = strip.getBoundingClientRect();
    scrollTo(0, document.documentElement.scrollHeight);
    const { left, top, width, height } = strip.getBoundingClientRect();
    const at = (x, y) => document.elementFromPoint(x, y);
    const shows = scrollY > room.bottom && top === 0 && strip === at(left + width / 2, height / 2);
    const hidden = [...document.querySelectorAll('button, select, summary')]
        .filter((it) => it.checkVisibility()).filter((it) => {
            it.focus();
            it.scrollIntoView({ block: 'nearest' });
            const [own, its] = [it, strip].map((it) => it.getBoundingClientRect());
            return own.top < its.bottom && own.bottom > its.top;
        });
    return [shows, hidden.map(({ innerText }) => innerText)];
})()";

///
#[tokio::test]
async fn that_one_may_still_be_heard_stays_in_view_however_far_the_page_is_scrolled() -> Result<()>
{
    Scene::play(async |scene| {
        let call = scene.call_with(scene.agent_over_line("ana")).await?;
        let sofia = scene.supervisor_over_line("sofia", Sofia).await?;
        sofia.opens_interaction().await?;
        let lost = [(&call.agent, MAY_BE_HEARD, 320), (&sofia, "Reconnecting", 1280)];
        for (party, says, width) in lost {
            party.line().expect("a line").cut_pages();
            party.reads(says).await?;
            for scheme in SCHEMES {
                party.prefers(scheme).await?;
                party.resize(width, 400).await?;
                let (shows, behind): (bool, Vec<String>) = party.value(STRIP, Value::Null).await?;
                assert!(shows, "{says}, {scheme}");
                assert_eq!(behind, Vec::<String>::new(), "{says}, {scheme}");
            }
        }
        Ok(())
    })
    .await
}
