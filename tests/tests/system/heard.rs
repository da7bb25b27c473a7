//! Who can really be heard: no page draws a voice that cannot come.

use anyhow::Result;
use backline_core::interaction::Action::Coach;
use backline_tests::{
    Microphone, Party, Scene,
    Voice::{Agent, Customer, Sofia},
    voices,
};
use serde_json::Value;

/// What an agent reads whose network lets no datagram through.
const NO_WAY: &str = "Your network lets no sound through. Have UDP to 127.0.0.1, port ";

/// What a customer reads whose own network does the same.
const NO_SOUND: &str = "Your network lets no sound through. Try another one.";

/// A tenant's number for that.
const NUMBER: &str = "[terms]
unreachable = { phone = \"+44-20-7946-0958\", hours = \"Monday to Friday, 9 to 17\" }
";

/// What an agent reads whose network lets datagrams out and none in.
const NONE_IN: &str = "You cannot hear. Your network lets no sound in.";

/// A browser that does not notice by itself what is lost, as Chromium does after five seconds and more:
/// its page would connect anew.
const NEVER_WAVERS: &str = "
    let place = RTCPeerConnection.prototype;
    while (!Object.hasOwn(place, 'connectionState')) place = Object.getPrototypeOf(place);
    const { get } = Object.getOwnPropertyDescriptor(place, 'connectionState');
    Object.defineProperty(place, 'connectionState', {
        get() {
            const state = get.call(this);
            return state === 'disconnected' ? 'connected' : state;
        },
    });";

/// What a customer reads of an agent who cannot be heard.
const TOLD: &str = "Ana Ribeiro's microphone is not working.";

/// What a browser gives in the place of a microphone that works, and what its owner then reads.
const WITHOUT_SOUND: [(&str, &str); 4] = [
    (
        "navigator.mediaDevices.getUserMedia = async () =>
            new AudioContext().createMediaStreamDestination().stream;",
        "The microphone gives no sound.",
    ),
    (
        "navigator.mediaDevices.getUserMedia = async () => {
            throw new DOMException('', 'NotFoundError');
        };",
        "No microphone found.",
    ),
    (
        "navigator.mediaDevices.getUserMedia = () => new Promise(() => {});",
        "The browser asks whether this page may use the microphone.",
    ),
    (
        "delete navigator.mediaDevices.getUserMedia;
        window.silenced = true;
        window.tracks = [];
        Object.defineProperty(MediaStreamTrack.prototype, 'muted', { get: () => silenced });
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (...given) => {
            const stream = await ask(...given);
            tracks.push(...stream.getTracks());
            return stream;
        };",
        "Your headset or your system has muted the microphone.",
    ),
];

///
#[tokio::test]
async fn whoever_has_no_microphone_is_drawn_as_heard_on_no_page() -> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent("ana").await?;
        let browser = scene.driver.open(Microphone::Refused).await?;
        let customer = browser.page();
        customer.goto(&scene.server.at("/call?raw=1&name=Carla")).await?;
        agent.is_available().await?;
        customer.click("Call").await?;
        agent.click("Answer").await?;
        agent.reads("The customer's microphone is not working.").await?;
        customer.reads("Your microphone is not working. Nobody hears you.").await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.reads("The customer's microphone is not working.").await?;
        sofia.reads("Customer not heard").await
    })
    .await
}

/// One direction is lost: what the browser sends goes on to arrive.
///
///
#[tokio::test]
async fn a_network_that_lets_sound_out_and_none_in_is_named_on_every_page() -> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent_over_line("ana").await?;
        let customer = scene.customer("Carla").await?;
        agent.doubles(NEVER_WAVERS).await?;
        agent.reload().await?;
        agent.is_available().await?;
        customer.click("Call").await?;
        agent.click("Answer").await?;
        customer.comes_to_hear(&voices([Agent])).await?;
        agent.comes_to_hear(&voices([Customer])).await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        let line = agent.line().expect("the agent is on a line");
        line.cut_sound_towards_page();
        customer.reads("Ana Ribeiro cannot hear.").await?;
        sofia.reads("Agent cannot hear").await?;
        agent.reads(NONE_IN).await?;
        line.mend_sound();
        customer.unreads("Ana Ribeiro cannot hear.").await?;
        sofia.unreads("Agent cannot hear").await?;
        agent.comes_to_hear(&voices([Customer])).await
    })
    .await
}

///
#[tokio::test]
async fn a_network_without_udp_is_named_and_the_call_waits_again() -> Result<()> {
    Scene::play(async |scene| {
        let customer = scene.customer("Carla").await?;
        let browser = scene.driver.open(Microphone::Unreachable).await?;
        let agent = browser.page();
        agent.goto(&scene.server.at("/panel?raw=1&as=ana")).await?;
        agent.reads("Available").await?;
        customer.click("Call").await?;
        agent.click("Answer").await?;
        agent.reads(NO_WAY).await?;
        agent
            .reads(
                "Your last call could not go on here. Nobody rings you until you choose Available",
            )
            .await?;
        customer.reads("Waiting for somebody to answer.").await
    })
    .await
}

