"""The contacts: a counsellor's own, or all of them for the leader, with the year's counts."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ... import evaluation, records
from ...access import allow, signed_in
from ...base import clock, years
from ...definitions import Contact
from ...evaluation import Period, series
from ...store import by_year
from .pages import pages
from .record_filters import read_page, read_year

# The questions whose answers are counted one by one.
TALLIED = ("topics", "referrals", "digital_outcome", "channel", "heard_via")


@pages.get("/contacts")
@allow("contacts.see_own", trace="saw contacts")
def contacts() -> ResponseReturnValue:
    """The year's contacts, and the counts that the evaluation makes too."""
    person = signed_in()
    sees_all = person.may("records.see")
    year = read_year() or clock.today().year
    sender = None if sees_all else person.id
    fixed = {"form": "contact", "year": year} | ({} if sees_all else {"person": person.id})
    filters = records.RecordFilters.read(request.args, **fixed)
    whole = Period(year, years.days(year)[1])
    return render_template(
        "office/contacts.html",
        year=year,
        years=sorted({*by_year.used(), year}),
        counts=evaluation.count_contacts(whole, sender),
        groups=Contact.questions["target_group"].options,
        tallies=[(str(Contact.questions[name].label), series.answers(whole, name, sender)) for name in TALLIED],
        months=series.target_groups_by_month(whole, sender),
        filters=filters,
        listed=records.listed(filters, read_page()),
        sees_all=sees_all,
    )
