"""The value of a measure in one stretch and area: its terms added, divided, or held beside another figure; and its baseline."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Final

from ...criteria import parts
from ...criteria.parts import BASELINE, BUDGET, PREVIOUS, Document, Part, number
from ...store import FigureEntry, MilestoneEntry
from .stretches import Stretch, begins, stretches
from .tallying import Condition, Counted, RecordTally, condition

# Which records of a term are counted: those that are documented, the others too, and those that still wait as well.
SURE, CLAIMED, HOPED = "sure", "claimed", "hoped"
NOTHING: Final = Fraction(0)


@dataclass(frozen=True)
class Lack:
    """A figure or a milestone that is not there; `year` 0 for a milestone that is reached once."""

    code: str
    year: int
    area: str = ""


@dataclass(frozen=True)
class Value:
    """`value` is None where something is `lacking`, or nothing is there to be a share of; `early`: a figure came too soon.

    `top` and `bottom`: what was divided by what; `top` alone where nothing was divided, none for a gap.
    """

    value: Fraction | None
    top: Fraction | None = None
    bottom: Fraction | None = None
    lacking: tuple[Lack, ...] = ()
    early: bool = False

    def __add__(self, other: "Value") -> "Value":
        value = None if self.value is None or other.value is None else self.value + other.value
        return Value(value, lacking=self.lacking + other.lacking, early=self.early or other.early)


@dataclass(frozen=True)
class MeasureFacts:
    """What is entered: milestones by code and year, figures by code, year and area; and what is counted."""

    figures: Mapping[tuple[str, int, str], FigureEntry]
    milestones: Mapping[tuple[str, int], MilestoneEntry]
    counted: Counted


@dataclass(frozen=True)
class CriterionYear:
    """A criterion in a year, as of a day."""

    document: Document
    criterion: Part
    year: int
    as_of: dt.date

    def in_year(self, year: int) -> "CriterionYear":
        """The same of another year."""
        return replace(self, year=year)

    def stretches(self, measure: Part) -> list[Stretch]:
        """What a measure looks at."""
        return stretches(self.document, self.criterion, measure, self.year, self.as_of)

    def named(self, part: str, code: str) -> Part:
        """A row of the document."""
        return parts.named(self.document, part, code)

    def is_everywhere(self, area: str | None) -> bool:
        """Whether an area is all there is: then every record and figure is its own."""
        return area is None or [each["code"] for each in self.document["areas"]] == [area]


def tally(
    asked: CriterionYear, term: Part, stretch: Stretch, base: tuple[Condition, ...], which: str, area: str | None = None
) -> RecordTally:
    """What to count for a term of records; `base`: what it is a share of asks of it too; `area`: in which (None: all)."""
    how, kind, name = parts.record_of(term)

    def conditions(use: str) -> tuple[Condition, ...]:
        return tuple(condition(asked.document, kind, each) for each in term.get(use, ()))

    sure = (*base, *conditions("where"), *(conditions("evidence") if which != CLAIMED else ()))
    cases = [sure]
    if which == HOPED and "pending" in term:
        cases.append((*base, *conditions("pending")))
    flags = any(each[0] == "flagged" for case in cases for each in case)
    code = f"{asked.document['code']}/{asked.criterion['code']}" if flags else ""
    there = "" if area is None or asked.is_everywhere(area) else area
    return RecordTally(kind, how, name, tuple(cases), stretch.first, stretch.until_for(kind), code, there)


def base_of(asked: CriterionYear, measure: Part, term: Part) -> tuple[Condition, ...]:
    """A share of records of one kind is of those that it is a share of."""
    per = measure.get("per")
    kind = parts.kind_of(term)
    if per is None or term is per or not kind or parts.kind_of(per) != kind:
        return ()
    return tuple(condition(asked.document, kind, each) for each in per.get("where", ()))


def tallies(asked: CriterionYear, measure: Part) -> Iterator[RecordTally]:
    """Everything that must be counted to judge a measure, the year before where it is held against that."""
    years = [asked, *([asked.in_year(asked.year - 1)] if measure["aim"].get("from") == PREVIOUS else [])]
    terms = [term for term in parts.terms(measure) if parts.kind_of(term)]
    areas = asked.criterion.get("each_area", [None])
    for each, area, term in product(years, areas, terms):
        base = base_of(each, measure, term)
        for stretch, which in product(each.stretches(measure), (SURE, CLAIMED, HOPED)):
            yield tally(each, term, stretch, base, which, area)


def value_of(
    asked: CriterionYear, facts: MeasureFacts, measure: Part, stretch: Stretch, area: str | None, which: str = SURE
) -> Value:
    """The measure's value, unrounded."""
    per, top = measure.get("per"), Value(NOTHING)
    for term in measure["of"]:
        top += _amount(asked, facts, measure, term, stretch, area, which)
    if per is None and "gap_to" not in measure:
        return replace(top, top=top.value)
    if per is not None:
        other = _amount(asked, facts, measure, per, stretch, area, SURE)
    else:
        other = figure(asked, facts, measure["gap_to"], stretch, area)
    both = top + other
    if top.value is None or other.value is None:
        return both
    if per is None:
        return replace(both, value=behind_by(asked, measure, top.value, other.value))
    divided = None if not other.value else top.value * parts.times(measure) / other.value
    return replace(both, value=divided, top=top.value, bottom=other.value)


