/** What the phone's scripts use and browsers of some years ago lack, where a few lines can stand in for it; imported before all else. */

const two = (byte) => byte.toString(16).padStart(2, "0");

/** A signal that ends what takes longer. (Safari has its own since 16.0.) */
export function timeoutSignal(ms) {
  const ending = new AbortController();
  setTimeout(() => ending.abort(new DOMException("it took too long", "TimeoutError")), ms);
  return ending.signal;
}

/** Instead of Web Locks: nobody is ever waited for. What they guard is guarded again where it matters, on the server and in transactions. */
const noLocks = {
  request: async (_name, ...[options, work = options]) => work({}),
  query: async () => ({ held: [], pending: [] }),
};

function randomUUID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map(two).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** News between tabs by way of localStorage, which tells all but the tab that writes. */
class StorageChannel {
  constructor(name) {
    this.key = `channel-${name}`;
    addEventListener("storage", ({ key, newValue }) => key === this.key && newValue && this.onmessage?.({ data: JSON.parse(newValue) }));
  }

  postMessage(data) {
    try {
      localStorage.setItem(this.key, JSON.stringify(data));
      localStorage.removeItem(this.key); // so that the same news is news again
    } catch {
      // Storage is forbidden or full: the other tabs draw anew when they are looked at.
    }
  }
}

/** Element `index`, from the end where it is negative. */
function at(index) {
  return this[index < 0 ? this.length + index : index];
}

globalThis.BroadcastChannel ??= StorageChannel;
if (!Array.prototype.at) Object.defineProperty(Array.prototype, "at", { value: at, configurable: true, writable: true });
// Absent, like much else, where a page is not secure; that is said elsewhere.
if (!navigator.locks) Object.defineProperty(navigator, "locks", { value: noLocks, configurable: true });
if (!crypto.randomUUID) Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true });
