"""When the aim is reached: direction, what it is held against, other aims in some years or areas, and baselines; and back."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from flask_babel import gettext as _

from .. import parts
from ..parts import BASELINE, TREND, Document, Part
from . import offered
from .form_reading import FormReading, typed
from .tree import IN, Tree, one, rows

AT_LEAST: Final = parts.AT_LEAST
PLUS, MINUS = "plus", "minus"


def written(measure: Part, years: Sequence[int]) -> Tree:
    """An aim and a measure's own baselines as controls. years: those that the criterion is for."""
    aim = measure["aim"]
    change = str(aim.get("change", "0"))
    side = "" if not parts.number(change) else MINUS if change.startswith("-") else PLUS
    return {
        "direction": [aim["direction"]],
        "against": [aim.get("from", BASELINE if aim["direction"] == TREND else "") or _against(aim)],
        "target": [typed(aim["target"])] if "target" in aim else [],
        "side": [side],
        "change": [typed(change.lstrip("-"))] if side else [],
        **cells(aim.get("except", ()), years, is_turned=side == MINUS),
        "base": [
            {"year": [str(row["year"])], "value": [typed(row["value"])], "area": [row.get("area", "")]}
            for row in measure.get("baselines", ())
        ],
    }


def _against(aim: Part) -> str:
    """A number, or what a beginning leaves to be chosen."""
    return offered.CHOOSE if "from" in aim else ""


def cells(exceptions: Sequence[Part], years: Sequence[int], *, is_turned: bool = False) -> Tree:
    """The aims of single years, and of areas in them: only those that are otherwise than what is general there."""
    every = sorted({*years, *(year for each in exceptions for year in each.get("years", ()))})
    areas = dict.fromkeys(["", *(each.get("area", "") for each in exceptions)])
    general = {year: _last(exceptions, year, "") for year in every}
    found: Tree = {}
    for area in areas:
        for year in every:
            value = _last(exceptions, year, area)
            if value is not None and (not area or value != general[year]):
                found.setdefault(IN + area, {})[str(year)] = [typed(_turned(value) if is_turned else value)]
    return found


def _last(exceptions: Iterable[Part], year: int, area: str) -> str | None:
    """The last exception that fits wins."""
    fitting = [
        each["value"] for each in exceptions if year in each.get("years", (year,)) and each.get("area", area) == area
    ]
    return fitting[-1] if fitting else None


def _turned(value: str) -> str:
    return value[1:] if value.startswith("-") else f"-{value}" if parts.number(value) else value


def settled(document: Document, measure: Tree, *, hours: bool) -> Tree:
    """The controls that the direction and what the aim is held against ask for, and no others."""
    found = one(measure, "direction")
    direction = found if found in dict(offered.directions()) else AT_LEAST
    chosen = one(measure, "against")
    known = [code for code, _words in offered.against(document, direction, hours=hours, chosen=chosen)]
    source = chosen if chosen in known and (chosen != parts.BUDGET or hours) else known[0]
    base = {
        "direction": [direction],
        "against": [source],
        **({"base": rows(measure, "base")} if "base" in measure else {}),
    }
    if direction == TREND:
        return base
    cells = {name: values for name, values in measure.items() if name.startswith(IN)}
    if not source:
        return {**base, "target": [one(measure, "target")], **cells}
    side = one(measure, "side") if one(measure, "side") in {PLUS, MINUS} else ""
    return {**base, "side": [side], **({"change": [one(measure, "change")]} if side else {}), **cells}


def read(said: FormReading, years: Sequence[int]) -> dict[str, Any]:
    """The aim that settled controls say. A number that is not typed yet is left out: that is told as the agreement's fault."""
    direction, source = said.one("direction"), said.one("against")
    found: dict[str, Any] = {"direction": direction}
    if direction == TREND:
        return found | ({"from": source} if source != BASELINE else {})
    side = said.one("side")
    if source == offered.CHOOSE:
        said.lacks("against", _("Vælg, hvad der måles mod."))
    elif source:
        found["from"] = source
        if side and (change := said.number("change", missing=_("Skriv, hvor mange procent."))):
            found["change"] = _turned(change) if side == MINUS else change
    elif target := said.number("target"):
        found["target"] = target
    exceptions = _exceptions(said, years, is_turned=side == MINUS)
    return found | ({"except": exceptions} if exceptions else {})


def _exceptions(said: FormReading, years: Sequence[int], *, is_turned: bool) -> list[dict[str, Any]]:
    """Years with the same aim are one exception; what holds in all of them names none."""
    found: list[dict[str, Any]] = []
    every = {*years, *(int(year) for name, cells in said.tree.items() if name.startswith(IN) for year in cells)}
    for name in sorted((name for name in said.tree if name.startswith(IN)), key=lambda each: each != IN):
        cells, by_value = said.inside(name), dict[str, list[int]]()
        for year in sorted(cells.tree):
            if value := cells.number(year):
                by_value.setdefault(_turned(value) if is_turned else value, []).append(int(year))
        area = {"area": name.removeprefix(IN)} if name != IN else {}
        for value, same in by_value.items():
            found.append({"value": value, **({} if set(same) == every == set(years) else {"years": same}), **area})
    return found


def baselines(said: FormReading) -> list[dict[str, Any]]:
    """A measure's own baselines."""
    found = []
    for row in said.rows("base"):
        year, value = row.year("year"), row.number("value", missing=_("Skriv, hvad tallet var."))
        if year and value:
            area = row.one("area")
            found.append({"year": year, "value": value, **({"area": area} if area else {})})
    return found


def aim_in(measure: Part, year: int) -> str:
    """The number that a measure asks for in a year, as people type it; empty where it asks for none."""
    aim = measure["aim"]
    value = _last(aim.get("except", ()), year, "") or aim.get("target", "")
    return typed(value) if "from" not in aim else ""
