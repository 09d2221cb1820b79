"""The office's front page: what waits, what comes, what came in; for other roles their own pages."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ... import agreement, records
from ...access import COUNSELLOR, HOST, PARTY, allow, signed_in
from ...activities import agenda
from ...base import clock
from ...definitions import listed_forms
from ...records import inbox, restore_progress
from . import standing, todo
from .pages import pages

# Where the roles begin that have one page of their own.
ELSEWHERE = {COUNSELLOR: "office.contacts", HOST: "office.events", PARTY: "office.follow_up_board"}
MOST_COMING = 6
MOST_LATEST = 8


@pages.get("/")
@allow("office.front")
def front() -> ResponseReturnValue:
    """The overview, by role."""
    role = signed_in().role
    if role in ELSEWHERE:
        return redirect(url_for(ELSEWHERE[role]))
    points = todo.counted()
    stands = standing.standing()
    return render_template(
        "office/front.html",
        today=clock.today(),
        restored=restore_progress.lately(),
        quarantined=inbox.quarantined(),
        unsent=inbox.unsent(),
        late=todo.late(points),
        stuck=todo.stuck(points),
        missing=[*todo.missing(points), *standing.lacking(stands), *todo.to_delete(), *todo.hidden_photos()],
        standing=stands,
        plan=agreement.current(),
        coming=agenda.coming(MOST_COMING),
        forms=listed_forms().values(),
        latest=records.listed(records.RecordFilters(), size=MOST_LATEST),
    )
