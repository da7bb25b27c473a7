// What is wrong with how a page stands in its window: a list of sentences, empty when nothing is.
(() => {
    const CONTROLS = 'button, select, input, textarea, a[href], summary';
    const wide = document.documentElement.clientWidth;
    const word = (it) => (it.innerText || it.getAttribute('aria-label') || it.className || it.tagName)
        .toString().trim().replace(/\s+/g, ' ').slice(0, 60);
    const seen = (all) => [...document.querySelectorAll(all)]
        .filter((it) => it.checkVisibility({ visibilityProperty: true }));
    const hidden = (it) => it.closest('.visually-hidden, [hidden], audio')
        || it.getBoundingClientRect().width <= 1;
    // What is scrolled in a place of its own is out of view there, and not cut off.
    const scroller = (it) => {
        for (let up = it.parentElement; up && up !== document.documentElement; up = up.parentElement) {
            const { overflowX, overflowY } = getComputedStyle(up);
            if (/auto|scroll/.test(overflowX + overflowY)) return up;
        }
        return null;
    };
    const place = (control) => (control.closest('label') || control).getBoundingClientRect();
    const controls = seen(CONTROLS).filter((it) => !hidden(it));

    const faults = [];
    if (controls.length === 0) faults.push('a page without controls');
    const over = document.documentElement.scrollWidth;
    if (over > wide) faults.push(`the page is ${over} wide in ${wide}`);

    for (const it of controls) {
        const { left, right, width, height } = place(it);
        if ((left < -0.5 || right > wide + 0.5) && !scroller(it)) {
            faults.push(`${word(it)}: out of the window, ${left} to ${right} of ${wide}`);
        }
        // Links in a sentence are left out (WCAG 2.2, 2.5.8).
        if (Math.min(width, height) < 24 && !it.matches('p a')) {
            faults.push(`${word(it)}: ${width} by ${height} is too small to be hit`);
        }
    }

    // One inside the other is no pair, nor is what lies in front of the page.
    const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5
        && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
    const apart = (a, b) => !a.contains(b) && !b.contains(a)
        && (a.closest('label') || a) !== (b.closest('label') || b);
    const layer = (control) => control.closest('dialog, [popover], .opened-foot, .bar');
    controls.forEach((a, n) => controls.slice(n + 1)
        .filter((b) => layer(a) === layer(b) && scroller(a) === scroller(b) && apart(a, b))
        .filter((b) => meet(place(a), place(b)))
        .forEach((b) => faults.push(`${word(a)} and ${word(b)} lie over each other`)));

    // What is chosen in a list has one line; a long one can be read where the list says it whole.
    const pen = document.createElement('canvas').getContext('2d');
    for (const it of seen('select').filter((it) => !hidden(it) && !it.title)) {
        const { font, paddingLeft, paddingRight } = getComputedStyle(it);
        const room = it.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
        const chosen = it.selectedOptions[0]?.text ?? '';
        pen.font = font;
        if (pen.measureText(chosen).width > room + 1) faults.push(`${chosen}: the choice is cut off`);
    }

    // A text is cut off where it ends in neither dots nor a scroll bar, and where the dots leave no
    // way to the whole of it.
    const told = (it) => it.closest('[title]') || it.querySelector('[title]');
    const texts = seen('body *').filter((it) => !hidden(it) && !it.matches(`select, input, textarea, option`)
        && [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
    const scale = (it) => {
        const drawing = it.closest('svg');
        if (!drawing) return 1;
        const { width, height } = drawing.getBoundingClientRect();
        const { width: units, height: high } = drawing.viewBox.baseVal;
        return Math.min(width / units, height / high);
    };
    for (const it of texts) {
        const size = parseFloat(getComputedStyle(it).fontSize) * scale(it);
        if (size < 11.9) faults.push(`${word(it)}: ${size} pixels are too small to be read`);
        const { overflowX, textOverflow, webkitLineClamp, display } = getComputedStyle(it);
        if (display === 'inline' || it.clientWidth === 0) continue;
        const across = it.scrollWidth > it.clientWidth + 1;
        const down = it.scrollHeight > it.clientHeight + 2 && overflowX !== 'visible';
        if (!across && !down || /auto|scroll/.test(overflowX)) continue;
        const dots = textOverflow === 'ellipsis' || webkitLineClamp !== 'none';
        if (!dots) faults.push(`${word(it)}: the text is cut off`);
        else if (!told(it)) faults.push(`${word(it)}: dots, and no way to the whole text`);
    }
    return faults;
})()
