"""A criterion in a year: judged by its measures, and told with what a careful reader must know."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from ..agreement import Agreement, Criterion
from ..base import clock
from ..base.numbers import shown
from ..criteria import meaning_changed, parts, sentence
from ..criteria.parts import Part
from ..definitions.countable import KINDS
from . import wording
from .behind import GATHERINGS, WALK, Held, gatherings, kinds, planned
from .counting import CriterionYear, judge_criterion, tally
from .counting.tallying import NOWHERE
from .counting.valued import SURE, base_of, tallies
from .facts import Facts
from .finding import NOTHING, Earlier, Finding
from .retelling import ToldMeasure
from .state import State


def find(criterion: Criterion, facts: Facts) -> Finding:
    """What there is to say of a criterion in the year; outside its years it does not apply."""
    plan, period = facts.plan, facts.period
    asked = CriterionYear(plan.document, criterion.part, period.year, period.as_of)
    said = sentence(plan.document, criterion.part)
    measured = judge_criterion(asked, facts.measured)
    if measured.first is None or period.year not in plan.years:
        return Finding(criterion, State.NOT_APPLICABLE, NOTHING, said, _why_not(plan, criterion, period.year))
    measures = criterion.measures
    told = [
        ToldMeasure(asked, facts.measured, each, found)
        for each, found in zip(measures, measured.judgements, strict=True)
    ]
    first = told[measured.headline]
    finding = Finding(
        criterion, measured.state, first.aim, said, first.how, first.shown, first.was, measured.provisional,
        change=_changed(first), readings=tuple(each.reading() for each in told), headline=measured.headline,
        lacking=tuple(
            dict.fromkeys(
                lack.code
                for each, found in zip(measures, measured.judgements, strict=True) if parts.decides(each)
                for lack in found.lacking
            )
        ),
        is_low_good=parts.low_is_good(plan.document, first.measure), baseline_year=_baseline_year(first),
    )  # fmt: skip
    return finding.with_remarks(_remarks(facts, finding, told, first))


@dataclass(frozen=True)
class EarlierVersion:
    """The version that stood when the year began; what it means otherwise is judged by it too, and both are said."""

    agreed: Agreement
    now: Agreement
    facts: Facts

    def beside(self, finding: Finding) -> Finding:
        """The finding with what the earlier version says of its criterion, where that means something else."""
        before = self.agreed.criterion(finding.id)
        if before is None or not meaning_changed(self.agreed.document, self.now.document, finding.id):
            return finding
        found, day = find(before, self.facts), self._valid_from
        words = _(
            "Før %(day)s: %(sentence)s %(state)s (%(figure)s). Nu: %(now)s.",
            day=wording.short_day(day), sentence=found.sentence, state=found.state_words, figure=found.shown,
            now=finding.state_words,
        )  # fmt: skip
        adopted = self._adopted if self._adopted > day else None
        if adopted:
            words += " " + _(
                "Vedtaget %(adopted)s, gælder fra %(day)s.",
                adopted=wording.short_day(adopted), day=wording.short_day(day),
            )  # fmt: skip
        earlier = Earlier(found.state, found.sentence, day, words, adopted)
        return replace(finding, earlier=earlier, remarks=(words, *finding.remarks))

    @property
    def _valid_from(self) -> dt.date:
        return dt.date.fromisoformat(self.now.document["version"]["valid_from"])

    @property
    def _adopted(self) -> dt.date:
        return clock.local(self.now.version.adopted_at).date() if self.now.version else self._valid_from


def _why_not(plan: Agreement, criterion: Criterion, year: int) -> str:
    if outside := plan.outside(year):
        return outside
    if year in criterion.years:
        return _("Gælder ikke mere.")
    return _("Gælder kun %(years)s.", years=", ".join(map(str, criterion.years)))


def _baseline_year(first: ToldMeasure) -> int | None:
    rows = parts.baselines_of(first.asked.document, first.measure)
    return rows[0]["year"] if rows else None


def _changed(first: ToldMeasure) -> str:
    """How far a distance has moved: `0,9 siden 2015`."""
    found, year = first.found, _baseline_year(first)
    if "gap_to" not in first.measure or found.figure is None or found.baseline is None or year is None:
        return ""
    difference = found.figure - found.baseline
    points = first.words(abs(difference))
    return _("%(points)s siden %(year)s", points=points, year=year) if difference else ""


def _remarks(facts: Facts, finding: Finding, told: list[ToldMeasure], first: ToldMeasure) -> Iterator[str]:
    yield from first.remarks()
    yield from (_beside(each) for each in told if each is not first)
    yield from _without_area(facts, first)
    if finding.kind in GATHERINGS:
        yield from _of_gatherings(facts, finding, first)
    if finding.criterion.note:
        yield finding.criterion.note


def _beside(told: ToldMeasure) -> str:
    """Another reading in one line: `Bred: 95,0 %, 95 af 100 henvendelser. Opfyldt.`"""
    found = told.reading()
    name = found.name or _("Anden læsning")
    if found.state == State.MISSING:
        return f"{name}: {found.how}"
    state = found.state.words
    if found.judgement.figure is None or not told.is_percent:
        return f"{name}: {found.how.rstrip('.')}. {state}."
    return f"{name}: {found.shown}, {found.how.rstrip('.')}. {state}."


def _without_area(facts: Facts, told: ToldMeasure) -> Iterator[str]:
    """`12 henvendelser har intet område`: what would count, and is in none of the areas."""
    asked, measure = told.asked, told.measure
    if all(asked.is_everywhere(area) for area in asked.criterion.get("each_area", [None])):
        return
    for term in measure["of"]:
        if kind := parts.kind_of(term):
            base = base_of(asked, measure, term)
            wanted = [
                replace(tally(asked, term, each, base, SURE, NOWHERE), how="count", field="")
                for each in asked.stretches(measure)
            ]
            facts.counted.count(wanted)
            if number := int(sum(facts.counted[each] for each in wanted)):
                said = KINDS[kind].one.capitalize() if number == 1 else f"{number} {KINDS[kind].many}"
                yield _("%(records)s har intet område.", records=said)


def _of_gatherings(facts: Facts, finding: Finding, first: ToldMeasure) -> Iterator[str]:
    """What stands behind a count of walks and events, as far as somebody may ask about it."""
    found = gatherings(facts.plan, finding, facts.period)
    if so_far := _so_far(facts, finding):
        yield so_far
    yield from _how_many_of_each(finding, found)
    if least := finding.criterion.least_nationalities:
        yield from _named(found, least)
    if bare := [each for each in found if each.is_traceless]:
        yield _("Uden spor (ingen observationer, deltagere eller parter): %(names)s.", names=_with_days(bare))
    for same in _same_day(found):
        names = wording.list_of([each.title for each in same])
        yield _(
            "Samme dag og tæller hver for sig: %(names)s %(date)s.", names=names, date=wording.short_day(same[0].date)
        )
    if later := planned(facts.plan, finding, facts.period):
        dates = wording.list_of([wording.short_day(each) for each in later])
        yield _("Planlagt: %(dates)s.", dates=dates)


def _how_many_of_each(finding: Finding, found: list[Held]) -> Iterator[str]:
    if len(kinds(finding.measure)) < 2 or not found:
        return
    walks = sum(each.to == WALK for each in found)
    said = [
        ngettext("%(num)s vandring", "%(num)s vandringer", walks) if walks else "",
        ngettext("%(num)s arrangement", "%(num)s arrangementer", len(found) - walks) if len(found) > walks else "",
    ]
    yield f"{wording.list_of(list(filter(None, said)))}."


def _named(found: Iterable[Held], least: int) -> Iterator[str]:
    """`Fastelavn i beboerhuset 7, Kulturfest 14`: how many nationalities, never which."""
    events = [each for each in found if each.to != WALK]
    enough, under = ([each for each in events if (each.countries >= least) is wanted] for wanted in (True, False))
    if enough:
        yield ", ".join(f"{each.title} {each.countries}" for each in enough) + "."
    if under:
        names = ", ".join(f"{each.title} {each.countries}" for each in under)
        yield _("Ikke dokumenteret: %(names)s.", names=names)
    yield _("Læst sådan: mindst %(count)s nationaliteter til hvert arrangement.", count=least)


def _with_days(found: Iterable[Held]) -> str:
    return ", ".join(f"{each.title} {wording.short_day(each.date)}" for each in found)


def _same_day(found: Iterable[Held]) -> list[list[Held]]:
    """Two walks, or a walk and an event, of one day."""
    days: dict[object, list[Held]] = {}
    for each in found:
        days.setdefault(each.date, []).append(each)
    return [same for same in days.values() if len(same) > 1 and any(each.to == WALK for each in same)]


def _so_far(facts: Facts, finding: Finding) -> str:
    """What all years until now add up to; no year counts for more than its target."""
    measure, target, year = finding.measure, finding.target, facts.period.year
    years = finding.criterion.years
    if (
        len(years) < 2
        or not target
        or "per" in measure
        or "from" in measure["aim"]
        or finding.readings[0].judgement.cells
    ):
        return ""
    asked = CriterionYear(facts.plan.document, finding.criterion.part, year, facts.period.as_of)
    gone = [asked.in_year(each) for each in years if each <= year]
    facts.counted.count(each for past in gone for each in tallies(past, measure))
    area = finding.first.area if finding.first else None
    done = sum((min(target, _value(facts, past, measure, area)) for past in gone), Fraction(0))
    return _(
        "%(done)s af %(all)s for %(first)s–%(last)s.",
        done=shown(done), all=shown(target * len(years)), first=years[0], last=years[-1],
    )  # fmt: skip


def _value(facts: Facts, asked: CriterionYear, measure: Part, area: str | None) -> Fraction:
    stretch = asked.stretches(measure)[0]
    found = (facts.counted[tally(asked, term, stretch, (), SURE, area)] for term in measure["of"])
    return sum(found, Fraction(0))
