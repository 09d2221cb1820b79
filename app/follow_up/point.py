"""A point (*punkt*) as it is read: what has been written about an observation to improve, or about several that are one
matter; and the observations themselves.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _

from .. import agreement
from ..base import clock
from ..definitions import FollowUpFields, Observation
from ..questions import Position, Spot
from .rules import OPEN, PRIORITIES, STATES

# A party that has said nothing for so long after it was asked.
SILENCE = dt.timedelta(days=30)
TEXTS = frozenset(FollowUpFields.free_texts())


class OfWalk(NamedTuple):
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
    """One observation: its row (a mapping of columns). Every question's answer is an attribute, in words; so is what the row says besides.

    A withdrawn one stays in its point, marked, and no party sees it. `number`: its own on its walk, where that is asked.
    """

    row: Any
    photo_ids: tuple[str, ...] = ()
    number: int = 0

    def __getattr__(self, name: str) -> Any:
        if question := Observation.questions.get(name):
            return question.shown(question.load(self.row))
        try:
            return self.row[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def id(self) -> str:
        """The observation's."""
        return str(self.row["id"])

    @property
    def kind(self) -> str:
        """The code of its kind: to improve, or good."""
        return str(self.row["kind"])

    @property
    def category_code(self) -> str:
        """The code of its category."""
        return str(self.row["category"])

    @property
    def position(self) -> Position | None:
        """Where the phone was."""
        found: Position | None = Observation.position.load(self.row)
        return found

    @property
    def plan(self) -> Spot | None:
        """Where somebody pointed on the plan of the estate."""
        found: Spot | None = Observation.plan.load(self.row)
        return found

    @property
    def spots(self) -> dict[str, Any]:
        """Where it is, as `app.photos.site_plan` asks for it."""
        return {"plan": self.plan, "position": self.position}

    @property
    def withdrawn(self) -> bool:
        """Whether it does not count any more."""
        return self.row["withdrawn_at"] is not None

    @property
    def walk(self) -> OfWalk | None:
        """The walk that it was made on."""
        title = self.row["walk_title"]
        return None if title is None else OfWalk(self.row["walk"], title, self.row["walk_date"])

    @property
    def title(self) -> str:
        """What (in few words) and where: `Stier og trapper · Trappen ved beboerhuset`."""
        option = Observation.category.by_code.get(self.category_code)
        what = str(option.short) if option else ""
        return " · ".join(part for part in (what, self.place) if part)

    @property
    def title_in_full(self) -> str:
        """The same with the category's whole name."""
        return " · ".join(part for part in (self.category, self.place) if part)


class PointRecheck(NamedTuple):
    """What somebody saw the last time."""

    outcome: str
    words: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Point:
    """A follow-up, or an observation to improve that nobody has done anything about.

    `written` is the row (of `app.follow_up.reading.written`); all that it holds is an attribute here too, texts that nobody
    has written as empty ones. `id` is the follow-up's id, else the observation's: every function of this package takes
    either. `observations` are ordered by time, withdrawn ones last. `photo_ids` are of the finished work.
    """

    written: Any
    observations: tuple[Seen, ...] = ()
    rechecked: PointRecheck | None = None
    photo_ids: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.written, name)
        return "" if value is None and name in TEXTS else value

    @property
    def follow_up_id(self) -> str | None:
        """The follow-up's id, None where nobody has begun."""
        return None if self.number is None else self.id

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
        return next((walk for seen in self.observations if (walk := seen.walk)), None)

    @property
    def said(self) -> str:
        """What is wrong: as the leader put it, else as it was described."""
        return self.problem or "\n".join(words for seen in self.counted if (words := seen.description))

    @property
    def proposed(self) -> str:
        """What could make it better: as the leader put it, else as it was suggested."""
        return self.proposal or "\n".join(words for seen in self.counted if (words := seen.suggestion))

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
            return str(self.party_other)
        return agreement.parties().get(self.party, self.party) if self.party else ""

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
        asked = self.is_open and self.party and self.answered_at is None and self.assigned_at
        return bool(asked and self.assigned_at <= clock.now() - SILENCE)