///
#[tokio::test]
async fn an_agent_without_a_way_for_sound_is_rung_again_only_after_a_check_has_passed() -> Result<()>
{
    Scene::play(async |scene| {
        let agent = scene.agent_over_line("ana").await?;
        let customer = scene.customer("Carla").await?;
        let line = agent.line().expect("the agent is on a line");
        agent.is_available().await?;
        line.cut_sound();
        customer.click("Call").await?;
        agent.click("Answer").await?;
        agent.reads("No call").await?;
        for _ in 0..2 {
            agent.reads(NO_WAY).await?;
            let busy = "document.querySelector('.presence').dataset.presence === 'Busy'";
            agent.until("an agent who is Busy", busy, Value::Null).await?;
            agent.chooses("Presence", "Available").await?;
            agent.reads("Checking the way to the server").await?;
            agent.unreads("Checking the way to the server").await?;
        }
        line.mend_sound();
        agent.chooses("Presence", "Available").await?;
        agent.is_available().await?;
        agent.unreads(NO_WAY).await
    })
    .await
}

///
#[tokio::test]
async fn a_customer_whose_network_lets_no_sound_through_reads_a_number_and_can_try_again()
-> Result<()> {
    Scene::play_with(NUMBER, async |scene| {
        let path = "/call?raw=1&name=Carla";
        let (driver, server) = (&scene.driver, &scene.server);
        let customer = Party::open_over_line(driver, server, Customer, path).await?;
        let line = customer.line().expect("the customer is on a line");
        line.cut_sound();
        customer.click("Call").await?;
        customer.reads(NO_SOUND).await?;
        customer.reads("Or call +44-20-7946-0958").await?;
        customer.reads("Monday to Friday, 9 to 17").await?;
        let number = "document.querySelector('main a[href^=\"tel:\"]').href";
        assert_eq!(customer.value::<String>(number, Value::Null).await?, "tel:+44-20-7946-0958");
        customer.reads("Call ended. Your network let no sound through.").await?;
        for technical in ["UDP", "port "] {
            assert!(!customer.is_reading(technical).await?, "{technical} is no customer's word");
        }
        line.mend_sound();
        customer.click("Try again").await?;
        customer.reads("Waiting for somebody to answer.").await?;
        customer.unreads(NO_SOUND).await
    })
    .await
}

///
#[tokio::test]
async fn a_microphone_that_gives_nothing_is_missing_unanswered_or_muted_is_named_to_both_sides()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        for (double, own) in WITHOUT_SOUND {
            call.agent.doubles(double).await?;
            call.agent.reload().await?;
            call.agent.reads(own).await?;
            call.customer.reads(TOLD).await?;
        }
        let unmutes = "(window.silenced = false,
            tracks.forEach((track) => track.dispatchEvent(new Event('unmute'))))";
        call.agent.value::<Value>(unmutes, Value::Null).await?;
        call.customer.unreads(TOLD).await?;
        call.customer.comes_to_hear(&voices([Agent])).await
    })
    .await
}

///
#[tokio::test]
async fn an_agent_whose_tab_is_gone_is_drawn_as_hearing_nobody() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        sofia.takes(Coach).await?;
        sofia.reads("Only Ana hears you.").await?;
        call.agent.goto("about:blank").await?;
        sofia.unreads("Only Ana hears you.").await?;
        sofia.reads("Ana is reconnecting.").await
    })
    .await
}

/// A headset that goes and comes, as the page is told of it.
pub(crate) const HEADSET: &str = "
    window.plugged = true;
    const { mediaDevices } = navigator;
    const [ask, list] = [mediaDevices.getUserMedia, mediaDevices.enumerateDevices];
    mediaDevices.getUserMedia = async (...given) => {
        if (!plugged) throw new DOMException('', 'NotFoundError');
        const stream = await ask.apply(mediaDevices, given);
        window.track = stream.getTracks()[0];
        return stream;
    };
    mediaDevices.enumerateDevices = async () => {
        const all = await list.apply(mediaDevices);
        return plugged ? all : all.filter(({ kind }) => kind !== 'audioinput');
    };
    window.plug = (there) => {
        plugged = there;
        if (!there) { track.stop(); track.dispatchEvent(new Event('ended')); }
        mediaDevices.dispatchEvent(new Event('devicechange'));
    };";

///
#[tokio::test]
async fn the_only_microphone_that_goes_and_comes_is_used_again_by_itself() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.doubles(HEADSET).await?;
        call.agent.reload().await?;
        call.agent.is_heard_from().await?;
        call.agent.value::<Value>("void plug(false)", Value::Null).await?;
        call.agent.reads("No microphone found.").await?;
        call.customer.reads(TOLD).await?;
        call.agent.value::<Value>("void plug(true)", Value::Null).await?;
        call.agent.unreads("No microphone found.").await?;
        call.customer.unreads(TOLD).await?;
        call.customer.comes_to_hear(&voices([Agent])).await
    })
    .await
}
