#!/usr/bin/env bash
# A touch tone that a browser sends as telephone-event/8000 beside Opus is cut to about a fifth.
# Chromium and Firefox count how long it has been down on Opus's 48,000 Hz clock and compare that
# with a length in ticks of 8,000 Hz: 500 ms asked for are 100 ms sent, and reported as 600 ms.
# One of 100 ms, which is insertDTMF's default, is a single frame, and its first packet already
# says that the key is up: a receiver that waits for one that says "down" hears no key at all.
# Seen in Chromium 156 and Firefox 153 ESR, read with werift 0.24.4. Hurt are callers at the voice
# menu of a gateway that has 8,000 only, and everybody in Firefox, which offers nothing else.
# We agree to 48,000 where it is offered. Else our pages press six times as long, and say in their
# offer that they count by the stream's clock, so that nothing is translated.
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
const FRAME_MS = 20;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const atLoopback = (sdp) => sdp.replace(/a=candidate:(?!.* 127\.0\.0\.1 ).*\r\n/g, "");

/** Agrees on Opus and on telephone events at `rate`; gives the reports of each pressed key. */
async function press(page, rate, lengths) {
  const offer = await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    window.connection = new RTCPeerConnection();
    window.sender = connection.addTrack(stream.getAudioTracks()[0], stream);
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== "complete") await new Promise((r) => setTimeout(r, 20));
    return connection.localDescription.sdp;
  });
  const opus = Number(offer.match(/a=rtpmap:(\d+) opus\/48000/)[1]);
  const event = Number(offer.match(new RegExp(`a=rtpmap:(\\d+) telephone-event/${rate}`))?.[1]);
  if (!event) return undefined;
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
  let reports = [];
  peer.dtlsTransports[0].onRtp.subscribe(({ header, payload }) => {
    if (header.payloadType !== event) return;
    reports.push({ up: payload[1] >> 7 === 1, ticks: payload.readUInt16BE(2) });
  });
  await page.evaluate(async (sdp) => {
    await connection.setRemoteDescription({ type: "answer", sdp });
    while (connection.connectionState !== "connected") await new Promise((r) => setTimeout(r, 20));
  }, answer);
  await sleep(500);
  const pressed = [];
  for (const length of lengths) {
    reports = [];
    await page.evaluate((ms) => sender.dtmf.insertDTMF("5", ms, 100), length);
    await sleep(length + 500);
    pressed.push({ length, reports });
  }
  await page.evaluate(() => connection.close());
  await peer.close();
  return pressed;
}

const server = http.createServer((_, answer) => {
  answer.setHeader("content-type", "text/html");
  answer.end("<title>keys</title>");
}).listen(0, "127.0.0.1");
await sleep(100);
let asBefore = true;
for (const [name, how] of Object.entries(BROWSERS)) {
  const browser = await puppeteer.launch({ headless: true, ...how });
  try {
    console.log(await browser.version());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    for (const rate of [48000, 8000]) {
      const pressed = await press(page, rate, [100, 500]);
      if (!pressed) {
        console.log(`  telephone-event/${rate}: not offered`);
        asBefore &&= name === "firefox" && rate === 48000;
        continue;
      }
      for (const { length, reports } of pressed) {
        const frames = new Set(reports.map((report) => report.ticks)).size;
        const last = reports.at(-1)?.ticks ?? 0;
        const down = reports.filter((report) => !report.up).length;
        const packets = reports.map(({ ticks, up }) => `${ticks}${up ? "/up" : ""}`);
        if (packets.length > 8) packets.splice(3, packets.length - 6, "...");
        console.log(`  telephone-event/${rate}: asked for ${length} ms,`
          + ` sent ${frames * FRAME_MS} ms, reported ${(last / rate) * 1000} ms;`
          + ` ${down} packets say "down": ${packets.join(" ")}`);
        const expected = rate === 48000 ? length / FRAME_MS : Math.ceil((length * 8) / 960);
        asBefore &&= frames === expected && last === expected * 960 && reports.at(-1).up;
        asBefore &&= rate === 48000 || length > 100 || down === 0;
      }
    }
  } finally {
    await browser.close();
  }
}
console.log(asBefore ? "As before: at 8,000 Hz a tone is cut short." : "This is no longer so.");
process.exit(asBefore ? 0 : 1);
JS
node seen.mjs
