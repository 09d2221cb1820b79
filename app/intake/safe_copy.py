"""What a phone sent, as it is kept until a leader has looked at it: every personal number masked, and of one size at most.

Somebody who means harm sends a megabyte of digits. It is cut before it is searched, so that neither the search nor the
database pays for it; a phone's own records are far below the limit.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from ..base import clock, cpr
from ..base.ids import UUID

MOST_BYTES = 16 * 1024
# Of a copy that is cut no text takes more, so that the others have room too.
_MOST_OF_TEXT = MOST_BYTES // 4
# How far behind a cut is looked for the end of a personal number, so that no half one is left.
_AHEAD = 512


class SafeCopy(NamedTuple):
    """JSON in ASCII, and whether it is less than what was sent."""

    text: str
    is_cut: bool


def safe_copy(members: Mapping[str, Any], first: Collection[str] = ()) -> SafeCopy:
    """`members` (JSON, of any size) as text, masked, at most 16 KiB.

    first: the names in it, at any depth, that are kept before others where not everything is.
    """
    if len(json.dumps(members)) <= MOST_BYTES and len(whole := json.dumps(_mask(members))) <= MOST_BYTES:
        return SafeCopy(whole, is_cut=False)
    room = MOST_BYTES
    # A mask may be longer than what it stands for.
    while len(text := json.dumps(_mask(_Cutter(room, first).copy(members)))) > MOST_BYTES:
        room = room * 2 // 3
    return SafeCopy(text, is_cut=True)


class _Cutter:
    """Copies JSON until there is no room left."""

    def __init__(self, room: int, first: Collection[str]) -> None:
        self.room, self.first = room, frozenset(first)

    def copy(self, value: Any) -> Any:
        """As much of `value` as there is room for."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            self.room -= 4
            return dict(self._members(value))
        if isinstance(value, list):
            self.room -= 4
            return list(self._items(value))
        self.room -= len(json.dumps(value)) + 4
        return value if self.room >= 0 else None

    def _members(self, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in sorted(value, key=lambda name: (name not in self.first, _length(value[name]))):
            if self.room <= 0:
                return
            yield self._text(name), self.copy(value[name])

    def _items(self, value: list[Any]) -> Iterator[Any]:
        for item in value:
            if self.room <= 0:
                return
            yield self.copy(item)

    def _text(self, text: str) -> str:
        most = max(0, min(self.room, _MOST_OF_TEXT))
        kept = text[:most]
        while (size := len(json.dumps(kept))) > most + 2:
            kept = kept[: len(kept) * most // size]
        self.room -= size + 4
        return text if len(kept) == len(text) else text[: _before_number(text, len(kept))] + "…"


def _before_number(text: str, end: int) -> int:
    """Where to cut a text, at `end` or before the personal number that this would go through."""
    numbers = cpr.find(text[: end + _AHEAD])
    return next((start for start, stop in numbers if start < end < stop), end)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict) else 0


def _mask(value: Any) -> Any:
    """`value` (JSON) with every personal number masked: in texts, names and whole numbers of 9 or 10 digits."""
    if isinstance(value, str):
        return value if _is_uuid_or_time(value) else cpr.mask(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return cpr.mask_integer(value) if value.bit_length() < 64 else value
    if isinstance(value, float):
        return cpr.mask_integer(int(value)) if value.is_integer() and abs(value) < 1e11 else value
    if isinstance(value, dict):
        return {_mask(name): _mask(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_mask(child) for child in value]
    return value


def _is_uuid_or_time(text: str) -> bool:
    return bool(UUID.fullmatch(text) or clock.RFC3339.fullmatch(text))
