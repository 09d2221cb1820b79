/** Text as the server keeps it: the twin of app/base/text.py. */

/** 0–9 of a digit of any script: Unicode keeps each script's ten together, in order. */
export function digitOf(digit) {
  const point = digit.codePointAt(0);
  if (point < 128) return digit;
  let first = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((point - first) % 10);
}

/** A text with the digits of every script as 0–9. */
export const digits = (text) => text.replace(/\p{Nd}/gu, digitOf);

/** A text composed (NFC) and trimmed, each run of spaces one ordinary space, at most two line breaks in a row. */
export function tidy(text) {
  const spaced = text.normalize("NFC").replace(/\r\n|[\r\u2028\u2029]/g, "\n").replace(/[^\S\n]+/g, " ");
  const lined = spaced.replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n");
  // Joiners belong to the writing of some languages, between letters, and join pictures; else nobody sees them.
  const isOfWord = (character) => /[\p{L}\p{M}\p{S}]/u.test(character ?? "");
  const joined = (joiner, place, whole) => {
    const [before] = [...whole.slice(Math.max(0, place - 2), place)].slice(-1);
    const [behind] = whole.slice(place + joiner.length, place + joiner.length + 2);
    return isOfWord(before) && isOfWord(behind) ? joiner : "";
  };
  return lined.replace(/[\u200c\u200d]+/g, joined).trim();
}
