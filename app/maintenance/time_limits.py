"""From before when a thing is too old, and what stays longer although it is: what is still open, what was not handed in yet,
what somebody has just corrected.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, or_, select

from ..base import clock, db
from ..definitions import Observation, Recheck
from ..evaluation import handed_in
from ..follow_up import OPEN, is_loose
from ..intake.effects import PURGED
from ..questions.form import Form
from ..store import FollowUp, FollowUpEntry, FollowUpObservation, History, Setting, by_year

# How many months a text stays longer, at most, whose point is open or whose year was not handed in.
LONGER = 12
# What somebody has corrected stays at least so long.
CORRECTED = timedelta(days=30)
# Photos that belong to nothing: as long as their record may still come. What failed: as long as it counts.
LOOSE, FAILED = timedelta(days=90), timedelta(days=1)
# A year that nobody hands in counts as handed in from this day of the next year on.
HANDED_IN = (7, 1)

_HISTORY = db.table_of(History)


@dataclass(frozen=True)
class Retention:
    """How long what is kept apart from choices and counts: texts, photos, the audit trail and evaluations in months, sessions
    and phones in days after they were used last.
    """

    texts: int
    photos: int
    audit: int
    sessions: int
    evaluations: int = 60


PERIODS = ("texts", "photos", "audit", "sessions", "evaluations")
# In `Setting`: when the agreement of an older installation was taken over.
TAKEN_OVER = "taken_over"


def setting_of(period: str) -> str:
    """The name of the setting that says how long something is kept."""
    return f"FELTBOG_KEEP_{period.upper()}"


def retention() -> Retention:
    """What was taken over with an older installation's agreement, else what the settings say."""
    kept: dict[str, str] = dict(map(tuple, db.session.execute(select(Setting.name, Setting.value))))  # type: ignore[arg-type]
    found = {name: kept.get(setting_of(name)) or current_app.config[setting_of(name)] for name in PERIODS}
    return Retention(**{name: int(value) for name, value in found.items()})


def taken_over() -> datetime | None:
    """When the agreement of an older installation was taken over, if one was."""
    text = db.session.scalar(select(Setting.value).where(Setting.name == TAKEN_OVER))
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Limits:
    """The periods `kept`, counted back from the moment `as_of`. `closed`: whether the year before it was handed in."""

    as_of: datetime
    kept: Retention
    closed: bool = False

    @property
    def texts(self) -> datetime:
        """Texts from before it are too old."""
        return clock.months_before(self.as_of, self.kept.texts)

    @property
    def texts_at_most(self) -> datetime:
        """Also those that stay longer."""
        return clock.months_before(self.as_of, self.kept.texts + LONGER)

    @property
    def texts_of_no_record(self) -> datetime:
        """Texts from before it are too old that belong to no record, which goes by the year in which they came."""
        return min(self.texts, max(self.open_since, self.texts_at_most))

    @property
    def photos(self) -> datetime:
        """Photos from before it are too old."""
        return clock.months_before(self.as_of, self.kept.photos)

    @property
    def loose_photos(self) -> datetime:
        """The record of a photo from before it comes no more."""
        return self.as_of - LOOSE

    @property
    def sessions(self) -> datetime:
        """Whoever was last here before it must sign in again."""
        return self.as_of - timedelta(days=self.kept.sessions)

    @property
    def failures(self) -> datetime:
        """What failed before it counts no more."""
        return self.as_of - FAILED

    @property
    def audit(self) -> datetime:
        """Lines of the trail from before it are too old."""
        return clock.months_before(self.as_of, self.kept.audit)

    @property
    def evaluations(self) -> datetime:
        """What was handed in before it is too old."""
        return clock.months_before(self.as_of, self.kept.evaluations)

    @property
    def corrected(self) -> datetime:
        """What was corrected since stays. Also what was corrected after `as_of`."""
        return self.as_of - CORRECTED

    @property
    def open_year(self) -> int:
        """The first year that was not handed in by then: of the year before it matters whether it is, until July."""
        today = clock.local(self.as_of).date()
        return today.year if self.closed or (today.month, today.day) >= HANDED_IN else today.year - 1

    @property
    def open_since(self) -> datetime:
        """When that year began."""
        return clock.midnight(date(self.open_year, 1, 1))


def limits_at(as_of: datetime) -> Limits:
    """What the settings say, counted back from then."""
    return Limits(as_of, retention(), handed_in.is_handed_in(clock.local(as_of).year - 1))


def is_due(form: type[Form], limits: Limits) -> ColumnElement[bool]:
    """That the texts of a record are too old."""
    table, log = form.table, _HISTORY.alias()
    since = log.c.at >= limits.corrected, log.c.action != PURGED
    corrected = exists().where(log.c.form == form.name, log.c.record_id == table.c.id, *since).correlate(table)
    stays = or_(by_year.is_from(form, limits.open_year), *_of_open_point(form, limits))
    return and_(table.c.received_at < limits.texts, or_(table.c.received_at < limits.texts_at_most, ~stays), ~corrected)


def is_open(limits: Limits) -> ColumnElement[bool]:
    """That somebody still has something to do about a follow-up, or had within the last month."""
    return or_(FollowUp.state.in_(OPEN), FollowUp.changed_at >= limits.corrected)


def is_not_handed_in(limits: Limits) -> ColumnElement[bool]:
    """That a follow-up is about something that was seen in a year whose evaluation was not handed in."""
    link = FollowUpObservation
    seen = select(link.follow_up_id).join(Observation.table, Observation.table.c.id == link.observation_id)
    return FollowUp.id.in_(seen.where(by_year.is_from(Observation, limits.open_year)))


def _of_open_point(form: type[Form], limits: Limits) -> list[ColumnElement[bool]]:
    """That a record was seen at a point that is open; nothing where the form's records belong to none."""
    link, entry = FollowUpObservation, FollowUpEntry
    if form is Observation:
        begun = select(link.observation_id).join(FollowUp, FollowUp.id == link.follow_up_id)
        return [form.table.c.id.in_(begun.where(is_open(limits))), and_(form.table.c.kind.is_not(None), is_loose())]
    if form is Recheck:
        seen = select(entry.record_id).join(FollowUp, FollowUp.id == entry.follow_up_id)
        return [form.table.c.id.in_(seen.where(is_open(limits), entry.record_id.is_not(None)))]
    return []
