/** The first run: numbers follow the ticks at once, and the observation of the trial shows itself. Without it, both come with the next page. */

// So often, and so many times: a page that is left open shall not keep anybody signed in.
const LOOK_EVERY = 4000;
let looks = 150;

const letter = (place) => String.fromCharCode(97 + place);
const letters = (place) => (place < 26 ? letter(place) : letter(Math.floor(place / 26) - 1) + letter(place % 26));

/** The criteria of each activity, in their order: `B3a`, `B3b`; `C1`, `C2` where its code ends on a letter. */
function number(table) {
  let all = 0;
  for (const body of table.tBodies) {
    let place = 0;
    for (const tick of body.querySelectorAll("[data-numbered]")) {
      if (!tick.checked) continue;
      all += 1;
      const mark = /\d$/.test(body.dataset.code) ? letters(place) : place + 1;
      place += 1;
      tick.closest("tr").querySelector(".number").textContent = body.dataset.code + mark;
    }
  }
  const { one, many } = document.getElementById("chosen").dataset;
  document.getElementById("chosen").textContent = all === 1 ? one : many.replace("{}", all);
}

const promises = document.querySelector(".promises");
promises?.addEventListener("change", () => number(promises));

/** Ask the page itself again, as long as somebody looks at it. */
async function look() {
  if (document.hidden || looks === 0) return;
  looks -= 1;
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("arrival");
  const here = document.getElementById("arrival");
  if (!found || found.dataset.arrived === here.dataset.arrived) return;
  here.dataset.arrived = found.dataset.arrived;
  here.replaceChildren(...found.childNodes);
}

if (document.getElementById("arrival")) setInterval(look, LOOK_EVERY);

document.getElementById("error-summary")?.focus();
