"""Figures that others deliver once a year: written down, corrected, taken back; all of it stays in the history."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _

from ... import agreement
from ...access import Person
from ...base import clock
from ...base.messages import RefusedError
from ...base.numbers import parse, shown
from ...definitions import FigureFields
from ...questions.fields import clean_each
from ...store import FigureEntry
from ...store.reported_tables import Ledger, key_of

UNKNOWN = _("»%(id)s« er ikke et af aftalens tal. Vælg et af: %(known)s.")
WHICH_AREA = _("%(name)s har et tal for hvert område. Vælg et af: %(known)s.")
NO_AREA = _("%(name)s er ét tal for hele aftalen. Skriv det uden område.")
WRONG_YEAR = _("Året skal være fra %(first)d til %(last)d.")
NEGATIVE = _("%(name)s kan ikke være under %(least)s.")
OVER_100 = _("%(name)s er en andel og kan ikke være over 100 %%.")
NOT_WHOLE = _("%(name)s er et antal. Skriv et helt tal, uden punktum og komma.")
NOT_WHOLE_GUESS = _("%(name)s er et antal. Skriv et helt tal, uden punktum og komma. Mente du %(guess)s?")
TOO_MANY = _("%(name)s (%(value)s) kan ikke være flere end %(whole)s (%(most)s).")
NO_SOURCE = _("Skriv, hvor du har tallet fra.")

Values = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A figure as somebody says it: `text` is the number as it is written; an empty one takes the figure back.

    `area`: the one that it is of, where each has one; else empty.
    """

    figure: str
    text: str
    source: str
    on: dt.date
    note: str = ""
    area: str = ""

    @property
    def key(self) -> str:
        """What tells it from the year's others."""
        return key_of(self.figure, self.area)


class Figures(Ledger[FigureEntry]):
    """The figures by id, year and area. `value` is None where one was taken back; `on` is the date on which it was given."""

    def enter(
        self, year: int, values: Mapping[str, str], *, source: str, person: Person,
        on: dt.date | None = None, note: str = "",
    ) -> list[FigureEntry]:  # fmt: skip
        """Write down figures of a year (texts by id, see `key_of`) that somebody gave together; as `enter_all`.

        What is wrong with their source or note is said once, under `source` and `note`.
        """
        told = [
            TypedFigure(id.partition("-")[0], text, source, on or clock.today(), note, id.partition("-")[2])
            for id, text in values.items()
        ]
        try:
            return self.enter_all(year, told, person=person)
        except RefusedError as refused:
            raise RefusedError(_of_one_source(refused.errors)) from None

    def enter_all(self, year: int, told: Iterable[TypedFigure], *, person: Person) -> list[FigureEntry]:
        """Write down figures of a year, all or none; returns what was. Raises as `check` does."""
        wanted = self.check(year, told, person=person)
        self.add(*wanted)
        return wanted

    def check(self, year: int, told: Iterable[TypedFigure], *, person: Person) -> list[FigureEntry]:
        """What `enter_all` would write down; what is there already exactly so is left out.

        Raises RefusedError by figure (`key_of`), by `source.` or `note.` and the figure, or under `year`.
        """
        told = list(told)
        before = {entry.key: entry for entry in self.current([year]).values()}
        values, errors = _read(year, told)
        if not errors:
            errors = _compare({key: entry.value for key, entry in before.items()} | values, values)
        wanted = []
        for each in told:
            said, wrong, _masked = clean_each(FigureFields.questions, {"source": each.source, "note": each.note})
            if each.text.strip() and "source" not in said:
                wrong.setdefault("source", str(NO_SOURCE))
            errors |= {f"{name}.{each.key}": message for name, message in wrong.items()}
            row = FigureFields.store({**said, "value": values.get(each.key), "on": each.on})
            wanted.append(self.new(person, figure=each.figure, year=year, area=each.area, **row))
        if errors:
            raise RefusedError(errors)
        return [entry for entry in wanted if _says_more(entry, before.get(entry.key))]

    def history(self, *key: Any) -> list[FigureEntry]:
        """Everything that was ever given for a figure in a year, the newest first; in an area where each has one."""
        return super().history(*key, *([""] if len(key) < len(self.key) else []))

    def current(self, years: Iterable[int] | None = None) -> dict[tuple[str, int, str], FigureEntry]:
        """What counts now, by figure, year and area: of these years, or all; figures that were taken back are left out."""
        within = () if years is None else (FigureEntry.year.in_(sorted(years)),)
        found = self.newest(FigureEntry.value.is_not(None), within=within)
        return {(entry.figure, entry.year, entry.area): entry for entry in found}


figures = Figures(FigureEntry, "figure", "year", "area")


def _says_more(entry: FigureEntry, before: FigureEntry | None) -> bool:
    """Whether it says something else than what stands there."""
    if before is None:
        return entry.value is not None
    return any(getattr(entry, name) != getattr(before, name) for name in ("value", "source", "on", "note"))


def _of_one_source(errors: Mapping[str, str]) -> dict[str, str]:
    """The errors where all figures have one source and note: said once, and only where a figure could be read."""
    found = {name: message for name, message in errors.items() if "." not in name}
    texts = [(name.partition("."), message) for name, message in errors.items() if "." in name]
    return found | {field: message for (field, _dot, figure), message in texts if figure not in found}


def _read(year: int, told: Iterable[TypedFigure]) -> tuple[dict[str, Decimal | None], dict[str, object]]:
    """The values by figure, and what is wrong with each by itself."""
    known = agreement.figures()
    found: dict[str, Decimal | None] = {}
    errors: dict[str, object] = {}
    first, last = agreement.earliest(), max(*agreement.years(), clock.today().year)
    if not first <= year <= last:
        errors["year"] = WRONG_YEAR % {"first": first, "last": last}
    for each in told:
        figure = known.get(each.figure)
        if figure is None:
            errors[each.key] = UNKNOWN % {"id": each.figure[:40], "known": ", ".join(known)}
            continue
        if wrong := _wrong_area(agreement.of_year(year).areas_of(figure, year), figure, each.area):
            errors[each.key] = wrong
            continue
        try:
            found[each.key] = _value(figure, each.text) if each.text.strip() else None
        except ValueError as error:
            errors[each.key] = error.args[0]
    return found, errors


def _wrong_area(areas: Mapping[str, str], figure: agreement.Figure, area: str) -> object:
    if area in areas:
        return None
    words = {"name": figure.name, "id": area[:40], "known": ", ".join(areas)}
    return (WHICH_AREA if "" not in areas else NO_AREA) % words


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


def _compare(all_values: Values, new: Values) -> dict[str, object]:
    """A part that would be larger than its whole, of the same area, where one of the two is new."""
    known = agreement.figures()
    errors: dict[str, object] = {}
    for key, part in all_values.items():
        id, _dash, area = key.partition("-")
        of = (known[id].part_of if id in known else None) or ""
        whole_key = key_of(of, area) if of else ""
        whole = all_values.get(whole_key)
        if part is not None and whole is not None and part > whole and {key, whole_key} & new.keys():
            words = {
                "name": known[id].name,
                "value": shown(part),
                "whole": known[of].name.lower(),
                "most": shown(whole),
            }
            errors[key if key in new else whole_key] = TOO_MANY % words
    return errors
