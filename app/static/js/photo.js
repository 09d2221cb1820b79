/** The photos of a form that is being filled in: taken or chosen, covered where they show too much, taken away again. */
import * as store from "./store.js";

const FULL = "Telefonen er fuld. Fotoet er ikke gemt.";

/**
 * Wire a photo question. `keep(pictures)` saves the draft, with {add, drop} in the same transaction; it rejects when it
 * cannot. → {show(list): the photos that are there, list(): {id, small, state} of each, settled(): waits for what is being
 * made ready, and says whether it went well}
 */
export function photos(question, keep) {
  const part = (selector) => question.querySelector(selector);
  const [tiles, input, template] = [part(".photo-tiles"), part("input[type=file]"), part("template")];
  const most = Number(question.dataset.most);
  let list = [];
  let work = Promise.resolve(true); // whether the last thing went well
  let busy = 0;
  let isKept = false; // since the last press: the draft is on the phone, and the camera may open

  const draw = () => {
    for (const tile of tiles.querySelectorAll("[data-photo]")) tile.remove();
    part(".photo-add").before(...list.map(tileOf));
    part("[data-count]").textContent = `${list.length} af ${most}`;
    part(".photo-add").hidden = list.length >= most;
  };

  const tileOf = (one, index) => {
    const tile = template.content.firstElementChild.cloneNode(true);
    tile.dataset.photo = one.id;
    tile.dataset.state = one.state ?? "new";
    const image = tile.querySelector("img");
    const isHere = one.small !== undefined;
    for (const element of tile.querySelectorAll("[data-here]")) element.hidden = !isHere;
    tile.querySelector("[data-sent]").hidden = isHere;
    if (isHere) image.src = one.small;
    image.alt = `Foto ${index + 1}`;
    for (const button of tile.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent.trim()} foto ${index + 1}`);
    return tile;
  };

  const say = (text, isWrong = false) => {
    const line = part(".photo-line");
    line.textContent = text;
    line.classList.toggle("wrong", isWrong);
  };

  /** One thing at a time, in order; `list` goes back to what it was when it cannot be kept. */
  const change = (how) => {
    busy += 1;
    work = work.then(async () => {
      const before = list;
      try {
        await how();
        return true;
      } catch (error) {
        list = before;
        say(error.name === "PictureError" ? error.message : FULL, true);
        return false;
      } finally {
        busy -= 1;
        draw();
      }
    });
  };

  const add = (file) =>
    change(async () => {
      if (list.length >= most) return say(`Højst ${most} fotos.`, true);
      say("Gør billedet klar …");
      const { shrink } = await import("./picture.js");
      const picture = { id: crypto.randomUUID(), ...(await shrink(file)) };
      list = [...list, { id: picture.id, small: picture.small }];
      draw();
      await keep({ add: [picture] });
      say("Fotoet er på telefonen.");
    });

  const remove = (id) =>
    change(async () => {
      list = list.filter((one) => one.id !== id);
      draw();
      await keep({ drop: await draftedOnly(id) });
      say("Fotoet er fjernet.");
      part(".photo-add button").focus();
    });

  /** What is black in it stays black: the covered picture takes the place of the other one, which is gone. */
  const cover = (id) =>
    change(async () => {
      const { mask } = await import("./mask.js");
      const covered = await mask((await store.photo(id)).data);
      if (!covered) return;
      const picture = { id: crypto.randomUUID(), ...covered };
      list = list.map((one) => (one.id === id ? { id: picture.id, small: picture.small } : one));
      draw();
      await keep({ add: [picture], drop: await draftedOnly(id) });
      say("Det sorte felt er en del af billedet nu.");
    });

  /** The camera may cost the page its life: the draft is on the phone before it opens. */
  const prepare = async () => {
    isKept = false;
    await keep().then(() => (isKept = true), () => say(FULL, true));
  };

  /** Nothing is waited for between the press and the camera where that can be helped: iOS would not open it. */
  const open = async (isCamera) => {
    if (!isKept) await prepare();
    if (!isKept) return;
    if (navigator.userActivation?.isActive === false) return say("Tryk en gang til.");
    isKept = false;
    input.toggleAttribute("capture", isCamera);
    if (isCamera) input.setAttribute("capture", "environment");
    input.multiple = !isCamera;
    input.click();
  };

  const pressed = ({ target }) => target.closest("[data-action]")?.dataset.action;
  question.addEventListener("pointerdown", (event) => ["take", "choose"].includes(pressed(event)) && prepare());
  question.addEventListener("click", (event) => {
    const id = event.target.closest("[data-photo]")?.dataset.photo;
    const act = { take: () => open(true), choose: () => open(false), cover: () => cover(id), remove: () => remove(id) };
    act[pressed(event)]?.();
  });
  const take = () => {
    const files = [...input.files];
    input.value = ""; // the same file may be chosen again
    files.forEach(add);
  };
  input.addEventListener("change", take);
  take(); // what was chosen before this module came

  return {
    show(those = []) {
      list = those;
      draw();
    },
    list: () => list,
    settled: async () => busy === 0 || work,
  };
}

/** A picture that a record in the queue has stays until the correction is saved. */
async function draftedOnly(id) {
  const kept = await store.photo(id);
  return kept && !(await store.record(kept.record)) ? [id] : [];
}
