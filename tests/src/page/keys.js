// Notes the keys of a telephone that come in, as they come off the network: which key, when it went
// down and for how long, in ticks of the stream's clock. How a busy machine plays them is no matter.
// Runs after the ear and before the page's own code.
(() => {
  const KEYS = '0123456789*#';
  ear.keys = [];
  const events = ({ localDescription, remoteDescription }) =>
    [localDescription, remoteDescription].flatMap((description) =>
      [...(description?.sdp || '').matchAll(/a=rtpmap:(\d+) telephone-event/g)]
        .map(([, type]) => Number(type)));
  const note = (peer, frame) => {
    const { payloadType, rtpTimestamp } = frame.getMetadata();
    if (!events(peer).includes(payloadType)) return;
    const [key, flags, high, low] = new Uint8Array(frame.data);
    const began = rtpTimestamp ?? frame.timestamp;
    // A key is reported many times, and its end more than once.
    let last = ear.keys.at(-1);
    if (last?.began !== began) {
      last = { key: KEYS[key], began, ticks: 0, over: false };
      ear.keys.push(last);
    }
    last.ticks = Math.max(last.ticks, high * 256 + low);
    last.over ||= flags >= 128;
  };
  ear.heardKeys = () =>
    (ear.keys.every(({ over }) => over) ? ear.keys.map(({ key }) => key).join('') : null);

  const pass = ({ readable, writable }, look) => readable
    .pipeThrough(new TransformStream({
      transform(frame, out) {
        look(frame);
        out.enqueue(frame);
      },
    }))
    .pipeTo(writable)
    .catch(() => {});
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(configuration = {}) {
      super({ ...configuration, encodedInsertableStreams: true });
    }
    addTransceiver(...given) {
      const made = super.addTransceiver(...given);
      pass(made.sender.createEncodedStreams(), () => {});
      pass(made.receiver.createEncodedStreams(), (frame) => note(this, frame));
      return made;
    }
  };
})();
