#!/usr/bin/env bash
# Keys pressed while no microphone is attached are kept by Chromium and sent when one is, however
# late: after replaceTrack(null), or when the headset's track has ended, canInsertDTMF stays true,
# each tonechange says that its tone was played, and not one packet goes out. With the next track
# all of them come at once. Firefox refuses without a track, and sends with one that has ended.
# Seen in Chromium 156 and Firefox 153 ESR, read with werift 0.24.4. Hurt is who types a PIN into a
# menu while muted that way: the menu gives up, and whoever is spoken to later hears the digits.
# Who mutes on our pages keeps the track and has it silenced by `enabled`, so keys are sent; a key
# without a microphone is refused, and what waits when one goes is forgotten.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.43.1 werift@0.24.4
CHROMIUM=$(command -v chromium) FIREFOX=$(command -v firefox-esr || command -v firefox)
export CHROMIUM FIREFOX
cat >seen.mjs <<'JS'
import http from "node:http";
import puppeteer from "puppeteer-core";
import { RTCPeerConnection, RTCRtpCodecParameters } from "werift";

const BROWSERS = {
  chromium: {
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
      "--allow-loopback-in-peer-connection"],
  },
  firefox: {
    browser: "firefox",
    executablePath: process.env.FIREFOX,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "permissions.default.microphone": 1,
      "media.peerconnection.ice.loopback": true,
    },
  },
};
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const atLoopback = (sdp) => sdp.replace(/a=candidate:(?!.* 127\.0\.0\.1 ).*\r\n/g, "");

/** Connects a page's microphone with a peer that agrees on Opus and telephone events. */
async function call(page, heard) {
  const offer = await page.evaluate(async () => {
    window.microphone = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()[0];
    window.connection = new RTCPeerConnection();
    window.sender = connection.addTrack(microphone);
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== "complete") await new Promise((r) => setTimeout(r, 20));
    return connection.localDescription.sdp;
  });
  const opus = Number(offer.match(/a=rtpmap:(\d+) opus\/48000/)[1]);
  const [, event, rate] = offer.match(/a=rtpmap:(\d+) telephone-event\/(\d+)/);
  const codec = { mimeType: "audio/opus", clockRate: 48000, channels: 2, payloadType: opus };
  const peer = new RTCPeerConnection({
    iceServers: [], iceUseIpv6: false, iceAdditionalHostAddresses: ["127.0.0.1"],
    codecs: { audio: [new RTCRtpCodecParameters(codec)] },
  });
  await peer.setRemoteDescription({ type: "offer", sdp: atLoopback(offer) });
  await peer.setLocalDescription(await peer.createAnswer());
  const answer = atLoopback(peer.localDescription.sdp)
    .replace(/^(m=audio [^\r]*)/m, `$1 ${event}`)
    .replace(/(a=rtpmap:\d+ opus[^\r]*\r\n)/i,
      `$1a=rtpmap:${event} telephone-event/${rate}\r\na=fmtp:${event} 0-15\r\n`);
  let before;
  peer.dtlsTransports[0].onRtp.subscribe(({ header, payload }) => {
    if (header.payloadType !== Number(event) || header.timestamp === before) return;
    before = header.timestamp;
    heard.push(payload[0]);
  });
  await page.evaluate(async (sdp) => {
    await connection.setRemoteDescription({ type: "answer", sdp });
    while (connection.connectionState !== "connected") await new Promise((r) => setTimeout(r, 20));
  }, answer);
  return peer;
}

const server = http.createServer((_, answer) => {
  answer.setHeader("content-type", "text/html");
  answer.end("<title>keys</title>");
}).listen(0, "127.0.0.1");
await sleep(100);
const AS_BEFORE = {
  "chromium detached": "told 1 2 3 4, heard nothing, heard 1 2 3 4 with a track again",
  "chromium ended": "told 1 2 3 4, heard nothing, heard 1 2 3 4 with a track again",
  "firefox detached": "InvalidStateError, heard nothing, heard nothing with a track again",
  "firefox ended": "told 1 2 3 4, heard 1 2 3 4, heard nothing with a track again",
};
let asBefore = true;
for (const [name, how] of Object.entries(BROWSERS)) {
  const browser = await puppeteer.launch({ headless: true, ...how });
  try {
    console.log(await browser.version());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    for (const without of ["detached", "ended"]) {
      const heard = [];
      const said = () => `heard ${heard.splice(0).join(" ") || "nothing"}`;
      const peer = await call(page, heard);
      await sleep(500);
      const told = await page.evaluate(async (without) => {
        if (without === "ended") microphone.stop();
        else await sender.replaceTrack(null);
        await new Promise((r) => setTimeout(r, 300));
        const tones = [];
        sender.dtmf.ontonechange = ({ tone }) => tones.push(tone);
        const can = sender.dtmf.canInsertDTMF;
        try {
          sender.dtmf.insertDTMF("1234", 100, 70);
        } catch (refused) {
          return { can, said: refused.name };
        }
        while (tones.at(-1) !== "") await new Promise((r) => setTimeout(r, 20));
        await new Promise((r) => setTimeout(r, 1000));
        return { can, said: `told ${tones.join(" ").trim()}` };
      }, without);
      const meanwhile = said();
      await page.evaluate(async () => {
        const again = await navigator.mediaDevices.getUserMedia({ audio: true });
        await sender.replaceTrack(again.getTracks()[0]);
      });
      await sleep(2000);
      const seen = `${told.said}, ${meanwhile}, ${said()} with a track again`;
      console.log(`  track ${without}: canInsertDTMF is ${told.can}; ${seen}`);
      asBefore &&= AS_BEFORE[`${name} ${without}`] === seen;
      asBefore &&= told.can === !told.said.includes("Error");
      await page.evaluate(() => connection.close());
      await peer.close();
    }
  } finally {
    await browser.close();
  }
}
console.log(asBefore ? "As before: Chromium sends keys late." : "This is no longer so.");
process.exit(asBefore ? 0 : 1);
JS
node seen.mjs
