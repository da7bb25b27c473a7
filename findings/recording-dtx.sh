#!/usr/bin/env bash
# A recording that aiortc makes of a peer with Opus DTX leaves the silence out, and so runs short.
# DTX sends almost nothing while nobody speaks, and the time is told by the jump of the RTP stamps.
# aiortc hands each frame its right time, but MediaRecorder writes them end to end: the minutes of a
# file are not those of the call, and two sides recorded apart slide against each other.
# Nothing warns, the packets are all there, and without DTX the same call comes out right.
# Seen in aiortc 1.16.0 with PyAV 18.1.0 and Chromium 156. Hurt is who records or transcribes calls
# with it: every time in a transcript is too early. Our answers never ask a browser for DTX.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.43.1
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check aiortc==1.16.0 av==18.1.0
CHROMIUM=$(command -v chromium)
export CHROMIUM
cat >record.py <<'PY'
import asyncio, contextlib, json, sys
import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRecorder, MediaRelay
from aiortc.mediastreams import MediaStreamError

# Nothing here leaves the machine.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


async def main():
    line = lambda: asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    recorder = MediaRecorder(sys.argv[1])
    times, relay = [], MediaRelay()

    async def watch(track):
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                times.append((frame.time, frame.time + frame.samples / frame.sample_rate))

    @peer.on("track")
    def on_track(track):
        recorder.addTrack(relay.subscribe(track))
        asyncio.ensure_future(watch(relay.subscribe(track)))

    await peer.setRemoteDescription(RTCSessionDescription(json.loads(await line()), "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    print(json.dumps(peer.localDescription.sdp), flush=True)
    await recorder.start()
    await line()
    await recorder.stop()
    await peer.close()
    print(json.dumps(times[-1][1] - times[0][0]), flush=True)


asyncio.run(main())
PY
cat >length.py <<'PY'
import sys, av

with av.open(sys.argv[1]) as file:
    print(sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0)))
PY
cat >seen.mjs <<'JS'
import { execFileSync, spawn } from "node:child_process";
import http from "node:http";
import readline from "node:readline";
import puppeteer from "puppeteer-core";

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const server = http.createServer((_, answer) => {
  answer.setHeader("content-type", "text/html");
  answer.end("<title>call</title>");
}).listen(0, "127.0.0.1");
await sleep(100);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection"],
});

/** Records twelve seconds of Chromium's microphone, a beep in each, and gives their lengths. */
async function record(file, dtx) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const recorder = spawn("python/bin/python", ["record.py", file],
    { stdio: ["pipe", "pipe", "inherit"] });
  const lines = readline.createInterface({ input: recorder.stdout })[Symbol.asyncIterator]();
  const said = async () => JSON.parse((await lines.next()).value);
  const offer = await page.evaluate(async () => {
    const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
    window.connection = new RTCPeerConnection();
    connection.addTrack(stream.getAudioTracks()[0], stream);
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== "complete") await new Promise((r) => setTimeout(r, 20));
    return connection.localDescription.sdp;
  });
  const near = offer.replace(/a=candidate:(?!.* 127\.0\.0\.1 ).*\r\n/g, "");
  recorder.stdin.write(`${JSON.stringify(near)}\n`);
  let answer = await said();
  if (dtx) answer = answer.replace(/a=rtpmap:(\d+) opus[^\r]*\r\n/, "$&a=fmtp:$1 usedtx=1\r\n");
  await page.evaluate(async (sdp) => {
    await connection.setRemoteDescription({ type: "answer", sdp });
    while (connection.connectionState !== "connected") await new Promise((r) => setTimeout(r, 20));
  }, answer);
  await sleep(12_000);
  recorder.stdin.write("\n");
  const called = await said();
  await page.close();
  const recorded = Number(execFileSync("python/bin/python", ["length.py", file]));
  return { called, recorded };
}

console.log(await browser.version());
const packages = execFileSync("python/bin/pip", ["freeze"]).toString();
console.log(packages.match(/^(aiortc|av)==.*$/gm).join(" "));
let asBefore = true;
for (const [file, dtx] of [["plain.wav", false], ["dtx.wav", true], ["dtx.mp3", true]]) {
  const { called, recorded } = await record(file, dtx);
  console.log(`  ${file}: the frames span ${called.toFixed(1)} s of the call,`
    + ` the file lasts ${recorded.toFixed(1)} s`);
  const kept = recorded / called;
  asBefore &&= called > 10 && (dtx ? kept < 0.75 : kept > 0.95);
}
await browser.close();
console.log(asBefore ? "As before: the silence is left out." : "This is no longer so.");
process.exit(asBefore ? 0 : 1);
JS
node seen.mjs
