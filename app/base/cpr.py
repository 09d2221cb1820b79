"""Finds and masks Danish personal numbers (CPR numbers) in text.

A number is a real date as ddmmyy or ddmmyyyy (the day may have 60 added) and four more digits; modulus 11
is not asked for, because valid numbers without it exist. The browser's twin is `static/js/phone/cpr.js`;
`tests/cases/cpr.json` holds the cases that both must pass.
"""

import re
import unicodedata
from collections.abc import Iterator

MASK = "******-****"

# Invisible characters of Unicode's category Cf that people paste without knowing, between any two characters.
_UNSEEN = (
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U00013438\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]*"
)
_DIGIT = rf"\d{_UNSEEN}"
# What stands between the groups: hyphens and dashes, spaces, full stop, slash, low line. None of it is invisible too: a
# long row of what could be either would be tried in every division.
_BETWEEN = rf"(?:[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d \t\u00a0\u2000-\u200a\u202f\u205f\u3000./_]{_UNSEEN}){{0,3}}"
_NUMBER = re.compile(
    rf"(?<!\d)(?P<date>{_DIGIT * 2}{_BETWEEN}{_DIGIT * 2}{_BETWEEN}(?:{_DIGIT * 4}|{_DIGIT * 2}))"
    rf"{_BETWEEN}{_DIGIT * 2}{_BETWEEN}\d{_UNSEEN}\d(?!{_UNSEEN}\d)"
)
_ANY_DIGIT = re.compile(r"\d")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def mask(text: str) -> str:
    """`text` with every personal number replaced by `******-****`."""
    pieces, done = [], 0
    for start, end in find(text):
        pieces += [text[done:start], MASK]
        done = end
    return "".join(pieces) + text[done:] if pieces else text


def find(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of every personal number in `text`, from left to right, never overlapping."""
    first = _ANY_DIGIT.search(text)
    position = first.start() if first else len(text)
    while match := _NUMBER.search(text, position):
        if _is_real_date(match["date"]):
            yield match.span()
            position = match.end()
        else:
            position = match.start() + 1


def mask_integer(number: int) -> int | str:
    """`number`, or the mask where its 9 or 10 digits (a leading zero may have been lost) are a personal number."""
    digits = str(number)
    return MASK if len(digits) in (9, 10) and any(find(digits.zfill(10))) else number


def _is_real_date(text: str) -> bool:
    digits = [unicodedata.decimal(character) for character in text if character.isdecimal()]
    day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
    year = int("".join(map(str, digits[4:])))
    day -= 60 if day > 60 else 0
    if not (1 <= month <= 12 and 1 <= day <= _MONTH_DAYS[month - 1]):
        return False
    if len(digits) == 8 and not 1850 <= year <= 2099:
        return False
    return (day, month) != (29, 2) or (year % 4 == 0 and year != 1900)
