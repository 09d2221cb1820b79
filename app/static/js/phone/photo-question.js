/** The photos of a form that is being filled in: taken or chosen, covered where they show too much, taken away again. */
import * as store from "./store.js";

const FULL = "Telefonen er fuld. Fotoet er ikke gemt.";
const TOO_MUCH = "Telefonen kan ikke gøre billedet klar. Tag et nyt.";
const MOST_TRIES = 2; // a picture that is too much for the phone must not cost the page its life again and again

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
  let work = Promise.resolve();
  let busy = 0;
  let hasFailed = false; // one of those that were chosen last
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
    const look = one.isRaw ? "raw" : one.small === undefined ? "sent" : "here";
    for (const element of tile.querySelectorAll("[data-look]")) element.hidden = element.dataset.look !== look;
    if (look === "here") image.src = one.small;
    image.alt = `Foto ${index + 1}`;
    for (const button of tile.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent.trim()} foto ${index + 1}`);
    return tile;
  };

  const say = (text, isWrong = false) => {
    const line = part(".photo-line");
    line.textContent = text;
    line.classList.toggle("wrong", isWrong);
  };

  /** One thing at a time, in order; what cannot be kept is undone: `added` is gone, all else as it was. */
  const change = (how, added = null) => {
    busy += 1;
    work = work.then(async () => {
      const before = list;
      try {
        await how();
      } catch (error) {
        list = added ? list.filter(({ id }) => id !== added) : before;
        draw();
        if (added) await keep({ drop: [added] }).catch(() => {}); // the phone is full: nothing came in either
        hasFailed = true;
        say(error.name === "PictureError" ? error.message : FULL, true);
      } finally {
        busy -= 1;
        draw();
      }
    });
  };

  /** As it came, the picture is on the phone at once; making it small is what a weak phone may die of. */
  const bring = (file) => {
    const id = crypto.randomUUID();
    change(async () => {
      if (list.length >= most) throw pictureError(`Højst ${most} fotos.`);
      say("Gør billedet klar …");
      const raw = { data: await file.arrayBuffer(), type: file.type, name: file.name };
      list = [...list, { id, isRaw: true }];
      draw();
      await keep({ add: [{ id, raw, tries: 0 }] });
    }, id);
    return id;
  };

  const finish = async (id) => {
    if (!list.some((one) => one.id === id)) return; // it could not be brought in
    const { raw, tries } = await store.photo(id);
    if (tries >= MOST_TRIES) throw pictureError(TOO_MUCH);
    await keep({ add: [{ id, raw, tries: tries + 1 }] });
    const { shrink } = await import("./photo-shrink.js");
    const picture = { id, ...(await shrink(new File([raw.data], raw.name, { type: raw.type }))) };
    list = list.map((one) => (one.id === id ? { id, small: picture.small } : one));
    draw();
    await keep({ add: [picture] });
    if (!hasFailed) say("Fotoet er på telefonen.");
  };
  const finishAll = (ids) => ids.forEach((id) => change(() => finish(id), id));

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
      const { mask } = await import("./photo-mask.js");
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
    hasFailed = false;
    finishAll(files.map(bring));
  };
  input.addEventListener("change", take);
  take(); // what was chosen before this module came

  return {
    show(those = []) {
      list = those;
      draw();
      finishAll(list.filter(({ isRaw }) => isRaw).map(({ id }) => id));
    },
    list: () => list,
    settled: async () => {
      if (busy === 0) return true;
      await work;
      return !hasFailed;
    },
  };
}

const pictureError = (message) => Object.assign(new Error(message), { name: "PictureError" });

/** A picture that a record in the queue has stays until the correction is saved. */
async function draftedOnly(id) {
  const kept = await store.photo(id);
  return kept && !(await store.record(kept.record)) ? [id] : [];
}
