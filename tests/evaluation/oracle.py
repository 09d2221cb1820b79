"""The rules of the one measure, told once more in plain Python over plain rows: what the report must say."""

import calendar
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "two_years": 24}
ORDER = ["not_met", "widened", "missing", "undocumented", "behind", "unchanged", "on_track", "narrowed", "met"]


@dataclass
class World:
    """Rows by kind; figures (value, day) by code, year and area, and milestones (day, note) by code and year."""

    rows: dict[str, list[dict[str, Any]]]
    figures: dict[tuple[str, int, str], tuple[Any, date]]
    milestones: dict[tuple[str, int], tuple[date, str]]


@dataclass
class Case:
    doc: Any
    crit: Any
    year: int
    today: date
    world: World
    area: str | None = None

    @property
    def areas(self) -> list[str]:
        return [each["code"] for each in self.doc["areas"]]

    def where(self, kind: str, row: dict[str, Any]) -> str | None:
        """A row's own area; of what was seen, the walk's, else the one that the place lies in, where there are several."""
        said = row.get("area")
        if kind == "observations" and said is None and row.get("place") and len(self.areas) > 1:
            place = row["place"].strip().lower()
            said = next(
                (each["code"] for each in self.doc["areas"] if place in map(str.lower, each.get("places", ()))), None
            )
        return said

    def sees(self, kind: str, row: dict[str, Any]) -> bool:
        """Its own areas and none; in a cell that area alone, which with one area is everywhere."""
        if kind in ("hours", "lists"):
            return True
        area = self.where(kind, row)
        if self.area is None or len(self.areas) == 1:
            return area is None or area in self.areas
        return area == self.area

    def month(self, year: int) -> int:
        """The months since year 0 at which a year of the criterion begins."""
        return year * 12 + self.crit.get("starts", self.doc.get("year_starts", 1)) - 1


