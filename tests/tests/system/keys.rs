//! The keypad: every key is sent, in order, with its gap; and a browser that cannot costs a key and
//! no more.

use anyhow::Result;
use backline_tests::Scene;
use serde_json::{Value, json};

/// What a browser's sender of tones may do when it is asked for one.
const SENDERS: [&str; 4] = [
    "RTCDTMFSender.prototype.insertDTMF = () => { throw new DOMException('', 'InvalidStateError') }",
    "delete RTCDTMFSender.prototype.insertDTMF",
    "Object.defineProperty(RTCDTMFSender.prototype, 'toneBuffer', { get() { throw Error() } })",
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

/// Chromium 156 keeps keys that are pressed without a track, and sends them with the next one
/// (`findings/dtmf-no-track.sh`).
///
///
#[tokio::test]
async fn a_key_without_a_microphone_is_refused_and_sounds_at_no_later_time() -> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.agent("ana").await?;
        let call = scene.connect(scene.customer("Carla").await?, agent).await?;
        call.agent.click("Keypad").await?;
        let tones = "ear.peers.at(-1).peer.getSenders().find(({ dtmf }) => dtmf).dtmf";
        let goes = format!(
            "(async () => {{
                [ear.tones, ear.inserted] = ['', []];
                const tones = {tones};
                tones.addEventListener('tonechange', ({{ tone }}) => {{ ear.tones += tone; }});
                const {{ insertDTMF }} = RTCDTMFSender.prototype;
                RTCDTMFSender.prototype.insertDTMF = function (keys, ...given) {{
                    ear.inserted.push(keys);
                    return insertDTMF.call(this, keys, ...given);
                }};
                const media = navigator.mediaDevices;
                const {{ getUserMedia, enumerateDevices }} = media;
                media.getUserMedia = async () => {{ throw new DOMException('', 'NotFoundError'); }};
                media.enumerateDevices = async () => [];
                ear.plug = () => {{
                    Object.assign(media, {{ getUserMedia, enumerateDevices }});
                    media.dispatchEvent(new Event('devicechange'));
                }};
                ['1', '2', '3', '4'].forEach((key) => ear.buttons(key)[0].click());
                const waits = await ear.until(() => tones.toneBuffer !== '', 120000);
                const {{ track }} = ear.peers.at(-1).peer.getSenders().find(({{ dtmf }}) => dtmf);
                track.stop();
                track.dispatchEvent(new Event('ended'));
                return waits;
            }})()"
        );
        assert!(call.agent.value::<bool>(&goes, Value::Null).await?, "keys wait as it goes");
        call.agent
            .until("what waits is forgotten", "ear.inserted.at(-1) === ''", Value::Null)
            .await?;
        call.agent.reads("No microphone found.").await?;
        call.agent.click("5").await?;
        call.agent.reads("The key was not sent, because no microphone works.").await?;
        call.agent.value::<Value>("ear.plug()", Value::Null).await?;
        call.agent.unreads("No microphone found.").await?;
        call.agent.click("6").await?;
        call.agent.until("the key sounds", "ear.tones.includes('6')", Value::Null).await?;
        assert!(!call.agent.value::<String>("ear.tones", Value::Null).await?.contains('5'));
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn keys_pressed_fast_sound_each_once_and_in_their_order() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.click("Keypad").await?;
        call.agent.offers("6").await?;
        let presses = "(() => {
            ear.tones = '';
            const { dtmf } = ear.peers.at(-1).peer.getSenders().find(({ dtmf }) => dtmf);
            dtmf.addEventListener('tonechange', ({ tone }) => { ear.tones += tone; });
            it.forEach((key) => ear.buttons(key)[0].click());
        })()";
        call.agent.value::<Value>(presses, json!(["6", "7", "7", "9", "0"])).await?;
        call.agent.until("every key sounds", "ear.tones === '67790'", Value::Null).await
    })
    .await
}
