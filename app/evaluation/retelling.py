"""One measure as people read it: the figure, its target and how it was worked out, in Danish."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..base.numbers import apart, shown
from ..criteria import parts
from ..criteria.parts import BASELINE, BUDGET, PREVIOUS, Part, number
from ..definitions.countable import KINDS
from ..store import FigureEntry
from . import wording
from .counting import CriterionYear, Judgement, Lack, MeasureFacts
from .finding import NOTHING, CellReading, MeasureReading
from .folding import FEWEST, is_few
from .milestone_words import how_reached
from .state import State

# As people read them: a share of records has at least this many decimals, a rate of figures so many, a gap so many.
SHARE_DECIMALS, RATE_DECIMALS, GAP_DECIMALS = 1, 2, 1
CELLS = {"month": _l("måneder"), "quarter": _l("kvartaler"), "half": _l("halvår")}
SHORT = frozenset({State.NOT_MET, State.BEHIND, State.MISSING, State.UNDOCUMENTED})
MOST_CELLS = 6


@dataclass(frozen=True)
class ToldMeasure:
    """A measure of a criterion in a year, and how it stands."""

    asked: CriterionYear
    facts: MeasureFacts
    measure: Part
    found: Judgement

    def reading(self) -> MeasureReading:
        """The measure in words."""
        return MeasureReading(
            self.measure.get("name", ""),
            parts.decides(self.measure),
            self.found,
            self.shown,
            self.aim,
            self.how,
            self.unit,
            tuple(self._cells()),
        )

    def _cells(self) -> Iterator[CellReading]:
        whens = {each.stretch for each in self.found.cells}
        for cell in self.found.cells:
            told, few = replace(self, found=cell), is_few(self.measure, cell)
            shown = _("under %(few)s", few=FEWEST) if few else told.shown
            when = wording.months(cell.stretch.first, cell.stretch.end) if cell.stretch and len(whens) > 1 else ""
            yield CellReading(self._area(cell), when, shown, told.aim, cell.state, few)

    def _area(self, cell: Judgement) -> str:
        return str(self.asked.named("areas", cell.area)["name"]) if cell.area else ""

    @property
    def of_records(self) -> bool:
        """Whether it counts records."""
        return bool(parts.kind_of(self.measure["of"][0]))

    @property
    def is_percent(self) -> bool:
        """Whether its value is so many of a hundred."""
        return "per" in self.measure and parts.times(self.measure) == 100

    @property
    def is_up(self) -> bool:
        """Whether more is better."""
        return bool(self.measure["aim"]["direction"] == parts.AT_LEAST)

    @property
    def source(self) -> str | None:
        """What the aim is worked out from."""
        return self.measure["aim"].get("from")

    @property
    def unit(self) -> str:
        """What the value is counted in; empty for shares and milestones."""
        term = self.measure["of"][0]
        if "figure" in term:
            return str(self._figure(term["figure"]).get("unit", ""))
        how, kind, field = parts.record_of(term)
        return (
            ""
            if not kind or self.is_percent
            else KINDS[kind].many
            if how == "count"
            else parts.field_of(self.asked.document, kind, field).unit
        )

    @property
    def shown(self) -> str:
        """The figure, never rounded onto what it is held against."""
        value, found = self.found.figure, self.found
        if value is None:
            return NOTHING
        if found.cells:
            return _("%(well)s af %(all)s", well=shown(value), all=shown(found.denominator or 0))
        if "milestones" in self.measure["of"][0]:
            many = len(self.measure["of"][0]["milestones"])
            return _("Ja") if many == 1 else _("%(well)s af %(all)s", well=shown(value), all=many)
        return self.words(value, found.target if found.target is not None else found.baseline)

    @property
    def was(self) -> str:
        """The baseline so."""
        base = self.found.baseline
        return NOTHING if base is None else self.words(base, self.found.figure)

    def words(self, value: Fraction, against: Fraction | None = None) -> str:
        """A value of the measure as people read it, apart from another one."""
        if self.is_percent:
            decimals = SHARE_DECIMALS if self.of_records else RATE_DECIMALS
            return wording.percent(value, against, decimals)
        if "per" in self.measure:
            return wording.apart_from(value, against, RATE_DECIMALS)
        if "gap_to" in self.measure:
            return wording.apart_from(value, against, self._gap_decimals())
        return shown(exact(value))

    @property
    def aim(self) -> str:
        """What is to be reached."""
        aim, target = self.measure["aim"], self.found.target
        if "milestones" in self.measure["of"][0]:
            return self._aim_of_milestones()
        if aim["direction"] == parts.TREND:
            return self._aim_of_trend()
        word = _("mindst") if self.is_up else _("højst")
        if self.found.cells:
            return self._aim_of_cells() or _("%(word)s målet i hver", word=word)
        if target is None:
            return f"{word} {self._named_source()}"
        if self.is_percent and target == 100 and self.is_up:
            return "100 %"
        decimals = max(RATE_DECIMALS, _decimals(target)) if self.is_percent and not self.of_records else None
        return f"{word} {shown(exact(target), decimals)}{' %' if self.is_percent else ''}"

    def _aim_of_cells(self) -> str:
        """`mindst 1 i hver`: what is asked of each; empty where they are asked for different things."""
        aims = {replace(self, found=each).aim for each in self.found.cells}
        return _("%(aim)s i hver", aim=aims.pop()) if len(aims) == 1 else ""

    def _aim_of_milestones(self) -> str:
        codes = self.measure["of"][0]["milestones"]
        need = int(self.found.target or len(codes))
        if len(codes) > 1:
            return _("mindst %(need)s af %(all)s", need=need, all=len(codes))
        deadline = self.asked.named("milestones", codes[0]).get("deadline", "")
        return _("ja, i %(year)s", year=deadline[:4] or self.asked.year)

    def _aim_of_trend(self) -> str:
        falls = "gap_to" in self.measure or parts.low_is_good(self.asked.document, self.measure)
        base = _("året før") if self.source == PREVIOUS else self._baseline_year()
        return _("mindre end %(year)s", year=base) if falls else _("mere end %(year)s", year=base)

    def _named_source(self) -> str:
        names = {BASELINE: _("udgangspunktet"), PREVIOUS: _("året før"), BUDGET: _("timebudgettet")}
        return names.get(self.source or "") or str(self._figure(self.source or "").get("phrase", _("niveauet")))

    def _baseline_year(self) -> int | str:
        rows = parts.baselines_of(self.asked.document, self.measure)
        return rows[0]["year"] if rows else _("udgangspunktet")

    @property
    def how(self) -> str:
        """How the figure was worked out, as one or two sentences."""
        if "milestones" in self.measure["of"][0]:
            return how_reached(self.asked, self.facts, self.measure)
        if self.found.cells:
            return self._how_of_cells()
        if self.found.lacking:
            return _("Mangler: %(names)s.", names="; ".join(map(self.lack, self.found.lacking)).rstrip("."))
        if self.found.figure is None:
            return self._nothing_to_divide_by()
        if "per" in self.measure:
            return self._how_divided()
        if "gap_to" in self.measure:
            return self._how_far()
        if self.of_records or self.source in {None, BUDGET}:
            return self._how_many()
        return self._how_compared()

    def lack(self, lack: Lack) -> str:
        """What is not there, by name; with its year where that is another than the report's."""
        if lack.code == PREVIOUS:
            return _("tallet for %(year)s", year=lack.year)
        area = f", {self.asked.named('areas', lack.area)['name']}" if lack.area else ""
        name = f"{self._figure(lack.code)['name']}{area}"
        return name if lack.year == self.asked.year else f"{name} ({lack.year})"

    def _how_of_cells(self) -> str:
        cells = self.found.cells
        areas, stretches = {each.area for each in cells}, {each.stretch for each in cells}
        period = {**self.asked.criterion, **self.measure}.get("period", "year")
        names = [str(_("områder"))] if len(areas) > 1 else []
        names += [str(CELLS.get(period, _("perioder")))] if len(stretches) > 1 else []
        well, all_ = shown(self.found.figure or 0), len(cells)
        said = _("%(well)s af %(all)s %(what)s.", well=well, all=all_, what=wording.list_of(names))
        short = [self._cell(each, by_day=len(stretches) > 1) for each in cells if each.state in SHORT]
        if not short:
            return said
        more = ["…"] if len(short) > MOST_CELLS else []
        return f"{said} {_('Ikke nået: %(cells)s.', cells=', '.join(short[:MOST_CELLS] + more))}"

    def _cell(self, cell: Judgement, *, by_day: bool) -> str:
        area = self._area(cell)
        when = wording.month(cell.stretch.first) if cell.stretch and by_day else ""
        return " ".join(filter(None, (area, when)))

    def _nothing_to_divide_by(self) -> str:
        per = self.measure.get("per", {})
        if kind := parts.kind_of(per):
            return _("Ingen %(things)s.", things=KINDS[kind].many)
        name = self._figure(per["figure"])["name"] if "figure" in per else ""
        return _("%(name)s er 0, så andelen kan ikke regnes ud.", name=name) if name else ""

    def _how_divided(self) -> str:
        top, bottom = (shown(exact(each or Fraction(0))) for each in (self.found.numerator, self.found.denominator))
        per = self.measure["per"]
        kind = parts.kind_of(per)
        what = KINDS[kind].many if kind else self._figure(per["figure"]).get("unit", "") if "figure" in per else ""
        said = _("%(count)s af %(total)s %(what)s", count=top, total=bottom, what=what).strip()
        return f"{said}{self._needed()}."

    def _needed(self) -> str:
        """How many it takes, of records against a share that is not all of them."""
        target, count, total = self.found.target, self.found.numerator, self.found.denominator
        if not (self.of_records and self.is_percent and self.is_up and target and target < 100 and total):
            return ""
        needed = -(-target * total // 100)
        said = _(", %(needed)s skal der til", needed=shown(needed))
        missing = needed - (count or 0)
        if missing <= 0:
            return said
        words = _(": %(count)s mere") if self.found.provisional else _(": %(count)s for få")
        return said + words % {"count": shown(missing)}

    def _how_many(self) -> str:
        count, target, unit = self.found.figure or Fraction(0), self.found.target or Fraction(0), self._unit_in_words()
        if not self.is_up:
            said = _("%(count)s, højst %(target)s", count=shown(exact(count)), target=shown(exact(target)))
        elif count > target:
            said = _("%(count)s, målet er %(target)s", count=shown(exact(count)), target=shown(exact(target)))
        else:
            said = _("%(count)s af %(target)s", count=shown(exact(count)), target=shown(exact(target)))
        if self.found.line is not None and self.found.state != State.MET:
            return f"{said}{unit}, {wording.at_pace(count, self.found.line)}."
        return f"{said}{unit}."

    def _unit_in_words(self) -> str:
        return f" {self.unit}" if not self.of_records and self.unit else ""

    def _how_compared(self) -> str:
        """A figure beside its baseline, the year before or another figure."""
        value, base = self.found.figure or Fraction(0), self.found.baseline
        said = f"{shown(exact(value))}{self._unit_in_words()}"
        if self.source not in {BASELINE, PREVIOUS} and self.measure["aim"]["direction"] != parts.TREND:
            return f"{said}."
        if base is None:
            return f"{said}."
        year = self._baseline_year() if self.source != PREVIOUS else self.asked.year - 1
        said = _(
            "%(value)s mod %(base)s%(unit)s i %(year)s",
            value=shown(exact(value)), base=shown(exact(base)), unit=self._unit_in_words(), year=year,
        )  # fmt: skip
        if not base:
            return f"{said}."
        change = (value - base) * 100 / base
        aimed = number(self.measure["aim"].get("change", "0"))
        return f"{said}: {apart(change, aimed, 1)[0]} %."

    def _how_far(self) -> str:
        own, other = self.measure["of"][0]["figure"], self.measure["gap_to"]
        given = [self._given(code) for code in (own, other)]
        return " ".join(
            _("%(name)s: %(value)s.", name=self._figure(code)["name"], value=self.own(code, each.value))
            for code, each in zip((own, other), given, strict=True)
            if each
        )

    def own(self, code: str, value: Decimal | None) -> str:
        """A figure with its unit and its own decimals."""
        figure = self._figure(code)
        least = 0 if figure["kind"] == "count" else 1
        return wording.unit(shown(value or Decimal(0), max(least, _decimals(value))), figure.get("unit", ""))

    def remarks(self) -> Iterator[str]:
        """What a careful reader must know besides."""
        aim, found = self.measure["aim"], self.found
        if self.source == BASELINE and aim.get("change") and found.baseline is not None and found.target is not None:
            yield self._worked_out()
        if self.is_percent and not self.of_records and self.source and found.target is not None and found.denominator:
            most = found.target * found.denominator // 100
            yield _("Højst %(most)s ved niveauet %(level)s %%.", most=shown(most), level=shown(exact(found.target)))
        if self.source not in {None, BASELINE, PREVIOUS, BUDGET} and (
            about := self._figure(str(self.source)).get("about")
        ):
            yield about
        if "gap_to" in self.measure and found.baseline is not None:
            yield self._before()
        if aim["direction"] == parts.TREND and found.figure is not None:
            yield _("Aftalen sætter ingen grænse for, hvor meget det skal ændre sig.")
        if found.pending:
            yield ngettext("%(num)s afventer endnu.", "%(num)s afventer endnu.", int(found.pending))
        if found.claimed is not None and found.figure is not None and found.claimed != found.figure:
            yield _("%(count)s er ikke dokumenteret.", count=shown(abs(found.claimed - found.figure)))

    def _worked_out(self) -> str:
        base, change = self.found.baseline or Fraction(0), number(self.measure["aim"]["change"])
        limit, target = base * (100 + change) / 100, self.found.target or Fraction(0)
        word = _("mindst") if self.is_up else _("højst")
        return _(
            "%(base)s × %(rest)s = %(limit)s, altså %(word)s %(target)s.",
            base=shown(exact(base)), rest=shown(exact((100 + change) / 100)), limit=shown(exact(limit)), word=word,
            target=shown(exact(target)),
        )  # fmt: skip

    def _before(self) -> str:
        own, other = (self._figure(code) for code in (self.measure["of"][0]["figure"], self.measure["gap_to"]))
        values = [self.own(each["code"], _baseline_value(each)) for each in (own, other)]
        return _(
            "%(year)s: %(own)s og %(other)s, afstand %(gap)s.",
            year=self._baseline_year(), own=values[0], other=values[1], gap=self.was,
        )  # fmt: skip

    def _gap_decimals(self) -> int:
        codes = [self.measure["of"][0]["figure"], self.measure["gap_to"]]
        given = [self._given(code) for code in codes]
        values = [each.value for each in given if each] + [_baseline_value(self._figure(code)) for code in codes]
        return max(GAP_DECIMALS, *map(_decimals, values))

    def _given(self, code: str) -> FigureEntry | None:
        """The year's figure, in the measure's area where each has one."""
        areas = parts.areas_of(self.asked.document, self._figure(code), self.asked.year)
        area = self.found.area if self.found.area in areas else "".join(areas[:1])
        return self.facts.figures.get((code, self.asked.year, area))

    def _figure(self, code: str) -> Part:
        return self.asked.named("figures", code)


def exact(value: Fraction | Decimal) -> Decimal | Fraction:
    """As a decimal with all its digits, where it has an end."""
    if isinstance(value, Decimal):
        return value
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return decimal.normalize() + 0 if Fraction(decimal) == value else value


def _decimals(value: Any) -> int:
    if value is None:
        return 0
    found = exact(value)
    return max(0, -int(found.as_tuple().exponent)) if isinstance(found, Decimal) else 0


def _baseline_value(figure: Part) -> Decimal | None:
    rows = figure.get("baselines", ())
    return sum((Decimal(row["value"]) for row in rows), Decimal(0)) if rows else None
