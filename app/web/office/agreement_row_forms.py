"""The form of a row of an agreement, made from what the format says of the row."""

import copy
import re
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict

from ...criteria import RowQuestions, editing
from ...questions import Question
from ...questions.html_form import Asking, PageForm, QuestionField

MOST_WITHIN = 60
Posted = MultiDict[str, str]


class RowForm(PageForm):
    """What is asked of one row; lists of rows within it stand as `baselines-1-year`, with empty ones at the end."""

    skippable = True
    asked_of: ClassVar[RowQuestions]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """The rows within the row too, and what only one of several can be."""
        for name, questions in self.asked_of.within().items():
            values[name] = [row for row in self._within(name, questions, values, errors) if row]
        for names in editing.members(self.asked_of.part).one_of:
            if sum(bool(values.get(name)) for name in names) != 1:
                words = " eller ".join(f"»{self.asked_of.label(name)}«" for name in names)
                errors.setdefault(names[0], f"Udfyld netop ét af dem: {words}.")

    def row(self) -> dict[str, Any]:
        """The row as the document has it, once `validate` has found it right."""
        values = self.cleaned.values if self.cleaned else {}
        return self.asked_of.said({name: values.get(name) for name in self.asked_of.members})

    def lines(self) -> list[tuple[str, list[list[QuestionField]]]]:
        """The fields in their order: alone under an empty name, or those of the rows within under the list's name."""
        found: list[tuple[str, list[list[QuestionField]]]] = []
        fields = {field.short_name: field for field in self.asked()}
        within = self.asked_of.within()
        for name in self.asked_of.members:
            if name in within:
                numbers = sorted({int(each.split("-")[1]) for each in fields if each.startswith(f"{name}-")})
                rows = [[fields[f"{name}-{number}-{each}"] for each in within[name]] for number in numbers]
                found.append((name, rows))
            else:
                found.append(("", [[fields[name]]]))
        return found

    def show_faults(self, faults: list[tuple[str, str]]) -> None:
        """Put what is wrong with the row beside its member: (member, what it says); else above the form."""
        for member, says in faults:
            name = next((each for each in (member, f"{member}-1-year") if each in self), "")
            if name:
                self[name].errors = [*self[name].errors, says]
            else:
                self.form_errors.append(says)

    def _within(
        self, list_name: str, questions: dict[str, Question], values: dict[str, Any], errors: dict[str, str]
    ) -> list[dict[str, Any]]:
        found = []
        needed = editing.members(self.asked_of.part).members[list_name].of.needed  # type: ignore[attr-defined]
        for number in range(1, MOST_WITHIN + 1):
            names = {each: f"{list_name}-{number}-{each}" for each in questions}
            row = {each: values.pop(name) for each, name in names.items() if values.get(name) is not None}
            found.append(row)
            for each in needed if row else ():
                if each not in row:
                    errors.setdefault(names[each], f"Udfyld »{questions[each].label}«, eller slet resten af rækken.")
        return found


def row_form(asked: RowQuestions, posted: Posted | None) -> RowForm:
    """The form of a row, with what was posted, else as the row is."""
    questions: dict[str, Any] = asked.questions()
    values = asked.values()
    for name, within in asked.within().items():
        rows = values.pop(name) or []
        for number in range(1, _number_of(name, asked, posted, len(rows)) + 1):
            for each, question in within.items():
                questions[f"{name}-{number}-{each}"] = copy.copy(question)
                if number <= len(rows):
                    values[f"{name}-{number}-{each}"] = rows[number - 1].get(each)
    made: Any = Asking("AskedRow", (RowForm,), {"asked_of": asked, **questions})
    form: RowForm = made(posted, values)
    return form


def _number_of(name: str, asked: RowQuestions, posted: Posted | None, there: int) -> int:
    """How many rows there are to be filled in."""
    if posted is not None:
        found = (re.fullmatch(rf"{name}-([1-9][0-9]?)-.*", each) for each in posted)
        return min(MOST_WITHIN, max((int(each[1]) for each in found if each), default=1))
    return min(MOST_WITHIN, there + len(asked.document["areas"]))
