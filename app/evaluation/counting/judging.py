"""How a measure stands, and a criterion by its measures.

All deciding measures must hold: a criterion stands as the worst of them. Where a measure looks at several areas or
stretches it stands as the worst of those, and its figure is how many of them stand well.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from ...criteria import parts
from ...criteria.parts import BASELINE, BUDGET, PREVIOUS, Document, Part
from ..state import State
from .stretches import Stretch
from .tallying import Counted
from .valued import (
    CLAIMED,
    HOPED,
    CriterionYear,
    Lack,
    MeasureFacts,
    Value,
    aimed,
    baseline,
    goal_of,
    is_over,
    tallies,
    value_of,
)

WORST: Final = (
    State.NOT_MET, State.WIDENED, State.MISSING, State.UNDOCUMENTED, State.BEHIND, State.UNCHANGED, State.ON_TRACK,
    State.NARROWED, State.MET,
)  # fmt: skip
WELL: Final = frozenset({State.MET, State.ON_TRACK, State.NARROWED})
ALL: Final = 100


@dataclass(frozen=True)
class Judgement:
    """How a measure stands in one stretch and area, or in all of its `cells`. Numbers are exact and unrounded.

    `claimed`: the value with those that are not documented; `pending`: how many are not decided yet. `target`: of a
    whole number worked out from others, rounded inwards. `line`: what an even pace would have reached.
    """

    state: State
    figure: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    target: Fraction | None = None
    baseline: Fraction | None = None
    provisional: bool = False
    line: Fraction | None = None
    claimed: Fraction | None = None
    pending: Fraction | None = None
    lacking: tuple[Lack, ...] = ()
    area: str | None = None
    stretch: Stretch | None = None
    cells: tuple["Judgement", ...] = ()


@dataclass(frozen=True)
class Measured:
    """A criterion: its state, and how each of its measures stands, in their order; none where it does not apply."""

    state: State
    provisional: bool = False
    judgements: tuple[Judgement, ...] = ()
    headline: int = 0

    @property
    def first(self) -> Judgement | None:
        """The first deciding measure's."""
        return self.judgements[self.headline] if self.judgements else None


def count_for(document: Document, criteria: Iterable[Part], year: int, as_of: dt.date) -> Counted:
    """All that the criteria need to have counted for a year."""
    counted, questions = Counted(document), [CriterionYear(document, each, year, as_of) for each in criteria]
    wanted = (asked for asked in questions if applies(asked))
    counted.count(
        each for asked in wanted for measure in asked.criterion["measures"] for each in tallies(asked, measure)
    )
    return counted


def applies(asked: CriterionYear) -> bool:
    """Whether a criterion is for the year."""
    is_in_use = parts.in_use(asked.document, asked.criterion, asked.year)
    return asked.year in parts.years_of(asked.document, asked.criterion) and is_in_use and not is_over(asked)


def judge_criterion(asked: CriterionYear, facts: MeasureFacts) -> Measured:
    """How a criterion stands."""
    if not applies(asked):
        return Measured(State.NOT_APPLICABLE)
    measures = asked.criterion["measures"]
    judged = tuple(judge_measure(asked, facts, each) for each in measures)
    deciding = [number for number, each in enumerate(measures) if parts.decides(each)]
    return Measured(
        worst(judged[number].state for number in deciding),
        any(judged[number].provisional for number in deciding),
        judged,
        deciding[0],
    )


def judge_measure(asked: CriterionYear, facts: MeasureFacts, measure: Part) -> Judgement:
    """How a measure stands, in all its areas and stretches together."""
    if "milestones" in measure["of"][0]:
        return _milestones(asked, facts, measure)
    areas = asked.criterion.get("each_area", [None])
    cells = [_judge(asked, facts, measure, stretch, area) for stretch in asked.stretches(measure) for area in areas]
    if len(cells) == 1:
        return cells[0]
    well, all_ = Fraction(sum(each.state in WELL for each in cells)), Fraction(len(cells))
    return Judgement(
        worst(each.state for each in cells), well, well, all_, all_,
        provisional=any(each.provisional for each in cells),
        lacking=tuple(dict.fromkeys(lack for each in cells for lack in each.lacking)), cells=tuple(cells),
    )  # fmt: skip


def worst(states: Iterable[State]) -> State:
    """The worst of them; it does not apply only where none does."""
    found = set(states)
    return next((state for state in WORST if state in found), State.NOT_APPLICABLE)


def _judge(asked: CriterionYear, facts: MeasureFacts, measure: Part, stretch: Stretch, area: str | None) -> Judgement:
    found, aim = value_of(asked, facts, measure, stretch, area), measure["aim"]
    records = bool(parts.kind_of(measure["of"][0]))
    made = Judgement(
        State.MISSING, found.value, found.top, found.bottom, baseline=baseline(asked, measure, area)[0],
        provisional=(records or stretch.adds) and stretch.is_running, lacking=found.lacking, area=area, stretch=stretch,
    )  # fmt: skip
    if aim["direction"] == parts.TREND:
        return _trend(asked, facts, measure, stretch, made)
    goal = goal_of(asked, facts, measure, stretch, area)
    if aim.get("from") == BUDGET and not goal.value:
        return replace(made, state=State.NOT_APPLICABLE, provisional=False)
    made = _with_target(asked, measure, replace(made, lacking=found.lacking + goal.lacking), goal)
    if found.value is None or goal.value is None:
        made = replace(made, provisional=False)
        return made if records else replace(made, figure=None, numerator=None, denominator=None)
    if not records and not stretch.adds:
        return _of_the_year(asked, measure, made, found, goal.value)
    return _counted(asked, facts, measure, made, found, goal.value)


