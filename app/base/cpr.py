"""Finds and masks Danish personal numbers (CPR numbers) in text.

A number is a real date as ddmmyy, ddmmyyyy or yyyymmdd (the day may have 60 added) and four more digits; modulus 11 is not
asked for, because valid numbers without it exist. Up to six characters that are neither letter nor digit may stand between
its parts. A row of digits is judged as a whole: what has one more before or behind is none.

What is no number is told by its shape, never by a word before it: a date of 2015 to 2035 written with separators before a
time or a count, a period of two dates, a time before a date, an amount in kroner, a telephone number with its country. Six
and four digits with nothing or one hyphen between them are always one.

The browser's twin is `static/js/phone/cpr.js`; `tests/cases/cpr.json` holds the cases that both must pass.
"""

import re
from collections import deque
from collections.abc import Iterator

from .text import printable

MASK = "******-****"

# Invisible characters of Unicode's category Cf that people paste without knowing, between any two characters.
_UNSEEN = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_ANY_DIGIT = re.compile(r"\d")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
# Letters that stand for digits, where they stand among digits.
_LOOK_ALIKE = re.compile("[0-9][OolI]|[OolI][0-9]")
_ROW = re.compile("[0-9OolI]+")
_DIGITS_OF = str.maketrans("OolI", "0011")

_GAP = r"[\W_]{0,6}"
_DAY = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_MONTH = "(?:0[1-9]|1[0-2])"
_YEAR = "(?:[0-9]{4}|[0-9]{2})"
# The sign in a date that may be written with short numbers.
_SIGN = r"[ \u00a0]?[-\u2010-\u2015\u2212./][ \u00a0]?"
_NAMES = "jan(?:uar)?|feb(?:ruar)?|mar(?:ts)?|apr(?:il)?|maj|juni?|juli?|aug(?:ust)?|sep(?:t(?:ember)?)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DATES = (
    rf"(?P<d0>{_DAY}){_GAP}(?P<m0>{_MONTH}){_GAP}(?P<y0>{_YEAR})",
    rf"(?P<y1>(?:18|19|20)[0-9]{{2}}){_GAP}(?P<m1>{_MONTH}){_GAP}(?P<d1>{_DAY})",
    rf"(?P<d2>[0-9]{{1,2}}){_SIGN}(?P<m2>[0-9]{{1,2}}){_SIGN}(?P<y2>{_YEAR})",
    rf"(?P<d3>[0-9]{{1,2}})[\W_]{{1,3}}(?P<m3>{_NAMES})[\W_]{{1,3}}(?P<y3>{_YEAR})",
)
# Four digits more: grouped in any way where something stands before them, else one row with the year.
_FOUR = _GAP.join(["[0-9]"] * 4)
_FORMS = [
    rf"{date}(?:(?P<g{kind}>[\W_]{{1,6}})(?P<f{kind}>{_FOUR})|(?P<r{kind}>[0-9]{{4}}))"
    for kind, date in enumerate(_DATES)
]
_SINGLE = r"(?P<single>[0-9](?:[\W_]{1,6}[0-9]){9})"
_IN_DIGITS = re.compile(f"(?<![0-9])(?:{'|'.join([*_FORMS[:3], _SINGLE])})(?![0-9])")
# Months by name are looked for only where one is: they make the search slower.
_WITH_NAMES = re.compile(f"(?<![0-9])(?:{'|'.join([*_FORMS, _SINGLE])})(?![0-9])", re.IGNORECASE)
_ALWAYS = re.compile("[0-9]{6}-?[0-9]{4}")
_CLOCK = re.compile("(?:[01]?[0-9]|2[0-3])[.:]?[0-5][0-9]")
# What is no number however it goes on: a time of day before another one or a date, the first date of a period.
_HOUR = "(?:[01]?[0-9]|2[0-3])[.:][0-5][0-9]"
_SHORT = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_WRITTEN = rf"{_SHORT[0]}(?:{_SIGN}{_SHORT[1]}{_SIGN}|[\W_]{{1,3}}(?:{_NAMES})[\W_]{{1,3}}){_YEAR}"
_HOUR_BEFORE = re.compile(rf"(?<![\w.:]){_HOUR}(?=\s+(?:{_HOUR}|{_WRITTEN})(?![0-9]))", re.IGNORECASE)
_PERIOD = re.compile(rf"(?<![0-9]){_WRITTEN}(?=[\W_]{{1,6}}{_WRITTEN}(?![0-9]))", re.IGNORECASE)
# With the country: of Denmark's the eight digits that follow, of any other's up to fifteen in all.
_TELEPHONE = re.compile(r"(?<!\w)\+(?:45(?:[ ().-]{0,2}[0-9]){8}|(?!45)[1-9](?:[ ().-]{0,2}[0-9]){7,14})(?![0-9])")
_KRONER_BEFORE = re.compile(r"(?<![^\W\d_])(?:kr\.?|dkk)\s?[0-9]{1,3}(?:[. ]?[0-9]{3})*(?:,[0-9]{2})?", re.IGNORECASE)
_KRONER_BEHIND = re.compile(r"(?:,[0-9]{1,2})?\s?(?:kr(?![^\W\d_])|dkk|,-)", re.IGNORECASE)
_ASIDE = (_TELEPHONE, _KRONER_BEFORE, _HOUR_BEFORE, _PERIOD)
# Numbers below each other, or with commas.
_LIST = re.compile(r"\d\d(\n|, )(?:\d\d\1){3}\d\d")
_BETWEEN = re.compile(r"[\W_]+")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def mask(text: str) -> str:
    """`text` with every personal number replaced by `******-****`."""
    pieces, done = [], 0
    for start, end in find(text):
        pieces += [text[done:start], MASK]
        done = end
    return "".join(pieces) + text[done:] if pieces else text


