"""What people are told about their information (GDPR, article 13), in plain Danish and open to everybody."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ... import agreement
from ...access import allow
from .pages import pages


@pages.get("/account/about")
@allow("public")
def about() -> ResponseReturnValue:
    """What is recorded, why, for how long, who sees it, and whom to ask."""
    return render_template("account/about.html", plan=agreement.current())
