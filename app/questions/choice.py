"""Questions that are answered by choosing: one of several, any number, yes or no."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, String
from werkzeug.datastructures import MultiDict

from ..base import clock, cpr, messages
from ..base.db import Codes
from .question import ALWAYS, Header, Option, Question, Words, covers, ended_on


class OptionSet:
    """The options of a question, those that are offered no more among them: what was chosen keeps its words."""

    def __init__(self, options: Iterable[Option]) -> None:
        self.options = tuple(options)
        self.by_code = {option.code: option for option in self.options}
        self.is_fixed = all(option.days == ALWAYS for option in self.options)
        self._labels: tuple[dt.date | None, dict[str, str]] | None = None

    def labels(self) -> dict[str, str]:
        """What the office calls each code; worked out once a day, since 100,000 rows ask for it."""
        today = None if self.is_fixed else clock.today()
        if self._labels is None or self._labels[0] != today:
            named = {each.code: str(each.label) if today is None else each.named(today) for each in self.options}
            self._labels = today, named
        return self._labels[1]

    def notes(self) -> dict[str, str]:
        """What the codebook says of those that are offered no more."""
        today = clock.today()
        return {each.code: each.explained(today) for each in self.options if ended_on(each.days, today)}


class Choice(Question):
    """One of several options."""

    kind = "choice"

    def __init__(
        self,
        label: Words,
        options: Sequence[Option] | Callable[[], Iterable[Option]] = (),
        *,
        nothing: Words = None,
        unknown: Words = None,
        settles: bool = False,
        **rest: Any,
    ) -> None:
        """
        options: what can be chosen, or what says so each time it is asked: the agreement's choices. `own_options`: those that
        the definition itself has.
        nothing: the words for no choice, in a list. unknown: the error for what is none of the options.
        settles: nobody is asked while there is no choice; a single option is then stored by itself.
        """
        super().__init__(label, **{"look": "chips"} | rest)
        self._known: Callable[[], OptionSet]
        if callable(options):
            self.own_options: Sequence[Option] = ()
            asked = options
            self._known = lambda: OptionSet(asked())
        else:
            self.own_options = tuple(options)
            fixed = OptionSet(options)
            self._known = lambda: fixed
        self.nothing, self.unknown, self.settles = nothing, unknown or messages.UNKNOWN_CHOICE, settles

    def agree(self, known: Callable[[], OptionSet]) -> None:
        """Let something else say what the options are each time: what agreements make of the definition's own."""
        self._known = known

    @property
    def options(self) -> Sequence[Option]:
        return self._known().options

    @property
    def is_asked(self) -> bool:
        return not self.settles or len(self.options) > 1

    @property
    def settled(self) -> Any:
        found = self.options if self.settles else ()
        return found[0].code if len(found) == 1 else None

    @property
    def by_code(self) -> dict[str, Option]:
        """The options by their codes."""
        return self._known().by_code

    def clean(self, raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str):
            raise ValueError(messages.WRONG_KIND)
        if raw not in self.by_code:
            raise ValueError(self.unknown % {"code": cpr.short(raw)})
        return raw

    def labels(self) -> dict[str, str]:
        """The label of each code, as the office says it."""
        return self._known().labels()

    def notes(self) -> dict[str, str]:
        """What the codebook says of options that are offered no more."""
        return self._known().notes()

    def filtering(self, day: dt.date, used: Iterable[str | None]) -> list[Option]:
        """What records can be narrowed to, as the office calls it: what is offered on that day, and what some of them say."""
        labels, used = self.labels(), set(used)
        found = (option for option in self.options if covers(option.days, day) or option.code in used)
        return [replace(option, label=labels[option.code]) for option in found]

    def not_offered(self, value: Any, day: dt.date) -> str | None:
        known = self._known()
        if known.is_fixed:
            return None
        chosen = (value,) if isinstance(value, str) else value
        wrong = [code for code in chosen if code in known.by_code and not covers(known.by_code[code].days, day)]
        return str(self.unknown % {"code": cpr.short(min(wrong))}) if wrong else None

    def column_type(self) -> Any:
        return String(40)

    def headers(self) -> list[Header]:
        codes = tuple(self.labels().items())
        return [Header(str(self.label), "text", self.name, codes=codes, notes=self.notes())]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.by_code)}

    def shown(self, value: Any) -> str:
        return "" if value is None else self.labels().get(value, value)


class Choices(Choice):
    """Any number of options; `least` of them when it is required. Kept in the definition's order."""

    kind = "choices"

    def clean(self, raw: Any) -> tuple[str, ...] | None:  # type: ignore[override]
        if raw is None or raw == []:
            return None
        if not isinstance(raw, list | tuple) or not all(isinstance(code, str) for code in raw):
            raise ValueError(messages.WRONG_KIND)
        chosen = set(raw)
        known = self.by_code
        if unknown := chosen - known.keys():
            raise ValueError(self.unknown % {"code": cpr.short(min(unknown))})
        return tuple(code for code in known if code in chosen)

    def read(self, form: MultiDict[str, str], name: str) -> Any:
        return form.getlist(name)

    def answer(self, value: Any) -> Any:
        return list(value) if value else None

    def column_type(self) -> Any:
        return Codes()

    def load(self, row: Any) -> Any:
        return row[self.name] or None

    def packed(self, value: Any) -> Any:
        return f" {' '.join(value)} "

    def unpacked(self, kept: Any) -> Any:
        return tuple(kept.split())

    def headers(self) -> list[Header]:
        """One readable column, then one 0/1 column a choice."""
        meaning = str(_("1 = valgt, 0 = ikke valgt, tom = ikke besvaret"))
        notes = self.notes()
        flags = [
            Header(
                f"{self.label}: {label}", "int", self.name, codes=[(code, meaning)], cell=_flag(code),
                notes={code: f"{notes[code]}. {meaning}"} if code in notes else {},
            )
            for code, label in self.labels().items()
        ]  # fmt: skip
        return [self._readable(), *flags]

    def _readable(self) -> Header:
        codes = tuple(self.labels().items())
        return Header(str(self.label), "text", self.name, codes=codes, cell=self.shown, notes=self.notes())

    def schema(self) -> dict[str, Any]:
        codes = {"type": "string", "enum": list(self.by_code)}
        return {"type": "array", "items": codes} | ({"minItems": 1} if self.required else {})

    def shown(self, value: Any) -> str:
        labels = self.labels()
        return ", ".join(labels.get(code, code) for code in value or ())


class YesNo(Question):
    """Yes or no; no answer is neither."""

    kind = "yesno"
    choices = (Option("true", _("Ja")), Option("false", _("Nej")))

    @property
    def options(self) -> Sequence[Option]:
        return self.choices

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label, **{"look": "chips"} | rest)

    def clean(self, raw: Any) -> bool | None:
        if raw is not None and not isinstance(raw, bool):
            raise ValueError(messages.WRONG_KIND)
        return raw

    def read(self, form: MultiDict[str, str], name: str) -> Any:
        text = form.get(name)
        return {"true": True, "false": False, "": None, None: None}.get(text, text)

    def column_type(self) -> Any:
        return Boolean(create_constraint=False)

    def headers(self) -> list[Header]:
        codes = [(option.code, str(option.label)) for option in self.options]
        return [Header(str(self.label), "yesno", self.name, codes=codes)]

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def shown(self, value: Any) -> str:
        return "" if value is None else str(self.options[0 if value else 1].label)


def _flag(code: str) -> Callable[[Sequence[str]], int | None]:
    """The cell that says whether a choice is among the chosen ones; empty where nothing was chosen."""
    return lambda chosen: int(code in chosen) if chosen else None
