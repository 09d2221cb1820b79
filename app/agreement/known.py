"""The agreements that there are, each with its versions and its draft: what the office lists, and how each version stands today."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ..base import clock
from . import binding, kept
from .kept import Document, Draft, Version

# How a version, and with it its agreement, stands today; in the order in which agreements are listed.
IN_FORCE, COMING, DRAFTED, EARLIER = "in_force", "coming", "drafted", "earlier"
HALF_A_YEAR: Final = 6
STANDINGS: Final = (IN_FORCE, COMING, DRAFTED, EARLIER)


@dataclass(frozen=True)
class KnownAgreement:
    """An agreement: its versions as they were adopted, and its draft. There is a version, a draft or both."""

    code: str
    versions: tuple[Version, ...]
    draft: Draft | None

    @property
    def current(self) -> Version | None:
        """The version that is in force today, else the newest; None where there is only a draft."""
        if not self.versions:
            return None
        return binding.in_force(self.versions, clock.today()) or binding.newest(self.versions)

    @property
    def newest(self) -> Version | None:
        """What a draft changes; None where there is only a draft."""
        return binding.newest(self.versions) if self.versions else None

    @property
    def document(self) -> Document:
        """What it says today, or is to say."""
        shown = self.current or self.draft
        if shown is None:
            raise LookupError(self.code)
        return shown.document

    @property
    def standing(self) -> str:
        """How the agreement stands: as its current version does."""
        return self.standing_of(self.current) if self.current else DRAFTED

    @property
    def present_year(self) -> int:
        """The year of its own that today lies in, whether it covers it or not."""
        today = clock.today()
        return today.year if today.month >= self.document.get("year_starts", 1) else today.year - 1

    def working_year(self, frozen: Collection[int]) -> int:
        """The year that is worked in: the present one; in its first half the one before, until that is handed in.

        frozen: the years that are.
        """
        present, document = self.present_year, self.document
        months = (clock.today().month - document.get("year_starts", 1)) % 12
        waits = document["first_year"] < present and present - 1 not in frozen
        return present - 1 if waits and months < HALF_A_YEAR else present

    def earliest(self, frozen: Collection[int]) -> dt.date | None:
        """From which day on the next version may be in force: the first of the oldest year that is not handed in.

        frozen: the years that are. None for the first version.
        """
        newest = self.newest
        if newest is None:
            return None
        years = (year for year in range(newest.first_year, newest.last_year + 1) if year not in frozen)
        return binding.days_of(newest, next(years, newest.last_year + 1))[0]

    def standing_of(self, version: Version) -> str:
        """How one of its versions stands. One that was corrected before it began never came."""
        today = clock.today()
        if version == binding.in_force(self.versions, today):
            return IN_FORCE
        corrected = any(
            each.valid_from == version.valid_from and each.number > version.number for each in self.versions
        )
        return COMING if version.valid_from > today and not corrected else EARLIER

    def numbered(self, number: int) -> Version | None:
        """The version with that number."""
        return next((each for each in self.versions if each.number == number), None)

    def before(self, version: Version) -> Version | None:
        """The version that was adopted before that one."""
        return self.numbered(version.number - 1)


def every() -> list[KnownAgreement]:
    """All of them: those in force first, of several the one that began last."""
    by_code = binding.by_agreement(kept.versions())
    drafts = {each.agreement: each for each in kept.drafts()}
    found = [
        KnownAgreement(code, by_code.get(code, ()), drafts.get(code)) for code in dict.fromkeys((*by_code, *drafts))
    ]
    return sorted(found, key=lambda each: (STANDINGS.index(each.standing), -each.document["first_year"]))


def find(code: str) -> KnownAgreement | None:
    """The one with that code."""
    return next((each for each in every() if each.code == code), None)
