"""A plan in words, for whoever wrote the file: what Feltbog has understood."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ..base.numbers import shown
from .document import MEASURES, Criterion, Figure, Milestone, Plan, Referral

MONTHS = ("jan.", "feb.", "marts", "april", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")


def in_words(plan: Plan) -> str:
    """The whole plan as Danish lines."""
    return "\n".join(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    yield f"»{plan.name}«, {plan.estate}, {plan.section}"
    yield f"Evalueres {plan.span}; udgangspunktet er {plan.baseline_year}."
    for activity in plan.activities.values():
        yield from ("", f"{activity.id} {activity.name}")
        for criterion in (each for each in plan.criteria if each.activity == activity.id):
            yield f"  {criterion.id}: {_criterion(plan, criterion)}"
        for promise in (each for each in plan.promises if each.activity == activity.id):
            yield f"  Også aftalt: {_criterion(plan, promise)}"
    yield from _section("Tal, som andre leverer", (_figure(plan, each) for each in plan.figures.values()))
    yield from _section("Milepæle", map(_milestone, plan.milestones.values()))
    yield from _section("Lister, der modtages", (_list(plan, each) for each in plan.lists))
    yield from _section("Timer om året", _hours(plan))
    yield from _section("Penge", _money(plan))
    yield from _section("Steder", plan.places)
    yield from _section("Slags arrangementer", plan.event_kinds.values())
    yield from _section("Også henvist til", (_referral(each) for each in plan.referrals.values()))
    yield from _section("Samarbejdsparter", plan.parties.values())


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []


def _criterion(plan: Plan, criterion: Criterion) -> str:
    target = f", mål {shown(criterion.target)} {criterion.unit}" if criterion.target is not None else ""
    asked = [_setting(plan, value) for value in criterion.settings.values()]
    of = f" ({'; '.join(asked)})" if asked else ""
    years = "" if criterion.years == plan.years else f", kun {', '.join(map(str, criterion.years))}"
    return f"{criterion.text} – {MEASURES[criterion.measure].words}{of}{target}{years}"


def _setting(plan: Plan, value: object) -> str:
    """What a setting is in words: a figure's or a milestone's name, a kind of event, a number."""
    if isinstance(value, str):
        named = plan.figures.get(value) or plan.milestones.get(value)
        return named.name if named else plan.event_kinds[value]
    return shown(value) if isinstance(value, Decimal | int) else str(value)


def _figure(plan: Plan, figure: Figure) -> str:
    baseline = f", {plan.baseline_year}: {shown(figure.baseline)}" if figure.baseline is not None else ""
    return f"{figure.id}: {figure.name} ({figure.unit or 'uden enhed'}) fra {plan.parties[figure.party]}{baseline}"


def _milestone(milestone: Milestone) -> str:
    when = f"senest {milestone.deadline:%d-%m-%Y}" if milestone.deadline else "hvert år"
    note = f"; noten skal sige, {milestone.documentation}" if milestone.documentation else ""
    return f"{milestone.id}: {milestone.name}, {when}{note}"


def _referral(referral: Referral) -> str:
    return f"{referral.name}{', tæller i den snævre læsning' if referral.narrow else ''}"


def _list(plan: Plan, id: str) -> str:
    found = plan.lists[id]
    when = "hver måned" if len(found.months) == 12 else " eller ".join(MONTHS[month - 1] for month in found.months)
    return f"{id}: {found.name} fra {plan.parties[found.party]}, {when}"


def _hours(plan: Plan) -> Iterator[str]:
    for budget in plan.hours:
        years = "" if budget.years == plan.years else f", kun {', '.join(map(str, budget.years))}"
        yield f"{budget.activity} {plan.roles[budget.role]}, {plan.tasks[budget.task]}: {shown(budget.hours)}{years}"
    for year in plan.years:
        yield f"I alt {year}: {shown(sum((budget.hours for budget in plan.budgets(year)), Decimal(0)))}"


def _money(plan: Plan) -> Iterator[str]:
    for part in plan.money:
        yield f"{part.source}: {shown(part.amount)} kr."
    if plan.money:
        yield f"I alt: {shown(sum(part.amount for part in plan.money))} kr."
