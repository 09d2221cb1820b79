"""Measures that count records: contacts, initiatives, events with enough nationalities, meetings, hours."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from ...agreement import Criterion
from ...base.numbers import shown
from ...definitions import Contact
from .. import wording
from ..facts import EVENT, WALK, Facts, Held
from ..finding import Finding, Part, State
from ..period import Period


def contacts(criterion: Criterion, facts: Facts) -> Finding:
    """How many contacts there were; recorded is handled. Both target groups count, the split is shown."""
    found = facts.contacts
    labels = Contact.questions["target_group"].options
    parts = tuple(Part(str(option.label), found.groups.get(option.code, 0), option.code) for option in labels)
    split = wording.list_of(
        [f"{shown(found.groups.get(each.code, 0))} {wording.in_a_sentence(str(each.short))}" for each in labels]
    )
    return replace(_counted(criterion, facts, found.total), parts=parts, remarks=(split + ".",))


def initiatives(criterion: Criterion, facts: Facts) -> Finding:
    """Walks, and the events that the leader lets count. A surplus never carries over to another year."""
    found = chosen(criterion, facts.held, facts.period)
    walks = sum(each.to == WALK for each in found)
    kinds = [
        ngettext("%(num)s vandring", "%(num)s vandringer", walks) if walks else "",
        ngettext("%(num)s arrangement", "%(num)s arrangementer", len(found) - walks) if len(found) > walks else "",
    ]
    remarks = [_so_far(criterion, facts), *([f"{wording.list_of(list(filter(None, kinds)))}."] if found else [])]
    if twice := _same_evening(found):
        remarks.append(_("Samme dag og tæller hver for sig: %(names)s.", names="; ".join(twice)))
    parts = (Part(_("Vandringer"), walks, "walks"), Part(_("Arrangementer"), len(found) - walks, "events"))
    return replace(_counted(criterion, facts, len(found)), remarks=tuple(remarks), parts=parts)


def qualifying_events(criterion: Criterion, facts: Facts) -> Finding:
    """Events that the leader lets count, with enough nationalities among all who counted there."""
    needed = int(criterion.settings["nationalities"])
    flagged = chosen(criterion, facts.held, facts.period)
    enough = [each for each in flagged if each.countries >= needed]
    under = [each for each in flagged if each.countries < needed]
    made = _counted(criterion, facts, len(enough))
    undocumented = len(enough) + len(under) >= (criterion.target or 0)
    if made.state == State.NOT_MET and undocumented:
        made = replace(made, state=State.UNDOCUMENTED)
    remarks = [
        *([_named(enough) + "."] if enough else []),
        *([_("Ikke dokumenteret: %(names)s.", names=_named(under))] if under else []),
        _("Læst sådan: mindst %(count)s nationaliteter til hvert arrangement.", count=needed),
    ]
    parts = tuple(Part(each.title, each.countries, each.id) for each in flagged)
    return replace(made, remarks=tuple(remarks), parts=parts)


def meetings(criterion: Criterion, facts: Facts) -> Finding:
    """Meetings of a kind that have been held."""
    kind = criterion.settings["kind"]
    made = _counted(criterion, facts, len(chosen(criterion, facts.held, facts.period)))
    later = [each for each in facts.held if each.kind == kind and _is_coming(each, facts.period)]
    if not later:
        return made
    dates = wording.list_of([wording.short_day(each.date) for each in later])
    return replace(made, remarks=(_("Planlagt: %(dates)s.", dates=dates),))


def hours(criterion: Criterion, facts: Facts) -> Finding:
    """The hours of an activity against the sum of its budgets."""
    budgets = facts.plan.budgets(facts.period.year, criterion.activity)
    spent = sum(facts.hours.get((each.activity, each.role, each.task), 0) for each in budgets)
    return _counted(criterion, facts, Fraction(spent), Fraction(sum(each.hours for each in budgets)))


def chosen(criterion: Criterion, held: Iterable[Held], period: Period) -> list[Held]:
    """The walks and events of the year that have passed and that the criterion looks at."""
    return [each for each in held if period.has_passed(each.date) and _is_meant(criterion, each)]


def _is_meant(criterion: Criterion, held: Held) -> bool:
    """Any walk is an initiative; an event counts for a criterion only where the leader has said so on it."""
    if criterion.measure == "meetings":
        return held.kind == criterion.settings["kind"]
    return criterion.id in held.counts_for or (criterion.measure == "initiatives" and held.to == WALK)


def _counted(criterion: Criterion, facts: Facts, count: Fraction | int, target: Fraction | None = None) -> Finding:
    """A count against its target: met once reached; else by pace while the year runs, and not met after it."""
    period = facts.period
    target = Fraction(criterion.target or 0) if target is None else target
    pace = period.pace(target)
    if count >= target:
        state = State.MET
    elif period.running:
        state = State.ON_TRACK if count >= pace else State.BEHIND
    else:
        state = State.NOT_MET
    if count > target:
        how = _("%(count)s, målet er %(target)s", count=shown(count), target=shown(target))
    else:
        how = _("%(count)s af %(target)s", count=shown(count), target=shown(target))
    if period.running and state != State.MET:
        how += f", {wording.at_pace(count, pace)}"
    return Finding(
        criterion,
        state,
        _("mindst %(target)s", target=shown(target)),
        f"{how}.",
        shown=shown(count),
        provisional=period.running,
        figure=Fraction(count),
        numerator=count,
        denominator=target,
        target=target,
        pace=pace if period.running else None,
    )


def _is_coming(held: Held, period: Period) -> bool:
    return held.date.year == period.year and not period.has_passed(held.date)


def _so_far(criterion: Criterion, facts: Facts) -> str:
    """What all years until now add up to; no year counts for more than its target."""
    target, period = int(criterion.target or 0), facts.period
    done = 0
    for year in (each for each in criterion.years if each <= period.year):
        held = [each for each in facts.held if each.date.year == year and each.date < period.as_of]
        done += min(target, sum(_is_meant(criterion, each) for each in held))
    return _(
        "%(done)s af %(all)s for %(first)s–%(last)s.",
        done=done, all=target * len(criterion.years), first=criterion.years[0], last=criterion.years[-1],
    )  # fmt: skip


def _same_evening(found: Iterable[Held]) -> list[str]:
    """Walks and events that were held on the same day."""
    days: dict[object, list[Held]] = {}
    for each in found:
        days.setdefault(each.date, []).append(each)
    return [
        f"{wording.list_of([each.title for each in same])} {wording.short_day(same[0].date)}"
        for same in days.values()
        if {each.to for each in same} == {WALK, EVENT}
    ]


def _named(events: list[Held]) -> str:
    """`Fastelavn i beboerhuset 7, Kulturfest 14`: how many nationalities, never which."""
    return ", ".join(f"{each.title} {each.countries}" for each in events)