def _with_target(asked: CriterionYear, measure: Part, made: Judgement, goal: Value) -> Judgement:
    """With the target as it is printed, and what stands beneath the figure where nothing is divided."""
    if goal.value is None:
        return made
    target, source = goal.value, measure["aim"].get("from")
    if "per" not in measure and source not in {None, BUDGET} and _is_whole(asked, measure):
        target = Fraction(-(-target // 1) if measure["aim"]["direction"] == parts.AT_LEAST else target // 1)
    if "per" in measure or "gap_to" in measure:
        return replace(made, target=target)
    return replace(made, target=target, denominator=made.baseline if source == BASELINE else target)


def _is_whole(asked: CriterionYear, measure: Part) -> bool:
    return all(
        asked.named("figures", term["figure"])["kind"] == "count" if "figure" in term else True
        for term in measure["of"]
    )


def _trend(asked: CriterionYear, facts: MeasureFacts, measure: Part, stretch: Stretch, made: Judgement) -> Judgement:
    """Better, the same or worse than the baseline or the year before; there is no threshold, so it is never met."""
    if measure["aim"].get("from") == PREVIOUS:
        before = goal_of(asked, facts, measure, stretch, made.area)
        made = replace(made, baseline=before.value, lacking=made.lacking + before.lacking)
    if made.figure is None or made.baseline is None:
        return made
    falls = "gap_to" in measure or parts.low_is_good(asked.document, measure)
    better = made.baseline - made.figure if falls else made.figure - made.baseline
    return replace(made, state=State.NARROWED if better > 0 else State.WIDENED if better < 0 else State.UNCHANGED)


def _reaches(measure: Part, value: Fraction, line: Fraction) -> bool:
    """Equal is enough."""
    return value >= line if measure["aim"]["direction"] == parts.AT_LEAST else value <= line


def _of_the_year(asked: CriterionYear, measure: Part, made: Judgement, found: Value, goal: Fraction) -> Judgement:
    """A delivered figure: met or not at once; on the way to a date it is held against a straight line from the baseline."""
    stretch, value = made.stretch, found.value
    if stretch is None or value is None:
        raise ValueError("a figure without a value or a stretch")
    if not stretch.is_by or not stretch.is_running:
        reached = _reaches(measure, value, goal)
        return replace(made, state=State.MET if reached else State.NOT_MET, provisional=found.early)
    base, year = baseline(asked, measure, made.area)
    line = goal if base is None else base + (goal - base) * (asked.year - year) / (stretch.end.year - year)
    return replace(
        made, state=State.ON_TRACK if _reaches(measure, value, line) else State.BEHIND, provisional=True, line=line
    )


def _counted(
    asked: CriterionYear, facts: MeasureFacts, measure: Part, made: Judgement, found: Value, goal: Fraction
) -> Judgement:
    """Of records, and of figures that add up over years."""
    stretch, value = made.stretch, found.value
    if stretch is None or value is None:
        raise ValueError("a count without a value or a stretch")
    claimed, hoped = (value_of(asked, facts, measure, stretch, made.area, which) for which in (CLAIMED, HOPED))
    pending = None if hoped.top is None or found.top is None else hoped.top - found.top
    made = replace(made, claimed=claimed.value, pending=pending, provisional=made.provisional or found.early)
    up, reached = measure["aim"]["direction"] == parts.AT_LEAST, _reaches(measure, value, goal)
    if not stretch.is_running:
        documented = not (up and claimed.value is not None and _reaches(measure, claimed.value, goal))
        return replace(made, state=State.MET if reached else State.NOT_MET if documented else State.UNDOCUMENTED)
    if "per" in measure:  # a share is never final before the end; only »all« is lost with one
        possible = hoped.value if up and hoped.value is not None else value
        lost = State.NOT_MET if up and goal == ALL and parts.times(measure) == ALL else State.BEHIND
        return replace(made, state=State.ON_TRACK if _reaches(measure, possible, goal) else lost)
    if not up:
        return replace(made, state=State.ON_TRACK if reached else State.NOT_MET)
    line = stretch.pace(goal)
    return replace(made, line=line, state=State.MET if reached else State.ON_TRACK if value >= line else State.BEHIND)


def _milestones(asked: CriterionYear, facts: MeasureFacts, measure: Part) -> Judgement:
    """Reached in time and documented: enough of them, or all. A note documents; so does a decision where one is asked for."""
    sure, bare, lacking = 0, 0, []
    codes = measure["of"][0]["milestones"]
    for code in codes:
        spec = asked.named("milestones", code)
        deadline = dt.date.fromisoformat(spec["deadline"]) if "deadline" in spec else None
        found = facts.milestones.get((code, deadline.year if deadline else asked.year))
        if found is None or found.date is None or found.date > asked.as_of:
            lacking.append(Lack(code, 0 if deadline else asked.year))
        elif deadline is None or found.date <= deadline:
            is_documented = found.note.strip() or (spec.get("decisions") and found.decision)
            sure, bare = (sure + 1, bare) if is_documented else (sure, bare + 1)
    need = int(parts.number(aimed(asked, measure, "target", None))) or len(codes)
    dated = len(codes) - len(lacking)
    state = State.NOT_MET
    for enough, better in (
        (sure, State.MET),
        (sure + bare, State.UNDOCUMENTED),
        (sure + bare + len(lacking), State.MISSING),
    ):
        if enough >= need:
            state = better
            break
    return Judgement(state, Fraction(dated) if dated else None, target=Fraction(need), lacking=tuple(lacking))
