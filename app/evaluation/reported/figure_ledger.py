"""Figures that others deliver once a year: written down, corrected, taken back; all of it stays in the history."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _

from ... import agreement
from ...access import Person
from ...base import clock
from ...base.messages import RefusedError
from ...base.numbers import parse, shown
from ...definitions import FigureFields
from ...questions.fields import clean_each
from ...store import FigureEntry
from ...store.reported_tables import Ledger

UNKNOWN = _("»%(id)s« er ikke et af aftalens tal. Vælg et af: %(known)s.")
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
    """A figure as somebody says it: `text` is the number as it is written; an empty one takes the figure back."""

    figure: str
    text: str
    source: str
    on: dt.date
    note: str = ""


class Figures(Ledger[FigureEntry]):
    """The figures by id and year. `value` is None where one was taken back; `on` is the date on which it was given."""

    def enter(
        self, year: int, values: Mapping[str, str], *, source: str, person: Person,
        on: dt.date | None = None, note: str = "",
    ) -> list[FigureEntry]:  # fmt: skip
        """Write down figures of a year (texts by id) that somebody gave together; as `enter_all`.

        What is wrong with their source or note is said once, under `source` and `note`.
        """
        told = [TypedFigure(id, text, source, on or clock.today(), note) for id, text in values.items()]
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

        Raises RefusedError by figure, by `source.` or `note.` and the figure, or under `year`.
        """
        told = list(told)
        before = {id: entry for (id, _year), entry in self.current([year]).items()}
        values, errors = _read(year, told)
        if not errors:
            errors = _compare({id: entry.value for id, entry in before.items()} | values, values)
        wanted = []
        for each in told:
            said, wrong, _masked = clean_each(FigureFields.questions, {"source": each.source, "note": each.note})
            if each.text.strip() and "source" not in said:
                wrong.setdefault("source", str(NO_SOURCE))
            errors |= {f"{name}.{each.figure}": message for name, message in wrong.items()}
            row = FigureFields.store({**said, "value": values.get(each.figure), "on": each.on})
            wanted.append(self.new(person, figure=each.figure, year=year, **row))
        if errors:
            raise RefusedError(errors)
        return [entry for entry in wanted if _says_more(entry, before.get(entry.figure))]

    def current(self, years: Iterable[int] | None = None) -> dict[tuple[str, int], FigureEntry]:
        """What counts now, by figure and year: of these years, or all; figures that were taken back are left out."""
        within = () if years is None else (FigureEntry.year.in_(sorted(years)),)
        found = self.newest(FigureEntry.value.is_not(None), within=within)
        return {(entry.figure, entry.year): entry for entry in found}


figures = Figures(FigureEntry, "figure", "year")


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
            errors[each.figure] = UNKNOWN % {"id": each.figure[:40], "known": ", ".join(known)}
            continue
        try:
            found[each.figure] = _value(figure, each.text) if each.text.strip() else None
        except ValueError as error:
            errors[each.figure] = error.args[0]
    return found, errors


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
    """A part that would be larger than its whole, where one of the two is new."""
    known = agreement.figures()
    errors: dict[str, object] = {}
    for figure in known.values():
        part, whole = all_values.get(figure.id), all_values.get(figure.part_of or "")
        if part is not None and whole is not None and part > whole and {figure.id, figure.part_of} & new.keys():
            whole_name = known[figure.part_of or ""].name.lower()
            words = {"name": figure.name, "value": shown(part), "whole": whole_name, "most": shown(whole)}
            errors[figure.id if figure.id in new else figure.part_of or ""] = TOO_MANY % words
    return errors
