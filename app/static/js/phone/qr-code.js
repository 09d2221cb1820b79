/** Draws a QR code from its rows of 0 and 1, with the quiet zone that cameras need. */

const QUIET = 4; // modules
const SVG = "http://www.w3.org/2000/svg";

export function drawCode(place, rows) {
  const size = rows.length + 2 * QUIET;
  const shape = [...rows].flatMap((row, y) => [...row].map((dark, x) => (dark === "1" ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  for (const [name, fill, d] of [["paper", "#fff", `M0 0h${size}v${size}H0z`], ["ink", "#000", shape.join("")]]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("fill", fill);
    path.setAttribute("d", d);
    svg.append(path);
  }
  place.replaceChildren(svg);
}
