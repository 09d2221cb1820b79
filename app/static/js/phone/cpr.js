/** Finds Danish personal numbers (CPR numbers) in text. Twin of app/base/cpr.py, which says the rules: both must pass tests/cases/cpr.json. */
import { digitOf } from "../shared/text.js";

const ANY = String.raw`[^\p{L}\p{N}]`; // what may stand between the parts
const GAP = `${ANY}{0,6}`;
const DAY = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])";
const MONTH = "(?:0[1-9]|1[0-2])";
const YEAR = "(?:[0-9]{4}|[0-9]{2})";
const SIGN = String.raw`[ \u00a0]?[\-\u2010-\u2015\u2212./][ \u00a0]?`;
const NAMES = "jan(?:uar)?|feb(?:ruar)?|mar(?:ts)?|apr(?:il)?|maj|juni?|juli?|aug(?:ust)?|sep(?:t(?:ember)?)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
const FOUR = Array(4).fill("[0-9]").join(GAP);
const DATES = [
  `(?<d0>${DAY})${GAP}(?<m0>${MONTH})${GAP}(?<y0>${YEAR})`,
  `(?<y1>(?:18|19|20)[0-9]{2})${GAP}(?<m1>${MONTH})${GAP}(?<d1>${DAY})`,
  `(?<d2>[0-9]{1,2})${SIGN}(?<m2>[0-9]{1,2})${SIGN}(?<y2>${YEAR})`,
  `(?<d3>[0-9]{1,2})${ANY}{1,3}(?<m3>${NAMES})${ANY}{1,3}(?<y3>${YEAR})`,
];
const FORMS = DATES.map((date, kind) => `(?<b${kind}>${date})(?:(?<g${kind}>${ANY}{1,6})(?<f${kind}>${FOUR})|(?<r${kind}>[0-9]{4}))`);
const CANDIDATE = new RegExp(`(?:${FORMS.join("|")}|(?<single>[0-9](?:${ANY}{1,6}[0-9]){9}))(?![0-9])`, "giu");
const ALWAYS = /^[0-9]{6}-?[0-9]{4}$/;
const CLOCK = /^(?:[01]?[0-9]|2[0-3])[.:]?[0-5][0-9]$/;
const HOUR = "(?:[01]?[0-9]|2[0-3])[.:][0-5][0-9]";
const WRITTEN = `(?:0?[1-9]|[12][0-9]|3[01])(?:${SIGN}(?:0?[1-9]|1[0-2])${SIGN}|${ANY}{1,3}(?:${NAMES})${ANY}{1,3})${YEAR}`;
const HOUR_BEFORE = new RegExp(String.raw`(?<before>^|[^\p{L}\p{N}_.:])${HOUR}(?=\s+(?:${HOUR}|${WRITTEN})(?![0-9]))`, "giu");
const PERIOD = new RegExp(`(?<before>^|[^0-9])${WRITTEN}(?=${ANY}{1,6}${WRITTEN}(?![0-9]))`, "giu");
const TELEPHONE = /(?<before>^|[^\p{L}\p{N}_])\+(?:45(?:[ ().\-]{0,2}[0-9]){8}|(?!45)[1-9](?:[ ().\-]{0,2}[0-9]){7,14})(?![0-9])/gu;
const KRONER_BEFORE = /(?<before>^|[^\p{L}])(?:kr\.?|dkk)\s?[0-9]{1,3}(?:[. ]?[0-9]{3})*(?:,[0-9]{2})?/giu;
const KRONER_BEHIND = /(?:,[0-9]{1,2})?\s?(?:kr(?!\p{L})|dkk|,-)/iuy;
const LIST = /^\d\d(\n|, )(?:\d\d\1){3}\d\d$/;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const UNSEEN = /\p{Cf}/u;
const DIGITS_OF = { O: "0", o: "0", l: "1", I: "1" };

