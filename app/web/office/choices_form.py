"""The form of several choices at once: the words of each, in *let dansk* too, and the day on which it goes out of use."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from ...agreement.kept import Document
from ...criteria import choice_lists
from ...criteria.choice_lists import ListedChoice, WrittenChoice
from ...questions import Day, Question, Text
from ...questions.html_form import Asking, PageForm, QuestionField

# So many may be written at once, and so many empty lines stand below what there is.
MOST_LINES = 60
EMPTY_LINES = 2
IN_USE = _l("Det har været i brug og bliver stående. Skriv teksten igen, og lad det udgå.")


class ChoiceLine(NamedTuple):
    """A line of the form: its number, the fields of what is written in it, and the choice (None for a new one)."""

    number: int
    fields: list[QuestionField]
    choice: ListedChoice | None
    seen: str


class ChoicesForm(PageForm):
    """The choices of one list (`listed`).

    `numbered`: the lines, each with the code that it is about and what was seen of it. `staying`: the codes of those that were
    in use.
    """

    listed: ClassVar[str]
    choices: ClassVar[dict[str, ListedChoice]]
    numbered: ClassVar[dict[int, tuple[str, str]]]
    staying: ClassVar[frozenset[str]]

    def lines(self) -> list[ChoiceLine]:
        """Its lines in their order."""
        return [
            ChoiceLine(
                number, [self[f"{name}-{number}"] for name in choice_lists.WRITTEN], self.choices.get(code), seen
            )
            for number, (code, seen) in self.numbered.items()
        ]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """Each has words of its own; what was in use keeps some."""
        words: set[str] = set()
        for number, (code, _seen) in self.numbered.items():
            choice, label = self.choices.get(code), values.get(f"label-{number}") or ""
            if not label and (error := self._without_words(number, choice, values)):
                errors.setdefault(f"label-{number}", error)
            if label and label.casefold() in words:
                errors.setdefault(f"label-{number}", _("Der er allerede et valg med de ord. Skriv det anderledes."))
            words.add(label.casefold())

    def written(self) -> list[WrittenChoice]:
        """What was written, once `validate` has found it right."""
        values = self.cleaned.values if self.cleaned else {}
        return [
            WrittenChoice(code, seen, *(_text(values.get(f"{name}-{number}")) for name in choice_lists.WRITTEN))
            for number, (code, seen) in self.numbered.items()
        ]

    def show_conflict(self, codes: Collection[str], document: Document) -> None:
        """Say beside each of these what somebody else has made of it; saving again puts one's own words in its place."""
        now = {each.code: each for each in choice_lists.choices_of(document, self.listed)}
        for number, (code, _seen) in self.numbered.items():
            if code in codes:
                theirs = now[code].said["label"] if code in now else _("Fjernet")
                self[f"label-{number}"].errors = [
                    _("Rettet af en anden imens: »%(theirs)s«. Gem igen for at beholde dit.", theirs=theirs)
                ]
                self.numbered[number] = code if code in now else "", now[code].seen if code in now else ""

    def _without_words(self, number: int, choice: ListedChoice | None, values: dict[str, Any]) -> str:
        if choice is None:
            others = (values.get(f"{name}-{number}") for name in ("plain", "retired_on"))
            return _("Skriv, hvad valget hedder.") if any(others) else ""
        return "" if choice.standard or choice.code not in self.staying else str(IN_USE)


def choices_form(
    document: Document, listed: str, may_remove: Callable[[str], bool], posted: MultiDict[str, str] | None = None
) -> ChoicesForm:
    """The form of a list, with what was posted, else as the agreement has it. may_remove: whether a row can go again, by its key."""
    choices = {each.code: each for each in choice_lists.choices_of(document, listed)}
    numbered = _posted(posted) if posted is not None else _there(list(choices.values()))
    questions: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for number, (code, _seen) in numbered.items():
        questions |= _questions(number)
        said = choices[code].said if code in choices else {}
        values |= {f"{name}-{number}": _value(name, said[name]) for name in choice_lists.WRITTEN if name in said}
    staying = frozenset(code for code, each in choices.items() if not may_remove(each.key))
    members = {"listed": listed, "choices": choices, "numbered": numbered, "staying": staying}
    made: Any = Asking("AskedChoices", (ChoicesForm,), members | questions)
    form: ChoicesForm = made(posted, values)
    return form


def _there(choices: Sequence[ListedChoice]) -> dict[int, tuple[str, str]]:
    known = [(each.code, each.seen) for each in choices]
    return dict(enumerate([*known, *[("", "")] * EMPTY_LINES], 1))


def _posted(posted: MultiDict[str, str]) -> dict[int, tuple[str, str]]:
    """The lines that were posted; a code that stands in two of them counts once."""
    found = {
        number: (posted[f"code-{number}"], posted.get(f"seen-{number}", ""))
        for number in range(1, MOST_LINES + 1)
        if f"code-{number}" in posted
    }
    first = {code: number for number, (code, _seen) in reversed(found.items())}
    return {number: each for number, each in found.items() if not each[0] or first[each[0]] == number}


def _questions(number: int) -> dict[str, Question]:
    return {
        f"label-{number}": Text(_("Valg %(number)d", number=number), most=200),
        f"plain-{number}": Text(_("Valg %(number)d i let dansk", number=number), most=200),
        f"retired_on-{number}": Day(_("Valg %(number)d udgår den", number=number), ahead=None),
    }


def _value(name: str, said: str) -> Any:
    return dt.date.fromisoformat(said) if name == "retired_on" else said


def _text(value: Any) -> str:
    return str(value) if value else ""
