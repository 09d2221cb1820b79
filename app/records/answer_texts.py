"""Records in words: one line that says what, an answer as a person reads it, and what differs between two copies."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from ..questions import Question, printable
from ..questions.form import Form
from .activity_titles import ActivityTitle

# Answers that are ids of something else.
LOOKED_UP = frozenset({"reference", "open_point"})
# What is shown of an answer that no question can read.
MOST_RAW = 300


class Labelled(Protocol):
    """What an id in an answer stands for."""

    @property
    def label(self) -> str:
        """As a person calls it."""


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """One question in two copies, in words; empty where it was not answered."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the copies say different things."""
        return self.before != self.after


def summary(form: type[Form], values: Mapping[str, Any], gathering: ActivityTitle | None) -> str:
    """One short line that says what a record is about."""
    parts = LINES.get(form.name, _first_answers)(form, values, gathering)
    return " · ".join(part for part in parts if part) or str(form.title)


def _observation(form: type[Form], values: Mapping[str, Any], _gathering: ActivityTitle | None) -> list[str]:
    pointed = _("vist på planen") if "plan" in values else ""
    place = values.get("place") or pointed or (_("position på kortet") if "position" in values else "")
    return [_said(form, values, "category"), place]


def _attendance(_form: type[Form], values: Mapping[str, Any], gathering: ActivityTitle | None) -> list[str]:
    guests = sum(values.get(name, 0) for name in ("adults", "youth", "children"))
    helpers = values.get("volunteers", 0)
    return [
        gathering.title if gathering else "",
        values.get("door", ""),
        ngettext("%(num)d gæst", "%(num)d gæster", guests),
        ngettext("%(num)d frivillig", "%(num)d frivillige", helpers) if helpers else "",
    ]


def _contact(form: type[Form], values: Mapping[str, Any], _gathering: ActivityTitle | None) -> list[str]:
    return [_said(form, values, "channel"), _said(form, values, "topics")]


def _first_answers(form: type[Form], values: Mapping[str, Any], gathering: ActivityTitle | None) -> list[str]:
    """For a form that says nothing special: its first two answers."""
    said = [_said(form, values, name) for name in values if form.questions[name].kind != "reference"]
    return [gathering.title if gathering else "", *said[:2]]


LINES: dict[str, Callable[[type[Form], Mapping[str, Any], ActivityTitle | None], list[str]]] = {
    "observation": _observation,
    "attendance": _attendance,
    "contact": _contact,
}


def _said(form: type[Form], values: Mapping[str, Any], name: str) -> str:
    return form.questions[name].shown(values.get(name))


def shown(question: Question, value: Any, found: Mapping[str, Labelled]) -> str:
    """A value as a person reads it; a walk, an event or a point by its title, where it is among those `found`."""
    if question.kind in LOOKED_UP and value in found:
        return found[value].label
    return question.shown(value)


def shown_raw(question: Question, raw: Any, found: Mapping[str, Labelled]) -> str:
    """An answer in words as it was sent, which may be anything."""
    try:
        return shown(question, question.clean(raw), found)
    except ValueError:
        return plain(raw)


def plain(raw: Any) -> str:
    """Any JSON as short, harmless text."""
    text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
    text = printable(text)
    return text if len(text) <= MOST_RAW else f"{text[:MOST_RAW]} …"


def differences(
    form: type[Form], before: Any, after: Any, found: Mapping[str, Labelled], *, all_questions: bool = False
) -> list[AnswerDifference]:
    """What two sets of answers (JSON as sent) say differently; with `all_questions`, what they agree on too."""
    before, after = (answers if isinstance(answers, dict) else {} for answers in (before, after))
    rows = [
        AnswerDifference(
            str(question.label),
            shown_raw(question, before.get(name), found),
            shown_raw(question, after.get(name), found),
        )
        for name, question in form.questions.items()
    ]
    return [row for row in rows if row.differs or (all_questions and (row.before or row.after))]
