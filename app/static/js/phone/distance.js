/** Distances on an estate. */

const RADIUS = 6_371_000; // metres
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two of {latitude, longitude}, well enough for an estate. */
export function metres(from, to) {
  const north = radians(to.latitude - from.latitude);
  const east = radians(to.longitude - from.longitude) * Math.cos(radians(from.latitude));
  return RADIUS * Math.hypot(north, east);
}
