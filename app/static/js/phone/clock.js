/**
 * What time it is. The phone's clock may be wrong, and somebody may set it at any moment: so a wait is measured by the page's own
 * clock (performance.now), a moment that is recorded is the phone's, and what day it is, the server knows better. How far its clock
 * is ahead of the phone's stays known without a network, in localStorage, because a page asks before it draws.
 */
import { NOTICED, parted } from "../shared/clocks.js";

const KEY = "feltbog-clock";
const TOLERATED = 600_000; // ms that a clock may be wrong without a word
const SLOW = 60_000; // ms: an answer that took longer says nothing

let parting = parted();
let ahead = recall();

/**
 * How far the server is ahead once the phone's clock has gone on by `step`, of which the page knows nothing. Set back, or by as much
 * as it was wrong, it was set; any other way it went on while the phone slept.
 */
const afterStep = (before, step) => (step < 0 || (isWrong(before) && !isWrong(before - step)) ? before - step : before);
const isWrong = (by) => Math.abs(by) > TOLERATED;

/** What another page kept when it was last looked at. */
function recall() {
  try {
    const { ahead: before, seen } = JSON.parse(localStorage.getItem(KEY));
    const step = Date.now() - seen;
    return Math.abs(step) < NOTICED ? before : afterStep(before, step);
  } catch {
    return 0; // nothing is known, or nothing can be
  }
}

function keep(now) {
  ahead = now;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ahead, seen: Date.now() }));
  } catch {
    // Known to this page alone, then.
  }
}

/** How far the server's clock is ahead of the phone's, in ms; negative: behind. */
function serverAhead() {
  const step = parted() - parting;
  if (Math.abs(step) >= NOTICED) {
    parting += step;
    keep(afterStep(ahead, step));
  }
  return ahead;
}

addEventListener("pagehide", () => keep(serverAhead()));
addEventListener("storage", ({ key }) => {
  if (key === KEY) ahead = recall();
});

/** Take the server's word for the time, in an answer to what was asked at that moment of the phone's. → whether that is news */
export function heardTime(time, asked) {
  const took = Date.now() - asked;
  const told = Date.parse(time ?? "");
  if (took < 0 || took > SLOW || Number.isNaN(told)) return false;
  const before = serverAhead();
  keep(told - asked - Math.round(took / 2));
  return isWrong(ahead - before);
}

/** Now, in ms, by the server's clock as far as that is known. */
export const now = () => Date.now() + serverAhead();
/** By how many ms the phone's clock is wrong; 0 where that is not worth a word. */
export const wrongBy = () => (isWrong(serverAhead()) ? Math.abs(ahead) : 0);
/** Whether a stamp is so old at a moment. One that lies as far ahead is as good as none: a clock was wrong then. */
export const isOver = (stamp, ms, at = now()) => Math.abs(at - stamp) > ms;
