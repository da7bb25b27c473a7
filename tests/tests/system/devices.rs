//! Microphones and speakers that come and go, sound that the browser holds back: what is used is
//! what was chosen, and where it is not, the page says so.

use anyhow::Result;
use backline_tests::{Microphone, Party, Scene};
use serde_json::{Value, json};

/// Devices by their names: `plug` says which there are.
const DEVICES: &str = "
    localStorage['backline.microphone'] = 'microphone-b';
    localStorage['backline.speaker'] = 'speaker-b';
    const kinds = { microphone: 'audioinput', speaker: 'audiooutput' };
    const media = navigator.mediaDevices;
    let plugged = ['microphone-a', 'microphone-b', 'speaker-a', 'speaker-b'];
    media.enumerateDevices = async () => plugged.map((id) =>
        Object.create(MediaDeviceInfo.prototype, {
            kind: { value: kinds[id.split('-')[0]] },
            deviceId: { value: id }, label: { value: id }, groupId: { value: '' },
        }));
    const ask = media.getUserMedia.bind(media);
    let track;
    window.used = [];
    media.getUserMedia = async ({ audio: { deviceId, ...audio } }) => {
        const wanted = deviceId && deviceId.exact;
        if (wanted && !plugged.includes(wanted)) throw new OverconstrainedError('deviceId');
        const stream = await ask({ audio });
        const id = wanted || plugged.find((id) => id.startsWith('microphone'));
        [track] = stream.getAudioTracks();
        track.getSettings = () => ({ deviceId: id });
        used.push(id);
        return stream;
    };
    window.sinks = [];
    for (const { prototype } of [HTMLMediaElement, AudioContext]) {
        prototype.setSinkId = async function (id) {
            sinks.push(`${this instanceof AudioContext ? 'ring' : 'voice'} ${id}`);
        };
    }
    window.plug = (...ids) => {
        const gone = !ids.includes(used.at(-1));
        plugged = ids;
        if (gone) track.dispatchEvent(new Event('ended'));
        media.dispatchEvent(new Event('devicechange'));
    };";

const MICROPHONE_AWAY: &str = "The microphone that you chose is not connected.";
const SPEAKER_AWAY: &str = "The speaker that you chose is not connected, so nothing is played.";

/// Whether every voice is kept from being heard, or none.
async fn is_silent(party: &Party, silent: bool) -> Result<()> {
    let voices = "(() => {
        const voices = [...document.querySelectorAll('body > audio')];
        return voices.length > 0 && voices.every(({ muted }) => muted === it);
    })()";
    party.until(&format!("voices that are silent: {silent}"), voices, json!(silent)).await
}

async fn sounds_on(party: &Party, last: &str) -> Result<()> {
    for what in ["voice", "ring"] {
        let sink = "sinks.findLast((sink) => sink.startsWith(it[0])) === it.join(' ')";
        party.until(&format!("the {what} on {last:?}"), sink, json!([what, last])).await?;
    }
    Ok(())
}

///
#[tokio::test]
async fn a_headset_that_goes_and_comes_is_used_again_and_its_voice_is_not_for_the_room()
-> Result<()> {
    Scene::play(async |scene| {
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), scene.agent("ana"))?;
        agent.doubles(DEVICES).await?;
        agent.reload().await?;
        let call = scene.connect(customer, agent).await?;
        let agent = &call.agent;
        agent.until("the chosen one", "used.at(-1) === 'microphone-b'", Value::Null).await?;
        sounds_on(agent, "speaker-b").await?;
        is_silent(agent, false).await?;
        for _ in 0..2 {
            let unplug = "plug('microphone-a', 'speaker-a')";
            agent.value::<Value>(unplug, Value::Null).await?;
            agent.until("another one", "used.at(-1) === 'microphone-a'", Value::Null).await?;
            agent.reads(MICROPHONE_AWAY).await?;
            agent.reads(SPEAKER_AWAY).await?;
            is_silent(agent, true).await?;

            let plug = "plug('microphone-a', 'microphone-b', 'speaker-a', 'speaker-b')";
            agent.value::<Value>(plug, Value::Null).await?;
            agent.until("the chosen one", "used.at(-1) === 'microphone-b'", Value::Null).await?;
            agent.unreads(MICROPHONE_AWAY).await?;
            agent.unreads(SPEAKER_AWAY).await?;
            is_silent(agent, false).await?;
            sounds_on(agent, "speaker-b").await?;
        }
        // Who says so hears on the other one, until the chosen one is back.
        agent.value::<Value>("plug('microphone-a', 'speaker-a')", Value::Null).await?;
        agent.reads(SPEAKER_AWAY).await?;
        agent.click("Play sound").await?;
        is_silent(agent, false).await?;
        agent.unreads(SPEAKER_AWAY).await
    })
    .await
}

/// A browser that plays nothing until `plays` is set, and measures nothing at all.
const DEAF: &str = "
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () {
        if (window.plays) return play.call(this);
        return Promise.reject(new DOMException('', 'NotAllowedError'));
    };
    AudioContext.prototype.createMediaStreamSource = () => {
        throw new DOMException('', 'NotSupportedError');
    };";

///
#[tokio::test]
async fn sound_that_was_refused_is_tried_again_and_a_level_that_nobody_knows_is_not_nought()
-> Result<()> {
    Scene::play(async |scene| {
        let (customer, agent) = tokio::try_join!(scene.customer("Carla"), scene.agent("ana"))?;
        agent.doubles(DEAF).await?;
        agent.reload().await?;
        let call = scene.connect(customer, agent).await?;
        let agent = &call.agent;
        agent.reads("Press Play sound to hear the call.").await?;
        agent.reads("The level cannot be measured here.").await?;
        // Nobody touches anything.
        agent.value::<Value>("(window.plays = true)", Value::Null).await?;
        agent.unreads("Press Play sound to hear the call.").await?;
        let playing = "(() => {
            const voices = [...document.querySelectorAll('body > audio')];
            return voices.length > 0 && voices.every(({ paused }) => !paused);
        })()";
        agent.until("every voice plays", playing, Value::Null).await
    })
    .await
}

///
#[tokio::test]
async fn a_panel_that_could_not_ring_says_so_before_a_call_comes() -> Result<()> {
    Scene::play(async |scene| {
        // Chromium lets a page sound, touched or not, as soon as it has had a microphone.
        let browser = scene.driver.open_as_shipped(Microphone::Refused).await?;
        let agent = browser.page();
        agent.goto(&scene.server.at("/panel?raw=1&as=ana")).await?;
        // A look by the driver would be a touch.
        let says = "ear.until(() => ear.reads('Press Play sound to hear a call come in.'), 120000)";
        assert_eq!(browser.untouched(says).await?, true);
        agent.click("Play sound").await?;
        agent.unreads("Press Play sound to hear a call come in.").await
    })
    .await
}
