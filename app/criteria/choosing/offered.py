"""What can be chosen in each control of a criterion's form: codes with their words, as the agreement and the choices so far have it.

Only what makes sense is offered. What is retired is offered where it is chosen already, and so is what is not known: it says so.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...definitions.countable import (
    ANY,
    CODES,
    DATE,
    NO,
    NUMBER,
    TEXT,
    YES,
    YES_NO,
    CountableField,
    CountableKind,
    kinds,
)
from ...questions.countries import countries
from .. import parts
from ..parts import BASELINE, BUDGET, PREVIOUS, TREND, Document, Part

Options = list[tuple[str, str]]
FIGURE, MILESTONES = "figure", "milestones"
# What is worked out from what is counted.
JUST, SUM, DISTINCT, SHARE, AVERAGE, THOUSAND, GAP = "number", "sum", "distinct", "share", "average", "thousand", "gap"
RATES: Final = {SHARE: 100, AVERAGE: 1, THOUSAND: 1000}
COUNT: Final = "count"
# Held against another figure, which is still to be chosen.
CHOOSE: Final = "choose"
PERIODS: Final = {
    "month": _l("måned"), "quarter": _l("kvartal"), "half": _l("halvår"), "year": _l("år"), "two_years": _l("andet år"),
    "whole": _l("hele aftalen"), "by": _l("inden en dato"),
}  # fmt: skip
SHORT: Final = ("month", "quarter", "half")
_CALCULATED: Final = {
    JUST: _l("Antallet"), SUM: _l("En sum"), DISTINCT: _l("Antal forskellige"), SHARE: _l("En andel i %"),
    AVERAGE: _l("I gennemsnit pr."), THOUSAND: _l("Pr. 1.000"), GAP: _l("Afstand til et andet tal"),
}  # fmt: skip


def rows(document: Document, part: str, chosen: Iterable[str] = ()) -> Options:
    """The rows of a part by their names; those chosen stay, though they are retired or not there."""
    day, wanted = document["version"]["valid_from"], list(chosen)
    found = [
        (row["code"], _with_code(part, row))
        for row in document.get(part, ())
        if row["code"] in wanted or row.get("retired_on", "9999") > day
    ]
    return with_chosen(found, wanted)


def with_chosen(options: Options, chosen: Iterable[str]) -> Options:
    """The options, and what is chosen without being one of them."""
    known = {code for code, _words in options}
    return [
        *options,
        *((code, _("»%(code)s« (findes ikke)", code=code)) for code in chosen if code and code not in known),
    ]


def whats(document: Document, chosen: str = "") -> Options:
    """What can be counted: the kinds of record, figures, milestones; the latter where the agreement has some."""
    found = [(code, kind.many.capitalize()) for code, kind in kinds(document).items()]
    if document.get("figures") or chosen == FIGURE:
        found.append((FIGURE, _("Tal, andre leverer")))
    if document.get("milestones") or chosen == MILESTONES:
        found.append((MILESTONES, _("Milepæle")))
    return found


def calculated(document: Document, what: str) -> Options:
    """What can be worked out from that."""
    if what == MILESTONES:
        return [(JUST, str(_CALCULATED[JUST]))]
    if what == FIGURE:
        return [(JUST, _("Tallet selv")), *((code, str(_CALCULATED[code])) for code in (*RATES, GAP))]
    left_out = {name for name, sort in ((SUM, NUMBER), (DISTINCT, CODES)) if not _of_sort(document, what, sort)}
    return [(code, str(words)) for code, words in _CALCULATED.items() if code not in left_out | {GAP}]


def ofs(document: Document, what: str, calc: str = "") -> Options:
    """What of the records of a kind is counted or added up: `count`, `sum.guests`, `distinct.countries`."""
    kind = kinds(document)[what]
    found = {
        JUST: [(COUNT, _("antal %(many)s", many=kind.many))],
        SUM: list(_ofs(kind, SUM, NUMBER, _l("%(what)s lagt sammen"))),
        DISTINCT: list(_ofs(kind, DISTINCT, CODES, _l("forskellige: %(what)s"))),
    }
    return found[calc] if calc in found else [each for options in found.values() for each in options]


def _ofs(kind: CountableKind, how: str, sort: str, words: str) -> Iterator[tuple[str, str]]:
    for name, field in kind.fields.items():
        if field.kind == sort:
            yield f"{how}.{name}", str(words) % {"what": str(field.label)}


def _of_sort(document: Document, what: str, sort: str) -> bool:
    return any(field.kind == sort for field in kinds(document)[what].fields.values())


def fields(document: Document, kind: str) -> Options:
    """What can be asked of a kind of record."""
    return [(name, str(field.label)) for name, field in kinds(document)[kind].fields.items()]


def field(document: Document, kind: str, name: str) -> CountableField | None:
    """The declaration of what is asked; None where there is no such question."""
    return kinds(document)[kind].fields.get(name)


def comparisons(asked: CountableField) -> Options:
    """How an answer is held against what is chosen or typed."""
    if asked.kind == DATE:
        return [("at_least", _("er tidligst")), ("at_most", _("er senest"))]
    if asked.is_number:
        return [("at_least", _("er mindst")), ("at_most", _("er højst"))]
    return [("is", _("er")), ("is_not", _("er ikke"))]


def answers(document: Document, kind: str, name: str, chosen: Iterable[str] = ()) -> Options:
    """The answers that can be chosen: groups before single ones, and any answer at all."""
    asked = kinds(document)[kind].fields[name]
    if asked.kind == TEXT:
        return [(ANY, _("besvaret"))]
    if asked.kind == YES_NO:
        return [(YES, _("Ja")), (NO, _("Nej"))]
    if asked.kind == CODES and not asked.listed:
        return with_chosen(list(countries()), chosen)
    listed = parts.list_of(document, kind, name)
    found = list((parts.groups(document, listed) | _current(document, listed, set(chosen))).items())
    return with_chosen([*found, (ANY, asked.any)], chosen)


def _current(document: Document, listed: str, chosen: set[str]) -> dict[str, str]:
    """The choices of a list without those that the agreement has retired by its first day."""
    day = document["version"]["valid_from"]
    of_agreement = document.get(listed, ()) if listed in parts.PARTS else document.get("choices", ())
    gone = {
        row["code"]
        for row in of_agreement
        if row.get("list", listed) == listed and row.get("retired_on", "9999") <= day
    } - chosen
    return {code: words for code, words in parts.choices(document, listed).items() if code not in gone}


def directions() -> Options:
    """How a figure is to be."""
    return [("at_least", _("Mindst")), ("at_most", _("Højst")), (TREND, _("Uden fast grænse: bedre end før"))]


def against(document: Document, direction: str, *, hours: bool, chosen: str = "") -> Options:
    """What the figure is held against; a number has no code. hours: it adds hours, which have a budget."""
    past = [(BASELINE, _("udgangspunktet")), (PREVIOUS, _("året før"))]
    if direction == TREND:
        return past
    found: Options = [("", _("et tal")), *past, *([(BUDGET, _("timebudgettet"))] if hours else [])]
    figures = [(code, _("tallet »%(name)s«", name=name)) for code, name in rows(document, "figures")]
    if chosen == CHOOSE:
        figures.insert(0, (CHOOSE, _("Vælg et tal")))
    return with_chosen([*found, *figures], [chosen])


def periods(what: str, chosen: str = "") -> Options:
    """How often the aim is to be reached; a figure comes once a year."""
    left_out = () if what not in {FIGURE, MILESTONES} else SHORT
    return [(code, str(words)) for code, words in PERIODS.items() if code not in left_out or code == chosen]


def _with_code(part: str, row: Part) -> str:
    return f"{row['code']} {row['name']}" if part == "activities" else str(row["name"])
