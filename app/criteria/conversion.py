"""A plan file of the old format as a document: each of its twelve measures has one place here, and nowhere else."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace as Row
from typing import Any, Final

from ..agreement.format import FORMAT
from ..definitions.contact import REFERRALS
from ..definitions.countable import YES

NOTE: Final = "Overtaget fra planfilen"
# What counted in the narrow reading of referrals, whatever the file said: offers of the programme or the municipality.
NARROW: Final = frozenset({
    "programme", "borgerservice", "socialcenter_integration", "benefit_centre", "caseworker", "digital_teaching",
    "municipality_other",
})  # fmt: skip
BOARD: Final = {"code": "board", "name": "Bestyrelsen for den boligsociale indsats"}
Made = dict[str, Any]


def converted(plan: Row, code: str = "agreement") -> Made:
    """The document of an old plan, under a code of its own; it means what the plan meant.

    Estate and section become the one area; what the plan calls who measures becomes a party where one is called so,
    else a note. Retention is no part of an agreement.
    """
    meetings = {each.settings["kind"] for each in (*plan.criteria, *plan.promises) if each.measure == "meetings"}
    parties = [{"code": code, "name": name} for code, name in plan.parties.items()]
    made: Made = {
        "format": FORMAT, "code": code, "name": plan.name, "programme": plan.name,
        "first_year": plan.years[0], "last_year": plan.years[-1],
        "version": {
            "valid_from": f"{plan.years[0]}-01-01", "decided_by": BOARD["code"], "decided_on": f"{plan.years[0]}-01-01",
            "note": NOTE,
        },
        "privacy": vars(plan.privacy).copy(),
        "areas": [{"code": "estate", "name": f"{plan.estate}, {plan.section}", "places": list(plan.places)}],
        "parties": parties if BOARD["code"] in plan.parties else [*parties, BOARD],
        "activities": [_without_empty(code=each.id, name=each.name, text=each.text) for each in plan.activities.values()],
        "groups": [{"list": "contacts.referrals", "code": "own", "name": "et tilbud i helhedsplanen eller kommunen"}],
        "choices": [*_choices(plan, meetings)],
        "figures": [_figure(plan, each) for each in plan.figures.values()],
        "milestones": [_milestone(each) for each in plan.milestones.values()],
        "hours": [_budget(plan, each) for each in plan.hours],
        "money": [{"source": each.source, "amount": each.amount} for each in plan.money],
        "lists": [
            _without_empty(code=each.id, name=each.name, party=each.party, months=list(each.months), once=each.once)
            for each in plan.lists.values()
        ],
        "criteria": [_criterion(plan, each, promise=False) for each in plan.criteria]
        + [_criterion(plan, each, promise=True) for each in plan.promises],
    }  # fmt: skip
    return made


def _without_empty(**members: Any) -> Made:
    return {name: value for name, value in members.items() if value not in ("", None, False, [], ())}


def _choices(plan: Row, meetings: set[str]) -> list[Made]:
    def row(listed: str, code: str, label: Any, groups: list[str] | None = None) -> Made:
        return _without_empty(list=listed, code=code, label=str(label), groups=groups)

    def own(*, narrow: bool) -> list[str] | None:
        return ["own"] if narrow else None

    return [
        *(
            row("meetings.kind" if code in meetings else "events.kind", code, name)
            for code, name in plan.event_kinds.items()
        ),
        *(row("contacts.referrals", each.code, each.label, own(narrow=each.code in NARROW)) for each in REFERRALS),
        *(row("contacts.referrals", each.code, each.name, own(narrow=each.narrow)) for each in plan.referrals.values()),
        *(row("hours.role", code, name) for code, name in plan.roles.items()),
        *(row("hours.task", code, name) for code, name in plan.tasks.items()),
    ]


def _figure(plan: Row, figure: Row) -> Made:
    baseline = [] if figure.baseline is None else [{"year": plan.baseline_year, "value": f"{figure.baseline:f}"}]
    return _without_empty(
        code=figure.id, name=figure.name, unit=figure.unit, kind=figure.kind, better=_better(plan, figure.id),
        party=figure.party, source=figure.source, about=figure.about, ask="" if figure.ask == figure.about else figure.ask,
        least=figure.least or None, part_of=figure.part_of, optional=figure.optional, months=list(figure.months),
        year_after=figure.year_after, baselines=baseline,
    )  # fmt: skip


def _better(plan: Row, figure: str) -> str:
    """Which way is good: what a gap compares is good when it is high, what must fall or stay under a level when it is low."""
    for each in (*plan.criteria, *plan.promises):
        if each.measure == "indicator_gap" and figure in {each.settings["estate"], each.settings["city"]}:
            return "high"
        if figure in {each.settings.get("part"), each.settings.get("figure") if each.measure == "reduction" else None}:
            return "low"
    return ""


def _milestone(milestone: Row) -> Made:
    return _without_empty(
        code=milestone.id, name=milestone.name, deadline=milestone.deadline and milestone.deadline.isoformat(),
        each_year=milestone.yearly, demands=[milestone.documentation] if milestone.documentation else [],
        decisions=list(milestone.decisions),
    )  # fmt: skip


def _budget(plan: Row, budget: Row) -> Made:
    years = [] if budget.years == plan.years else list(budget.years)
    return _without_empty(
        activity=budget.activity, role=budget.role, task=budget.task, years=years
    ) | {"hours": f"{budget.hours:f}"}  # fmt: skip


def _criterion(plan: Row, criterion: Row, *, promise: bool) -> Made:
    party = next(
        (code for code, name in plan.parties.items() if name.casefold() == criterion.measured_by.casefold()), ""
    )
    return _without_empty(
        code=criterion.id, promise=promise, activity=criterion.activity, text=criterion.text, unit=criterion.unit,
        source=criterion.source, party=party, note="" if party else f"Måles af: {criterion.measured_by}",
        years=[] if criterion.years == plan.years else list(criterion.years), measures=MEASURES[criterion.measure](criterion),
    )  # fmt: skip


def _aim(direction: str, **rest: Any) -> Made:
    return {"direction": direction, **rest}


def _target(criterion: Row) -> str:
    return f"{criterion.target or 0:f}"


def _reading(name: str, of: list[Made], aim: Made, *, beside: bool = False, **rest: Any) -> Made:
    return {"name": name, **({"decides": False} if beside else {}), "of": of, **rest, "aim": aim}


def _contacts(*conditions: Mapping[str, Any], **more: Any) -> list[Made]:
    return [{"count": "contacts", **({"where": list(conditions)} if conditions else {}), **more}]


def _is(field: str, *codes: str) -> Made:
    return {"field": field, "is": list(codes)}


FLAGGED = {"count": "events", "where": [_is("flagged", YES)]}
PER_CONTACT = {"count": "contacts"}


def _share_asked(criterion: Row) -> list[Made]:
    asked, aim = _is("digital_asked", YES), _aim("at_least", target=_target(criterion))
    settled = _contacts(
        asked, {"field": "digital_outcome", "is_not": ["open"]}, pending=[asked, _is("digital_outcome", "open")]
    )
    return [
        _reading("Afklaret", settled, aim, per=PER_CONTACT),
        _reading("Spurgt", _contacts(asked), aim, per=PER_CONTACT),
    ]


def _share_referred(criterion: Row) -> list[Made]:
    aim = _aim("at_least", target=_target(criterion))
    return [
        _reading("Snæver", _contacts(_is("referrals", "own")), aim, per=PER_CONTACT),
        _reading("Bred", _contacts(_is("referrals", "any")), aim, per=PER_CONTACT, beside=True),
    ]


def _initiatives(criterion: Row) -> list[Made]:
    aim = _aim("at_least", target=_target(criterion))
    traced = {"count": "walks", "evidence": [{"field": "observations", "at_least": "1"}]}
    return [
        {"of": [{"count": "walks"}, FLAGGED], "aim": aim},
        _reading("Kun vandringer med observationer", [traced, FLAGGED], aim, beside=True),
    ]


def _qualifying_events(criterion: Row) -> list[Made]:
    enough = {"field": "nationalities", "at_least": f"{criterion.settings['nationalities']:f}"}
    return [{"of": [{**FLAGGED, "evidence": [enough]}], "aim": _aim("at_least", target=_target(criterion))}]


def _gap(criterion: Row) -> list[Made]:
    said = criterion.settings
    return [{"of": [{"figure": said["estate"]}], "gap_to": said["city"], "aim": _aim("trend")}]


def _rate(criterion: Row) -> list[Made]:
    said, aim = criterion.settings, _aim("at_most", **{"from": criterion.settings["level"]})
    of = [{"figure": said["part"]}]
    found = [{"of": of, "per": {"figure": said["whole"]}, "aim": aim}]
    if other := said.get("other_whole"):
        found.append(_reading("Af det andet tal", of, aim, per={"figure": other}, beside=True))
    return found


def _reduction(criterion: Row) -> list[Made]:
    said = criterion.settings
    change, of = f"{-said['percent']:f}", [{"figure": said["figure"]}]
    return [
        {"of": of, "aim": _aim("at_most", **{"from": "baseline"}, change=change)},
        _reading("År for år", of, _aim("at_most", **{"from": "previous"}, change=change), beside=True),
    ]


MEASURES: Final[Mapping[str, Callable[[Row], list[Made]]]] = {
    "contacts": lambda each: [{"of": _contacts(), "aim": _aim("at_least", target=_target(each))}],
    "share_asked": _share_asked,
    "share_referred": _share_referred,
    "initiatives": _initiatives,
    "qualifying_events": _qualifying_events,
    "meetings": lambda each: [
        {
            "of": [{"count": "meetings", "where": [_is("kind", each.settings["kind"])]}],
            "aim": _aim("at_least", target=_target(each)),
        }
    ],
    "indicator_gap": _gap,
    "indicator_rate": _rate,
    "reduction": _reduction,
    "figure": lambda each: [
        {"of": [{"figure": each.settings["figure"]}], "aim": _aim("at_least", target=_target(each))}
    ],
    "milestone": lambda each: [
        {"of": [{"milestones": [each.settings["milestone"]]}], "aim": _aim("at_least", target="1")}
    ],
    "hours": lambda each: [
        {
            "of": [{"sum": "hours.hours", "where": [_is("activity", each.activity)]}],
            "aim": _aim("at_least", **{"from": "budget"}),
        }
    ],
}
