"""Questions that are answered by choosing: one of several, any number, yes or no."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, String
from werkzeug.datastructures import MultiDict

from ..base import cpr, messages
from ..base.db import Codes
from .question import Header, Option, Question, Words


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
        options: what can be chosen, or what says so each time it is asked: the agreement's choices.
        nothing: the words for no choice, in a list. unknown: the error for what is none of the options.
        settles: nobody is asked while there is no choice; a single option is then stored by itself.
        """
        super().__init__(label, **{"look": "chips"} | rest)
        self._options = options
        self._more: Callable[[], Iterable[Option]] | None = None
        self.nothing, self.unknown, self.settles = nothing, unknown or messages.UNKNOWN_CHOICE, settles

    def extend(self, more: Callable[[], Iterable[Option]]) -> None:
        """Offer besides the definition's own what `more` says each time: what the agreement adds."""
        self._more = more

    @property
    def _changes(self) -> bool:
        return callable(self._options) or self._more is not None

    @property
    def own_options(self) -> Sequence[Option]:
        """What every estate is offered: none where the agreement gives them all."""
        return () if callable(self._options) else self._options

    @property
    def options(self) -> Sequence[Option]:
        own = self._options() if callable(self._options) else self._options
        return (*own, *(self._more() if self._more else ()))

    @property
    def is_asked(self) -> bool:
        return not self.settles or len(self.options) > 1

    @property
    def settled(self) -> Any:
        found = self.options if self.settles else ()
        return found[0].code if len(found) == 1 else None

    @cached_property
    def _fixed(self) -> dict[str, Option]:
        return {option.code: option for option in self.options}

    @property
    def by_code(self) -> dict[str, Option]:
        """The options by their codes."""
        return {option.code: option for option in self.options} if self._changes else self._fixed

    def clean(self, raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str):
            raise ValueError(messages.WRONG_KIND)
        if raw not in self.by_code:
            raise ValueError(self.unknown % {"code": cpr.short(raw)})
        return raw

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {code: str(option.label) for code, option in self._fixed.items()}

    def labels(self) -> dict[str, str]:
        """The label of each code; where the options are fixed worked out once, since 100,000 rows ask for them."""
        if self._changes:
            return {option.code: str(option.label) for option in self.options}
        return self._labels

    def column_type(self) -> Any:
        return String(40)

    def headers(self) -> list[Header]:
        return [Header(str(self.label), "text", self.name, codes=tuple(self.labels().items()))]

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

    def headers(self) -> list[Header]:
        """One readable column, then one 0/1 column a choice."""
        meaning = str(_("1 = valgt, 0 = ikke valgt, tom = ikke besvaret"))
        flags = [
            Header(f"{self.label}: {label}", "int", self.name, codes=[(code, meaning)], cell=_flag(code))
            for code, label in self.labels().items()
        ]
        return [self._readable(), *flags]

    def _readable(self) -> Header:
        return Header(str(self.label), "text", self.name, codes=tuple(self.labels().items()), cell=self.shown)

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
