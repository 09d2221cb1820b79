"""The Excel sheet for figures that others deliver: hand it out, look at what came back, then write it down."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ... import agreement
from ...access import allow, signed_in
from ...agreement import Figure
from ...base import clock
from ...evaluation import Report, reported
from ...evaluation.reported import EntryRefusedError, Given
from ...evaluation.reported.figure_sheet import SheetError, SheetRow, read
from ...evaluation.reported.several import TypedFigure
from .evaluation import report_of
from .pages import chosen, pages

# What the page itself takes; a sheet is far smaller, and is told so in words.
MOST_MEGABYTES = 4


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that would be written down, and what stands there now."""

    figure: Figure
    told: TypedFigure
    given: Given
    before: Given | None


@pages.url_value_preprocessor
def let_a_sheet_be_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit for the file alone, so that a file that is too large is said on the page."""
    if endpoint == "office.read_figure_sheet":
        request.max_content_length = MOST_MEGABYTES * 1024 * 1024


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures/sheet")
@allow("figures.enter")
def figure_sheet(year: int) -> ResponseReturnValue:
    """Where the sheet is fetched, and chosen when it comes back."""
    return _page(report_of(year))


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures/sheet.xlsx")
@allow("figures.enter")
def figure_sheet_file(year: int) -> ResponseReturnValue:
    """The sheet of a year: all figures, or those of one party."""
    from ...evaluation.reported.figure_sheet.rendering import MIME, write

    agreed, party = agreement.current(), request.args.get("party") or None
    if party not in {None, *_parties()}:
        abort(404)
    if year not in agreed.years:
        return redirect(url_for("office.figure_sheet", year=year))
    answer = Response(write(year, party), mimetype=MIME)
    name = "-".join(filter(None, ("tal", str(year), party)))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@pages.post("/evaluation/<int(fixed_digits=4):year>/figures/sheet")
@allow("figures.enter")
def read_figure_sheet(year: int) -> ResponseReturnValue:
    """What is in the file that was chosen, cell by cell; nothing is written down."""
    report = report_of(year)
    body = chosen("file")
    if not body:
        return _page(report, [("", _("Vælg den udfyldte skabelon."))]), 422
    if report.outside:
        return _page(report, [("", report.outside)]), 422
    faults: list[tuple[str, str]] = []
    try:
        rows: Sequence[SheetRow] = read(body, year)
    except SheetError as error:
        rows, faults = error.rows, error.faults
    told = [row.told for row in rows]
    try:
        reported.several.check(year, told, person=signed_in())
    except EntryRefusedError as refused:
        cells = {row.told.figure: row for row in rows}
        faults += [(_cell(cells, name), message) for name, message in refused.errors.items()]
    if faults:
        return _page(report, sorted(faults, key=lambda fault: (int(fault[0][1:] or 0), fault[0]))), 422
    return _preview(report, told, read_count=len(told))


@pages.post("/evaluation/<int(fixed_digits=4):year>/figures/sheet/confirm")
@allow("figures.enter")
def take_figure_sheet(year: int) -> ResponseReturnValue:
    """Write down what the preview showed, unless something else stands there by now."""
    report = report_of(year)
    told = _confirmed()
    try:
        if told and {each.figure: _seen(report, each.figure) for each in told} != _were(told):
            flash(_("En anden har imens skrevet et af tallene. Se igen, hvad der bliver skrevet."), "warning")
            return _preview(report, told, read_count=len(told))
        written = reported.several.enter(year, told, person=signed_in())
    except EntryRefusedError as refused:
        return _page(report, [("", message) for message in refused.errors.values()]), 422
    flash(ngettext("%(num)d tal er gemt.", "%(num)d tal er gemt.", len(written)))
    return redirect(url_for("office.year_figures", year=year), 303)


def _preview(report: Report, told: list[TypedFigure], *, read_count: int) -> str:
    by_figure = {each.figure: each for each in told}
    before = {line.figure.id: line.given for line in report.figures}
    changes = [
        FigureChange(report.plan.figures[given.figure], by_figure[given.figure], given, before[given.figure])
        for given in reported.several.check(report.year, told, person=signed_in())
    ]
    return render_template(
        "office/figure_sheet_preview.html",
        report=report,
        changes=changes,
        unchanged=read_count - len(changes),
        seen=_seen,
    )


def _page(report: Report, faults: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "office/figure_sheet.html", report=report, faults=faults or [], parties=_parties(), years=report.plan.years
    )


def _parties() -> dict[str, str]:
    """The parties that deliver figures, by code."""
    agreed = agreement.current()
    return {each.party: agreed.parties[each.party] for each in agreed.figures.values()}


def _cell(rows: Mapping[str, SheetRow], name: str) -> str:
    """The cell that an error is about."""
    field, _dot, figure = name.rpartition(".")
    return rows[figure].cell(field) if figure in rows else ""


def _seen(report: Report, figure: str) -> str:
    """What stands there, to be compared later."""
    given = next((line.given for line in report.figures if line.figure.id == figure), None)
    return "" if given is None else "|".join((str(given.value), given.source, given.on.isoformat(), given.note))


def _were(told: list[TypedFigure]) -> dict[str, str]:
    return {each.figure: request.form.get(f"was-{each.figure}", "") for each in told}


def _confirmed() -> list[TypedFigure]:
    """The rows of the preview, as its form holds them."""
    ask = request.form.get
    found = []
    for figure in request.form.getlist("figure"):
        try:
            on = dt.date.fromisoformat(ask(f"on-{figure}", ""))
        except ValueError:
            on = clock.today()
        found.append(
            TypedFigure(figure, ask(f"text-{figure}", ""), ask(f"source-{figure}", ""), on, ask(f"note-{figure}", ""))
        )
    return found
