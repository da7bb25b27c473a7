// Which keys of a telephone are heard, read from what the browser records of what comes in.
(() => {
  const ROWS = [697, 770, 852, 941];
  const COLUMNS = [1209, 1336, 1477];
  const KEYS = ['123', '456', '789', '*0#'];
  // In samples of 48,000 a second: long enough to tell a key from a voice, short enough for a gap.
  const WINDOW = 1920;
  const STEP = 480;
  // A tone is there at this power (-40 dB), and twenty times that of the others of its kind.
  const THERE = 1e-4;
  const CLEAR = 20;
  const shape = Float32Array.from({ length: WINDOW }, (_, n) =>
    0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW));

  // The power of one tone in a window (Goertzel).
  const power = (samples, hertz) => {
    const turn = 2 * Math.cos((2 * Math.PI * hertz) / 48000);
    let [last, before] = [0, 0];
    samples.forEach((sample, n) => {
      [last, before] = [sample * shape[n] + turn * last - before, last];
    });
    return (16 * (last * last + before * before - turn * last * before)) / (WINDOW * WINDOW);
  };
  const one = (samples, tones) => {
    const powers = tones.map((hertz) => power(samples, hertz));
    const [first, second] = [...powers].sort((a, b) => b - a);
    return first > THERE && first > CLEAR * second ? powers.indexOf(first) : -1;
  };
  // A browser on a busy machine plays one tone in pieces: the same key twice is one.
  const read = (samples) => {
    let [keys, last] = ['', ''];
    for (let from = 0; from + WINDOW <= samples.length; from += STEP) {
      const window = samples.subarray(from, from + WINDOW);
      const column = one(window, COLUMNS);
      const row = column < 0 ? -1 : one(window, ROWS);
      const key = row < 0 ? '' : KEYS[row][column];
      // Twice in a row it is no click.
      if (key === last && !keys.endsWith(key)) keys += key;
      last = key;
    }
    return keys;
  };

  // Begins to record; gives what ends it and reads the keys.
  ear.records = async () => {
    ear.attend();
    const taps = [...ear.taps.values()];
    const { context } = taps[0].source;
    const all = context.createMediaStreamDestination();
    taps.forEach(({ source }) => source.connect(all));
    const recorder = new MediaRecorder(all.stream);
    const begun = new Promise((done) => { recorder.onstart = done; });
    const whole = new Promise((done) => { recorder.ondataavailable = ({ data }) => done(data); });
    recorder.start();
    await begun;
    ear.recorded = async () => {
      // What was sent a moment ago is still to be played.
      await new Promise((done) => setTimeout(done, 500));
      recorder.stop();
      const recorded = await (await whole).arrayBuffer();
      taps.forEach(({ source }) => source.disconnect(all));
      const decoded = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(recorded);
      return read(decoded.getChannelData(0));
    };
  };
})();
