#!/usr/bin/env bash
# JsSIP and SIP.js, the two SIP stacks for web pages, give no answer to a caller whose address is a
# `tel:` URI. RFC 3261 allows it in From, and mobile networks write it, but both parsers know SIP
# URIs only and drop the INVITE whole: no 100, no 416, no event. The caller hears nothing until the
# network gives up, the page never rings. With SIP.js a `tel:` in P-Asserted-Identity costs the
# verified number, even beside a `sip:` one, as RFC 3325 has it, and leaves an anonymous caller.
# Seen in JsSIP 3.13.8 and SIP.js 0.21.2. Hurt are agents with a softphone in the page, and whoever
# calls them. We speak no SIP and need neither; where agents use one beside our panel, the gateway
# before it has to write a `sip:` URI with `user=phone` instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jssip@3.13.8 sip.js@0.21.2
cat >seen.mjs <<'JS'
import { createRequire } from "node:module";
import { UserAgent } from "sip.js";

// What a browser would give; no call gets as far as media here.
globalThis.window = { RTCPeerConnection: class {} };
const require = createRequire(import.meta.url);
const JsSIP = require("jssip");

const BY_SIP = "<sip:+493023125000@carrier.example;user=phone>";
const BY_TEL = "<tel:+493023125000>";
const NOBODY = '"Anonymous" <sip:anonymous@anonymous.invalid>';
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let calls = 0;

function invite(from, asserted) {
  calls += 1;
  return [
    "INVITE sip:agent@pbx.example SIP/2.0",
    `Via: SIP/2.0/WS gateway.example;branch=z9hG4bK-${calls}`,
    "Max-Forwards: 70",
    `From: ${from};tag=caller-${calls}`,
    "To: <sip:agent@pbx.example>",
    `Call-ID: ${calls}@gateway.example`,
    "CSeq: 1 INVITE",
    ...(asserted ? [`P-Asserted-Identity: ${asserted}`] : []),
    "Contact: <sip:gateway@gateway.example;transport=ws>",
    "Content-Length: 0",
    "", "",
  ].join("\r\n");
}

const phones = {
  JsSIP: async () => {
    const phone = { answers: [] };
    const socket = {
      via_transport: "WS", url: "ws://pbx.example", sip_uri: "sip:pbx.example;transport=ws",
      connect() { setTimeout(() => this.onconnect()); },
      disconnect() {},
      send(message) { phone.answers.push(message); return true; },
    };
    const agent = new JsSIP.UA({
      uri: "sip:agent@pbx.example", contact_uri: "sip:agent@pbx.example;transport=ws",
      sockets: [socket], register: false,
    });
    agent.on("newRTCSession", ({ request }) => { phone.rang = request.from.uri.user; });
    agent.start();
    await sleep(100);
    phone.receive = (message) => socket.ondata(message);
    return phone;
  },
  "SIP.js": async () => {
    const phone = { answers: [] };
    class Wire {
      protocol = "WS";
      state = "Connected";
      stateChange = { addListener() {}, removeListener() {} };
      async connect() {}
      async disconnect() {}
      async dispose() {}
      isConnected() { return true; }
      async send(message) { phone.answers.push(message); }
    }
    const agent = new UserAgent({
      uri: UserAgent.makeURI("sip:agent@pbx.example"), contactName: "agent",
      transportConstructor: Wire, logBuiltinEnabled: false,
      delegate: {
        onInvite({ remoteIdentity, assertedIdentity }) {
          phone.rang = remoteIdentity.uri.user;
          phone.asserted = assertedIdentity?.uri.user;
        },
      },
    });
    await agent.start();
    phone.receive = (message) => agent.transport.onMessage(message);
    return phone;
  },
};

async function ring(phone, from, asserted) {
  phone.answers.length = 0;
  phone.rang = phone.asserted = undefined;
  phone.receive(invite(from, asserted));
  await sleep(300);
  const answers = phone.answers.map((answer) => answer.split(" ", 2)[1]).join(" ");
  return `answers ${answers || "none"}, rings ${phone.rang ? `for ${phone.rang}` : "not"}`;
}

const version = (name) => require(`./node_modules/${name}/package.json`).version;
console.log(`JsSIP ${version("jssip")}, SIP.js ${version("sip.js")}`);
let asBefore = true;
const open = {};
for (const [name, start] of Object.entries(phones)) {
  open[name] = await start();
  for (const from of [BY_SIP, BY_TEL]) {
    const seen = await ring(open[name], from);
    console.log(`  ${name}, From: ${from}: ${seen}`);
    asBefore &&= seen === (from === BY_SIP
      ? "answers 100 180, rings for +493023125000" : "answers none, rings not");
  }
}
for (const asserted of [BY_SIP, BY_TEL, `${BY_SIP}, ${BY_TEL}`]) {
  await ring(open["SIP.js"], NOBODY, asserted);
  const { rang, asserted: verified } = open["SIP.js"];
  console.log(`  SIP.js, P-Asserted-Identity: ${asserted}: assertedIdentity is ${verified}`);
  asBefore &&= rang === "anonymous";
  asBefore &&= verified === (asserted === BY_SIP ? "+493023125000" : undefined);
}
console.log(asBefore ? "As before: a tel: URI gets no answer." : "This is no longer so.");
process.exit(asBefore ? 0 : 1);
JS
node seen.mjs
