//! The keypad: every key is sent, in order, with its gap; and a browser that cannot costs a key and
//! no more.

use anyhow::Result;
use backline_tests::Scene;
use serde_json::{Value, json};

/// What a browser's sender of tones may do when it is asked for one.
const SENDERS: [&str; 3] = [
    "RTCDTMFSender.prototype.insertDTMF = () => { throw new DOMException('', 'InvalidStateError') }",
    "delete RTCDTMFSender.prototype.insertDTMF",
    "Object.defineProperty(RTCRtpSender.prototype, 'dtmf', { get: () => null })",
];

///
#[tokio::test]
async fn whatever_the_browser_does_at_a_key_the_page_lives_and_says_it() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.click("Keypad").await?;
        for sender in SENDERS {
            call.agent.value::<Value>(&format!("(() => {{ {sender} }})()"), Value::Null).await?;
            call.agent.click("5").await?;
            call.agent.reads("This browser did not send the key.").await?;
            // The page acts on, and what it had to say goes with the next step.
            call.agent.changes_hearing("Mute").await?;
            call.agent.unreads("This browser did not send the key.").await?;
            call.agent.changes_hearing("Unmute").await?;
        }
        Ok(())
    })
    .await
}

/// Notes what the agent's browser is asked for, and when.
const ASKED: &str = "(() => {
    ear.inserted = [];
    const { insertDTMF } = RTCDTMFSender.prototype;
    RTCDTMFSender.prototype.insertDTMF = function (...given) {
        ear.inserted.push([...given, performance.now()]);
        if (ear.inserted.length === 1) setTimeout(() => ear.first?.());
        return insertDTMF.apply(this, given);
    };
})()";

/// Without a microphone from the first key on.
const UNPLUGGED: &str = "(() => {
    const media = navigator.mediaDevices;
    const { getUserMedia, enumerateDevices } = media;
    media.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); };
    media.enumerateDevices = async () => [];
    ear.plug = () => {
        Object.assign(media, { getUserMedia, enumerateDevices });
        media.dispatchEvent(new Event('devicechange'));
    };
    ear.first = () => {
        const { track } = ear.peers.at(-1).peer.getSenders().find(({ dtmf }) => dtmf);
        track.stop();
        track.dispatchEvent(new Event('ended'));
    };
})()";

/// Presses these keys as fast as can be.
const PRESSES: &str = "[...it].forEach((key) => ear.buttons(key)[0].click())";

/// The keys that the browser was asked for.
const INSERTED: &str = "ear.inserted.map(([key]) => key).join('')";

/// Chromium 156 keeps keys that are pressed without a track, and sends them with the next one
/// (`findings/dtmf-no-track.sh`).
///
///
#[tokio::test]
async fn a_key_without_a_microphone_is_refused_and_sounds_at_no_later_time() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.click("Keypad").await?;
        call.agent.offers("1").await?;
        call.agent.value::<Value>(ASKED, Value::Null).await?;
        call.agent.value::<Value>(UNPLUGGED, Value::Null).await?;
        call.agent.value::<Value>(PRESSES, json!("1234")).await?;
        // Those that waited are not sent, and that is said.
        call.agent.reads("The key was not sent, because no microphone works.").await?;
        call.agent.reads("No microphone found.").await?;
        call.agent.changes_hearing("Mute").await?;
        call.agent.unreads("The key was not sent").await?;
        call.agent.changes_hearing("Unmute").await?;
        call.agent.click("5").await?;
        call.agent.reads("The key was not sent, because no microphone works.").await?;
        call.agent.value::<Value>("ear.plug()", Value::Null).await?;
        call.agent.unreads("No microphone found.").await?;
        call.agent.click("6").await?;
        call.agent
            .until("the keys that are sent", &format!("{INSERTED} === '16'"), Value::Null)
            .await
    })
    .await
}

/// How long a key is down, in milliseconds as the browser is asked.
const KEY: f64 = 100.0;
/// The pause that the browser is asked for, in milliseconds.
const PAUSE: f64 = 70.0;

/// How long the pause is by the stream's clock is the browser's, which stutters on a busy machine; but
/// it is not asked for a key before the last one and its pause are over: a timer is never early. That
/// what it sends is passed on as it is, tests of the media engine show.
///
///
#[tokio::test]
async fn ten_keys_within_a_second_come_in_one_after_the_other_as_long_as_one_alone() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.click("Keypad").await?;
        call.agent.offers("6").await?;
        call.agent.value::<Value>(ASKED, Value::Null).await?;
        call.agent.value::<Value>(PRESSES, json!("6779012345")).await?;
        let all = format!("{INSERTED} === '6779012345'");
        call.agent.until("the keys that are sent", &all, Value::Null).await?;

        let asked: Vec<(String, f64, f64, f64)> =
            call.agent.value("ear.inserted", Value::Null).await?;
        for ((key, lasts, pause, _), pressed) in asked.iter().zip("6779012345".chars()) {
            assert_eq!((key.as_str(), *lasts, *pause), (&*pressed.to_string(), KEY, PAUSE));
        }
        // The browser rounds what time it is.
        let early = |keys: &&[(String, f64, f64, f64)]| keys[1].3 - keys[0].3 < KEY + PAUSE - 1.0;
        assert_eq!(asked.windows(2).find(early), None);
        Ok(())
    })
    .await
}
