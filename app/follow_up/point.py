"""A point (*punkt*) as it is read: a follow-up, or an observation to improve that nobody has done anything about."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from .. import agreement
from ..base import clock
from ..questions import Position, Spot
from .states import OPEN, PRIORITIES, STATES

# A party that has said nothing for so long after it was asked.
SILENCE = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OfWalk:
    """The walk that an observation was made on."""

    id: str
    title: str
    date: dt.date

    @property
    def label(self) -> str:
        """Title and date."""
        return f"{self.title} · {self.date:%d-%m-%Y}"


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation of a point, in words. A withdrawn one stays here, marked, and no party sees it."""

    id: str
    walk: OfWalk | None
    captured_at: dt.datetime
    received_at: dt.datetime
    kind: str
    category_code: str
    category: str
    what: str
    feeling: str
    light: str
    place: str
    position: Position | None
    plan: Spot | None
    description: str
    suggestion: str
    observer: str
    withdrawn: bool
    photo_ids: tuple[str, ...]

    @property
    def title(self) -> str:
        """What (in few words) and where: `Stier og trapper · Trappen ved beboerhuset`."""
        return " · ".join(part for part in (self.what, self.place) if part)


@dataclass(frozen=True, slots=True)
class PointRecheck:
    """What somebody saw the last time."""

    outcome: str
    words: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Point:
    """A follow-up, or an observation to improve that nobody has done anything about (then `follow_up_id` is None).

    `id` is the follow-up's id, else the observation's: every function of this package takes either. `observations`
    are ordered by time, withdrawn ones last. `photo_ids` are of the finished work.
    """

    id: str
    follow_up_id: str | None
    number: int | None
    state: str
    problem: str
    proposal: str
    party: str | None
    party_other: str
    priority: str | None
    deadline: dt.date | None
    reason: str
    passed_to: str
    duplicate_of: int | None
    checked_by: str
    checked_on: dt.date | None
    created_at: dt.datetime
    changed_at: dt.datetime
    assigned_at: dt.datetime | None
    answered_at: dt.datetime | None
    version: int
    observations: tuple[Seen, ...]
    rechecked: PointRecheck | None = None
    photo_ids: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[Seen, ...]:
        """The observations that are not withdrawn."""
        return tuple(seen for seen in self.observations if not seen.withdrawn)

    @property
    def is_withdrawn(self) -> bool:
        """Whether every observation of it has been withdrawn since somebody began."""
        return bool(self.observations) and not self.counted

    @property
    def title(self) -> str:
        """What and where, from its first observation; else how its problem begins, or its number."""
        if self.observations:
            return self.observations[0].title
        return self.problem.partition("\n")[0][:80] or _("Punkt %(number)d", number=self.number)

    @property
    def walk(self) -> OfWalk | None:
        """The walk on which it was first seen."""
        return next((seen.walk for seen in self.observations if seen.walk), None)

    @property
    def said(self) -> str:
        """What is wrong: as the leader put it, else as it was described."""
        return self.problem or "\n".join(seen.description for seen in self.counted if seen.description)

    @property
    def proposed(self) -> str:
        """What could make it better: as the leader put it, else as it was suggested."""
        return self.proposal or "\n".join(seen.suggestion for seen in self.counted if seen.suggestion)

    @property
    def state_words(self) -> str:
        """The state in words."""
        return str(STATES[self.state].label)

    @property
    def priority_words(self) -> str:
        """The priority in words; empty where there is none."""
        return str(PRIORITIES[self.priority].label) if self.priority else ""

    @property
    def party_words(self) -> str:
        """Who it was given to, in words; empty where nobody was."""
        if self.party == "other" and self.party_other:
            return self.party_other
        return agreement.current().parties.get(self.party, self.party) if self.party else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    @property
    def overdue(self) -> int:
        """How many days it is over its deadline; 0 where it is not, or is closed."""
        if not self.is_open or self.deadline is None:
            return 0
        return max(0, (clock.today() - self.deadline).days)

    @property
    def is_silent(self) -> bool:
        """Whether the party was asked 30 days ago or more and has not answered (*intet svar i 30 dage*)."""
        return bool(
            self.is_open
            and self.party
            and self.answered_at is None
            and self.assigned_at
            and self.assigned_at <= clock.now() - SILENCE
        )
