"""The Excel sheet for figures that others deliver: hand it out, look at what came back, then write it down."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ... import agreement
from ...access import allow, signed_in
from ...base import clock
from ...base.messages import RefusedError
from ...evaluation import Report, reported
from ...evaluation.reported.figure_ledger import TypedFigure
from ...evaluation.reported.sheet_file import SheetError
from ...evaluation.reported.sheet_reading import SheetRow, read
from .evaluation import report_today
from .pages import chosen, pages

# What the page itself takes; a sheet is far smaller, and is told so in words.
MOST_MEGABYTES = 4


@pages.url_value_preprocessor
def let_a_sheet_be_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit for the file alone, so that a file that is too large is said on the page."""
    if endpoint == "office.read_figure_sheet":
        request.max_content_length = MOST_MEGABYTES * 1024 * 1024


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures/sheet")
@allow("figures.enter")
def figure_sheet(year: int) -> ResponseReturnValue:
    """Where the sheet is fetched, and chosen when it comes back."""
    return _page(report_today(year))


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures/sheet.xlsx")
@allow("figures.enter")
def figure_sheet_file(year: int) -> ResponseReturnValue:
    """The sheet of a year: all figures, or those of one party."""
    from ...evaluation.reported.sheet_making import MIME, write

    agreed, party = agreement.of_year(year), request.args.get("party") or None
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
    report = report_today(year)
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
        reported.figures.check(year, told, person=signed_in())
    except RefusedError as refused:
        cells = {row.told.key: row for row in rows}
        faults += [(_cell(cells, name), message) for name, message in refused.errors.items()]
    if faults:
        return _page(report, sorted(faults, key=lambda fault: (int(fault[0][1:] or 0), fault[0]))), 422
    return _preview(report, told)


@pages.post("/evaluation/<int(fixed_digits=4):year>/figures/sheet/confirm")
@allow("figures.enter")
def take_figure_sheet(year: int) -> ResponseReturnValue:
    """Write down what the preview showed, unless something else stands there by now."""
    report = report_today(year)
    told = _confirmed()
    try:
        if any(_seen(report, each.key) != request.form.get(f"was-{each.key}", "") for each in told):
            flash(_("En anden har imens skrevet et af tallene. Se igen, hvad der bliver skrevet."), "warning")
            return _preview(report, told)
        written = reported.figures.enter_all(year, told, person=signed_in())
    except RefusedError as refused:
        return _page(report, [("", message) for message in refused.errors.values()]), 422
    flash(ngettext("%(num)d tal er gemt.", "%(num)d tal er gemt.", len(written)))
    return redirect(url_for("office.year_figures", year=year), 303)


def _preview(report: Report, told: list[TypedFigure]) -> str:
    changes = reported.figures.check(report.year, told, person=signed_in())
    return render_template(
        "office/figure_sheet_preview.html",
        report=report,
        changes=changes,
        before={line.key: line.given for line in report.figures},
        unchanged=len(told) - len(changes),
        seen=_seen,
    )


def _page(report: Report, faults: list[tuple[str, str]] | None = None) -> str:
    faults = faults or []
    return render_template(
        "office/figure_sheet.html",
        report=report,
        faults=faults,
        said=[("file", f"{cell}: {message}" if cell else message) for cell, message in faults],
        parties=_parties(),
        years=report.plan.years,
    )


def _parties() -> dict[str, str]:
    """The parties that deliver figures, by code."""
    names = agreement.parties()
    return {each.party: names[each.party] for each in agreement.figures().values()}


def _cell(rows: Mapping[str, SheetRow], name: str) -> str:
    """The cell that an error is about."""
    field, _dot, figure = name.rpartition(".")
    return rows[figure].cell(field) if figure in rows else ""


def _seen(report: Report, key: str) -> str:
    """What stands there, to be compared later."""
    given = next((line.given for line in report.figures if line.key == key), None)
    return "" if given is None else "|".join((str(given.value), given.source, given.on.isoformat(), given.note))


def _confirmed() -> list[TypedFigure]:
    """The rows of the preview, as its form holds them."""
    ask = request.form.get
    found = []
    for key in request.form.getlist("figure"):
        text, source, on, note = (ask(f"{name}-{key}", "") for name in ("text", "source", "on", "note"))
        figure, _dash, area = key.partition("-")
        try:
            day = dt.date.fromisoformat(on)
        except ValueError:
            day = clock.today()
        found.append(TypedFigure(figure, text, source, day, note, area))
    return found
