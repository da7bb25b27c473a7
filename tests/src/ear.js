// Runs in every document before the page's own code. It listens at every remote track when it is
// asked to, keeps what passes over peer connections and sockets, and counts what goes wrong. The
// page cannot tell that it is there, except by looking for it.
(() => {
  if (window.ear) return;
  const line = window.line || {};
  const ear = { errors: [], sockets: [], peers: [], taps: new Map() };
  Object.defineProperty(window, 'ear', { value: ear });

  // --- what goes wrong
  const said = console.error;
  console.error = (...words) => {
    ear.errors.push(words.map(String).join(' '));
    said.apply(console, words);
  };
  addEventListener('error', (event) => ear.errors.push(`error: ${event.message}`));
  addEventListener('unhandledrejection', (event) => ear.errors.push(`rejected: ${event.reason}`));
  addEventListener('securitypolicyviolation', (event) =>
    ear.errors.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));

  // --- what passes over sockets
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.record = { url: String(given[0]), messages: [], open: true };
      // Sends what the page itself never would.
      Object.defineProperty(this.record, 'send', { value: (text) => super.send(text) });
      ear.sockets.push(this.record);
      this.addEventListener('message', (event) =>
        this.record.messages.push({ from: 'server', text: String(event.data) }));
      this.addEventListener('close', () => { this.record.open = false; });
    }
    send(data) {
      this.record.messages.push({ from: 'page', text: String(data) });
      super.send(data);
    }
  };

  const told = () => ear.sockets
    .flatMap(({ messages }) => messages)
    .filter(({ from }) => from === 'server')
    .map(({ text }) => text);
  // How often the server has said something.
  ear.said = (text) => told().reduce((count, message) => count + message.split(text).length - 1, 0);
  // What the server answered to a command.
  ear.reply = (id) => told()
    .map((text) => JSON.parse(text))
    .find(({ type, data }) => (type === 'done' || type === 'refused') && data.id === id) || null;
  // The call that the server last spoke of.
  ear.interaction = () => told()
    .map((text) => JSON.parse(text))
    .filter(({ type }) => type === 'restated' || type === 'facts')
    .map(({ data }) => data.interaction).at(-1) || null;

  // --- peer connections, their descriptions and their tracks
  const Peer = window.RTCPeerConnection;
  const reroute = (text) => line.media
    ? text.replace(/(a=candidate:.*? udp \d+ )127\.0\.0\.1 \d+/gi, `$1127.0.0.1 ${line.media}`)
    : text;
  window.RTCPeerConnection = class extends Peer {
    constructor(...given) {
      super(...given);
      this.record = { peer: this, local: [], remote: [] };
      ear.peers.push(this.record);
    }
    async setLocalDescription(...given) {
      await super.setLocalDescription(...given);
      this.record.local.push(this.localDescription.sdp);
    }
    async setRemoteDescription(description) {
      const sdp = description.sdp;
      this.record.remote.push(sdp);
      await super.setRemoteDescription({ type: description.type, sdp: reroute(sdp) });
    }
  };

  let context = null;
  const tap = (track) => {
    if (track.kind !== 'audio' || ear.taps.has(track)) return;
    context ||= new AudioContext({ sampleRate: 48000 });
    const stream = new MediaStream([track]);
    // Chromium pulls remote audio only for an element that plays it, even silently.
    const player = new Audio();
    player.muted = true;
    player.srcObject = stream;
    player.play().catch(() => {});
    const source = context.createMediaStreamSource(stream);
    const analyser = new AnalyserNode(context, { fftSize: 16384, smoothingTimeConstant: 0 });
    source.connect(analyser);
    ear.taps.set(track, { analyser, source, player });
  };

  const power = (decibel) => 10 ** (decibel / 10);
  const decibel = (power) => Math.max(-200, 10 * Math.log10(power));
  const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  const live = () => ear.peers
    .filter(({ peer }) => peer.signalingState !== 'closed')
    .flatMap(({ peer }) => peer.getReceivers().map((receiver) => receiver.track));
  // Begins to listen. Most pages are never listened to, and each tap costs a share of a processor.
  ear.attend = () => live().forEach(tap);

  // The levels of some tones, and of everything, over a window that begins at once. Each reading
  // looks 341 ms back, so the first is taken when it looks at nothing from before.
  ear.listen = async (tones, milliseconds) => {
    ear.attend();
    const end = performance.now() + milliseconds;
    const sums = tones.map(() => ({ sum: 0, max: 0 }));
    const all = { sum: 0, max: 0 };
    let readings = 0;
    await rest(360);
    while (readings === 0 || performance.now() < end) {
      const now = tones.map(() => 0);
      let whole = 0;
      for (const track of live()) {
        const { analyser } = ear.taps.get(track) || {};
        if (!analyser) continue;
        const bins = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(bins);
        const width = context.sampleRate / analyser.fftSize;
        tones.forEach((hertz, n) => {
          const middle = Math.round(hertz / width);
          now[n] += power(Math.max(...bins.subarray(middle - 3, middle + 4)));
        });
        const samples = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(samples);
        whole += samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      }
      now.forEach((value, n) => {
        sums[n].sum += value;
        sums[n].max = Math.max(sums[n].max, value);
      });
      all.sum += whole;
      all.max = Math.max(all.max, whole);
      readings += 1;
      await rest(80);
    }
    const level = ({ sum, max }) => ({ mean: decibel(sum / readings), max: decibel(max) });
    return { tones: sums.map(level), all: level(all), tracks: live().length };
  };

  // --- notifications of the browser's own: shown as ever, with nothing to click in a headless one
  ear.notifications = [];
  const Notice = window.Notification;
  if (Notice) {
    window.Notification = class extends Notice {
      constructor(title, options = {}) {
        super(title, options);
        this.record = { notice: this, title, body: options.body || '', open: true };
        ear.notifications.push(this.record);
      }
      close() {
        this.record.open = false;
        super.close();
      }
    };
  }
  ear.notified = () => ear.notifications.map(({ title, body, open }) => ({ title, body, open }));
  ear.clickNotification = () =>
    ear.notifications.findLast(({ open }) => open).notice.dispatchEvent(new Event('click'));

  // --- what stands on the page
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const name = (element) => {
    const label = element.getAttribute('aria-label');
    if (label) return label.trim();
    const copy = element.cloneNode(true);
    copy.querySelectorAll('[aria-hidden="true"], svg').forEach((part) => part.remove());
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const block = 'tr, li, article, [role="row"], [role="listitem"]';
  ear.dialog = () => [...document.querySelectorAll('dialog[open]')].at(-1) || null;
  // While a modal dialog is open, nothing behind it can be reached.
  const reach = () => [...document.querySelectorAll('dialog:modal')].at(-1) || document;
  // A control that stands in a row as well as on its own is meant in the row when that is named.
  ear.buttons = (wanted, near) => {
    const all = [...reach().querySelectorAll('button, [role="button"], summary')]
      .filter((button) => shown(button) && name(button) === wanted);
    if (near) return all.filter((button) => (button.closest(block)?.innerText || '').includes(near));
    const alone = all.filter((button) => !button.closest(block));
    return alone.length ? alone : all;
  };
  const tidy = (text) => text.replace(/\s+/g, ' ').trim();
  ear.titled = () => {
    const dialog = ear.dialog();
    const by = dialog && document.getElementById(dialog.getAttribute('aria-labelledby'));
    return by && tidy(by.textContent);
  };
  // The fields of a label's text; a label around its field may hold more than the text.
  ear.fields = (wanted) => [...reach().querySelectorAll('label')]
    .filter((label) => shown(label))
    .filter((label) => tidy([...label.childNodes].filter(({ nodeType, localName }) =>
      nodeType === Node.TEXT_NODE || localName === 'span').map((node) => node.textContent).join('')) === wanted)
    .map((label) => label.control)
    .filter(Boolean);
  ear.options = (wanted) => ear.fields(wanted)
    .flatMap((field) => [...field.options].map((option) => option.label));
  // What is said aloud: the texts of the live regions.
  ear.live = () => [...document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')]
    .map((region) => tidy(region.textContent)).filter(Boolean);
  // What was said aloud, and which dialogs and rows of requests stood on the page, at any time: on a
  // busy machine it is over before anybody has looked.
  ear.announced = [];
  ear.opened = [];
  ear.asked = [];
  let standing = [];
  const keep = (kept, text) => { if (text && !kept.includes(text)) kept.push(text); };
  new MutationObserver(() => {
    const now = ear.live();
    now.filter((text) => !standing.includes(text))
      .forEach((text) => ear.announced.push({ text, waited: false }));
    standing = now;
    const dialog = ear.dialog();
    if (dialog) keep(ear.opened, tidy(dialog.textContent));
    document.querySelectorAll('.queue > li').forEach((row) => keep(ear.asked, tidy(row.textContent)));
  }).observe(document, { subtree: true, childList: true, characterData: true });
  // Whether it is said, or was since somebody last waited for it.
  ear.announces = (wanted) => {
    const said = ear.announced.filter(({ text, waited }) => !waited && text.includes(wanted));
    said.forEach((one) => { one.waited = true; });
    return said.length > 0 || ear.live().some((text) => text.includes(wanted));
  };
  ear.timeline = () => [...document.querySelectorAll('ol[aria-label="Timeline"] > li > p')]
    .map((row) => tidy(row.innerText));
  ear.rows = (list) => [...document.querySelectorAll(`${list} > li`)]
    .filter(shown).map((row) => tidy(row.innerText));
  ear.explains = (wanted, sentence) => ear.buttons(wanted).some((button) =>
    (button.getAttribute('aria-describedby') || '').split(' ').filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent || '')
      .concat(button.getAttribute('aria-description') || '', button.title)
      .some((text) => text.includes(sentence)));
  ear.enabled = (button) => !button.disabled && button.getAttribute('aria-disabled') !== 'true';
  ear.focused = () => name(document.activeElement || document.body).slice(0, 80);
  ear.focusShows = () => {
    const style = getComputedStyle(document.activeElement);
    return style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && style.outlineWidth !== '0px');
  };
  ear.reads = (text) => document.body.innerText.replace(/\s+/g, ' ').includes(text);

  // --- what comes over the network
  ear.sources = async () => {
    const found = [];
    for (const { peer } of ear.peers) {
      if (peer.signalingState === 'closed') continue;
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        const { ssrc, mid, packetsReceived, packetsLost } = report;
        found.push({ ssrc, mid, packetsReceived, packetsLost });
      }
    }
    return found.sort((a, b) => Number(a.mid) - Number(b.mid));
  };
  ear.sent = async () => {
    let packets = 0;
    for (const { peer } of ear.peers) {
      if (peer.signalingState === 'closed') continue;
      for (const report of (await peer.getStats()).values()) {
        if (report.type === 'outbound-rtp') packets += report.packetsSent;
      }
    }
    return packets;
  };

  // Waits for `holds`, looking whenever the page changes and a few times a second besides.
  ear.until = (holds, bound) => new Promise((done) => {
    let over = false;
    const finish = (value) => {
      if (over) return;
      over = true;
      watcher.disconnect();
      clearInterval(tick);
      clearTimeout(last);
      done(value);
    };
    const look = async () => {
      try {
        const value = await holds();
        if (value) finish(value);
      } catch (error) {
        if (!over) ear.trouble = String(error);
      }
    };
    const watcher = new MutationObserver(look);
    const tick = setInterval(look, 100);
    const last = setTimeout(() => finish(null), bound);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  });
})();