def short(text: str, most: int = 40) -> str:
    """The beginning of a text that may be anything, to show to people: masked, printable, at most `most` characters."""
    return mask(printable(text[: 4 * most]))[:most]


def find(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of every personal number in `text`, from left to right, never overlapping."""
    if not _ANY_DIGIT.search(text):
        return
    plain, places = _plain(text)
    small = plain.lower()
    candidates = _WITH_NAMES if any(month in small for month in _MONTHS) else _IN_DIGITS
    aside = _aside(plain)
    position = 0
    while match := candidates.search(plain, position):
        start, end = match.span()
        while aside and aside[0][1] <= start:
            aside.popleft()
        if _is_number(match, is_aside=bool(aside) and aside[0][0] <= start):
            yield (places[start], places[end - 1] + 1) if places else (start, end)
            position = end
        else:
            position = _behind_digits(plain, start)


def mask_integer(number: int) -> int | str:
    """`number`, or the mask where its 9 or 10 digits (a leading zero may have been lost) are a personal number."""
    digits = str(number)
    return MASK if len(digits) in (9, 10) and any(find(digits.zfill(10))) else number


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text without what cannot be seen, its digits as 0–9; and where each character stood, unless all stand as before."""
    places = None
    if _UNSEEN.search(text):
        places = [place for place, character in enumerate(text) if not _UNSEEN.match(character)]
        text = "".join(text[place] for place in places)
    if _OTHER_DIGIT.search(text):
        text = _OTHER_DIGIT.sub(lambda found: str(int(found[0])), text)
    if _LOOK_ALIKE.search(text):
        text = _ROW.sub(_as_digits, text)
    return text, places


def _as_digits(row: re.Match[str]) -> str:
    """Letters that look like digits are read as such, unless the row is a part of a word."""
    around = row.string[max(row.start() - 1, 0) : row.start()] + row.string[row.end() : row.end() + 1]
    is_word = row[0].isalpha() or any(map(str.isalpha, around))
    return row[0] if is_word else row[0].translate(_DIGITS_OF)


def _aside(text: str) -> deque[tuple[int, int]]:
    """Where telephone numbers, amounts, times before others and first dates of periods stand, from left to right."""
    return deque(sorted(found.span() for pattern in _ASIDE for found in pattern.finditer(text)))


def _behind_digits(text: str, start: int) -> int:
    while start < len(text) and "0" <= text[start] <= "9":
        start += 1
    return start


def _is_number(match: re.Match[str], *, is_aside: bool) -> bool:
    if match["single"]:
        digits = "".join(filter(str.isdigit, match[0]))
        return not is_aside and _is_real(digits[:2], int(digits[2:4]), digits[4:6])
    (kind,) = [kind for kind in range(match.re.groups // 6) if match[f"d{kind}"]]
    day, month, year, gap, four, row = (match[f"{part}{kind}"] for part in "dmygfr")
    if not _is_real(day, _month(month), year):
        return False
    if _ALWAYS.fullmatch(match[0]):
        return True
    if is_aside or (gap and _KRONER_BEHIND.match(match.string, match.end())):
        return False
    if row:
        return True
    if _LIST.fullmatch(match[0]):
        return False
    date = match.string[match.start() : match.start(f"g{kind}")]
    return not (_is_lately(date, year, month) and _is_time_or_count(gap, four))


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.index(text[:3].lower()) + 1


def _is_real(day: str, month: int, year: str) -> bool:
    """Whether there was or will be such a day; of a year in two digits any century will do."""
    number, in_year = int(day) - 60 * (int(day) > 60), int(year)
    if not (1 <= month <= 12 and 1 <= number <= _MONTH_DAYS[month - 1]):
        return False
    if len(year) == 4 and not 1850 <= in_year <= 2099:
        return False
    return (number, month) != (29, 2) or (in_year % 4 == 0 and in_year != 1900)


def _is_lately(date: str, year: str, month: str) -> bool:
    """Whether a date is written with separators, and is of the years in which people write such dates down."""
    parts = _BETWEEN.findall(date)
    is_separated = len(parts) == 2 and (month.isalpha() or len(year) == 4 or not "".join(parts).isspace())
    return is_separated and 2015 <= int(year) + 2000 * (len(year) == 2) <= 2035


def _is_time_or_count(gap: str, four: str) -> bool:
    is_apart = any(character.isspace() for character in gap)
    if four.isdecimal():
        return is_apart and _CLOCK.fullmatch(four) is not None
    return is_apart or _CLOCK.fullmatch(four) is not None
