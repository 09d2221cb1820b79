"""What was not changed stays as it was written: a criterion says some things in several ways, and its form reads one of them."""

from collections.abc import Sequence
from typing import Any, Final

from ..parts import BASELINE, TREND, Part
from .aims import cells

# What says nothing where it stands: the same as if it were not there.
_NOTHING: Final[dict[str, Any]] = {
    "promise": False, "decides": True, "times": 100, "change": "0", "where": [], "evidence": [], "pending": [], "except": [],
}  # fmt: skip


def as_it_was(before: Any, now: Any, years: Sequence[int]) -> Any:
    """What is said now, spelled as before wherever it says the same. years: those that the criterion is for."""
    if plain(before, years) == plain(now, years):
        return before
    if isinstance(before, dict) and isinstance(now, dict):
        known = {
            name: as_it_was(before[name], value, years) if name in before else value for name, value in now.items()
        }
        return known | {name: before[name] for name in _silent(before) if name not in now}
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [as_it_was(*pair, years) for pair in zip(before, now, strict=True)]
    return now


def plain(said: Any, years: Sequence[int]) -> Any:
    """What is said without what says nothing, and codes in no order; only to be compared."""
    if isinstance(said, dict):
        silent = _silent(said)
        found = {name: plain(value, years) for name, value in said.items() if name not in silent}
        if "except" in found:
            found["except"] = cells(said["except"], years)
        if "aim" in said and (codes := said["of"][0].get("milestones")):
            found["aim"] = {"target": str(len(codes)), **found["aim"]}
        return found
    if isinstance(said, list):
        return (
            sorted(said, key=str)
            if all(isinstance(each, str | int) for each in said)
            else [plain(each, years) for each in said]
        )
    return said


def _silent(said: Part) -> set[str]:
    """The members that say nothing where they stand."""
    found = {name for name, value in said.items() if name in _NOTHING and value == _NOTHING[name]}
    if "measures" in said and said.get("period") == "year":
        found.add("period")
    if "aim" in said and "per" not in said:
        found.add("times")
    if said.get("direction") == TREND and said.get("from") == BASELINE:
        found.add("from")
    return found & said.keys()
