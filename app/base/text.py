"""Text as people write it: brought to one form before it is kept, and compared without what nobody sees as a difference."""

import re
import unicodedata

# C0 except tab and newline, DEL, C1, lone surrogates: never part of what a person wrote.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_LINES = re.compile(r" ?\n ?")
_LINES = re.compile(r"\n{3,}")
# Joiners belong to the writing of some languages, between letters with their marks, and join pictures; else nobody sees them.
_JOINER = re.compile("[\u200c\u200d]+")
# Excel, LibreOffice and Sheets make formulas of these in CSV; a text that begins with the mark itself gets it too,
# so that taking one away always gives the text back.
_DEFUSED = frozenset("=+-@\t\r\n'＝＋－＠")
_APOSTROPHE = "'"
# Nobody writes more marks than these on one letter, and composing a longer row takes the square of its length.
MOST_MARKS = 30
_MAYBE_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
_DIGIT = re.compile(r"(?![0-9])\d")


def printable(text: str) -> str:
    """`text` with LF line ends and without control characters and lone surrogates."""
    return text if text.isprintable() else _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def tidy(text: str, *, is_line: bool = False) -> str:
    """Text as it is kept: composed (NFC), trimmed, each run of spaces of any kind one ordinary space, at most two line
    breaks in a row; of a text that `is_line` none. The browser's twin is `tidy` in `static/js/shared/answers.js`.
    """
    text = printable(text)
    if text.isascii() and "  " not in text and text.isprintable():
        return text.strip()
    text = _MAYBE_MARKS.sub(_with_few_marks, text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", text.replace("\n", " ") if is_line else text)
    text = _LINES.sub("\n\n", _AROUND_LINES.sub("\n", text))
    return _JOINER.sub(_joined, text).strip()


def alike(text: str | None) -> str:
    """What two texts have in common that differ in spaces, case or composition alone."""
    return tidy(text or "", is_line=True).casefold()


def digits(text: str) -> str:
    """`text` with the digits of every script as 0–9."""
    return text if text.isascii() else _DIGIT.sub(lambda found: str(int(found[0])), text)


def defuse(text: str) -> str:
    """`text` so that no spreadsheet runs it when it stands in CSV (docs/decisions/0010-csv-for-excel.md)."""
    return _APOSTROPHE + text if text[:1] in _DEFUSED else text


def _with_few_marks(row: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in row[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _joined(joiner: re.Match[str]) -> str:
    before, after = joiner.string[: joiner.start()][-1:], joiner.string[joiner.end() :][:1]
    return joiner[0] if _is_of_word(before) and _is_of_word(after) else ""


def _is_of_word(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LMS"
