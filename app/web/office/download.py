"""The year's workbook and its tables as CSV: which year, how much there is, and the files themselves."""

from os import SEEK_END
from typing import TYPE_CHECKING

from flask import Response, abort, jsonify, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from ...access import Person, allow, signed_in
from ...base import clock, years
from ...store import by_year
from . import export_jobs
from .pages import pages

if TYPE_CHECKING:
    from ... import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/workbook/<int(fixed_digits=4):year>")
@allow("workbook.download")
def download(year: int) -> ResponseReturnValue:
    """Which year, how many rows each sheet has, and what can be fetched."""
    from ... import workbook

    sheets = _sheets(year, signed_in())
    with workbook.snapshot() as connection:
        counted = [(sheet, sheet.counts(connection)) for sheet in sheets if sheet.listed]
    used = by_year.used()
    return render_template(
        "office/download.html",
        year=year,
        this_year=clock.today().year,
        years=sorted({*used, year}),
        sheets=counted,
        total=sum(counts.rows for _sheet, counts in counted),
        own=workbook.is_own(signed_in()),
    )


@pages.post("/workbook/<int(fixed_digits=4):year>/make")
@allow("workbook.download")
def make_workbook(year: int) -> ResponseReturnValue:
    """Begin to make the workbook in the background; what `making_workbook` answers."""
    _sheets(year, signed_in())
    try:
        return jsonify(export_jobs.makings().start(signed_in(), year).shown()), 202
    except export_jobs.TooManyError:
        abort(429)


@pages.get("/workbook/making/<id>")
@allow("workbook.download")
def making_workbook(id: str) -> ResponseReturnValue:
    """How far it is: state (waiting, writing, packing, done, failed), rows written and rows in all."""
    found = export_jobs.makings().find(id, signed_in())
    if found is None:
        abort(404)
    return jsonify(found.shown())


@pages.get("/workbook/<int(fixed_digits=4):year>.xlsx")
@allow("workbook.download", trace="exported workbook")
def workbook_file(year: int) -> ResponseReturnValue:
    """The workbook: the one that was made in the background (`made`), else a new one. Who only asks whether it is there
    gets the headers: nothing is made, handed over or noted.
    """
    from ... import workbook

    person = signed_in()
    _sheets(year, person)
    if request.method == "HEAD":
        return _attached(Response(mimetype=XLSX), f"feltbog-{year}.xlsx")
    made = export_jobs.makings().take(request.args.get("made", ""), person) or export_jobs.make(year, person)
    whole = export_jobs.stream(made, lambda: workbook.note_download(person, year, made.at))
    response = Response(stream_with_context(whole), mimetype=XLSX)
    response.content_length = made.file.seek(0, SEEK_END)
    made.file.seek(0)
    response.call_on_close(made.file.close)
    return _attached(response, f"feltbog-{year}.xlsx")


@pages.get("/csv/<int(fixed_digits=4):year>/<key>.csv")
@allow("workbook.download", trace="exported csv")
def csv(year: int, key: str) -> ResponseReturnValue:
    """One table as CSV, written while it is sent."""
    from ... import workbook

    sheet = next((sheet for sheet in _sheets(year, signed_in()) if sheet.key == key), None)
    if sheet is None:
        abort(404)
    response = Response(stream_with_context(workbook.stream(sheet)), mimetype="text/csv")
    return _attached(response, f"feltbog-{year}-{key}.csv")


def _attached(response: Response, name: str) -> Response:
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _sheets(year: int, person: Person) -> "list[workbook.Sheet]":
    from ... import workbook

    if not years.is_possible(year):
        abort(404)
    return workbook.sheets_of(year, person)
