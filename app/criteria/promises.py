"""What a new agreement promises: the criteria that its ready set offers, each ticked or not, with the number that is aimed at.

A draft holds what is ticked, and only the figures, milestones, lists and budgets that this needs. A criterion is known again by
what it counts, whatever it is called meanwhile.
"""

import copy
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, product
from string import ascii_lowercase
from typing import Any, Final

from . import parts
from .parts import BUDGET, PREVIOUS, Document, Part

# The parts whose rows are there for a criterion alone.
NEEDED: Final = ("figures", "milestones", "lists", "hours")
# The field by which a criterion that counts records of a part says which of its rows it means.
NAMED_BY: Final = {"lists": "list", "hours": "activity"}
HUNDRED, FEW = 100, 3
MONTHS: Final = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True)
class Promise:
    """A criterion that is promised or could be. `key`: what a form calls it; `number`: its code where it is promised."""

    key: str
    criterion: Part
    is_promised: bool
    number: str = ""

    @property
    def headline(self) -> Part:
        """The first deciding measure."""
        found: Part = next(each for each in self.criterion["measures"] if parts.decides(each))
        return found

    @property
    def target(self) -> str | None:
        """The number that can be typed: a fixed target, or by how many percent it is to change; None where there is none."""
        return number_of(self.headline)


def number_of(measure: Part) -> str | None:
    """What is aimed at, as the document has it, a change without its sign; None for a trend, a figure's level and a yes or no."""
    aim = measure["aim"]
    if "milestones" in measure["of"][0]:
        return None
    return aim.get("target") or (aim["change"].removeprefix("-") if "change" in aim else None)


def offered(document: Document, ready: Document | None) -> list[Promise]:
    """All that a draft promises and what its set offers besides, by activity in the set's order; own ones last."""
    left, of_set = list(document["criteria"]), list(ready["criteria"]) if ready else []
    found: list[Promise] = []
    for row in of_set:
        own = next((each for each in left if _sense(each) == _sense(row)), None)
        if own:
            left.remove(own)
        found.append(_promise(f"set-{row['code']}", own or row, own is not None))
    found += [_promise(f"own-{row['code']}", row, True) for row in left]
    order = [row["code"] for row in document["activities"]]
    return sorted(found, key=lambda each: order.index(each.criterion["activity"]))


def _promise(key: str, criterion: Part, is_promised: bool) -> Promise:
    numbered = is_promised and not criterion.get("promise")
    return Promise(key, criterion, is_promised, criterion["code"] if numbered else "")


def promised(
    document: Document, ready: Document | None, ticked: Collection[str], targets: Mapping[str, str]
) -> dict[str, Any]:
    """The draft with those promises that are ticked, by key, each with its target; the others' figures and budgets go along.

    Criteria are numbered anew within their activity: `C1`, `C2` … below `C`, `B3a`, `B3b` … below `B3`.
    """
    made = copy.deepcopy(dict(document))
    rows = [
        aimed(each.criterion, targets.get(each.key, each.target))
        for each in offered(document, ready)
        if each.key in ticked
    ]
    made["criteria"] = sorted(rows, key=lambda row: bool(row.get("promise")))
    for part in NEEDED:
        _keep_what_is_needed(made, document, ready, part)
    _number(made)
    return made


def aimed(criterion: Part, target: str | None) -> dict[str, Any]:
    """The criterion with another number; measures that aimed at the same as the headline go along."""
    made: dict[str, Any] = copy.deepcopy(dict(criterion))
    if target is None:
        return made
    before = next(number_of(each) for each in made["measures"] if parts.decides(each))
    for measure in made["measures"]:
        aim = measure["aim"]
        if number_of(measure) == before and "target" in aim:
            aim["target"] = target
        elif number_of(measure) == before and "change" in aim:
            aim["change"] = f"-{target}" if aim["change"].startswith("-") else target
    return made


