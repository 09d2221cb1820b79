"""The front of a draft: its activities with their criteria, each as its sentence."""

from typing import Any

from flask.typing import ResponseReturnValue

from ... import criteria
from ...access import allow
from ...criteria.parts import Part
from .agreement_editing import FRONT, Edited, edited, page
from .pages import pages


@pages.get("/agreements/<id>/draft")
@allow("evaluation.see")
def agreement_draft(id: str) -> ResponseReturnValue:
    """The draft, from where each of its parts is changed."""
    of = edited(id)
    activities = [(row, _criteria(of, row["code"])) for row in of.document["activities"]]
    return page("office/agreement_edit.html", of, part=FRONT, activities=activities)


def _criteria(of: Edited, activity: str) -> list[tuple[Part, str]]:
    """The criteria of an activity, each with its sentence, where nothing is wrong with it."""
    found: list[tuple[Any, str]] = []
    for row in of.document["criteria"]:
        if row["activity"] == activity:
            wrong = of.faults_of_row(FRONT, row["code"])
            found.append((row, "" if wrong else criteria.sentence(of.document, row)))
    return found
