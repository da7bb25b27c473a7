// Wakes the page when its link is due. Browsers slow the timers of a page that is hidden down to one a
// minute, and leave those of a worker alone.
let timer;
onmessage = ({ data }) => {
  clearTimeout(timer);
  timer = setTimeout(() => postMessage(0), data);
};
