"""The extra questions in a draft, form by form, beside the phone's form as they make it."""

from typing import NamedTuple

from flask import request
from flask.typing import ResponseReturnValue

from ...access import allow
from ...criteria import added_questions, editing
from ...definitions.extra import MOST_ASKED
from .agreement_editing import Edited, edited, page
from .agreement_tables import TableLine, table_line
from .pages import pages

QUESTIONS = "questions"


class AskedForm(NamedTuple):
    """A form of the phone's with what is asked besides: how many by all agreements, of those how many by others; and the rows."""

    form: str
    title: str
    asked: int
    by_others: int
    lines: list[TableLine]

    @property
    def is_full(self) -> bool:
        """Whether nobody would answer one more."""
        return self.asked >= MOST_ASKED


@pages.get("/agreements/<id>/draft/questions")
@allow("evaluation.see")
def draft_questions(id: str) -> ResponseReturnValue:
    """The questions of each form in their order; `form` in the address says which of them the phone beside shows."""
    of = edited(id)
    asked = [_asked(of, form) for form in added_questions.FORMS]
    chosen = request.args.get("form", "")
    shown = next(
        (each for each in asked if each.form == chosen), next((each for each in asked if each.lines), asked[0])
    )
    return page(
        "office/agreement_questions.html",
        of,
        part=QUESTIONS,
        asked=asked,
        shown=shown.form,
        most=MOST_ASKED,
    )


def _asked(of: Edited, form: str) -> AskedForm:
    at_once = added_questions.asked_at_once([of.document, *of.beside], form)
    own = added_questions.asked_at_once([of.document], form)
    rows = {key: row for key, row in editing.rows(of.document, QUESTIONS).items() if row["form"] == form}
    lines = [table_line(of, QUESTIONS, key, row) for key, row in rows.items()]
    return AskedForm(form, added_questions.title(form), at_once, at_once - own, lines)
