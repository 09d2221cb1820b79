/** Where things are on the ground, and on a plan of it. */

const RADIUS = 6_371_000; // metres
const DEGREE = 111_195; // metres; of latitude
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two [latitude, longitude], well enough for an estate. */
export function metres([north, east], [otherNorth, otherEast]) {
  return RADIUS * Math.hypot(radians(otherNorth - north), radians(otherEast - east) * Math.cos(radians(north)));
}

/** Where a position lies on a plan whose pins say `latitude` and `longitude`, and how wide its circle is: shares of the width. */
export function spotOf(here, { latitude: [north, a, b], longitude: [east, c, d] }) {
  const [up, along] = [here.latitude - north, here.longitude - east];
  const determinant = a * d - b * c;
  const wide = DEGREE * Math.hypot(a, c * Math.cos(radians(here.latitude)));
  return { x: (up * d - b * along) / determinant, y: (a * along - up * c) / determinant, size: (2 * (here.accuracy ?? 0)) / wide };
}
