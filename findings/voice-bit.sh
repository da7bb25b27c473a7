#!/usr/bin/env bash
# The voice activity bit that browsers put beside the audio level (RFC 6464) says voice in silence.
# A microphone silenced by `enabled = false` sends level 127, digital silence, with the bit set in
# every packet, in Chromium and in Firefox: it only says that the encoder did not leave out a frame.
# It is clear, in some packets, only where the other side's answer asked for DTX by `usedtx=1`,
# though nothing in RFC 6464 ties the two. Seen in Chromium 156, Firefox 153 ESR, by werift 0.24.4.
# Hurt are servers that draw who speaks from the bit: everybody does, all the time, muted or not.
# We take no such header: a page measures its own microphone, and says so when it gives nothing.
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

/** Counts by level and bit what a silenced microphone sends to a peer that asked for `format`. */
async function silence(page, format) {
  const offer = await page.evaluate(async () => {
    const track = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()[0];
    track.enabled = false;
    window.connection = new RTCPeerConnection();
    connection.addTrack(track);
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== "complete") await new Promise((r) => setTimeout(r, 20));
    return connection.localDescription.sdp;
  });
  const opus = Number(offer.match(/a=rtpmap:(\d+) opus\/48000/)[1]);
  const [level] = offer.match(/a=extmap:\d+\S* urn:ietf:params:rtp-hdrext:ssrc-audio-level[^\r]*/);
  const codec = { mimeType: "audio/opus", clockRate: 48000, channels: 2, payloadType: opus };
  const peer = new RTCPeerConnection({
    iceServers: [], iceUseIpv6: false, iceAdditionalHostAddresses: ["127.0.0.1"],
    codecs: { audio: [new RTCRtpCodecParameters(codec)] },
  });
  await peer.setRemoteDescription({ type: "offer", sdp: atLoopback(offer) });
  await peer.setLocalDescription(await peer.createAnswer());
  const answer = atLoopback(peer.localDescription.sdp).replace(/(a=rtpmap:\d+ opus[^\r]*\r\n)/i,
    `$1a=fmtp:${opus} ${format}\r\n${level.replace(/\/\S+/, "")}\r\n`);
  const id = Number(level.match(/\d+/)[0]);
  const seen = { set: 0, clear: 0, louder: 0 };
  peer.dtlsTransports[0].onRtp.subscribe(({ header }) => {
    const carried = header.extensions.find((extension) => extension.id === id)?.payload[0];
    if (carried === undefined) return;
    if ((carried & 127) < 127) seen.louder += 1;
    else if (carried >> 7) seen.set += 1;
    else seen.clear += 1;
  });
  await page.evaluate(async (sdp) => {
    await connection.setRemoteDescription({ type: "answer", sdp });
    while (connection.connectionState !== "connected") await new Promise((r) => setTimeout(r, 20));
  }, answer);
  await sleep(4000);
  await page.evaluate(() => connection.close());
  await peer.close();
  return seen;
}

const server = http.createServer((_, answer) => {
  answer.setHeader("content-type", "text/html");
  answer.end("<title>silence</title>");
}).listen(0, "127.0.0.1");
await sleep(100);
let asBefore = true;
for (const how of Object.values(BROWSERS)) {
  const browser = await puppeteer.launch({ headless: true, ...how });
  try {
    console.log(await browser.version());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    for (const format of ["useinbandfec=1", "useinbandfec=1;usedtx=1"]) {
      const { set, clear, louder } = await silence(page, format);
      console.log(`  ${format}: of ${set + clear} packets of silence ${set} say voice,`
        + ` ${clear} do not (${louder} others were not silent)`);
      asBefore &&= format.includes("usedtx") ? clear > 0 : clear === 0 && set > 100;
    }
  } finally {
    await browser.close();
  }
}
console.log(asBefore ? "As before: silence is marked as voice." : "This is no longer so.");
process.exit(asBefore ? 0 : 1);
JS
node seen.mjs
