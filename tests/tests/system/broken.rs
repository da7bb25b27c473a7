//! A page whose program breaks: nobody talks unawares, and the call goes on.

use anyhow::Result;
use backline_tests::{
    Call, Party, Scene,
    Voice::{Agent, Customer},
    voices,
};
use serde_json::Value;

use crate::microphone::CAPTURES;

/// Notes how many tracks were stopped where a reload does not forget it.
const STOPS: &str = "
    const { stop } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.stop = function () {
        sessionStorage.stops = Number(sessionStorage.stops || 0) + 1;
        stop.call(this);
    };";

/// From here on the browser throws where the page writes a text, as the clock of a call does each
/// second. What throws is the browser's own, so that it is thrown in the page's program: a page
/// learns nothing of an exception in a script of the driver's.
const BREAK: &str = "void Object.defineProperty(window.Node.prototype, 'nodeValue', {
    set: window.Symbol.prototype.toString,
})";

/// This call, in whose agent's page it is noticed that the microphone closes and that the page is
/// loaded anew.
pub(crate) async fn watched(scene: &mut Scene, call: Call) -> Result<Call> {
    scene.breaks_something();
    call.agent.doubles(CAPTURES).await?;
    call.agent.doubles(STOPS).await?;
    call.agent.reload().await?;
    call.agent.is_connected().await?;
    call.agent.until("a microphone", "tracks.length === 1", Value::Null).await?;
    let stops = "(window.stayed = true, sessionStorage.stops = 0)";
    call.agent.value::<Value>(stops, Value::Null).await?;
    Ok(call)
}

/// Its program breaks, and it is loaded anew.
pub(crate) async fn breaks(agent: &Party) -> Result<()> {
    agent.value::<Value>(BREAK, Value::Null).await?;
    agent.until("the page anew", "!window.stayed", Value::Null).await
}

/// Presses *Reload*, once the driver has its answer: it fails over a link that is gone by then.
const RELOAD: &str = "(() => {
    const name = (link) => link.checkVisibility() && link.innerText.trim();
    const link = [...document.links].find((link) => name(link) === 'Reload');
    setTimeout(() => link.click());
    return name(link);
})()";

/// The page that was loaded anew is connected, and the microphone of the one before was closed.
pub(crate) async fn comes_back(agent: &Party) -> Result<()> {
    let closed = "Number(sessionStorage.stops) > 0";
    agent.until("a microphone that was closed", closed, Value::Null).await?;
    agent.is_connected().await
}

/// The page's minute passes when the test says so, and never by itself.
const MINUTE: &str = "
    const { setTimeout: after } = window;
    window.setTimeout = (what, wait, ...given) => {
        if (wait !== 60000) return after(what, wait, ...given);
        window.pass = what;
        return 0;
    };";

///
#[tokio::test]
async fn a_page_that_has_run_for_a_minute_since_it_broke_is_loaded_anew_again_whatever_the_time()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.doubles(MINUTE).await?;
        let call = watched(scene, call).await?;
        for _ in 0..2 {
            breaks(&call.agent).await?;
            comes_back(&call.agent).await?;
            call.agent.value::<Value>("(window.stayed = true, pass())", Value::Null).await?;
        }
        call.customer.comes_to_hear(&voices([Agent])).await
    })
    .await
}

///
#[tokio::test]
async fn it_closes_the_microphone_loads_anew_once_and_by_a_press_alone_the_second_time()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.doubles(MINUTE).await?;
        let call = watched(scene, call).await?;
        breaks(&call.agent).await?;
        comes_back(&call.agent).await?;
        call.customer.comes_to_hear(&voices([Agent])).await?;
        call.agent.comes_to_hear(&voices([Customer])).await?;

        // However long all that took, its minute is not over.
        call.agent.value::<Value>("window.stayed = true", Value::Null).await?;
        call.agent.value::<Value>(BREAK, Value::Null).await?;
        call.agent.reads("This page has stopped.").await?;
        let shut = "window.stayed && tracks.every(({ readyState }) => readyState === 'ended')";
        call.agent.until("a microphone that is closed", shut, Value::Null).await?;
        call.customer.comes_to_hear(&voices([])).await?;

        // Nobody loads it anew but its person, who is back on the call by the one press.
        assert!(call.agent.value("Boolean(window.stayed)", Value::Null).await?, "loaded anew");
        assert_eq!(call.agent.value::<String>(RELOAD, Value::Null).await?, "Reload");
        call.agent.until("the page anew", "!window.stayed", Value::Null).await?;
        call.agent.unreads("This page has stopped.").await?;
        call.agent.is_connected().await?;
        call.customer.comes_to_hear(&voices([Agent])).await?;
        call.agent.comes_to_hear(&voices([Customer])).await
    })
    .await
}

/// Whether the page was loaded anew. From the first time on each answer of the browser's comes twice
/// to whoever waits for it: what the page's program has set up for it is gone the second time, and
/// throws in a promise that nobody awaits.
const BREAKS_LATER: &str = "(() => {
    if (!window.stayed) return true;
    if (window.once) return false;
    window.once = Promise.prototype.then;
    Promise.prototype.then = function (...given) {
        once.apply(this, given);
        return once.apply(this, given);
    };
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    return false;
})()";

///
#[tokio::test]
async fn what_its_program_throws_in_a_promise_ends_a_page_and_what_a_browser_refuses_does_not()
-> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let call = watched(scene, call).await?;
        let refused = "[new DOMException('', 'NotAllowedError'), new TypeError('Failed to fetch')]
            .map((reason) => dispatchEvent(new PromiseRejectionEvent('unhandledrejection', {
                promise: Promise.resolve(), reason,
            })))";
        call.agent.value::<Value>(refused, Value::Null).await?;
        let told = "ear.errors.filter((error) => error.startsWith('rejected: ')).length === 2";
        assert!(call.agent.value::<bool>(told, Value::Null).await?, "two rejections");
        let open = "window.stayed && tracks.every(({ readyState }) => readyState === 'live')";
        assert!(call.agent.value::<bool>(open, Value::Null).await?, "the page has stopped");

        call.agent.until("the page anew", BREAKS_LATER, Value::Null).await?;
        comes_back(&call.agent).await?;
        call.agent.comes_to_hear(&voices([Customer])).await
    })
    .await
}

/// Each step towards a connection throws once.
const THROWS: &str = "
    const { prototype } = RTCPeerConnection;
    const steps = ['addTransceiver', 'createOffer', 'setLocalDescription', 'setRemoteDescription'];
    window.thrown = [];
    for (const step of steps) {
        const real = prototype[step];
        prototype[step] = () => {
            prototype[step] = real;
            thrown.push(step);
            throw new DOMException('', 'InvalidStateError');
        };
    }";

///
#[tokio::test]
async fn what_a_browser_throws_at_a_connection_costs_a_try_and_no_more() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        call.agent.doubles(THROWS).await?;
        call.agent.reload().await?;
        call.agent.until("four throws", "thrown.length === 4", Value::Null).await?;
        call.agent.is_connected().await?;
        call.customer.comes_to_hear(&voices([Agent])).await?;
        call.agent.comes_to_hear(&voices([Customer])).await
    })
    .await
}
