/** The map on a walk's page: the same pins as on the plan, over the tiles that the operator has named. Needs Leaflet's `L`. */

const element = document.getElementById("map");
const buttons = [...document.querySelectorAll(".tabs [aria-controls]")].filter((button) =>
  document.getElementById(button.getAttribute("aria-controls")),
);
let map = null;

function pin({ number, kind, latitude, longitude, label }) {
  const sign = document.createElement("span");
  sign.className = `pin-sign ${kind}`;
  sign.textContent = number;
  const icon = L.divIcon({ html: sign, className: "", iconSize: [24, 24] });
  const words = `${number}: ${label}`;
  const marker = L.marker([latitude, longitude], { icon, title: words, alt: words, riseOnHover: true });
  return marker.on("click", () => {
    location.hash = `nr-${number}`;
  });
}

function draw() {
  const { tiles, attribution, positions } = element.dataset;
  map = L.map(element, { attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.5 });
  L.control.attribution({ prefix: false }).addTo(map);
  const words = document.createElement("span");
  words.textContent = attribution;
  // The map's host is told where the request comes from, which its rules may ask for, and not which page.
  L.tileLayer(tiles, { attribution: words.innerHTML, maxZoom: 19, referrerPolicy: "strict-origin" }).addTo(map);
  const pins = L.featureGroup(JSON.parse(positions).map(pin)).addTo(map);
  map.fitBounds(pins.getBounds(), { padding: [32, 32], maxZoom: 18 });
}

function show(id) {
  for (const button of buttons) {
    const isShown = button.getAttribute("aria-controls") === id;
    button.setAttribute("aria-pressed", isShown);
    document.getElementById(button.getAttribute("aria-controls")).hidden = !isShown;
  }
  if (id === "map" && !map) draw();
}

for (const button of buttons) button.addEventListener("click", () => show(button.getAttribute("aria-controls")));
if (buttons.length > 1) buttons[0].parentElement.hidden = false;
else show("map");
