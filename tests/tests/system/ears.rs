//! The ears themselves: a tone that crosses a peer connection is heard, and another is not.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use anyhow::Result;
use backline_tests::{Driver, Microphone, Voice, voices};
use serde_json::Value;

/// Two peers in one page, the microphone at one end, the ear at the other.
const LOOP: &str = "(async () => {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
    near.onicecandidate = ({ candidate }) => far.addIceCandidate(candidate);
    far.onicecandidate = ({ candidate }) => near.addIceCandidate(candidate);
    near.addTrack(stream.getTracks()[0], stream);
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription);
    await ear.until(() => far.connectionState === 'connected', 15000);
    window.hush = () => stream.getTracks()[0].enabled = false;
    return far.connectionState;
})()";

#[tokio::test]
async fn a_tone_is_heard_for_itself_alone_and_silence_for_silence() -> Result<()> {
    let driver = Driver::start().await?;
    let browser = driver.open(Microphone::Speaks(Voice::Sofia)).await?;
    let page = browser.page();
    page.goto(&page_of("<!doctype html><title>ears</title><link rel=icon href=data:,>")?).await?;
    assert_eq!(page.value::<String>(LOOP, Value::Null).await?, "connected");

    let loud = page.hears().await?;
    assert_eq!((loud.voices, loud.sound), (voices([Voice::Sofia]), true));

    page.value::<Value>("hush()", Value::Null).await?;
    let quiet = page.hears().await?;
    assert_eq!((quiet.voices, quiet.sound), (voices([]), false));
    Ok(())
}

/// The address of a page of this text; browsers give a microphone only to a page of a host.
pub(crate) fn page_of(text: &'static str) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        let length = text.len();
        for mut stream in listener.incoming().flatten() {
            drop(stream.read(&mut [0; 4096]));
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            drop(write!(stream, "{head}Content-Length: {length}\r\n\r\n{text}"));
        }
    });
    Ok(address)
}
