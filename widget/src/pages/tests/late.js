// What a page sets for later waits until a test lets it run, whatever its time; events are made as a
// browser makes them; and what nothing has caught is kept.
(() => {
  const NAMES = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval',
    'requestAnimationFrame', 'cancelAnimationFrame'];
  const real = Object.fromEntries(NAMES.map((name) => [name, window[name]]));
  const due = new Map();
  let last = 1e9;
  const later = (again) => (run, _, ...given) => {
    last += 1;
    due.set(last, { run: () => run(...given), again });
    return last;
  };
  const never = (name) => (number) => due.delete(number) || real[name].call(window, number);
  // Two turns: that nothing has caught a rejection is told in a turn of its own.
  const turn = () => new Promise((done) => real.setTimeout.call(window, done));
  const task = () => turn().then(turn);

  const thrown = [];
  const caught = (what) => thrown.push(String(what?.stack || what));
  const listeners = {
    // The server of these tests has no script for a worker.
    error: (event) => /importScripts/.test(event.message) || caught(event.error || event.message),
    unhandledrejection: ({ reason }) => caught(reason),
  };

  const kinds = [
    [/^key/, KeyboardEvent, { key: ' ' }],
    [/pointer/, PointerEvent, { pointerId: 1 }],
    [/^(click|mouse)/, MouseEvent, {}],
    [/focus|blur/, FocusEvent, {}],
    [/^submit/, SubmitEvent, {}],
    [/^input/, InputEvent, {}],
    [/^/, Event, {}],
  ];
  const made = (type) => {
    const [, Kind, given] = kinds.find(([fits]) => fits.test(type));
    return new Kind(type, { cancelable: true, ...given });
  };

  return {
    thrown,
    task,
    begin: () => {
      window.setTimeout = later(false);
      window.setInterval = later(true);
      window.requestAnimationFrame = later(false);
      for (const name of NAMES.filter((name) => /^c/.test(name))) window[name] = never(name);
      for (const [type, listens] of Object.entries(listeners)) addEventListener(type, listens);
    },
    end: () => {
      Object.assign(window, real);
      for (const [type, listens] of Object.entries(listeners)) removeEventListener(type, listens);
    },
    // All that is due, and what that sets in its turn.
    pass: async () => {
      for (let round = 0; due.size > 0 && round < 3; round += 1) {
        for (const [number, { run, again }] of [...due]) {
          if (!due.has(number)) continue;
          if (!again) due.delete(number);
          try {
            run();
          } catch (error) {
            caught(error);
          }
        }
        await null;
      }
      await task();
    },
    fire: (on, types) => types.split(' ').forEach((type) => on.dispatchEvent(made(type))),
    write: (field) => {
      if (!field.matches('input:not([type]), input[type=password], textarea')) return;
      field.value += 'Offer half';
      field.dispatchEvent(made('input'));
    },
    press: (place, what) => {
      const all = [...place.querySelectorAll('button, summary, li, input')];
      const named = (it) => it.textContent.trim() === what;
      const found = all.find(named) || place.querySelector(what.startsWith('.') ? what : ':not(*)');
      if (!found) return false;
      found.click();
      return true;
    },
  };
})()
