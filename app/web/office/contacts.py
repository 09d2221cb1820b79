"""The contacts: a counsellor's own, or all of them for the leader, with the year's counts."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ... import records
from ...access import allow, signed_in
from ...base import clock
from ...store import by_year
from .pages import pages
from .record_filters import read_page, read_year


@pages.get("/contacts")
@allow("contacts.see_own", trace="saw contacts")
def contacts() -> ResponseReturnValue:
    """The year's contacts and counts."""
    person = signed_in()
    sees_all = person.may("records.see")
    year = read_year() or clock.today().year
    fixed = {"form": "contact", "year": year} | ({} if sees_all else {"person": person.id})
    filters = records.RecordFilters.read(request.args, **fixed)
    return render_template(
        "office/contacts.html",
        year=year,
        years=sorted({*by_year.used(), year}),
        counts=records.year_of_contacts(year, None if sees_all else person.id),
        filters=filters,
        listed=records.listed(filters, read_page()),
        sees_all=sees_all,
    )
