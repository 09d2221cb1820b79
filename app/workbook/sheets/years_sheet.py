"""*År for år*: the criteria and the figures of others, from the baseline's year until now."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from ... import agreement, evaluation
from ...base import clock
from ...base.numbers import shown
from ..sheet import FIGURE, LONG, MARK, TEXT, Column, Counts, Mark
from .evaluated import MARKS, figure
from .reported_sheets import EntrySheet


class YearsSheet(EntrySheet):
    """One row a criterion or figure; for each year its number and, for a criterion, its state."""

    key = "years"

    def __init__(self, year: int) -> None:
        self.agreement, self.as_of = agreement.current(), clock.today()
        self.name = _("År for år")
        self.years = evaluation.years_beside(self.agreement, self.as_of)
        first = self.agreement.baseline_year
        self.covers = _("%(first)d til %(last)d.", first=first, last=self.years[-1])
        self.reading = _("Hver række er ét kriterium eller ét nøgletal. En tom celle betyder, at tallet mangler.")
        self.columns = [
            Column(_("Nr."), TEXT, 24, "id", _("Kriteriets nummer eller tallets faste navn i aftalen")),
            Column(_("Navn"), LONG, 44, "", _("Kriteriet eller nøgletallet")),
            Column(_("Enhed"), TEXT, 15, "unit", _("Hvad tallene er målt i")),
            Column(str(first), FIGURE, 10, "", _("Tallet i udgangspunktets år")),
            *chain.from_iterable(_year(each) for each in self.years),
        ]

    def counts(self, connection: Connection) -> Counts:
        return Counts(len(self.agreement.criteria) + len(self.agreement.figures))

    def _rows(self) -> Iterator[Sequence[Any]]:
        table = evaluation.side_by_side(self.as_of, self.agreement)
        for row in table.criteria:
            percent = row.criterion.unit == "%"
            baseline = next((each.baseline for each in row.findings if each.baseline is not None), None)
            cells = chain.from_iterable(
                (figure(each.figure, percent, each.shown), Mark(each.state.words, *MARKS[each.state]))
                for each in row.findings
            )
            unit = f"{row.criterion.unit} {row.criterion.unit_of}".strip()
            yield [row.criterion.id, row.criterion.text, unit, figure(baseline, percent, row.was), *cells]
        for line in table.figures:
            asked = line.figure
            given = [each.given.value if each.given else None for each in line.lines]
            first, *later = (
                figure(value, asked.unit == "%", "" if value is None else shown(value))
                for value in (asked.baseline, *given)
            )
            cells = chain.from_iterable((each, None) for each in later)
            yield [asked.id, asked.name, asked.unit or None, first, *cells]


def _year(year: int) -> tuple[Column, Column]:
    return (
        Column(str(year), FIGURE, 10, "", _("Årets tal i enheden")),
        Column(_("Tilstand %(year)d", year=year), MARK, 19, "", _("Kriteriets tilstand det år")),
    )