/** Where the personal numbers in `text` stand, from left to right: [[start, end], …]. */
export function findCpr(text) {
  if (!/\p{Nd}/u.test(text)) return [];
  const { plain, began, ended } = plainOf(text);
  const aside = [TELEPHONE, KRONER_BEFORE, HOUR_BEFORE, PERIOD].flatMap((pattern) => [...plain.matchAll(pattern)].map(spanOf)).sort(([a], [b]) => a - b);
  const found = [];
  const pattern = new RegExp(CANDIDATE);
  let near = 0; // the first of `aside` that is not behind us
  for (let match; (match = pattern.exec(plain)); ) {
    const start = match.index;
    while (near < aside.length && aside[near][1] <= start) near += 1;
    const isAside = near < aside.length && aside[near][0] <= start;
    // Not a look-behind: Safari before 16.4 refuses to load a module that has one.
    if (!isDigit(plain[start - 1]) && isNumber(match, isAside)) found.push([began(start), ended(pattern.lastIndex - 1)]);
    else for (pattern.lastIndex = start; isDigit(plain[pattern.lastIndex]); ) pattern.lastIndex += 1;
  }
  return found;
}

const isDigit = (character) => character >= "0" && character <= "9";
const spanOf = ({ index, 0: all, groups }) => [index + groups.before.length, index + all.length];
const at = (sticky, text, place) => {
  const pattern = new RegExp(sticky);
  pattern.lastIndex = place;
  return pattern.exec(text);
};

/** The text without what cannot be seen, its digits as 0–9; and where each unit of it began and ended. */
function plainOf(text) {
  if (!/[^\x00-\x7f]/.test(text)) return { plain: readLetters(text), began: (unit) => unit, ended: (unit) => unit + 1 };
  const [starts, ends] = [[], []];
  let plain = "";
  let place = 0;
  for (const character of text) {
    const next = place + character.length;
    if (/\p{Nd}/u.test(character)) {
      plain += digitOf(character);
      starts.push(place);
      ends.push(next);
    } else if (!UNSEEN.test(character)) {
      plain += character;
      for (let unit = place; unit < next; unit += 1) {
        starts.push(unit);
        ends.push(unit + 1);
      }
    }
    place = next;
  }
  return { plain: readLetters(plain), began: (unit) => starts[unit], ended: (unit) => ends[unit] };
}

/** Letters that look like digits are read as such among digits, unless they are a part of a word. */
function readLetters(text) {
  if (!/[0-9][OolI]|[OolI][0-9]/.test(text)) return text;
  const isWord = (row, start) => /^\p{L}+$/u.test(row) || /\p{L}/u.test((text[start - 1] ?? "") + (text[start + row.length] ?? ""));
  const read = (row, start) => (isWord(row, start) ? row : row.replace(/[OolI]/g, (letter) => DIGITS_OF[letter]));
  return text.replace(/[0-9OolI]+/g, read);
}

function isNumber({ 0: all, index, groups, input }, isAside) {
  if (groups.single) {
    const digits = all.replace(/[^0-9]/g, "");
    return !isAside && isReal(digits.slice(0, 2), Number(digits.slice(2, 4)), digits.slice(4, 6));
  }
  const kind = [0, 1, 2, 3].find((each) => groups[`d${each}`]);
  const [date, day, month, year, gap, four, row] = [..."bdmygfr"].map((part) => groups[part + kind]);
  if (!isReal(day, monthOf(month), year)) return false;
  if (ALWAYS.test(all)) return true;
  if (isAside || (gap && at(KRONER_BEHIND, input, index + all.length))) return false;
  if (row) return true;
  if (LIST.test(all)) return false;
  return !(isLately(date, year, month) && isTimeOrCount(gap, four));
}

const monthOf = (text) => (/^[0-9]+$/.test(text) ? Number(text) : MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1);

function isReal(day, month, year) {
  const number = Number(day) > 60 ? Number(day) - 60 : Number(day);
  if (month < 1 || month > 12 || number < 1 || number > MONTH_DAYS[month - 1]) return false;
  if (year.length === 4 && (year < 1850 || year > 2099)) return false;
  return number !== 29 || month !== 2 || (year % 4 === 0 && Number(year) !== 1900);
}

function isLately(date, year, month) {
  const parts = date.match(/[^\p{L}\p{N}]+/gu) ?? [];
  const isSeparated = parts.length === 2 && (/\p{L}/u.test(month) || year.length === 4 || /\S/.test(parts.join("")));
  const whole = Number(year) + (year.length === 2 ? 2000 : 0);
  return isSeparated && whole >= 2015 && whole <= 2035;
}

function isTimeOrCount(gap, four) {
  const isApart = /\s/.test(gap);
  return /^[0-9]+$/.test(four) ? isApart && CLOCK.test(four) : isApart || CLOCK.test(four);
}
