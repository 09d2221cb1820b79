/** News of what has been written, to this page and to the other tabs. */

const channel = new BroadcastChannel("feltbog");
const listeners = new Set();
channel.onmessage = ({ data }) => listeners.forEach((listener) => listener(data));

/** `listener({type: "changed", saved})` is called after every write, of another tab too. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tell({ saved = false } = {}) {
  const news = { type: "changed", saved };
  channel.postMessage(news);
  listeners.forEach((listener) => listener(news));
}