def _sense(criterion: Part) -> str:
    """What tells it from the others: what it counts."""
    return json.dumps([[each["of"], each.get("per"), each.get("gap_to")] for each in criterion["measures"][:1]])


def _keep_what_is_needed(made: dict[str, Any], document: Document, ready: Document | None, part: str) -> None:
    """Drop the rows of a part that the set's unticked criteria alone need, and bring back those that ticked ones need."""
    of_set = list(ready["criteria"]) if ready else []
    needed = {key for row in made["criteria"] for key in _needs(row, part)}
    unneeded = {key for row in of_set for key in _needs(row, part)} - needed
    rows = [row for row in document.get(part, ()) if _key(row, part) not in unneeded]
    lacking = needed - {_key(row, part) for row in rows}
    rows += [copy.deepcopy(dict(row)) for row in (ready or {}).get(part, ()) if _key(row, part) in lacking]
    if rows:
        made[part] = rows
    else:
        made.pop(part, None)


def _key(row: Part, part: str) -> str:
    return str(row["activity"] if part == "hours" else row["code"])


def _needs(criterion: Part, part: str) -> Iterator[str]:
    """The codes of a part's rows that a criterion names; of hours the activities."""
    for measure in criterion["measures"]:
        if part == "figures":
            yield from parts.figures_of(measure)
        for term in parts.terms(measure):
            if part == "milestones":
                yield from term.get("milestones", ())
            if part in NAMED_BY and parts.kind_of(term) == part:
                conditions = (each for each in term.get("where", ()) if each["field"] == NAMED_BY[part])
                yield from (code for each in conditions for code in each.get("is", ()))


def _number(document: dict[str, Any]) -> None:
    taken = {row["code"] for row in document["criteria"] if row.get("promise")}
    for activity in document["activities"]:
        own = activity["code"]
        letters = chain(ascii_lowercase, map("".join, product(ascii_lowercase, repeat=2)))
        marks = letters if own[-1].isdigit() else map(str, count(1))
        for row in document["criteria"]:
            if row["activity"] == own and not row.get("promise"):
                row["code"] = next(code for mark in marks if (code := f"{own}{mark}") not in taken)


def unit_of(criterion: Part, measure: Part) -> str:
    """What stands behind the number that is typed."""
    aim = measure["aim"]
    if "target" in aim:
        return "%" if "per" in measure and parts.times(measure) == HUNDRED else str(criterion.get("unit", ""))
    side = "under" if aim.get("change", "").startswith("-") else "over"
    return f"% {side} {'året før' if aim.get('from') == PREVIOUS else 'udgangspunktet'}"


def words_of_aim(measure: Part, figures: Mapping[str, Part]) -> str:
    """What is aimed at where no number is typed, in a few words."""
    aim = measure["aim"]
    if "milestones" in measure["of"][0]:
        return "ja eller nej"
    if aim["direction"] == parts.TREND:
        return "udviklingen vises"
    if aim.get("from") == BUDGET:
        return "timebudgettet"
    figure = figures.get(aim.get("from", ""), {})
    return f"{'mindst' if aim['direction'] == parts.AT_LEAST else 'højst'} {figure.get('phrase') or figure.get('name', '')}".strip()


def source_of(measure: Part, figures: Mapping[str, Part]) -> str:
    """Where the number comes from: Feltbog itself, a note, or whoever delivers it, and when."""
    if "milestones" in measure["of"][0]:
        return "Jeres notat eller referat"
    figure = figures.get(measure["of"][0].get("figure", ""))
    if figure is None:
        return "Feltbog tæller selv"
    months = figure.get("months", ())
    when = f", i {MONTHS[months[-1] - 1]}" if 0 < len(months) < FEW else ""
    return f"{figure['source']}{when}"


def figures_of(*documents: Document | None) -> dict[str, Part]:
    """The figures of documents by code, as the first one has them."""
    return {row["code"]: row for each in reversed(documents) if each for row in each.get("figures", ())}
