"""What an agreement consists of. Everything is frozen; numbers are decimals, exactly as the file has them.

And the vocabulary of measures: their names, what they are in words, and what each must be told in the file. How they
are worked out stands in `app.evaluation.measures`; a test holds the two together.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

# What kind of number a figure is: a share in % (0 to 100), an index (points), something counted, any other amount.
SHARE, INDEX, COUNT, AMOUNT = "share", "index", "count", "amount"
# What a measure's setting is, if no share: the id of a figure or milestone, the code of a kind of event, a whole number.
FIGURE, MILESTONE, EVENT_KIND, WHOLE = "figure", "milestone", "event_kind", "whole"


@dataclass(frozen=True)
class Privacy:
    """What people are told about their information (GDPR, article 13).

    Each is one sentence in Danish.
    """

    responsible: str
    contact: str
    basis: str
    kept: str


@dataclass(frozen=True)
class Retention:
    """How long what is kept apart from choices and counts: texts, photos and the audit trail in months, sessions and
    phones in days after they were used last.
    """

    texts: int = 24
    photos: int = 24
    sessions: int = 90
    audit: int = 24


@dataclass(frozen=True)
class Activity:
    """A part of the agreement; `text` says in a few words what it is about."""

    id: str
    name: str
    text: str


@dataclass(frozen=True)
class Figure:
    """A number that others deliver once a year.

    `party`: the code of who delivers it. `months`: when it usually comes, of the year after where `year_after`.
    `baseline`: its value in the plan's baseline year. `least`: the smallest that it can be. `part_of`: the id of a
    figure that it can never exceed. `optional`: nobody misses it. `ask`: what counts and what does not,
    for whoever is asked for it.
    """

    id: str
    name: str
    unit: str
    kind: str
    source: str
    party: str
    about: str = ""
    ask: str = ""
    baseline: Decimal | None = None
    least: int = 0
    part_of: str | None = None
    optional: bool = False
    months: tuple[int, ...] = ()
    year_after: bool = False


@dataclass(frozen=True)
class Milestone:
    """Something that is reached on a date: once, at latest at the `deadline`, or once a year (`yearly`).

    `documentation`: what its note must say. `decisions`: what can be decided there.
    """

    id: str
    name: str
    deadline: dt.date | None = None
    yearly: bool = False
    documentation: str = ""
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """A success criterion, or something else that was promised.

    `measure` is one of `measures.MEASURES`; `settings` holds what that measure needs, by its names there.
    `unit_of` says what a share is a share of.
    """

    id: str
    activity: str
    text: str
    years: tuple[int, ...]
    measure: str
    unit: str
    source: str
    measured_by: str
    unit_of: str = ""
    target: Decimal | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Budget:
    """Hours a year that one role has for one task of an activity."""

    activity: str
    role: str
    task: str
    hours: Decimal
    years: tuple[int, ...]


@dataclass(frozen=True)
class Money:
    """An amount in kroner and who pays it."""

    source: str
    amount: int


@dataclass(frozen=True)
class Arrival:
    """A list that a party sends: in each of `months`, or `once` a year in one of them."""

    id: str
    name: str
    party: str
    months: tuple[int, ...]
    once: bool = False


@dataclass(frozen=True)
class Referral:
    """An offer that contacts can be referred to besides those that every estate has.

    `narrow`: it is of the programme or the municipality, and so counts in the narrow reading.
    """

    code: str
    name: str
    narrow: bool


@dataclass(frozen=True)
class Plan:
    """An agreement. Tables are by id or code, in the order of the file."""

    name: str
    estate: str
    section: str
    years: tuple[int, ...]
    baseline_year: int
    places: tuple[str, ...]
    event_kinds: Mapping[str, str]
    parties: Mapping[str, str]
    referrals: Mapping[str, Referral]
    privacy: Privacy
    retention: Retention
    activities: Mapping[str, Activity]
    figures: Mapping[str, Figure]
    milestones: Mapping[str, Milestone]
    criteria: tuple[Criterion, ...]
    promises: tuple[Criterion, ...]
    roles: Mapping[str, str]
    tasks: Mapping[str, str]
    hours: tuple[Budget, ...]
    money: tuple[Money, ...]
    lists: Mapping[str, Arrival]

    @property
    def counts_for(self) -> tuple[str, ...]:
        """The criteria that an event can count for, where the leader says so on it."""
        return tuple(each.id for each in self.criteria if each.measure in {"initiatives", "qualifying_events"})

    def criterion(self, id: str) -> Criterion | None:
        """The criterion or promise with that id."""
        return next((each for each in (*self.criteria, *self.promises) if each.id == id), None)

    def budgets(self, year: int, activity: str | None = None) -> tuple[Budget, ...]:
        """The budgets of hours of a year, of one activity where it is given."""
        return tuple(each for each in self.hours if year in each.years and activity in (None, each.activity))

    def outside(self, year: int) -> str:
        """What to tell somebody who asks for a year that the agreement does not cover; empty where it does."""
        if year in self.years:
            return ""
        if year == self.baseline_year:
            return f"{year} er aftalens udgangspunkt. Det måles der ud fra, det evalueres ikke. Vælg {self.span}."
        return (
            f"{year} ligger uden for aftalens år, {self.span}. Vælg et af dem. Gælder en ny aftale, så skriv den i en "
            "fil (begynd med app/plan/skabelon.toml), og vælg den med FELTBOG_PLAN."
        )

    @property
    def span(self) -> str:
        """The years, as people write them: `2017–2020`."""
        first, last = self.years[0], self.years[-1]
        return f"{first}–{last}" if first != last else str(first)


@dataclass(frozen=True)
class Measure:
    """`settings`: name → kind. `target`: whether it has one, and whether that is a share. `optional`: settings that
    may be left out. `baseline`: settings whose figure must have one.
    """

    words: str
    settings: dict[str, str]
    target: str | None = None
    optional: frozenset[str] = frozenset()
    baseline: frozenset[str] = frozenset()


MEASURES: Final = {
    "contacts": Measure("antal henvendelser", {}, target=WHOLE),
    "share_asked": Measure("andel af henvendelserne, hvor der er spurgt om digital hjælp", {}, target=SHARE),
    "share_referred": Measure("andel af henvendelserne, der er henvist (snæver)", {}, target=SHARE),
    "initiatives": Measure("antal vandringer og arrangementer, der tæller for kriteriet", {}, target=WHOLE),
    "qualifying_events": Measure(
        "antal arrangementer, der tæller for kriteriet og har mindst så mange nationaliteter",
        {"nationalities": WHOLE},
        target=WHOLE,
    ),
    "indicator_gap": Measure(
        "byens tal minus afdelingens, sammenlignet med udgangspunktet",
        {"estate": FIGURE, "city": FIGURE},
        baseline=frozenset({"estate", "city"}),
    ),
    "indicator_rate": Measure(
        "et tal som andel af et andet, højst på niveau med et tredje",
        {"part": FIGURE, "whole": FIGURE, "level": FIGURE, "other_whole": FIGURE},
        optional=frozenset({"other_whole"}),
    ),
    "reduction": Measure(
        "et tal, der skal mindst så mange procent under udgangspunktet",
        {"figure": FIGURE, "percent": SHARE},
        baseline=frozenset({"figure"}),
    ),
    "milestone": Measure("en milepæl med dato og dokumentation", {"milestone": MILESTONE}),
    "meetings": Measure("antal møder af en slags om året", {"kind": EVENT_KIND}, target=WHOLE),
    "figure": Measure("et tal, andre leverer, mindst så stort som målet", {"figure": FIGURE}, target=WHOLE),
    "hours": Measure("aktivitetens timer mod timebudgettet", {}),
}
