"""Several figures of a year at once, each with its own source, date and note: all of them are written down, or none."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ...access import Person
from ...base import clock, cpr, db
from .figures import NO_SOURCE, Given, clean, current, entry_of, is_new
from .refusal import EntryRefusedError


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A figure as somebody says it: `text` is the number as it is written."""

    figure: str
    text: str
    source: str
    on: dt.date
    note: str = ""


def check(year: int, told: Iterable[TypedFigure], *, person: Person) -> list[Given]:
    """What `enter` would write down; what is there already exactly so is left out.

    Raises EntryRefusedError by figure, by `source.` and the figure, or under `year`.
    """
    told = list(told)
    before = {id: given for (id, _year), given in current([year]).items()}
    known = {id: given.value for id, given in before.items() if given.value is not None}
    errors: dict[str, object] = {f"source.{each.figure}": NO_SOURCE for each in told if not each.source.strip()}
    try:
        values = clean(year, {each.figure: each.text for each in told}, known, "-")
    except EntryRefusedError as refused:
        errors |= refused.errors
    if errors:
        raise EntryRefusedError(errors)
    return [
        Given(each.figure, year, value, source, each.on, note, person.name, clock.now())
        for each in told
        for value, source, note in [(values[each.figure], cpr.mask(each.source.strip()), cpr.mask(each.note.strip()))]
        if is_new(before.get(each.figure), value, source, each.on, note)
    ]


def enter(year: int, told: Iterable[TypedFigure], *, person: Person) -> list[Given]:
    """Write them down; returns what was. Raises as `check` does, and then nothing is."""
    wanted = check(year, told, person=person)
    with db.writing() as session:
        session.add_all(entry_of(each, person) for each in wanted)
    return wanted