def first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, calendar.monthrange(month // 12, month % 12 + 1)[1])


def spans(case: Case, measure: Any) -> list[tuple[date, date]]:
    period = measure.get("period", case.crit.get("period", "year"))
    begin = case.month(case.doc["first_year"])
    if period == "by":
        return [(first_of(begin), date.fromisoformat(measure.get("until", case.crit.get("until"))))]
    if period == "whole":
        return [(first_of(begin), last_of(case.month(case.doc["last_year"] + 1) - 1))]
    start, length = case.month(case.year), LENGTHS[period]
    if period == "two_years" and (case.year - case.doc["first_year"]) % 2:
        start -= 12
    all_ = [(first_of(month), last_of(month + length - 1)) for month in range(start, start + max(length, 12), length)]
    return [each for each in all_ if each[0] <= case.today] or [all_[0]]


def matches(case: Case, kind: str, row: dict[str, Any], wanted: Any) -> bool:
    field = wanted["field"]
    value = case.crit["code"] in row.get("counts_for", ()) if field == "flagged" else row.get(field)
    if field == "area":
        value = case.where(kind, row)
    if (kind, field) == ("meetings", "minutes"):
        value = value is not None
    if field == "guests" and "countries" in row:
        value = row.get("adults", 0) + row.get("youth", 0) + row.get("children", 0)
    if field == "nationalities":
        value = len(set(row.get("countries", ()))) or None
    if field == "observations":
        value = row.get("observations", 0)
    if "at_least" in wanted:
        return value is not None and Fraction(value) >= Fraction(wanted["at_least"])
    if "at_most" in wanted:
        return value is not None and Fraction(value) <= Fraction(wanted["at_most"])
    given = (
        set(value)
        if isinstance(value, (list, tuple))
        else {{True: "yes", False: "no"}.get(value, value)}
        if value is not None
        else set()
    )
    codes = set(wanted.get("is") or wanted["is_not"])
    for choice in case.doc["choices"]:
        if choice["list"] == f"{kind}.{field}" and codes & set(choice.get("groups", ())):
            codes.add(choice["code"])
    hit = bool(given) if "any" in codes else bool(given & codes)
    return hit == ("is" in wanted)


def amount(
    case: Case, measure: Any, term: Any, span: tuple[date, date], how: str, over: Any = None
) -> tuple[Fraction | None, bool]:
    """The amount of a term, and whether a figure in it came too early."""
    if "figure" in term:
        return delivered(case, measure, term["figure"], span)
    name = next(each for each in ("count", "sum", "distinct") if each in term)
    kind, _dot, field = term[name].partition(".")
    last = min(span[1], case.today, last_of(case.month(case.year + 1) - 1))
    base = (
        over.get("where", [])
        if over and next((over[k] for k in ("count", "sum", "distinct") if k in over), "").split(".")[0] == kind
        else []
    )

    def all_hold(row: Any, *conditions: Any) -> bool:
        return all(matches(case, kind, row, each) for some in (base, *conditions) for each in some)

    kept = []
    for row in case.world.rows.get(kind, ()):
        passed = row["date"] < case.today if kind in ("walks", "events", "meetings") else True
        if span[0] <= row["date"] <= last and passed and case.sees(kind, row):
            proof = [] if how == "claimed" else term.get("evidence", [])
            waits = how == "hoped" and "pending" in term and all_hold(row, term["pending"])
            if all_hold(row, term.get("where", []), proof) or waits:
                kept.append(row)
    if name == "count":
        return Fraction(len(kept)), False
    if name == "distinct":
        return Fraction(len({code for row in kept for code in row.get(field) or ()})), False
    if field == "guests":
        return Fraction(sum(row.get(each, 0) for row in kept for each in ("adults", "youth", "children"))), False
    if field == "nationalities":
        return Fraction(sum(len(set(row.get("countries", ()))) for row in kept)), False
    return sum((Fraction(row.get(field) or 0) for row in kept), Fraction(0)), False


def delivered(case: Case, measure: Any, code: str, span: tuple[date, date]) -> tuple[Fraction | None, bool]:
    spec = next(each for each in case.doc["figures"] if each["code"] == code)
    summed = spec["kind"] in ("count", "amount")
    by_area = spec.get("by_area") and len(case.areas) > 1
    areas = ([case.area] if case.area else case.areas) if by_area else [""]
    several = measure.get("period", case.crit.get("period", "year")) in ("whole", "two_years")
    years = range(span[0].year, case.year + 1) if summed and several else [case.year]
    found = [(case.world.figures.get((code, year, area)), year) for year in years for area in areas]
    if any(each is None for each, _year in found):
        return None, False
    early = any(each[1] < first_of(case.month(year + 1)) for each, year in found if each)
    return sum((Fraction(each[0]) for each, _year in found if each), Fraction(0)), summed and early


def value(
    case: Case, measure: Any, span: tuple[date, date], how: str = "sure"
) -> tuple[Fraction | None, Fraction | None, bool]:
    """The value, what stands above the line, and whether a figure came too early."""
    per = measure.get("per")
    got = [amount(case, measure, term, span, how, per) for term in measure["of"]]
    early = any(each for _value, each in got)
    if any(each is None for each, _early in got):
        return None, None, early
    top = sum((each for each, _early in got if each is not None), Fraction(0))
    if "gap_to" in measure:
        other, soon = delivered(case, measure, measure["gap_to"], span)
        if other is None:
            return None, None, early or soon
        return (top - other if low(case, measure) else other - top), None, early or soon
    if per:
        under, soon = amount(case, measure, per, span, "sure")
        return (top * measure.get("times", 100) / under if under else None), top, early or soon
    return top, top, early


def low(case: Case, measure: Any) -> bool:
    code = measure["of"][0].get("figure")
    return any(each["code"] == code and each.get("better") == "low" for each in case.doc["figures"])


def base_of(case: Case, measure: Any) -> tuple[Fraction | None, int]:
    if "baselines" in measure:
        return Fraction(measure["baselines"][0]["value"]), measure["baselines"][0]["year"]

    def added(rows: list[Any]) -> dict[str, Any] | None:
        """The sum of all areas', or that of the cell's."""
        if case.area and any("area" in row for row in rows):
            rows = [row for row in rows if row.get("area") == case.area]
        return {"year": rows[0]["year"], "value": sum(Fraction(row["value"]) for row in rows)} if rows else None

    second = measure.get("gap_to") or measure.get("per", {}).get("figure")
    codes = [term.get("figure") for term in measure["of"]] + ([second] if second or "per" in measure else [])
    rows = [
        next((added(f["baselines"]) for f in case.doc["figures"] if f["code"] == code and "baselines" in f), None)
        for code in codes
    ]
    known = [row for row in rows if row]
    if len(known) < len(rows):
        return None, 0
    values, year = [row["value"] for row in known], known[0]["year"]
    if "gap_to" in measure:
        return (sum(values[:-1]) - values[-1]) * (1 if low(case, measure) else -1), year
    if second:
        return sum(values[:-1], Fraction(0)) * measure.get("times", 100) / values[-1], year
    return sum(values, Fraction(0)), year


def goal(case: Case, measure: Any, span: tuple[date, date]) -> Fraction | None:
    aim = measure["aim"]
    fits = [
        each["value"]
        for each in aim.get("except", ())
        if case.year in each.get("years", [case.year]) and each.get("area", case.area) == case.area
    ]
    source = aim.get("from")
    if source is None and aim["direction"] != "trend":
        return Fraction(fits[-1] if fits else aim["target"])
    base, base_year = base_of(case, measure)
    if source in (None, "baseline"):
        found = base
    elif source == "budget":
        rows = [row for row in case.doc["hours"] if row["activity"] == case.crit["activity"]]
        found = sum((Fraction(row["hours"]) for row in rows if case.year in row.get("years", [case.year])), Fraction(0))
    elif source == "previous":
        before = replace(case, year=case.year - 1)
        records = any(
            "figure" not in term for term in [*measure["of"], *([measure["per"]] if "per" in measure else [])]
        )
        found = (
            None
            if records and before.year < case.doc["first_year"]
            else value(before, measure, spans(before, measure)[0])[0]
        )
        found = base if found is None and base_year == before.year else found
    else:
        found = delivered(case, measure, source, span)[0]
    return None if found is None else found * (100 + Fraction(fits[-1] if fits else aim.get("change", "0"))) / 100


def one(case: Case, measure: Any, span: tuple[date, date]) -> tuple[str, Fraction | None]:
    """The state and the figure in one stretch."""
    aim = measure["aim"]
    found, line = value(case, measure, span)[0], goal(case, measure, span)
    records = "figure" not in measure["of"][0]
    if aim["direction"] == "trend":
        if found is None or line is None:
            return "missing", found
        better = (line - found) if "gap_to" in measure or low(case, measure) else found - line
        return ("narrowed" if better > 0 else "widened" if better < 0 else "unchanged"), found
    if aim.get("from") == "budget" and not line:
        return "not_applicable", found
    if found is None or line is None:
        return "missing", found if records else None
    period = measure.get("period", case.crit.get("period", "year"))
    if records or period in ("whole", "two_years"):
        return so_far(case, measure, span, found, line), found
    if period == "by" and is_running(case, span):
        base, year = base_of(case, measure)
        now = line if base is None else base + (line - base) * Fraction(case.year - year, span[1].year - year)
        return ("on_track" if good(measure, found, now) else "behind"), found
    return ("met" if good(measure, found, line) else "not_met"), found


def good(measure: Any, number: Fraction, against: Fraction) -> bool:
    return number >= against if measure["aim"]["direction"] == "at_least" else number <= against


def is_running(case: Case, span: tuple[date, date]) -> bool:
    return case.today <= span[1] or last_of(case.month(case.year + 1) - 1) < span[1]


def so_far(case: Case, measure: Any, span: tuple[date, date], found: Fraction, line: Fraction) -> str:
    """The state of what is counted, or adds up over years."""
    up, reached = measure["aim"]["direction"] == "at_least", good(measure, found, line)
    if not is_running(case, span):
        claimed = value(case, measure, span, "claimed")[0]
        return "met" if reached else "undocumented" if up and claimed is not None and claimed >= line else "not_met"
    if "per" in measure:
        best = value(case, measure, span, "hoped")[0] if up else found
        lost = "not_met" if up and line == 100 and measure.get("times", 100) == 100 else "behind"
        return "on_track" if best is not None and good(measure, best, line) else lost
    if not up:
        return "on_track" if reached else "not_met"
    last = min(case.today, last_of(case.month(case.year + 1) - 1))
    pace = line * max(0, (last - span[0]).days + 1) / ((span[1] - span[0]).days + 1)
    return "met" if reached else "on_track" if found >= pace else "behind"


def milestones(case: Case, measure: Any) -> tuple[str, Fraction | None]:
    codes, points, dated = measure["of"][0]["milestones"], [], 0
    for code in codes:
        spec = next(each for each in case.doc["milestones"] if each["code"] == code)
        year = int(spec["deadline"][:4]) if "deadline" in spec else case.year
        day, note = case.world.milestones.get((code, year), (None, ""))
        if day is None or day > case.today:
            points.append("absent")
        else:
            dated += 1
            points.append(
                "late"
                if "deadline" in spec and day.isoformat() > spec["deadline"]
                else "sure"
                if note.strip()
                else "bare"
            )
    need = int(measure["aim"].get("target", len(codes)))
    sure, bare, absent = (points.count(each) for each in ("sure", "bare", "absent"))
    state = (
        "met"
        if sure >= need
        else "undocumented"
        if sure + bare >= need
        else "missing"
        if sure + bare + absent >= need
        else "not_met"
    )
    return state, Fraction(dated) if dated else None


def worst(states: list[str]) -> str:
    return min(states, key=lambda each: ORDER.index(each) if each in ORDER else len(ORDER))


def says(doc: Any, crit: Any, year: int, today: date, world: World) -> tuple[str, list[tuple[str, Fraction | None]]]:
    """The criterion's state, and the state and figure of each of its measures."""
    case = Case(doc, crit, year, today, world)
    if year not in (crit.get("years") or range(doc["first_year"], doc["last_year"] + 1)):
        return "not_applicable", []
    if "until" in crit and first_of(case.month(year)) > date.fromisoformat(crit["until"]):
        return "not_applicable", []
    told = []
    for measure in crit["measures"]:
        if "milestones" in measure["of"][0]:
            told.append(milestones(case, measure))
            continue
        areas = crit.get("each_area", [None])
        cells = [one(replace(case, area=area), measure, span) for span in spans(case, measure) for area in areas]
        well = Fraction(sum(state in ("met", "on_track", "narrowed") for state, _figure in cells))
        told.append(cells[0] if len(cells) == 1 else (worst([state for state, _figure in cells]), well))
    return worst(
        [state for (state, _figure), each in zip(told, crit["measures"], strict=True) if each.get("decides", True)]
    ), told
