/** Finds Danish personal numbers (CPR numbers) in text. Twin of app/base/cpr.py: both must pass tests/cases/cpr.json. */

// Invisible characters that people paste without knowing may stand between any two others.
const DIGIT = String.raw`\p{Nd}\p{Cf}*`;
const TWO = DIGIT + DIGIT;
const BETWEEN = String.raw`(?:[\p{Pd}\u2212\p{Zs}\t./_]\p{Cf}*){0,3}`;
const NUMBER = new RegExp(
  `(${TWO}${BETWEEN}${TWO}${BETWEEN}${TWO}(?:${TWO})?)${BETWEEN}${TWO}${BETWEEN}${DIGIT}\\p{Nd}(?!\\p{Cf}*\\p{Nd})`,
  "gu",
);
const ENDS_IN_DIGIT = /\p{Nd}$/u;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Where the personal numbers in `text` stand, from left to right: [[start, end], …]. */
export function findCpr(text) {
  const found = [];
  const pattern = new RegExp(NUMBER);
  for (let match; (match = pattern.exec(text)); ) {
    // Not a look-behind: Safari before 16.4 refuses to load a module that has one.
    const isInsideNumber = ENDS_IN_DIGIT.test(text.slice(Math.max(0, match.index - 2), match.index));
    if (!isInsideNumber && isRealDate(match[1])) found.push([match.index, pattern.lastIndex]);
    else pattern.lastIndex = match.index + [...match[0]][0].length;
  }
  return found;
}

function isRealDate(text) {
  const digits = text.match(/\p{Nd}/gu).map(digitValue);
  const [day, month] = [digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]];
  const year = Number(digits.slice(4).join(""));
  const birthday = day > 60 ? day - 60 : day;
  if (month < 1 || month > 12 || birthday < 1 || birthday > MONTH_DAYS[month - 1]) return false;
  if (digits.length === 8 && (year < 1850 || year > 2099)) return false;
  const isLeap = year % 4 === 0 && year !== 1900;
  return birthday !== 29 || month !== 2 || isLeap;
}

/** 0–9 of a digit of any script: Unicode keeps each script's ten together, in order. */
function digitValue(digit) {
  const point = digit.codePointAt(0);
  let first = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (point - first) % 10;
}
