"""A plan's file → the plan. Every fault in the file is told at once."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from . import document
from .document import (
    MEASURES,
    Activity,
    Arrival,
    Budget,
    Criterion,
    Figure,
    Measure,
    Milestone,
    Money,
    Plan,
    Privacy,
    Referral,
    Retention,
)
from .toml_table import Table

# What stands in the database and on the wire.
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
KINDS = (document.SHARE, document.INDEX, document.COUNT, document.AMOUNT)


class PlanError(ValueError):
    """A plan that cannot be used; the message names file, key and what is allowed, a line for each fault."""


def load(path: Path) -> Plan:
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


def _plan(table: Table) -> Plan:
    years = table.years("years")
    return Plan(
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
        money=table.rows("money", lambda each: Money(each.text("source"), each.whole("amount"))),
        lists=table.tables("lists", lambda id, each: _arrival(id, each, parties)),
    )


def _privacy(table: Table) -> Privacy:
    return Privacy(*(table.text(key) for key in ("responsible", "contact", "basis", "kept")))


def _referral(code: str, table: Table) -> Referral:
    if not CODE.fullmatch(code):
        table.fault("", "skal have en kode af små bogstaver a–z, cifre og _, højst 40")
    return Referral(code, table.text("name"), table.flag("narrow"))


def _retention(table: Table) -> Retention:
    """As it is usual, where the file says nothing else."""
    usual = Retention()
    if "retention" not in table.data:
        table.read.append("retention")
        return usual
    kept = vars(usual).items()
    return table.table(
        "retention", lambda part: Retention(**{key: part.whole(key, least=1, default=value) for key, value in kept})
    )


def _activity(id: str, table: Table) -> Activity:
    return Activity(id, table.text("name"), table.text("text", ""))


def _figure(id: str, table: Table, parties: Mapping[str, str]) -> Figure:
    kind = table.choice("kind", KINDS)
    most = 100 if kind == document.SHARE else None
    return Figure(
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


def _milestone(id: str, table: Table) -> Milestone:
    yearly = table.flag("yearly")
    found = Milestone(
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


def _criterion(table: Table, activities: Mapping[str, Activity], years: tuple[int, ...]) -> Criterion:
    name = table.choice("measure", MEASURES)
    if not name:
        table.read += table.data  # what it must be told, nobody knows
    return Criterion(
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
    if kind == document.SHARE:
        return table.number("target", most=100)
    return Decimal(table.whole("target", least=1)) if kind else None


def _settings(table: Table, measure: Measure) -> dict[str, Any]:
    """What the measure needs; whether ids exist is looked at when the whole file is read."""
    found: dict[str, Any] = {}
    for key, kind in measure.settings.items():
        if key not in table.data and key in measure.optional:
            table.read.append(key)
        elif kind == document.WHOLE:
            found[key] = table.whole(key, least=1)
        elif kind == document.SHARE:
            found[key] = table.number(key, most=100)
        else:
            found[key] = table.text(key)
    return found


def _budget(table: Table, words: tuple[Mapping[str, Any], ...], years: tuple[int, ...]) -> Budget:
    activities, roles, tasks = words
    return Budget(
        activity=table.choice("activity", activities),
        role=table.choice("role", roles),
        task=table.choice("task", tasks),
        hours=table.number("hours") or Decimal(0),
        years=table.years("years", of=years),
    )


def _arrival(id: str, table: Table, parties: Mapping[str, str]) -> Arrival:
    return Arrival(id, table.text("name"), table.choice("party", parties), table.months("months"), table.flag("once"))


def _check_together(plan: Plan, faults: list[str]) -> None:
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


def _check_settings(plan: Plan, criterion: Criterion, path: str, faults: list[str]) -> None:
    measure = MEASURES[criterion.measure]
    known = {
        document.FIGURE: plan.figures, document.MILESTONE: plan.milestones, document.EVENT_KIND: plan.event_kinds,
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
