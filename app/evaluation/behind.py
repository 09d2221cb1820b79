"""What lies behind a figure: the very records that a measure counts, and those beside them that it does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, union

from ..agreement import Agreement
from ..base import db
from ..criteria import parts
from ..criteria.parts import Part
from ..definitions import Observation
from ..store import Event, Walk
from .counting import CriterionYear, records, tally
from .counting.sources import countries
from .counting.stretches import DAY
from .counting.valued import CLAIMED, HOPED, SURE, base_of
from .facts import Period
from .finding import Finding

WALK, EVENT = "walk", "event"
GATHERINGS = frozenset({"walks", "events", "meetings"})
# What stands behind a reading besides what it counts.
REST, PENDING, UNDOCUMENTED = "rest", "pending", "undocumented"


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the records that a criterion looks at, with their number. `key`: the reading's place, and what of it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Held:
    """A walk or an event that was not cancelled. `countries`: how many its guests named, all tallies together.

    `is_traceless`: a walk without one observation, participant or party.
    """

    id: str
    to: str
    title: str
    date: date
    kind: str
    counts_for: tuple[str, ...] = ()
    countries: int = 0
    is_traceless: bool = False


def groups(finding: Finding) -> list[Group]:
    """The records behind every reading of a criterion, and those beside them; none where it counts in several cells."""
    return [group for place in range(len(finding.readings)) for group in _groups(finding, place)]


def _groups(finding: Finding, place: int) -> Iterator[Group]:
    reading, measure = finding.readings[place], finding.criterion.measures[place]
    found, kind = reading.judgement, parts.kind_of(measure["of"][0])
    if not kind or found.cells or found.numerator is None or "count" not in measure["of"][0]:
        return
    counted, pending = int(found.numerator), int(found.pending or 0)
    yield Group(str(place), reading.name or _("Dem, der tæller"), counted)
    if pending:
        yield Group(f"{place}-{PENDING}", _("Afventer"), pending)
    if parts.kind_of(measure.get("per", {})) == kind and found.denominator:
        label = _("Ikke %(name)s", name=reading.name.lower()) if reading.name else _("De andre")
        yield Group(f"{place}-{REST}", label, int(found.denominator) - counted - pending)
    elif "per" not in measure and found.claimed is not None and found.claimed > found.numerator:
        yield Group(f"{place}-{UNDOCUMENTED}", _("Ikke dokumenteret"), int(found.claimed) - counted)


def kinds(measure: Part) -> list[str]:
    """The kinds of record that a measure counts."""
    return list(dict.fromkeys(kind for term in measure["of"] if (kind := parts.kind_of(term))))


def behind(plan: Agreement, finding: Finding, period: Period, kind: str, key: str = "") -> Any:
    """A query for the ids of the records of a kind in a group (the headline's, without one); LookupError for an unknown one."""
    number, _dash, what = (key or str(finding.headline)).partition("-")
    if not number.isascii() or not number.isdecimal() or int(number) >= len(finding.criterion.measures):
        raise LookupError(key)
    measure = finding.criterion.measures[int(number)]
    asked = CriterionYear(plan.document, finding.criterion.part, period.year, period.as_of)
    area = finding.readings[int(number)].judgement.area if finding.readings else None

    def chosen(which: str, terms: list[Part]) -> Any:
        found = [
            records(plan.document, tally(asked, term, stretch, base_of(asked, measure, term), which, area))
            for stretch in asked.stretches(measure)
            for term in terms
        ]
        return found[0] if len(found) == 1 else union(*found)

    terms = [term for term in measure["of"] if parts.kind_of(term) == kind]
    if not terms or what not in {"", REST, PENDING, UNDOCUMENTED}:
        raise LookupError(key)
    if not what:
        return chosen(SURE, terms)
    if what == REST:
        return chosen(SURE, [measure["per"]]).except_(chosen(HOPED, terms)) if "per" in measure else chosen(SURE, terms)
    return chosen(CLAIMED if what == UNDOCUMENTED else HOPED, terms).except_(chosen(SURE, terms))


def gatherings(plan: Agreement, finding: Finding, period: Period) -> list[Held]:
    """The walks, events and meetings that the headline counts, by date, and the flagged ones that are not documented."""
    wanted = [kind for kind in kinds(finding.measure) if kind in GATHERINGS]
    asked = CriterionYear(plan.document, finding.criterion.part, period.year, period.as_of)
    found: list[Held] = []
    for term in finding.measure["of"]:
        if (kind := parts.kind_of(term)) in wanted:
            for stretch in asked.stretches(finding.measure):
                chosen = records(plan.document, tally(asked, term, stretch, (), CLAIMED, _area(finding)))
                found += _walks(chosen) if kind == "walks" else _events(chosen)
    return sorted(dict.fromkeys(found), key=lambda each: (each.date, each.title, each.id))


def planned(plan: Agreement, finding: Finding, period: Period) -> list[date]:
    """The days of the year on which meetings that will count are still to be held."""
    asked = CriterionYear(plan.document, finding.criterion.part, period.year, period.last + DAY)
    found: set[date] = set()
    for term in finding.measure["of"]:
        if parts.kind_of(term) == "meetings":
            for stretch in asked.stretches(finding.measure):
                chosen = records(plan.document, tally(asked, term, stretch, (), SURE, _area(finding)))
                found.update(
                    db.session.scalars(select(Event.date).where(Event.id.in_(chosen), Event.date >= period.as_of))
                )
    return sorted(found)


def _area(finding: Finding) -> str | None:
    """The one area that the headline looks at; None where it looks at all, or at each of several."""
    return finding.first.area if finding.first else None


def _walks(chosen: Any) -> list[Held]:
    columns: Any = (Walk.id, Walk.title, Walk.date, Walk.participants, Walk.parties)  # type: ignore[attr-defined]
    rows = db.session.execute(select(*columns).where(Walk.id.in_(chosen))).all()
    seen = _observed([id for id, *_rest in rows])
    return [
        Held(id, WALK, title, day, "", is_traceless=id not in seen and not participants and not parties)
        for id, title, day, participants, parties in rows
    ]


def _observed(walks: list[str]) -> set[str]:
    table = Observation.table
    query = select(table.c.walk).distinct().where(table.c.walk.in_(walks), table.c.withdrawn_at.is_(None))
    return set(db.session.scalars(query))


def _events(chosen: Any) -> list[Held]:
    columns = (Event.id, Event.title, Event.date, Event.kind, Event.counts_for)
    rows = db.session.execute(select(*columns).where(Event.id.in_(chosen))).all()
    named = countries() if rows else {}
    return [
        Held(id, EVENT, title, day, kind, tuple(flags or ()), len(named.get(id, ())))
        for id, title, day, kind, flags in rows
    ]


def events_of(ids: set[str]) -> dict[str, Held]:
    """Events by id, with how many nationalities were named at each."""
    return {each.id: each for each in _events(list(ids))}
