"""Measures that count records: contacts and shares of them, initiatives, events with enough nationalities, meetings, hours.

The very records behind a figure are looked up here too, when somebody asks for them.

"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select

from ...agreement import Criterion, Plan
from ...base.numbers import shown
from ...definitions import Contact
from .. import wording
from ..facts import CONTACT, EVENT, TARGET_GROUPS, WALK, Facts, Held, Period, conditions, contacts_query, held
from ..finding import Finding, Part, State

GATHERINGS = frozenset({"initiatives", "qualifying_events", "meetings"})
# Of which contacts a measure's page can show the records: those that the figure counts, and the groups beside it.
SHOWN = {
    "contacts": {"": "", **{code: code for code in TARGET_GROUPS}},
    "share_asked": {"": "settled", "not_asked": "not_asked", "open": "open"},
    "share_referred": {"": "narrow", **{name: name for name in ("narrow", "broad", "broad_only", "nowhere")}},
}


def contacts_behind(criterion: Criterion, period: Period, group: str = "") -> Select[Any]:
    """A query for the ids of the contacts that a figure counts, or of one `group` beside it.

    Raises LookupError where the criterion has no such contacts.
    """
    condition = SHOWN[criterion.measure][group]
    return contacts_query(period, [CONTACT.id]).where(conditions()[condition])


def gatherings_behind(plan: Plan, criterion: Criterion, period: Period) -> list[Held]:
    """The walks and events that a figure counts, and the flagged events that have too few nationalities."""
    if criterion.measure not in GATHERINGS:
        raise LookupError(criterion.id)
    return _chosen(criterion, held(plan, period), period)


def contacts(criterion: Criterion, facts: Facts) -> Finding:
    """How many contacts there were; recorded is handled. Both target groups count, the split is shown."""
    found = facts.contacts
    labels = Contact.questions["target_group"].options
    parts = tuple(Part(str(option.label), found.groups.get(option.code, 0), option.code) for option in labels)
    split = wording.list_of(
        [f"{shown(found.groups.get(each.code, 0))} {wording.in_a_sentence(str(each.short))}" for each in labels]
    )
    return replace(_counted(criterion, facts, found.total), parts=parts, remarks=(split + ".",))


def asked(criterion: Criterion, facts: Facts) -> Finding:
    """Asked about digital help, and helped, referred or without need of it: not still `open`.

    In a running year somebody who was not asked settles it until that is corrected; an `open` one does not.
    """
    found = facts.contacts
    not_asked = found.total - found.asked
    made = _share(criterion, facts, found.settled)
    if made.state == State.MISSING:
        return made
    if facts.period.running:
        target = Fraction(criterion.target or 0)
        short = State.NOT_MET if target == 100 else State.BEHIND  # all is the one target that no later contact mends
        made = replace(made, state=State.ON_TRACK if found.asked * 100 >= target * found.total else short)
    said = [
        _("%(count)s er ikke spurgt.", count=shown(not_asked)) if not_asked else "",
        _("%(count)s har brug for hjælp og er ikke hjulpet endnu.", count=shown(found.open)) if found.open else "",
    ]
    parts = (
        Part(_("Ikke spurgt"), not_asked, "not_asked"),
        Part(_("Ikke hjulpet endnu"), found.open, "open"),
    )
    return replace(made, remarks=tuple(filter(None, said)), parts=parts)


def referred(criterion: Criterion, facts: Facts) -> Finding:
    """Referred to an offer of the programme or the municipality; the broad reading stands beside. Final only after
    the year.
    """
    found = facts.contacts
    made = _share(criterion, facts, found.narrow)
    if made.state == State.MISSING:
        return made
    target = Fraction(criterion.target or 0)
    needed = -(-target * found.total // 100)
    if facts.period.running:
        made = replace(made, state=State.ON_TRACK if found.narrow * 100 >= target * found.total else State.BEHIND)
    missing = int(needed) - found.narrow
    how = _("%(count)s af %(total)s, %(needed)s skal der til", count=shown(found.narrow), total=shown(found.total), needed=shown(needed))  # fmt: skip
    if missing > 0 and facts.period.running:
        how += _(": %(count)s mere", count=shown(missing))
    elif missing > 0:
        how += _(": %(count)s for få", count=shown(missing))
    broad = _(
        "Bred læsning, ethvert tilbud: %(count)s af %(total)s, %(share)s.",
        count=shown(found.broad), total=shown(found.total),
        share=wording.percent(Fraction(found.broad * 100, found.total), target),
    )  # fmt: skip
    narrow = _("Snæver læsning tæller: tilbud i helhedsplanen eller kommunen.")
    parts = (Part(_("Snæver"), found.narrow, "narrow"), Part(_("Bred"), found.broad, "broad"))
    return replace(made, how=f"{how}.", remarks=(broad, narrow), parts=parts)


def initiatives(criterion: Criterion, facts: Facts) -> Finding:
    """Walks, and the events that the leader lets count. A surplus never carries over to another year."""
    found = _chosen(criterion, facts.held, facts.period)
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
    flagged = _chosen(criterion, facts.held, facts.period)
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
    made = _counted(criterion, facts, len(_chosen(criterion, facts.held, facts.period)))
    later = [
        each
        for each in facts.held
        if each.kind == kind and each.date.year == facts.period.year and not facts.period.has_passed(each.date)
    ]
    if not later:
        return made
    dates = wording.list_of([wording.short_day(each.date) for each in later])
    return replace(made, remarks=(_("Planlagt: %(dates)s.", dates=dates),))


def hours(criterion: Criterion, facts: Facts) -> Finding:
    """The hours of an activity against the sum of its budgets."""
    budgets = facts.plan.budgets(facts.period.year, criterion.activity)
    spent = sum(facts.hours.get((each.activity, each.role, each.task), 0) for each in budgets)
    return _counted(criterion, facts, Fraction(spent), Fraction(sum(each.hours for each in budgets)))


def _chosen(criterion: Criterion, every: Iterable[Held], period: Period) -> list[Held]:
    """The walks and events of the year that have passed and that the criterion looks at."""
    return [each for each in every if period.has_passed(each.date) and each.is_meant(criterion)]


def _share(criterion: Criterion, facts: Facts, count: int) -> Finding:
    """So many of all contacts against a target in %; a share of none is missing."""
    total, target = facts.contacts.total, Fraction(criterion.target or 0)
    aim = f"{shown(target)} %" if target == 100 else _("mindst %(target)s %%", target=shown(target))
    if not total:
        return Finding(
            criterion, State.MISSING, aim, _("Ingen henvendelser."), target=target, numerator=0, denominator=0
        )
    figure = Fraction(count * 100, total)
    return Finding(
        criterion,
        State.MET if figure >= target else State.NOT_MET,
        aim,
        _("%(count)s af %(total)s henvendelser.", count=shown(count), total=shown(total)),
        shown=wording.percent(figure, target),
        provisional=facts.period.running,
        figure=figure,
        numerator=count,
        denominator=total,
        target=target,
    )


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


def _so_far(criterion: Criterion, facts: Facts) -> str:
    """What all years until now add up to; no year counts for more than its target."""
    target, period = int(criterion.target or 0), facts.period
    done = 0
    for year in (each for each in criterion.years if each <= period.year):
        past = [each for each in facts.held if each.date.year == year and each.date < period.as_of]
        done += min(target, sum(each.is_meant(criterion) for each in past))
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
