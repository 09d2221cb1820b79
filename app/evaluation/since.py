"""What came after a year was handed in (*Siden afleveringen*): never counted in, but told, with its date and cause."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..base import clock, db
from ..base.numbers import shown
from ..definitions.countable import KINDS
from ..intake.effects import PURGED
from ..questions.form import Form
from ..store import Closing, Event, History, Walk, gone
from . import digests, reported, wording
from .digests import FORMS, YEAR, Trace, Traces, hashed
from .finding import NOTHING
from .handed_in import closed, report_of, version_of
from .report import Report, evaluate

CAME, CHANGED, GONE = "came", "changed", "gone"
ERASED, CANCELLED = "erased", "cancelled"
# What became of it, by why; without a reason that is known, what is the same for all.
WORDS: Final[Mapping[str, Any]] = {
    CAME: _l("kommet"), CHANGED: _l("ændret"), GONE: _l("ikke med mere"), "restored": _l("taget med igen"),
    "accepted": _l("godkendt efter gennemsyn"), "revised": _l("rettet på telefonen"), "amended": _l("rettet på kontoret"),
    "replaced": _l("erstattet efter gennemsyn"), "withdrawn": _l("trukket tilbage"),
    ERASED: _l("slettet efter anmodning"), CANCELLED: _l("aflyst"),
}  # fmt: skip
# What happened to a record, by its id as the traces have it: what, and on which day.
Causes = Mapping[str, tuple[str, dt.date]]


@dataclass(frozen=True, slots=True)
class RecordsSince:
    """So many records of a kind of which the same became: `what`, `cause` (empty where nobody knows), the last day."""

    kind: str
    what: str
    cause: str
    number: int
    day: dt.date | None

    @property
    def counted(self) -> str:
        """`2 henvendelser`."""
        kind = KINDS[self.kind]
        return f"1 {kind.one.partition(' ')[2]}" if self.number == 1 else f"{self.number} {kind.many}"

    @property
    def words(self) -> str:
        """`2 henvendelser kommet, 03.04.2018`."""
        said = f"{self.counted} {WORDS.get(self.cause, WORDS[self.what])}"
        return f"{said}, {wording.short_day(self.day)}" if self.day else said


@dataclass(frozen=True, slots=True)
class Moved:
    """A criterion whose figure or state would be another today, as people read it: `C2`, `93`, `95`."""

    id: str
    before: str
    now: str

    @property
    def words(self) -> str:
        """`C2 93 → 95`."""
        return f"{self.id} {self.before} → {self.now}"


@dataclass(frozen=True, slots=True)
class Since:
    """Everything that came, changed or is gone. `entered`: figures, milestones, comments and evaluations, in words.

    `is_known`: False where another digest key was begun meanwhile: then nobody can tell which records are new.
    """

    records: tuple[RecordsSince, ...] = ()
    moved: tuple[Moved, ...] = ()
    entered: tuple[str, ...] = ()
    is_known: bool = True

    def __bool__(self) -> bool:
        return bool(self.records or self.moved or self.entered)

    @property
    def lines(self) -> list[str]:
        """One a change."""
        return [*(each.words for each in self.records), *self.entered, *(each.words for each in self.moved)]

    @property
    def words(self) -> str:
        """`2 henvendelser, C2 93 → 95`: all in one line."""
        told = [each.counted if each.what == CAME else each.words for each in self.records]
        return ", ".join([*told, *self.entered, *(each.words for each in self.moved)])


def since(closing: Closing) -> Since:
    """What is different today from what was handed in; nothing where the time of that is over."""
    then, agreed = report_of(closing), version_of(closing)
    if then is None or closing.digests is None:
        return Since()
    today = clock.today()
    now = evaluate(closing.year, today, agreed)
    told, behind = (*_figures_and_milestones(closing, then, now), *_words(then, now)), json.loads(closing.digests)
    if behind["key"] != digests.key_mark():
        return Since((), tuple(_moved(then, now)), told, is_known=False)
    traces = digests.traces(agreed, closing.year, today)
    return Since(_records(closing, digests.of_lists(behind), traces), tuple(_moved(then, now)), told)


def since_of(report: Report) -> Since | None:
    """What came since the year that a report is of was handed in; None where it does not show what was."""
    found = closed(report.year, report.plan.code) if report.closed else None
    return since(found) if found else None


def _moved(then: Report, now: Report) -> Iterator[Moved]:
    for finding in (*then.findings, *then.promises):
        other = now.finding(finding.id)
        if other and (finding.figure, finding.state) != (other.figure, other.state):
            said = [finding.shown, other.shown]
            if finding.state != other.state:
                said = [f"{each.shown} ({each.state_words})" for each in (finding, other)]
            yield Moved(finding.id, *said)


def _records(closing: Closing, then: Traces, now: Traces) -> tuple[RecordsSince, ...]:
    """Of the year as a whole; a record of another year, that a criterion looks back to, is told with that year."""
    causes = _causes(closing)
    found: dict[tuple[str, str, str], list[dt.date | None]] = {}
    for what, kind, id in _differences(then[YEAR], now[YEAR]):
        cause, day = causes.get(id, ("", None))
        cause = cause if what != CAME or cause in {"restored", "accepted"} else ""
        found.setdefault((kind, what, cause), []).append(day)
    return tuple(
        RecordsSince(kind, what, cause, len(days), max(filter(None, days), default=None))
        for (kind, what, cause), days in sorted(found.items(), key=lambda each: _place(*each[0]))
    )


def _place(kind: str, what: str, cause: str) -> tuple[int, int, str]:
    return list(KINDS).index(kind), (CAME, CHANGED, GONE).index(what), cause


def _differences(then: frozenset[Trace], now: frozenset[Trace]) -> Iterator[tuple[str, str, str]]:
    """What became of it, its kind and id."""
    before, after = ({(kind, id): revision for kind, id, revision in each} for each in (then, now))
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            yield CAME, *key
        elif key not in after:
            yield GONE, *key
        elif before[key] != after[key]:
            yield CHANGED, *key


def _causes(closing: Closing) -> Causes:
    """What happened to records after it; of several things the last, and that somebody asked for it to be erased."""
    at, found = closing.at, dict[str, tuple[str, dt.date]]()
    for form in FORMS.values():
        found |= {hashed(id): ("", _day(moment)) for id, moment in _received(form, at)}
    done = select(History.record_id, History.action, History.at).where(History.at > at, History.action != PURGED)
    found |= {
        hashed(id): (action, _day(moment)) for id, action, moment in db.session.execute(done.order_by(History.id))
    }
    for model in (Walk, Event):
        cancelled = select(model.id, model.cancelled_at).where(model.cancelled_at > at)
        found |= {hashed(id): (CANCELLED, _day(moment)) for id, moment in db.session.execute(cancelled) if moment}
    erased = [line for line in gone.kept(db.session()) if line.what == gone.ERASED and line.at > at]
    return found | {hashed(line.id): (ERASED, _day(line.at)) for line in erased}


def _received(form: type[Form], at: dt.datetime) -> Any:
    table = form.table.c
    return db.session.execute(select(table.id, table.received_at).where(table.received_at > at)).all()


def _figures_and_milestones(closing: Closing, then: Report, now: Report) -> Iterator[str]:
    """What was given, corrected or taken back of the year, with its day."""
    before = {line.figure.id: line.given for line in then.figures}
    for line in now.figures:
        was, given = before.get(line.figure.id), line.given
        if (was and was.value) != (given and given.value):
            change = " → ".join(_value(each) for each in (was, given))
            yield _("%(name)s %(change)s", name=line.figure.name, change=change) + _on(given)
    for code, entry in _milestones(closing):
        yield _("%(name)s er skrevet ned eller rettet", name=now.plan.milestones[code].name) + _on(entry)


def _milestones(closing: Closing) -> Iterator[tuple[str, Any]]:
    for (code, year), entry in reported.milestones.current(closing.agreement).items():
        if entry.entered_at > closing.at and year <= closing.year and code in version_of(closing).milestones:
            yield code, entry


def _words(then: Report, now: Report) -> Iterator[str]:
    """The leader's own: comments, and evaluations that were held."""
    for code in sorted({*then.comments, *now.comments}):
        if then.comments.get(code) != now.comments.get(code):
            yield _("Kommentaren til %(id)s er ændret", id=code)
    for line in now.evaluations:
        if line not in then.evaluations:
            yield _("Evalueringen af %(name)s, holdt %(day)s, er skrevet ned", name=wording.in_a_sentence(line.name),
                    day=wording.short_day(line.date))  # fmt: skip


def _value(entry: Any) -> str:
    return shown(entry.value) if entry and entry.value is not None else NOTHING


def _on(entry: Any) -> str:
    return f", {wording.short_day(_day(entry.entered_at))}" if entry is not None else ""


def _day(moment: dt.datetime) -> dt.date:
    return clock.local(moment).date()
