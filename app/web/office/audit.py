"""The leader's page of the audit trail: *Logbog*."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ... import audit
from ...access import allow
from ...store import ROLES
from .pages import pages
from .record_filters import read_page

LONGEST = 80


@pages.get("/log", endpoint="audit_trail")
@allow("audit.see")
def trail() -> ResponseReturnValue:
    """Who saw, changed, fetched and deleted what, the newest first."""
    search = audit.Search(
        person=request.args.get("person", ""),
        group=group if (group := request.args.get("group", "")) in audit.GROUPS else "",
        subject=request.args.get("subject", "").strip()[:LONGEST],
        since=_day("since"),
        until=_day("until"),
    )
    return render_template(
        "office/audit.html",
        search=search,
        asked={name: value for name, value in request.args.items() if name != "page"},
        listed=audit.listed(search, read_page()),
        people=audit.people(),
        groups=[(code, words) for code, (words, _actions) in audit.GROUPS.items()],
        said=audit.said,
        about=audit.about,
        roles=ROLES,
    )


def _day(name: str) -> date | None:
    """The date in the address; None where it cannot be read."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None
