"""Figures that others deliver once a year: written down, corrected, taken back; all of it stays in the history."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, func, select

from ... import agreement
from ...access import Person
from ...base import clock, cpr, db
from ...base.numbers import parse, shown
from ...store import FigureEntry
from .refusal import EntryRefusedError

UNKNOWN = _("»%(id)s« er ikke et af aftalens tal. Vælg et af: %(known)s.")
WRONG_YEAR = _("Året skal være fra %(first)d til %(last)d.")
NEGATIVE = _("%(name)s kan ikke være under %(least)s.")
OVER_100 = _("%(name)s er en andel og kan ikke være over 100 %%.")
NOT_WHOLE = _("%(name)s er et antal. Skriv et helt tal, uden punktum og komma.")
NOT_WHOLE_GUESS = _("%(name)s er et antal. Skriv et helt tal, uden punktum og komma. Mente du %(guess)s?")
TOO_MANY = _("%(name)s (%(value)s) kan ikke være flere end %(whole)s (%(most)s).")
NO_SOURCE = _("Skriv, hvor du har tallet fra.")


@dataclass(frozen=True, slots=True)
class Given:
    """A figure as it was given. `value` is None where it was taken back; `on` is the date on which it was given."""

    figure: str
    year: int
    value: Decimal | None
    source: str
    on: dt.date
    note: str
    person: str
    entered_at: dt.datetime


def enter(
    year: int,
    values: Mapping[str, str],
    *,
    source: str,
    person: Person,
    on: dt.date | None = None,
    note: str = "",
) -> list[Given]:
    """Write down figures of a year as somebody wrote them (by id; empty text takes a figure back).

    What is already there exactly so is not written again. Returns what was; raises EntryRefusedError by id, or under
    `year` and `source`, and then nothing is.
    """
    wanted = check(year, values, source=source, person=person, on=on, note=note)
    with db.writing() as session:
        session.add_all(entry_of(each, person) for each in wanted)
    return wanted


def check(
    year: int,
    values: Mapping[str, str],
    *,
    source: str,
    person: Person,
    on: dt.date | None = None,
    note: str = "",
) -> list[Given]:
    """What `enter` would write down; raises as it does."""
    on = on or clock.today()
    source, note = cpr.mask(source.strip()), cpr.mask(note.strip())
    before = {id: given for (id, _year), given in current([year]).items()}
    cleaned = clean(year, values, {id: given.value for id, given in before.items() if given.value is not None}, source)
    return [
        Given(id, year, value, source, on, note, person.name, clock.now())
        for id, value in cleaned.items()
        if is_new(before.get(id), value, source, on, note)
    ]


def current(years: Iterable[int] | None = None) -> dict[tuple[str, int], Given]:
    """What counts now, by figure and year: of these years, or all; figures that were taken back are left out."""
    newest = select(func.max(FigureEntry.id)).group_by(FigureEntry.figure, FigureEntry.year)
    query = select(FigureEntry).where(FigureEntry.id.in_(newest))
    if years is not None:
        query = query.where(FigureEntry.year.in_(sorted(years)))
    return {(each.figure, each.year): each for each in _given(query) if each.value is not None}


def history(figure: str, year: int) -> list[Given]:
    """Everything that was ever given for a figure and year, the newest first."""
    query = select(FigureEntry).where(FigureEntry.figure == figure, FigureEntry.year == year)
    return _given(query.order_by(FigureEntry.id.desc()))


def _given(query: Select[FigureEntry]) -> list[Given]:
    return [
        Given(
            row.figure, row.year, None if row.value is None else Decimal(row.value), row.source, row.on, row.note,
            row.person_name, row.entered_at,
        )
        for row in db.session.scalars(query)
    ]  # fmt: skip


def entry_of(given: Given, person: Person) -> FigureEntry:
    """What is kept of it."""
    value = None if given.value is None else str(given.value)
    return FigureEntry(
        figure=given.figure, year=given.year, value=value, source=given.source, on=given.on, note=given.note,
        person_id=person.id, person_name=person.name, entered_at=given.entered_at,
    )  # fmt: skip


def is_new(before: Given | None, value: Decimal | None, source: str, on: dt.date, note: str) -> bool:
    """Whether it says something else than what stands there."""
    if before is None:
        return value is not None
    return (before.value, before.source, before.on, before.note) != (value, source, on, note)


def clean(year: int, values: Mapping[str, str], known: Mapping[str, Decimal], source: str) -> dict[str, Decimal | None]:
    """The values; `known` are the year's other figures. Raises EntryRefusedError."""
    agreed = agreement.current()
    errors: dict[str, object] = {}
    found: dict[str, Decimal | None] = {}
    first, last = agreed.baseline_year, max(agreed.years[-1], clock.today().year)
    if not first <= year <= last:
        errors["year"] = WRONG_YEAR % {"first": first, "last": last}
    for id, text in values.items():
        figure = agreed.figures.get(id)
        if figure is None:
            errors[id] = UNKNOWN % {"id": id[:40], "known": ", ".join(agreed.figures)}
            continue
        try:
            found[id] = _value(figure, text) if text.strip() else None
        except ValueError as error:
            errors[id] = error.args[0]
    if not source and any(value is not None for value in found.values()):
        errors["source"] = NO_SOURCE
    if not errors:
        errors = _compare({**known, **found}, found)
    if errors:
        raise EntryRefusedError(errors)
    return found


def _value(figure: agreement.Figure, text: str) -> Decimal:
    value = parse(text)
    if value < figure.least:
        raise ValueError(NEGATIVE % {"name": figure.name, "least": shown(figure.least)})
    if figure.kind == agreement.SHARE and value > 100:
        raise ValueError(OVER_100 % {"name": figure.name})
    if figure.kind == agreement.COUNT and value.as_tuple().exponent != 0:
        # 1.817 is what many write for 1817.
        digits = text.strip().replace(".", "")
        if digits.isdecimal() and len(text.strip().rpartition(".")[2]) == 3:
            raise ValueError(NOT_WHOLE_GUESS % {"name": figure.name, "guess": digits})
        raise ValueError(NOT_WHOLE % {"name": figure.name})
    return value


def _compare(all_values: Mapping[str, Decimal | None], new: Mapping[str, Decimal | None]) -> dict[str, object]:
    """A part that would be larger than its whole, where one of the two is new."""
    figures = agreement.current().figures
    errors: dict[str, object] = {}
    for figure in figures.values():
        part, whole = all_values.get(figure.id), all_values.get(figure.part_of or "")
        if part is not None and whole is not None and part > whole and {figure.id, figure.part_of} & new.keys():
            whole_name = figures[figure.part_of or ""].name.lower()
            words = {"name": figure.name, "value": shown(part), "whole": whole_name, "most": shown(whole)}
            errors[figure.id if figure.id in new else figure.part_of or ""] = TOO_MANY % words
    return errors
