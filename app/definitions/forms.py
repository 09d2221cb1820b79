"""The registry of forms: ask it for a form by its name and, where it matters, its version."""

from collections.abc import Iterable
from functools import partial

from ..questions import Choice
from ..questions.form import Form
from . import agreed, extra
from .attendance import Attendance
from .contact import Contact
from .observation import Observation, Recheck

# What agreements and reports call the lists of their questions.
LISTED = {"contacts": Contact, "observations": Observation}
for _kind, _form in LISTED.items():
    for _name, _question in _form.questions.own.items():
        if isinstance(_question, Choice) and _question.own_options:
            agreed.follow(f"{_kind}.{_name}", _question)
_KNOWN: dict[str, type[Form]] = {form.name: form for form in (Observation, Attendance, Contact, Recheck)}
for _form in _KNOWN.values():
    if _form.takes_more():
        _form.questions.more = partial(extra.of, _form.name)


def of(name: str, version: int | None = None) -> type[Form]:
    """The form with that name; KeyError where there is none, or none that knows answers of that version.

    Its `questions` are its own and those that agreements have added; the version is that of its own.
    """
    form = _KNOWN[name]
    if version is not None and version > form.version:
        raise KeyError(name)
    return form


def get(name: object) -> type[Form] | None:
    """The form with that name, None where there is none, whatever the name may be."""
    return _KNOWN.get(name) if isinstance(name, str) else None


def every() -> Iterable[type[Form]]:
    """All forms."""
    return _KNOWN.values()


def names() -> list[str]:
    """The names of all forms."""
    return list(_KNOWN)


def listed() -> dict[str, type[Form]]:
    """The forms that people meet as such, by name; the others are a part of one of these."""
    return {name: form for name, form in _KNOWN.items() if form.goes_with is None}
