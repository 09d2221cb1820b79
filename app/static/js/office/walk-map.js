/** The map on a walk's page: the same pins as on the plan, over the tiles that the operator has named. Needs Leaflet's `L`. */
import { byId, element } from "../shared/dom.js";

const place = byId("map");
const panel = (button) => byId(button.getAttribute("aria-controls"));
const buttons = [...document.querySelectorAll(".tabs [aria-controls]")].filter(panel);
let map = null;

function pin({ number, kind, latitude, longitude, label }) {
  const sign = element("span", { className: `pin-sign ${kind}`, textContent: number });
  const icon = L.divIcon({ html: sign, className: "", iconSize: [24, 24] });
  const words = `${number}: ${label}`;
  const marker = L.marker([latitude, longitude], { icon, title: words, alt: words, riseOnHover: true });
  return marker.on("click", () => (location.hash = `nr-${number}`));
}

function draw() {
  const { tiles, attribution, positions } = place.dataset;
  map = L.map(place, { attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.5 });
  L.control.attribution({ prefix: false }).addTo(map);
  const words = element("span", { textContent: attribution }).innerHTML;
  // The map's host is told where the request comes from, which its rules may ask for, and not which page.
  L.tileLayer(tiles, { attribution: words, maxZoom: 19, referrerPolicy: "strict-origin" }).addTo(map);
  const pins = L.featureGroup(JSON.parse(positions).map(pin)).addTo(map);
  map.fitBounds(pins.getBounds(), { padding: [32, 32], maxZoom: 18 });
}

function show(shown) {
  for (const button of buttons) {
    button.setAttribute("aria-pressed", panel(button) === shown);
    panel(button).hidden = panel(button) !== shown;
  }
  if (shown === place && !map) draw();
}

for (const button of buttons) button.addEventListener("click", () => show(panel(button)));
if (buttons.length > 1) buttons[0].parentElement.hidden = false;
else show(place);
