"""The fields of a follow-up that people change: their labels, how each is cleaned, how it reads."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from .. import agreement
from ..base import clock, cpr, messages
from ..questions import Choice, Count, Question, Text, Words
from ..questions.form import Cleaned
from ..store import FollowUp
from .states import PRIORITIES, STATES

# A deadline further ahead than this is a mistyped year.
FURTHEST = dt.timedelta(days=5 * 365)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

PAST_DEADLINE = _l("Fristen er overskredet, allerede før den er sat. Vælg i dag eller en senere dag.")
FAR_DEADLINE = _l("Fristen ligger mere end fem år ude i fremtiden. Ret årstallet.")
FUTURE_CHECK = _l("Ingen kan have set det endnu. Vælg i dag eller en tidligere dag.")
UNKNOWN_PARTY = _l("Vælg en part fra listen.")

TEXTS: dict[str, Text] = {
    "problem": Text(_l("Problem"), most=1000),
    "proposal": Text(_l("Forslag"), most=1000),
    "party_other": Text(_l("Hvilken part"), most=120),
    "reason": Text(_l("Begrundelse"), most=1000),
    "passed_to": Text(_l("Sendt videre til"), most=200),
    "checked_by": Text(_l("Set af"), most=120),
}
QUESTIONS: dict[str, Question] = {
    **TEXTS,
    "state": Choice(_l("Tilstand"), tuple(STATES.values())),
    "priority": Choice(_l("Hastegrad"), tuple(PRIORITIES.values())),
    "duplicate_of": Count(_l("Dublet af nr."), least=1, most=2**31 - 1),
}
LABELS: dict[str, Words] = {
    "state": QUESTIONS["state"].label,
    "party": _l("Part"),
    "party_other": TEXTS["party_other"].label,
    "priority": QUESTIONS["priority"].label,
    "deadline": _l("Frist"),
    "problem": TEXTS["problem"].label,
    "proposal": TEXTS["proposal"].label,
    "reason": TEXTS["reason"].label,
    "passed_to": TEXTS["passed_to"].label,
    "duplicate_of": QUESTIONS["duplicate_of"].label,
    "checked_by": TEXTS["checked_by"].label,
    "checked_on": _l("Set den"),
    "observations": _l("Observationer"),
}
NAMES = tuple(name for name in LABELS if name != "observations")
DATES = ("deadline", "checked_on")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, in words; empty where it held nothing."""

    field: str
    label: str
    before: str
    after: str


def clean(changes: Mapping[str, Any]) -> Cleaned:
    """Each field on its own, as a form or a program gives it: dates as dates or ISO texts, empty for none."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    masked = 0
    for name, raw in changes.items():
        try:
            values[name] = _value(name, raw)
        except ValueError as error:
            errors[name] = str(error.args[0])
            continue
        if name in TEXTS and values[name]:
            masked += max(0, values[name].count(cpr.MASK) - raw.count(cpr.MASK))
    return Cleaned(values, errors, masked)


def values_of(row: FollowUp) -> dict[str, Any]:
    """What the fields hold now."""
    return {name: getattr(row, name) for name in NAMES}


def kept(value: Any) -> Any:
    """A value as the history keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def shown(name: str, value: Any) -> str:
    """A value as a person reads it; empty where there is none."""
    if value is None or value == "":
        return ""
    if name == "party":
        return agreement.current().parties.get(value, value)
    if name in DATES:
        return f"{dt.date.fromisoformat(value) if isinstance(value, str) else value:%d-%m-%Y}"
    if name == "observations":
        return str(len(value))
    return QUESTIONS[name].shown(value)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The fields that two sets of values have differently, in order; a field that one of them lacks is left out."""
    return [
        Difference(name, str(label), shown(name, before[name]), shown(name, after[name]))
        for name, label in LABELS.items()
        if name in before and name in after and kept(before[name]) != kept(after[name])
    ]


def _value(name: str, raw: Any) -> Any:
    if name in DATES:
        return _day(name, raw)
    if name == "party":
        return _party(raw)
    return QUESTIONS[name].clean(raw)


def _party(raw: Any) -> str | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or raw not in agreement.current().parties:
        raise ValueError(UNKNOWN_PARTY)
    return raw


def _day(name: str, raw: Any) -> dt.date | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, str) and DAY.fullmatch(raw):
        try:
            raw = dt.date.fromisoformat(raw)
        except ValueError:
            raise ValueError(messages.NOT_A_DATE) from None
    if not isinstance(raw, dt.date):
        raise ValueError(messages.NOT_A_DATE)
    if name == "checked_on" and raw > clock.today():
        raise ValueError(FUTURE_CHECK)
    if name == "deadline" and raw > clock.today() + FURTHEST:
        raise ValueError(FAR_DEADLINE)
    return raw
