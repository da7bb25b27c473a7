// What a page does while it is looked at: its frames, and the time from a press or a letter to the next
// paint.
window.meter = (() => {
    const inputs = new Map();
    const note = (entry) => entry.interactionId &&
        inputs.set(entry.interactionId, Math.max(inputs.get(entry.interactionId) ?? 0, entry.duration));
    // Below 16 ms the browser tells of nothing.
    new PerformanceObserver((seen) => seen.getEntries().forEach(note))
        .observe({ type: 'event', durationThreshold: 16 });
    let before = performance.interactionCount;
    return {
        // The gaps between the frames of so many milliseconds; `moves` is done in each.
        frames: (span, moves) => new Promise((done) => {
            const times = [];
            const step = (at) => {
                times.push(at);
                moves(at);
                if (at - times[0] < span) return requestAnimationFrame(step);
                done(times.slice(1).map((time, n) => time - times[n]));
            };
            requestAnimationFrame(step);
        }),
        // A list that goes up and down.
        scrolls: (at) => {
            const list = document.querySelector('.calls-rows');
            list.scrollTop = (1 + Math.sin(at / 700)) / 2 * (list.scrollHeight - list.clientHeight);
        },
        // How long each press and letter since the last time took, and how many there were of which
        // the browser tells nothing.
        inputs: () => {
            const spans = [...inputs.values()];
            const count = performance.interactionCount - before;
            inputs.clear();
            before = performance.interactionCount;
            return [spans, Math.max(0, count - spans.length)];
        },
        place: (selector) => {
            const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
            return [left + width / 2, top + height / 2];
        },
        painted: () => new Promise((done) =>
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
    };
})();
