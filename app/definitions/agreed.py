"""What agreements make of the forms: the options of each list, by the dates of records, and what only they offer.

Asked anew each time, since agreements change while servers run; what was worked out is kept until they do.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from flask import has_app_context

from .. import agreement
from ..agreement import Agreement, InForce
from ..questions import Choice, Days, Option, OptionSet

_KEPT = "agreed definitions"
# The lists that agreements make something of: those that some question follows are added.
_taken = {"events.kind", "meetings.kind", "hours.role", "hours.task"}
Row = Mapping[str, Any]
Made = TypeVar("Made")


def parties() -> Iterable[Option]:
    """The parties of the agreement."""
    return [Option(code, name) for code, name in agreement.current().parties.items()]


def counted_criteria() -> Iterable[Option]:
    """The criteria that the leader can let an event count for."""
    return [
        Option(agreed.flag(each.id), f"{each.id}: {each.text}", group=f"{agreed.name} {agreed.span}")
        for agreed in agreement.every()
        for each in (*agreed.criteria, *agreed.promises)
        if each.asks_flags
    ]


def event_kinds() -> OptionSet:
    """What an event can be, meetings last."""
    if not has_app_context():  # while modules are loaded
        return OptionSet(())
    return kept("event kinds", lambda: OptionSet(_event_kinds()))


def meeting_kinds() -> OptionSet:
    """Which of those are meetings."""
    return of_list("meetings.kind", ())


def follow(listed: str, question: Choice) -> None:
    """Let a question offer what agreements make of a list, besides and in the place of its own options."""
    _taken.add(listed)
    question.agree(partial(of_list, listed, question.own_options))


def is_taken(listed: str) -> bool:
    """Whether what agreements make of a list is offered anywhere."""
    return listed in _taken


def of_list(listed: str, own: Sequence[Option]) -> OptionSet:
    """The options of a list: a definition's own and what agreements add, under the newest words, each with its days."""
    if not has_app_context():  # while modules are loaded
        return OptionSet(own)
    return kept(listed, lambda: OptionSet(_options(listed, own)))


def kept(key: str, make: Callable[[], Made]) -> Made:
    """What was made of the agreements as they stand, under a key."""
    now, keeper = agreement.spans(), agreement.worked_out()
    known: tuple[Any, dict[str, Any]] | None = keeper.get(_KEPT)
    if known is None or known[0] != now:
        known = keeper[_KEPT] = (now, {})
    if key not in known[1]:
        known[1][key] = make()
    found: Made = known[1][key]
    return found


def newest(part: str, among: str, name: str) -> dict[str, Row]:
    """The rows of a part that are about one list or form (`among` is the member that says so), the newest of each code."""
    return {
        row["code"]: row
        for span in agreement.spans()
        for row in span.agreement.document.get(part, ())
        if row[among] == name
    }


def days_of(standing: Callable[[Agreement], tuple[bool, str | None]], *, without: bool = False) -> Days:
    """When something is there: while one of the agreements in force has it and has not retired it.

    standing: whether an agreement has it, and from which day no more. without: whether it is there while none is in force.
    """
    said = [(span, *standing(span.agreement)) for span in agreement.spans()]
    ends = [dt.date.fromisoformat(retired) for _span, _has, retired in said if retired]
    marks = sorted({dt.date.min, *ends, *(day for span, *_rest in said for day in (span.first, span.until))})
    found: list[tuple[dt.date, dt.date]] = []
    for first, until in zip(marks, [*marks[1:], dt.date.max], strict=True):
        if first < until and _is_there(said, first, without):
            joined = bool(found) and found[-1][1] == first
            found[-1:] = [(found[-1][0], until)] if joined else [*found[-1:], (first, until)]
    return tuple(found)


def _is_there(said: Sequence[tuple[InForce, bool, str | None]], day: dt.date, without: bool) -> bool:
    in_force = [(has, retired) for span, has, retired in said if span.first <= day < span.until]
    if not in_force:
        return without
    return any(has and not (retired and retired <= day.isoformat()) for has, retired in in_force)


def _event_kinds() -> Iterator[Option]:
    meetings = meeting_kinds().options
    known = {option.code for option in meetings}
    yield from (option for option in of_list("events.kind", ()).options if option.code not in known)
    yield from meetings
    if not agreement.spans():
        yield from (Option(code, name) for code, name in agreement.current().choices("events.kind").items())


def _options(listed: str, own: Sequence[Option]) -> Iterator[Option]:
    said, standard = newest("choices", "list", listed), {option.code: option for option in own}
    for code in dict.fromkeys([*standard, *said]):
        option = _worded(standard.get(code), said[code]) if code in said else standard[code]
        standing = partial(_standing, listed=listed, code=code, is_standard=code in standard)
        yield replace(option, days=days_of(standing, without=code in standard))


def _standing(agreed: Agreement, listed: str, code: str, is_standard: bool) -> tuple[bool, str | None]:
    """Whether an agreement offers a choice, and from which day no more."""
    rows: Iterable[Row] = agreed.document.get("choices", ())
    row = next((each for each in rows if (each["list"], each["code"]) == (listed, code)), None)
    return is_standard or row is not None, row.get("retired_on") if row else None


def _worded(option: Option | None, row: Row) -> Option:
    """A choice under an agreement's words; where those are not new, the definition's shorter ones stay."""
    if option is None:
        return Option(row["code"], row["label"], easy=row.get("plain"), help=row.get("help"))
    is_new = row["label"] != str(option.label)
    changes: dict[str, Any] = {"label": row["label"], "tile": None, "easy": None} if is_new else {}
    return replace(
        option, **changes, **{to: row[name] for name, to in (("plain", "easy"), ("help", "help")) if name in row}
    )
