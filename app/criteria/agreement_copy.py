"""A new agreement as a copy of another: what follows, what moves with the years, and what somebody must write anew.

Nothing that was true of the other agreement's years alone is carried over as if it were true of these.
"""

import copy
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..base.years import spanned
from . import draft_rows, editing, parts
from .differences import called
from .parts import Document, Part


class Copied(NamedTuple):
    """A document, and what somebody must look at or write anew in it, a Danish sentence each."""

    document: dict[str, Any]
    to_see_to: list[str]


def copied(document: Document, name: str, first_year: int, last_year: int, taken: Iterable[str]) -> Copied:
    """A copy under a new name for other years; `taken`: the codes of the agreements that there are."""
    made: dict[str, Any] = copy.deepcopy(dict(document))
    made.pop("short", None)
    code = editing.proposed(name, [*taken, editing.NEW])
    made |= {"code": code, "name": name, "first_year": first_year, "last_year": last_year}
    note = f"Kopi af »{document['name']}«, {spanned(parts.years(document))}"
    made["version"] = draft_rows.version_facts(made) | {"note": note}
    return Copied(made, list(dict.fromkeys(_Copying(document, made).notes())))


class _Copying:
    """Changes the copy while it notes what it does: by what is to be looked at, what it is the matter with."""

    def __init__(self, before: Document, made: dict[str, Any]) -> None:
        self.before, self.made = parts.years(before), made
        self.by: int = made["first_year"] - before["first_year"]
        self.years = list(parts.years(made))
        self.seen: dict[str, list[str]] = {}

    def notes(self) -> list[str]:
        """All of it, a sentence each."""
        self._leave_out_what_is_retired()
        for part in ("hours", "money", "criteria"):
            self._rows_of_years(part)
        for row in self.made["criteria"]:
            self._criterion(row)
        for row in self.made.get("figures", ()):
            self._without_baselines(row, row["name"])
        for row in self.made.get("milestones", ()):
            self._move(row, "deadline", row["name"])
        said = [
            f"{what.rstrip('?')}{'?' if what.endswith('?') else ':'} {', '.join(dict.fromkeys(names))}."
            for what, names in self.seen.items()
        ]
        return [*said, "Målene er de samme som før. Se dem igennem."]

    def _note(self, what: str, name: str) -> None:
        self.seen.setdefault(what, []).append(name)

    def _leave_out_what_is_retired(self) -> None:
        """Nothing has counted here under a code that is out of use; what others refer to stays."""
        begins = self._first_of(self.years[0]).isoformat()
        for part in ("criteria", "questions", "lists"):
            if part in self.made:
                self.made[part] = [row for row in self.made[part] if row.get("retired_on", "9") > begins]

    def _rows_of_years(self, part: str) -> None:
        """Rows for some of the years move with them; what then lies outside is left out."""
        kept = []
        for row in self.made.get(part, ()):
            name = parts.called(row) if part == "criteria" else called(self.made, part, row)
            there = [year + self.by for year in row.get("years", self.before)]
            inside = [year for year in self.years if year in there]
            if "years" in row and not inside:
                self._note(f"Ikke taget med, for det gjaldt kun {spanned(row['years'])}", name)
                continue
            if "years" in row:
                self._note(f"Gælder nu kun {spanned(inside)}", name)
                row["years"] = inside
            kept.append(row)
        if part in self.made:
            self.made[part] = kept

    def _criterion(self, row: Part) -> None:
        name = parts.called(row)
        self._move(row, "until", name)
        for measure in row["measures"]:
            self._move(measure, "until", name)
            self._without_baselines(measure, name)
            self._without_years(measure["aim"], name)

    def _without_baselines(self, row: Any, name: str) -> None:
        if row.pop("baselines", None):
            self._note("Skriv et nyt udgangspunkt", name)

    def _without_years(self, aim: Any, name: str) -> None:
        """Another target in certain years was of those years; one of an area stays."""
        stays = [each for each in aim.get("except", ()) if "years" not in each]
        if len(stays) < len(aim.get("except", ())):
            self._note("Andre mål i bestemte år er ikke taget med", name)
            aim.pop("except")
            aim |= {"except": stays} if stays else {}

    def _move(self, row: Any, member: str, name: str) -> None:
        if member not in row:
            return
        day = date.fromisoformat(row[member])
        leap = day.month == 2 and day.day == 29
        moved = date(day.year + self.by, day.month, 28 if leap else day.day)
        moved = min(moved, self._first_of(self.years[-1] + 1) - timedelta(days=1))
        row[member] = moved.isoformat()
        self._note("Frister, der er flyttet. Passer de?", f"{name} ({moved:%d-%m-%Y})")

    def _first_of(self, year: int) -> date:
        return date(year, self.made.get("year_starts", 1), 1)
