/** Going on with what was begun: the phone may be somewhere else now. */
import { isOver } from "./clock.js";
import { metres } from "./ground.js";

const LONG = 600_000; // ms
const FAR = 50; // metres
const at = ({ latitude, longitude }) => [latitude, longitude];

/** Whether to ask for the position anew. → "long" after a while, "moved" where the phone is elsewhere, or null */
export async function hasMoved({ answers: { position, plan }, updated_at }) {
  if (!position || plan) return null; // what was pointed at stays where it is
  if (isOver(Date.parse(updated_at), LONG, Date.now())) return "long";
  const here = await whereNow();
  return here && metres(at(position), at(here)) > Math.max(FAR, here.accuracy) ? "moved" : null;
}

/** Never asked for here: only where the phone has already been allowed to know it. */
async function whereNow() {
  const { state } = (await navigator.permissions?.query({ name: "geolocation" }).catch(() => null)) ?? {};
  if (state !== "granted") return null;
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), () => resolve(null), { enableHighAccuracy: true, timeout: 10_000 });
  });
}
