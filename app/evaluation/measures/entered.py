"""Measures on what is entered: figures that others deliver, and milestones that are reached on a date and documented.

A missing figure is missing, never 0; an entered 0 is a figure.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ...agreement import INDEX, SHARE, Criterion, Figure, Milestone
from ...base.numbers import apart, shown
from ...store import FigureEntry, MilestoneEntry
from .. import wording
from ..facts import Facts
from ..finding import Finding, State

# As people read them: a gap has at least this many decimals, a rate so many.
GAP_DECIMALS, RATE_DECIMALS = 1, 2


def indicator_gap(criterion: Criterion, facts: Facts) -> Finding:
    """The signed gap (city − estate) against that of the baseline: a trend without a threshold, never met."""
    plan = facts.plan
    estate, city = (plan.figures[criterion.settings[half]] for half in ("estate", "city"))
    baseline = _value(city.baseline) - _value(estate.baseline)
    decimals = _gap_decimals(estate.baseline, city.baseline)
    aim = _("mindre end %(year)s", year=plan.baseline_year)
    made = Finding(criterion, State.MISSING, aim, baseline=baseline, was=shown(baseline, decimals))
    if lacking := _lacking(facts, estate, city):
        known = [
            _("%(name)s: %(value)s.", name=each.name, value=_own(each, _given(facts, each).value))
            for each in (estate, city)
            if each.id not in lacking
        ]
        before = _before(facts, estate, city, shown(baseline, decimals))
        return replace(made, how=_missing_words(facts, lacking), remarks=(*known, before), lacking=lacking)
    own, others = _given(facts, estate).value, _given(facts, city).value
    gap = _value(others) - _value(own)
    state = State.NARROWED if gap < baseline else State.WIDENED if gap > baseline else State.UNCHANGED
    decimals = max(decimals, _gap_decimals(own, others))
    number, was = apart(gap, baseline, decimals)
    how = _("Afdelingen %(estate)s, byen %(city)s.", estate=_own(estate, own), city=_own(city, others))
    return replace(
        made,
        state=state,
        how=how,
        shown=number,
        figure=gap,
        change=_changed(facts, gap - baseline, decimals),
        remarks=(
            _before(facts, estate, city, was),
            _("Aftalen sætter ingen grænse for, hvor meget afstanden skal ændre sig."),
        ),
    )


def _changed(facts: Facts, difference: Fraction, decimals: int) -> str:
    """How far the gap has moved: `0,9 siden 2015`."""
    if not difference:
        return ""
    points = shown(abs(difference), decimals)
    return _("%(points)s siden %(year)s", points=points, year=facts.plan.baseline_year)


def _before(facts: Facts, estate: Figure, city: Figure, gap: str) -> str:
    """What it was in the baseline year."""
    return _(
        "%(year)s: %(estate)s og %(city)s, afstand %(gap)s.",
        year=facts.plan.baseline_year, estate=_own(estate, estate.baseline), city=_own(city, city.baseline), gap=gap,
    )  # fmt: skip


def indicator_rate(criterion: Criterion, facts: Facts) -> Finding:
    """A part of a whole in %, not above the year's own level; compared unrounded, equal is met."""
    part, whole, level = (facts.plan.figures[criterion.settings[name]] for name in ("part", "whole", "level"))
    remarks = [level.about] if level.about else []
    made = Finding(criterion, State.MISSING, _("højst niveauet"), remarks=tuple(remarks))
    if part.baseline is not None and whole.baseline:
        baseline = Fraction(part.baseline) * 100 / Fraction(whole.baseline)
        made = replace(made, baseline=baseline, was=wording.percent(baseline, decimals=RATE_DECIMALS))
    highest = facts.given(level.id)
    if highest is not None:
        aim = _("højst %(level)s %%", level=shown(_value(highest.value), _decimals(highest.value, RATE_DECIMALS)))
        made = replace(made, aim=aim, target=_value(highest.value))
    if lacking := _lacking(facts, part, whole, level):
        return replace(made, how=_missing_words(facts, lacking), lacking=lacking)
    count, total, limit = (_value(_given(facts, each).value) for each in (part, whole, level))
    if not total:
        return replace(made, how=_("%(name)s er 0, så andelen kan ikke regnes ud.", name=whole.name))
    rate = count * 100 / total
    number, limit_shown = apart(rate, limit, _decimals(_given(facts, level).value, RATE_DECIMALS))
    how = _("%(part)s af %(whole)s %(unit)s.", part=shown(count), whole=shown(total), unit=whole.unit)
    most = shown(limit * total // 100)
    remarks.insert(0, _("Højst %(most)s ved niveauet %(level)s %%.", most=most, level=limit_shown))
    if other := _other_rate(criterion, facts, count, limit):
        remarks.append(other)
    return replace(
        made,
        state=State.MET if rate <= limit else State.NOT_MET,
        how=how,
        shown=f"{number} %",
        provisional=_is_provisional(facts, part, whole),
        figure=rate,
        numerator=count,
        denominator=total,
        remarks=tuple(remarks),
    )


def reduction(criterion: Criterion, facts: Facts) -> Finding:
    """A figure that must be so many percent below the baseline's; equal is met. Never year on year."""
    plan = facts.plan
    figure, percent = plan.figures[criterion.settings["figure"]], Fraction(criterion.settings["percent"])
    baseline = _value(figure.baseline)
    limit = baseline * (100 - percent) / 100
    most = Fraction(limit.__floor__()) if figure.kind == "count" else limit
    worked = _(
        "%(baseline)s × %(rest)s = %(limit)s, altså højst %(most)s.",
        baseline=shown(baseline), rest=shown(_exact((100 - percent) / 100)), limit=shown(_exact(limit)),
        most=shown(_exact(most)),
    )  # fmt: skip
    remark = _("Målt mod %(year)s, ikke år for år.", year=plan.baseline_year)
    made = Finding(
        criterion, State.MISSING, _("højst %(most)s", most=shown(_exact(most))),
        target=most, baseline=baseline, was=shown(_exact(baseline)), remarks=(worked, remark),
    )  # fmt: skip
    if lacking := _lacking(facts, figure):
        return replace(made, how=_missing_words(facts, lacking), lacking=lacking)
    value = _value(_given(facts, figure).value)
    change = (value - baseline) * 100 / baseline if baseline else None
    how = _(
        "%(value)s mod %(baseline)s %(unit)s i %(year)s%(change)s.",
        value=shown(_exact(value)), baseline=shown(_exact(baseline)), unit=figure.unit, year=plan.baseline_year,
        change="" if change is None else f": {apart(change, -percent, 1)[0]} %",
    )  # fmt: skip
    return replace(
        made,
        state=State.MET if value <= limit else State.NOT_MET,
        how=how,
        shown=shown(_exact(value)),
        provisional=_is_provisional(facts, figure),
        figure=value,
        numerator=value,
        denominator=baseline,
    )


def figure(criterion: Criterion, facts: Facts) -> Finding:
    """A figure that must be at least as large as what was promised."""
    asked = facts.plan.figures[criterion.settings["figure"]]
    target = Fraction(criterion.target or 0)
    made = Finding(criterion, State.MISSING, _("mindst %(target)s", target=shown(target)), target=target)
    if asked.baseline is not None:
        made = replace(made, baseline=_value(asked.baseline), was=shown(asked.baseline))
    if lacking := _lacking(facts, asked):
        return replace(made, how=_missing_words(facts, lacking), lacking=lacking)
    value = _value(_given(facts, asked).value)
    return replace(
        made,
        state=State.MET if value >= target else State.NOT_MET,
        how=_("%(value)s af %(target)s %(unit)s.", value=shown(_exact(value)), target=shown(target), unit=asked.unit),
        shown=shown(_exact(value)),
        provisional=_is_provisional(facts, asked),
        figure=value,
        numerator=value,
        denominator=target,
    )


def milestone(criterion: Criterion, facts: Facts) -> Finding:
    """Met by a date that is not after the deadline and a note that is not blank.

    Without a date, or with one after the report's day, it is missing; late is not met, whatever the note says.
    """
    asked = facts.plan.milestones[criterion.settings["milestone"]]
    year = asked.deadline.year if asked.deadline else facts.period.year
    found = facts.milestones.get((asked.id, year))
    made = Finding(criterion, State.MISSING, _("ja, i %(year)s", year=year), target=Fraction(1))
    if found is None or found.date is None or found.date > facts.period.as_of:
        return replace(made, how=_not_yet(asked, found, facts), lacking=(asked.id,))
    said = [wording.short_day(found.date), found.decision, found.note]
    how = ". ".join(filter(None, (each.strip().rstrip(".") for each in said))) + "."
    made = replace(made, how=how, figure=Fraction(1), shown=_("Ja"))
    if asked.deadline and found.date > asked.deadline:
        return replace(made, state=State.NOT_MET, remarks=(_late(asked),))
    if not _is_documented(asked, found):
        return replace(made, state=State.UNDOCUMENTED, remarks=(_undocumented(asked),))
    return replace(made, state=State.MET)


def _given(facts: Facts, asked: Figure) -> FigureEntry:
    found = facts.given(asked.id)
    if found is None:
        raise LookupError(asked.id)
    return found


def _lacking(facts: Facts, *asked: Figure) -> tuple[str, ...]:
    return tuple(each.id for each in asked if facts.given(each.id) is None)


def _missing_words(facts: Facts, lacking: tuple[str, ...]) -> str:
    names = [facts.plan.figures[id].name for id in lacking]
    return _("Mangler: %(names)s.", names="; ".join(names).rstrip("."))


def _is_provisional(facts: Facts, *asked: Figure) -> bool:
    """Whether one that is counted over the year was given before its end; a share or an index is final."""
    counted = (each for each in asked if each.kind not in {SHARE, INDEX})
    return any(_given(facts, each).on <= facts.period.last for each in counted)


def _other_rate(criterion: Criterion, facts: Facts, count: Fraction, limit: Fraction) -> str:
    """The count as a share of another whole than the agreement names, where that whole is known."""
    other: Any = facts.plan.figures.get(criterion.settings.get("other_whole", ""))
    given = facts.given(other.id) if other else None
    if given is None or not given.value:
        return ""
    rate = count * 100 / _value(given.value)
    return _(
        "Af %(whole)s %(unit)s: %(rate)s %%.",
        whole=shown(given.value), unit=other.unit, rate=apart(rate, limit, RATE_DECIMALS)[0],
    )  # fmt: skip


def _value(value: Decimal | None) -> Fraction:
    return Fraction(value or 0)


def _own(asked: Figure, value: Decimal | None) -> str:
    """A figure with its unit and its own decimals."""
    least = 0 if asked.kind == "count" else 1
    return wording.unit(shown(value or 0, _decimals(value, least)), asked.unit)


def _decimals(value: Decimal | None, least: int) -> int:
    return max(least, -int(Decimal(value or 0).as_tuple().exponent))


def _gap_decimals(*values: Decimal | None) -> int:
    return max(_decimals(value, GAP_DECIMALS) for value in values)


def _exact(value: Fraction) -> Decimal | Fraction:
    """As a decimal with all its digits, where it has an end."""
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return decimal if Fraction(decimal) == value else value


def _is_documented(asked: Milestone, found: MilestoneEntry) -> bool:
    return bool(found.note.strip() or (asked.decisions and found.decision))


def _not_yet(asked: Milestone, found: MilestoneEntry | None, facts: Facts) -> str:
    if found is not None and found.date is not None:
        return _(
            "Dateret %(date)s, efter %(as_of)s.",
            date=wording.short_day(found.date), as_of=wording.short_day(facts.period.as_of),
        )  # fmt: skip
    if asked.deadline is None:
        return _("Ikke registreret.")
    left = (asked.deadline - facts.period.as_of).days
    deadline = _("Ikke registreret. Frist %(date)s", date=wording.short_day(asked.deadline))
    if left < 0:
        return f"{deadline}."
    return deadline + ", " + ngettext("om %(num)s dag.", "om %(num)s dage.", left)


def _late(asked: Milestone) -> str:
    return _("Det var efter fristen, %(date)s.", date=wording.short_day(asked.deadline)) if asked.deadline else ""


def _undocumented(asked: Milestone) -> str:
    if asked.documentation:
        return _("Noten mangler; den skal sige, %(what)s.", what=asked.documentation)
    return _("Noten mangler; den skal sige, hvad der blev besluttet.")
