"""A plan file of the format before agreements had versions → its rows. Every fault in the file is told at once.

What it means as a document `app.criteria.conversion` says; nothing else reads these rows.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any, Final

from .document import AMOUNT, COUNT, INDEX, SHARE, PlanError
from .toml_table import Table

# What stands in the database and on the wire.
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
KINDS = (SHARE, INDEX, COUNT, AMOUNT)
# What a measure's setting is, if no share: the id of a figure or milestone, the code of a kind of event, a whole number.
FIGURE, MILESTONE, EVENT_KIND, WHOLE = "figure", "milestone", "event_kind", "whole"
# In months, and for sessions in days: what a file says that says nothing of it.
RETENTION: Final = {"texts": 24, "photos": 24, "sessions": 90, "audit": 24}


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


def load(path: Path) -> Row:
    """The plan in the file; raises PlanError."""
    faults: list[str] = []
    plan = Table(_parse(path), faults).made(_plan)
    if not faults:
        _check_together(plan, faults)
    if faults:
        raise PlanError("\n".join(f"{path}: {fault}" for fault in faults))
    return plan


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise PlanError(f"{path}: filen findes ikke") from None
    except OSError as error:
        raise PlanError(f"{path}: filen kan ikke læses ({error.strerror})") from None
    except UnicodeDecodeError:
        raise PlanError(f"{path}: filen skal være gemt som UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{path}: filen er ikke rigtig TOML ({error})") from None
    except RecursionError:
        raise PlanError(f"{path}: filen er ikke rigtig TOML (for mange parenteser i hinanden)") from None


def _plan(table: Table) -> Row:
    years = table.years("years")
    return Row(
        name=table.text("name"),
        estate=table.text("estate"),
        section=table.text("section"),
        years=years,
        baseline_year=table.whole("baseline_year", least=1950),
        places=table.texts("places"),
        event_kinds=table.words("event_kinds"),
        parties=(parties := table.words("parties")),
        referrals=table.tables("referrals", _referral),
        privacy=table.table("privacy", _privacy),
        retention=_retention(table),
        activities=(activities := table.tables("activities", _activity)),
        figures=table.tables("figures", lambda id, each: _figure(id, each, parties)),
        milestones=table.tables("milestones", _milestone),
        criteria=table.rows("criteria", lambda each: _criterion(each, activities, years)),
        promises=table.rows("promises", lambda each: _criterion(each, activities, years)),
        roles=(roles := table.words("roles", {})),
        tasks=(tasks := table.words("tasks", {})),
        hours=table.rows("hours", lambda each: _budget(each, (activities, roles, tasks), years)),
        money=table.rows("money", lambda each: Row(source=each.text("source"), amount=each.whole("amount"))),
        lists=table.tables("lists", lambda id, each: _arrival(id, each, parties)),
    )


def _privacy(table: Table) -> Row:
    return Row(**{key: table.text(key) for key in ("responsible", "contact", "basis", "kept")})


def _referral(code: str, table: Table) -> Row:
    if not CODE.fullmatch(code):
        table.fault("", "skal have en kode af små bogstaver a–z, cifre og _, højst 40")
    return Row(code=code, name=table.text("name"), narrow=table.flag("narrow"))


def _retention(table: Table) -> dict[str, int]:
    if "retention" not in table.data:
        table.read.append("retention")
        return dict(RETENTION)
    found: dict[str, int] = table.table(
        "retention",
        lambda part: {key: part.whole(key, least=1, default=value) for key, value in RETENTION.items()},
    )
    return found


def _activity(id: str, table: Table) -> Row:
    return Row(id=id, name=table.text("name"), text=table.text("text", ""))


def _figure(id: str, table: Table, parties: Mapping[str, str]) -> Row:
    kind = table.choice("kind", KINDS)
    most = 100 if kind == SHARE else None
    return Row(
        id=id,
        name=table.text("name"),
        unit=table.text("unit", empty=True),
        kind=kind,
        source=table.text("source"),
        party=table.choice("party", parties),
        about=(about := table.text("about", "")),
        ask=table.text("ask", about),
        baseline=table.number("baseline", most=most, default=None),
        least=table.whole("least", default=0),
        part_of=table.text("part_of", "") or None,
        optional=table.flag("optional"),
        months=table.months("months", ()),
        year_after=table.flag("year_after"),
    )


def _milestone(id: str, table: Table) -> Row:
    yearly = table.flag("yearly")
    found = Row(
        id=id,
        name=table.text("name"),
        deadline=table.day("deadline", None) if yearly else table.day("deadline"),
        yearly=yearly,
        documentation=table.text("documentation", ""),
        decisions=table.texts("decisions", ()),
    )
    if yearly and found.deadline:
        table.fault("deadline", "skal ikke stå her: en milepæl med »yearly« nås hvert år")
    return found


def _criterion(table: Table, activities: Mapping[str, Row], years: tuple[int, ...]) -> Row:
    name = table.choice("measure", MEASURES)
    if not name:
        table.read += table.data  # what it must be told, nobody knows
    return Row(
        id=table.text("id"),
        activity=table.choice("activity", activities),
        text=table.text("text"),
        years=table.years("years", of=years),
        measure=name,
        unit=table.text("unit"),
        unit_of=table.text("unit_of", ""),
        source=table.text("source"),
        measured_by=table.text("measured_by"),
        target=_target(table, MEASURES[name].target) if name else None,
        settings=_settings(table, MEASURES[name]) if name else {},
    )


def _target(table: Table, kind: str | None) -> Decimal | None:
    if kind == SHARE:
        return table.number("target", most=100)
    return Decimal(table.whole("target", least=1)) if kind else None


def _settings(table: Table, measure: Measure) -> dict[str, Any]:
    """What the measure needs; whether ids exist is looked at when the whole file is read."""
    found: dict[str, Any] = {}
    for key, kind in measure.settings.items():
        if key not in table.data and key in measure.optional:
            table.read.append(key)
        elif kind == WHOLE:
            found[key] = table.whole(key, least=1)
        elif kind == SHARE:
            found[key] = table.number(key, most=100)
        else:
            found[key] = table.text(key)
    return found


def _budget(table: Table, words: tuple[Mapping[str, Any], ...], years: tuple[int, ...]) -> Row:
    activities, roles, tasks = words
    return Row(
        activity=table.choice("activity", activities),
        role=table.choice("role", roles),
        task=table.choice("task", tasks),
        hours=table.number("hours") or Decimal(0),
        years=table.years("years", of=years),
    )


def _arrival(id: str, table: Table, parties: Mapping[str, str]) -> Row:
    return Row(
        id=id, name=table.text("name"), party=table.choice("party", parties), months=table.months("months"),
        once=table.flag("once"),
    )  # fmt: skip


def _check_together(plan: Row, faults: list[str]) -> None:
    """What one part of the plan says of another."""
    if plan.baseline_year >= plan.years[0]:
        faults.append(f"»baseline_year« skal være før aftalens første år, {plan.years[0]}")
    faults += [
        _unknown(f"figures.{figure.id}.part_of", figure.part_of, plan.figures)
        for figure in plan.figures.values()
        if figure.part_of and figure.part_of not in plan.figures
    ]
    seen: set[str] = set()
    for group, found in (("criteria", plan.criteria), ("promises", plan.promises)):
        for criterion in found:
            if criterion.id in seen:
                faults.append(f"»{group}.{criterion.id}.id« står to gange; hvert id skal være sit eget")
            seen.add(criterion.id)
            _check_settings(plan, criterion, f"{group}.{criterion.id}", faults)
    for number, budget in enumerate(plan.hours, 1):
        key = (budget.activity, budget.role, budget.task)
        if any(key == (other.activity, other.role, other.task) for other in plan.hours[: number - 1]):
            faults.append(f"»hours.{number}« står der før: {', '.join(key)}")


def _check_settings(plan: Row, criterion: Row, path: str, faults: list[str]) -> None:
    measure = MEASURES[criterion.measure]
    known = {
        FIGURE: plan.figures, MILESTONE: plan.milestones, EVENT_KIND: plan.event_kinds,
    }  # fmt: skip
    for key, value in criterion.settings.items():
        among: Mapping[str, Any] | None = known.get(measure.settings[key])
        if among is not None and value not in among:
            faults.append(_unknown(f"{path}.{key}", value, among))
        elif key in measure.baseline and plan.figures[value].baseline is None:
            faults.append(f"»figures.{value}.baseline« skal være et tal, fordi »{path}« måles mod udgangspunktet")
    if criterion.measure == "hours" and not any(budget.activity == criterion.activity for budget in plan.hours):
        faults.append(f"»{path}« måler timer, men [[hours]] har ingen for {criterion.activity}")


def _unknown(key: str, value: str, among: Mapping[str, Any]) -> str:
    return f"»{key}« er »{value}«, som ikke findes; vælg en af: {', '.join(among)}"
