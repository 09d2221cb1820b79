"""A form of the phone's as a draft would make it: the phone's own questions and styles, and nothing that is filled in goes anywhere."""

import datetime as dt

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from ... import agreement, criteria
from ...access import allow
from ...agreement.kept import Version
from ...base import clock
from ...definitions import forms
from ...http.transport import let_own_pages_frame
from .pages import pages


@pages.get("/agreements/<id>/draft/preview/<any(observation,attendance,contact):form>")
@allow("evaluation.see")
def phone_preview(id: str, form: str) -> ResponseReturnValue:
    """The form on the first day on which the draft is in force; `easy` in the address: in *let dansk*."""
    draft = criteria.find_draft(id) or abort(404)
    is_easy = request.args.get("easy") == "1"
    with agreement.as_if(draft.document) as version:
        shown, day = forms.of(form), _day(version)
        wtform = shown.wtform()
        wtform.choose_for(day)
        if is_easy:
            wtform.ask_easily()
        page = render_template("phone/preview.html", form=shown, wtform=wtform, easy=is_easy, day=day)
    return let_own_pages_frame(make_response(page))


def _day(version: Version) -> dt.date:
    """The first day on which the version is in force; today where it is already."""
    return max(version.valid_from, clock.today())
