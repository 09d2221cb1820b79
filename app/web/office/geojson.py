"""The year's observations for a municipality's map program."""

from collections.abc import Iterator

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from ... import activities
from ...access import allow
from ...base import clock
from .pages import pages
from .record_filters import read_year

GEOJSON = "application/geo+json"


@pages.get("/observations.geojson")
@allow("records.see", trace="exported geojson")
def observations_geojson() -> ResponseReturnValue:
    """The observations of a year (?year=, else this one) that have a position, without anybody's words."""
    year = read_year() or clock.today().year
    response = Response(stream_with_context(_read(year)), mimetype=GEOJSON)
    response.headers.set("Content-Disposition", "attachment", filename=f"feltbog-{year}.geojson")
    return response


def _read(year: int) -> Iterator[str]:
    from ... import workbook

    with workbook.snapshot() as connection:
        yield from activities.collection(connection, year)
