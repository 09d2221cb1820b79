"""The walks and events that the office's forms offer: all of them, closed ones too, since paper comes in late."""

from typing import cast

from ... import follow_up, records
from ...base import clock
from ...questions import Option
from ...questions.html_form import AnswersForm, QuestionField


def offer_gatherings(form: AnswersForm) -> None:
    """Give the questions for the walk or event, and for a point of an earlier walk, their options."""
    reference = form.form.reference()
    if reference:
        field = cast(QuestionField, form[reference.name])
        found = records.gatherings(reference.to)
        field.options = [Option(each.id, each.label) for each in found]
    for name, question in form.form.questions.items():
        if question.kind == "open_point":
            cast(QuestionField, form[name]).options = _points(form[name].data)


def _points(chosen: object) -> list[Option]:
    """The points of the last walks that can be looked at again, and the one that was meant."""
    found = follow_up.to_recheck(before=clock.today())
    if isinstance(chosen, str) and chosen not in [point.id for point in found]:
        found += follow_up.points(ids=[chosen])
    return [Option(point.id, records.point_label(point)) for point in found]
