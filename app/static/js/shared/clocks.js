/** The two clocks of a page: the machine's, which somebody may set, and the page's own, which stands still while some machines sleep. */

/** By how much, in ms, they have parted since the page was opened. */
export const parted = () => Date.now() - performance.timeOrigin - performance.now();

export const NOTICED = 5_000; // ms by which they part before anybody set one, or the machine slept
