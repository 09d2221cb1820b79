"""The office's front page: what waits, what comes, what came in; for other roles their own pages."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from .. import clock, plan, records
from ..access import COUNSELLOR, HOST, LEADER, allow, signed_in
from ..forms import listed_forms
from . import agenda, pages, waiting

# Where the roles begin that have one page of their own.
ELSEWHERE = {COUNSELLOR: "office.contacts", HOST: "office.events"}
MOST_COMING = 6
MOST_LATEST = 8


@pages.get("/")
@allow("office.front")
def front() -> ResponseReturnValue:
    """The overview, by role."""
    role = signed_in().role
    if role in ELSEWHERE:
        return redirect(url_for(ELSEWHERE[role]))
    if role != LEADER:
        return render_template("office/party.html", today=clock.today())
    return render_template(
        "office/front.html",
        today=clock.today(),
        quarantined=waiting.quarantined(),
        unsent=waiting.unsent(),
        coming=agenda.coming(MOST_COMING),
        kinds=plan.current().event_kinds,
        forms=listed_forms().values(),
        latest=records.listed(records.Filters(), size=MOST_LATEST),
    )
