"""The year's workbook and its tables as CSV: which year, how much there is, and the files themselves.

Workbooks are made in the background, so that a page can show how far they are. One at a time: a second one waits for
the first. Kept in memory and in a temporary file that nobody else can open; one that nobody fetches is forgotten after
a while.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from flask import Flask, Response, abort, current_app, jsonify, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from ...access import Person, allow, signed_in
from ...base import clock, years
from ...store import by_year
from .pages import pages

if TYPE_CHECKING:
    from ... import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = timedelta(minutes=10)
# Under way for one person; more only come of somebody who does not wait.
MOST_EACH = 2
PIECE = 256 * 1024


@dataclass(frozen=True)
class Made:
    """A finished workbook at its beginning, and the moment that it shows."""

    file: IO[bytes]
    at: datetime


class TooManyError(Exception):
    """The person has enough of them under way."""


@dataclass
class Making:
    """One workbook on its way. `state`: waiting, writing, packing, done, failed."""

    person: Person
    year: int
    started_at: datetime
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: str = "waiting"
    written: int = 0
    total: int = 0
    made: Made | None = None

    def progress(self, written: int, total: int) -> None:
        """Note how far it is."""
        self.written, self.total = written, total
        self.state = "packing" if written == total else "writing"

    def shown(self) -> dict[str, Any]:
        """What the page is told."""
        return {"id": self.id, "state": self.state, "written": self.written, "total": self.total}


class Makings:
    """All workbooks under way and not yet fetched."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._makings: dict[str, Making] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workbook")

    def start(self, person: Person, year: int) -> Making:
        """Begin one; TooManyError when the person already has some under way."""
        making = Making(person, year, clock.now())
        with self._lock:
            self._forget_finished(person)
            if sum(other.person.id == person.id for other in self._makings.values()) >= MOST_EACH:
                raise TooManyError
            self._makings[making.id] = making
        self._worker.submit(self._make, making)
        return making

    def find(self, id: str, person: Person) -> Making | None:
        """The person's own, or None."""
        making = self._makings.get(id)
        return making if making and making.person.id == person.id else None

    def take(self, id: str, person: Person) -> Made | None:
        """Hand over the finished workbook and forget it; None when there is none."""
        with self._lock:
            making = self.find(id, person)
            if making is None or making.made is None:
                return None
            del self._makings[id]
        return making.made

    def close(self) -> None:
        """Wait for what is under way, and forget everything."""
        self._worker.shutdown()
        for making in self._makings.values():
            if making.made:
                making.made.file.close()
        self._makings.clear()

    def _make(self, making: Making) -> None:
        try:
            with self._app.app_context():
                making.made = make(making.year, making.person, making.progress)
        except Exception:
            self._app.logger.exception("the workbook could not be made")
            making.state = "failed"
        else:
            making.state = "done"

    def _forget_finished(self, person: Person) -> None:
        """Forget the person's earlier ones, and everybody's that nobody came for."""
        limit = clock.now() - KEPT
        for id, making in list(self._makings.items()):
            is_finished = making.state in {"done", "failed"}
            if is_finished and (making.person.id == person.id or making.started_at < limit):
                del self._makings[id]
                if making.made:
                    making.made.file.close()


def makings() -> Makings:
    """The current app's."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    found: Makings = app.extensions.setdefault("makings", Makings(app))
    return found


def make(year: int, person: Person, progress: "workbook.Progress | None" = None) -> Made:
    """The workbook that this person gets of a year, in a temporary file."""
    from ... import workbook

    file = TemporaryFile()  # noqa: SIM115 - the caller closes it
    at = clock.now()
    try:
        workbook.write(
            file, year, workbook.sheets_of(year, person), at=at, own=workbook.is_own(person), progress=progress
        )
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Made(file, at)


def stream(made: Made, finished: Callable[[], None]) -> Iterator[bytes]:
    """The file in pieces; closes it at the end, or when nobody reads on. `finished` is called when all of it was read."""
    with made.file as file:
        while piece := file.read(PIECE):
            yield piece
    finished()


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
        return jsonify(makings().start(signed_in(), year).shown()), 202
    except TooManyError:
        abort(429)


@pages.get("/workbook/making/<id>")
@allow("workbook.download")
def making_workbook(id: str) -> ResponseReturnValue:
    """How far it is: state (waiting, writing, packing, done, failed), rows written and rows in all."""
    found = makings().find(id, signed_in())
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
    made = makings().take(request.args.get("made", ""), person) or make(year, person)
    whole = stream(made, lambda: workbook.note_download(person, year, made.at))
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
