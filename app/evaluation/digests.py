"""What stood behind a year when it was handed in, without saying what it was: of each record its kind, 16 hex digits of an HMAC
of its id with the digest key, and its revision. Two such lists of a year tell what came, changed and is gone.
"""

import datetime as dt
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from flask import current_app
from sqlalchemy import func, select

from ..agreement import Agreement, Criterion
from ..base import db
from ..criteria import parts
from ..definitions import Attendance, Contact, Observation
from ..definitions.countable import KINDS
from ..intake.effects import PURGED
from ..questions.form import Form
from ..records.one_record import ABOUT_A_COPY
from ..store import Event, FollowUp, History, HoursEntry, ListEntry, Walk
from ..store.reported_tables import key_of
from . import reported
from .counting import CriterionYear, records
from .counting.judging import applies
from .counting.tallying import RecordTally
from .counting.valued import tallies
from .facts import period_of

# Of the year as a whole, beside the criteria by their codes.
YEAR: Final = ""
FIGURES, MILESTONES = "figures", "milestones"
DIGITS: Final = 16
# The forms whose records are kinds by themselves.
FORMS: Final[Mapping[str, type[Form]]] = {"contacts": Contact, "observations": Observation}
# kind, what stands for the id, revision
Trace = tuple[str, str, str]
Traces = Mapping[str, frozenset[Trace]]


def traces(agreed: Agreement, year: int, as_of: dt.date) -> dict[str, frozenset[Trace]]:
    """What stands behind each criterion of a year now, and behind the year as a whole."""
    found = {YEAR: _ids(agreed, _everything(agreed, year))}
    for criterion in (*agreed.criteria, *agreed.promises):
        asked = CriterionYear(agreed.document, criterion.part, year, as_of)
        wanted = [each for measure in criterion.measures for each in tallies(asked, measure)] if applies(asked) else []
        found[criterion.id] = _ids(agreed, wanted)
    known = {kind: _revisions(kind) for kind in {kind for ids in found.values() for kind in ids}}
    entries = _entries(agreed, year)
    return {code: frozenset({*_traces(ids, known), *entries.get(code, ())}) for code, ids in found.items()}


def _traces(ids: Mapping[str, set[Any]], known: Mapping[str, Mapping[Any, tuple[str, str]]]) -> Iterator[Trace]:
    for kind, each in ids.items():
        for own, revision in (known[kind][id] for id in each if id in known[kind]):
            yield kind, hashed(own), revision


def hashed(id: str) -> str:
    """What stands for an id; nobody gets the id out of it."""
    return hmac.new(current_app.config["DIGEST_KEY"], id.encode(), sha256).hexdigest()[:DIGITS]


def key_mark() -> str:
    """What tells the key from others; traces of different keys cannot be compared."""
    return hashed("")


def as_lists(found: Traces) -> dict[str, Any]:
    """For JSON: sorted, so that the same is always the same text."""
    return {"key": key_mark(), "behind": {code: sorted(map(list, each)) for code, each in found.items()}}


def of_lists(said: Mapping[str, Any]) -> Traces:
    """What `as_lists` made a text of."""
    return {
        code: frozenset((kind, key, revision) for kind, key, revision in each) for code, each in said["behind"].items()
    }


def counted(found: Traces) -> Counter[str]:
    """How many records of each kind a year has."""
    return Counter(kind for kind, _id, _revision in found[YEAR])


def _everything(agreed: Agreement, year: int) -> list[RecordTally]:
    period = period_of(agreed, year, dt.date.max)
    return [RecordTally(kind, "count", "", ((),), period.first, period.last) for kind in KINDS]


def _ids(agreed: Agreement, wanted: Iterable[RecordTally]) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = {}
    for tally in dict.fromkeys(wanted):
        found.setdefault(tally.kind, set()).update(db.session.scalars(records(agreed.document, tally)))
    return found


def _revisions(kind: str) -> dict[Any, tuple[str, str]]:
    """Of each record of a kind, by the id that it is counted by: its own id, and its revision."""
    if kind in FORMS:
        rows: Iterable[tuple[Any, Any, Any]] = ((id, id, said) for id, said in _of_form(FORMS[kind]))
    elif kind == "walks":
        columns: Any = (Walk.date, Walk.light, Walk.participants, Walk.parties)  # type: ignore[attr-defined]
        rows = ((id, id, _said(*rest)) for id, *rest in db.session.execute(select(Walk.id, *columns)))
    elif kind in {"events", "meetings"}:
        rows = _of_events()
    elif kind == "follow_ups":
        rows = ((id, id, version) for id, version in db.session.execute(select(FollowUp.id, FollowUp.version)))
    elif kind == "hours":
        rows = ((row, entry, row) for row, entry in db.session.execute(select(HoursEntry.id, HoursEntry.entry)))
    else:
        columns = (ListEntry.agreement, ListEntry.list, ListEntry.year, ListEntry.month)
        rows = ((id, "/".join(map(str, key)), id) for id, *key in db.session.execute(select(ListEntry.id, *columns)))
    return {id: (str(own), str(revision)) for id, own, revision in rows}


def _of_form(form: type[Form]) -> Iterator[tuple[str, str]]:
    """What the office changed counts too; that texts had their time does not."""
    kept = (History.form == form.name, History.action.not_in([PURGED, *ABOUT_A_COPY]))
    changes: dict[str, int] = dict(
        db.session.execute(select(History.record_id, func.count()).where(*kept).group_by(History.record_id)).all()
    )
    for id, revision in db.session.execute(select(form.table.c.id, form.table.c.revision)):
        yield id, f"{revision}.{changes.get(id, 0)}"


def _of_events() -> Iterator[tuple[str, str, str]]:
    """An event changes with its tallies."""
    table = Attendance.table
    revisions = dict(_of_form(Attendance))
    tallied: dict[str, list[str]] = {}
    query = select(table.c.event, table.c.id).where(table.c.withdrawn_at.is_(None)).order_by(table.c.id)
    for event, id in db.session.execute(query):
        tallied.setdefault(event, []).append(f"{id} {revisions[id]}")
    for id, *facts in db.session.execute(select(Event.id, Event.date, Event.kind, Event.counts_for)):
        yield id, id, _said(*facts, tallied.get(id, []))


def _said(*facts: Any) -> str:
    """What is different where one of the facts is."""
    return hashed(repr([list(each) if isinstance(each, tuple) else str(each) for each in facts]))


def _entries(agreed: Agreement, year: int) -> dict[str, set[Trace]]:
    """The figures and milestones that a criterion names, of the year and those before it."""
    figures, milestones = reported.figures.current(), reported.milestones.current(agreed.code)

    given = [(FIGURES, code, at, area, entry.id) for (code, at, area), entry in figures.items()]
    given += [(MILESTONES, code, at, "", entry.id) for (code, at), entry in milestones.items()]

    def behind(criterion: Criterion) -> set[Trace]:
        named = {
            FIGURES: {code for measure in criterion.measures for code in parts.figures_of(measure)},
            MILESTONES: {code for term in criterion.terms for code in term.get("milestones", ())},
        }
        return {
            (kind, f"{key_of(code, area)}/{at}", str(id))
            for kind, code, at, area, id in given
            if code in named[kind] and at <= year
        }

    return {criterion.id: behind(criterion) for criterion in (*agreed.criteria, *agreed.promises)}