def _amount(
    asked: CriterionYear, facts: MeasureFacts, measure: Part, term: Part, stretch: Stretch, area: str | None, which: str
) -> Value:
    if "figure" in term:
        return figure(asked, facts, term["figure"], stretch, area)
    return Value(facts.counted[tally(asked, term, stretch, base_of(asked, measure, term), which, area)])


def figure(asked: CriterionYear, facts: MeasureFacts, code: str, stretch: Stretch, area: str | None) -> Value:
    """A delivered figure of the year; of all the stretch's years where those add up, and of all areas where each has one."""
    spec, total = asked.named("figures", code), Value(NOTHING)
    adds = spec["kind"] in parts.SUMMED
    years = range(stretch.first.year, asked.year + 1) if adds and stretch.adds else [asked.year]
    areas = ((year, parts.areas_of(asked.document, spec, year)) for year in years)
    for year, each in ((year, each) for year, codes in areas for each in ([area] if area in codes else codes)):
        found = facts.figures.get((code, year, each))
        if found is None or found.value is None:
            total += Value(None, lacking=(Lack(code, year, each),))
        else:
            early = adds and found.on < begins(asked.document, asked.criterion, year + 1)
            total += Value(Fraction(found.value), early=early)
    return total


def behind_by(asked: CriterionYear, measure: Part, own: Fraction, other: Fraction) -> Fraction:
    """How far one is behind the other: positive is worse, whichever way is good."""
    return own - other if parts.low_is_good(asked.document, measure) else other - own


def baseline(asked: CriterionYear, measure: Part, area: str | None) -> tuple[Fraction | None, int]:
    """The measure's value in its baseline year, and that year: the measure's own, or worked out of its figures'."""
    if "baselines" in measure:
        return _baseline(measure, area)
    per = measure.get("per", {})
    second = measure.get("gap_to") or per.get("figure")
    codes = [term.get("figure") for term in measure["of"]] + ([second] if second or per else [])
    found = [_baseline(asked.named("figures", code), area) if code else (None, 0) for code in codes]
    values = [value for value, _year in found if value is not None]
    if len(values) < len(found):
        return None, 0
    year = found[0][1]
    if not second:
        return sum(values, NOTHING), year
    own, other = sum(values[:-1], NOTHING), values[-1]
    if "gap_to" in measure:
        return behind_by(asked, measure, own, other), year
    return (own * parts.times(measure) / other, year) if other else (None, 0)


def _baseline(said: Part, area: str | None) -> tuple[Fraction | None, int]:
    rows = said.get("baselines", ())
    if area and any("area" in row for row in rows):
        rows = [row for row in rows if row.get("area") == area]
    return (sum((number(row["value"]) for row in rows), NOTHING), rows[0]["year"]) if rows else (None, 0)


def goal_of(asked: CriterionYear, facts: MeasureFacts, measure: Part, stretch: Stretch, area: str | None) -> Value:
    """What the value is held against, unrounded."""
    source = measure["aim"].get("from")
    if source is None:
        return Value(number(aimed(asked, measure, "target", area)))
    if source == BASELINE:
        found = Value(baseline(asked, measure, area)[0])
    elif source == PREVIOUS:
        found = _previous(asked, facts, measure, area)
    elif source == BUDGET:
        found = Value(budget(asked))
    else:
        found = figure(asked, facts, source, stretch, area)
    if found.value is None:
        return found
    return replace(found, value=found.value * (100 + number(aimed(asked, measure, "change", area))) / 100)


def budget(asked: CriterionYear) -> Fraction:
    """The hours that the criterion's activity has in the year."""
    rows = (row for row in asked.document.get("hours", ()) if row["activity"] == asked.criterion["activity"])
    return sum((number(row["hours"]) for row in rows if asked.year in row.get("years", [asked.year])), NOTHING)


def _previous(asked: CriterionYear, facts: MeasureFacts, measure: Part, area: str | None) -> Value:
    """The year before; where that is the baseline's, the baseline. Nothing was recorded before the agreement."""
    before, (base, year) = asked.in_year(asked.year - 1), baseline(asked, measure, area)
    is_known = before.year >= asked.document["first_year"] or not any(
        parts.kind_of(term) for term in parts.terms(measure)
    )
    found = Value(None, lacking=(Lack("previous", before.year, area or ""),))
    if is_known:
        found = value_of(before, facts, measure, before.stretches(measure)[0], area)
    return Value(base) if found.value is None and year == before.year else found


def aimed(asked: CriterionYear, measure: Part, name: str, area: str | None) -> str:
    """The number of the aim; the last exception that fits the year and the area wins."""
    aim = measure["aim"]
    fit = [
        each["value"]
        for each in aim.get("except", ())
        if asked.year in each.get("years", [asked.year]) and each.get("area") in {None, area}
    ]
    return str(fit[-1] if fit else aim.get(name, "0"))


def is_over(asked: CriterionYear) -> bool:
    """Whether the year begins after the day at which the criterion ends."""
    first = begins(asked.document, asked.criterion, asked.year)
    return "until" in asked.criterion and first > dt.date.fromisoformat(asked.criterion["until"])
