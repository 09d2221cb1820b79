"""The walks and events that the office's forms offer: all of them, closed ones too, since paper comes in late."""

from typing import cast

from .. import records
from ..fields import AnswersForm, QuestionField
from ..questions import Option


def offer_gatherings(form: AnswersForm) -> None:
    """Give the question for the walk or event its options."""
    reference = form.form.reference()
    if reference:
        field = cast(QuestionField, form[reference.name])
        found = records.gatherings(reference.to)  # type: ignore[attr-defined]
        field.options = [Option(each.id, each.label) for each in found]
