// A tab remembers one sign-in. Two frames of one tab are two people, so that each keeps what a tab
// keeps under the name of the frame. A page that is in no frame is left as it is.
if (window.top !== window) {
  // The first page is never inside itself.
  if (location.pathname === '/') window.top.location.replace('/');
  const tab = window.sessionStorage;
  const own = (key) => `${window.name}/${key}`;
  const sessionStorage = {
    getItem: (key) => tab.getItem(own(key)),
    setItem: (key, value) => tab.setItem(own(key), value),
    removeItem: (key) => tab.removeItem(own(key)),
  };
  Object.defineProperty(window, 'sessionStorage', { value: sessionStorage });
}
