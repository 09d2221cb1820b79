"""What a criterion would say, beside its form: its sentence, two years on the records that there are, and what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ... import criteria
from ...agreement.kept import Document
from ...agreement.known import KnownAgreement
from ...criteria.parts import Part
from ...definitions.countable import KINDS
from ...evaluation import Finding
from ...evaluation.trying import Tried, tried
from .agreement_front import last_shown
from .evaluation import FORMS

# What a criterion can be tried without.
_WORDS = frozenset({"text", "activity"})
# The pages that list the other kinds of record.
_PAGES = {"walks": "office.walks", "events": "office.events", "follow_ups": "office.follow_up"}


@dataclass(frozen=True)
class CriterionSaid:
    """`sentence`: in pieces, with what was chosen; empty while something is lacking. `lacking`: (anchor, what to do). `judged`: the agreement's version says
    the same of it, so its years have pages of their own.
    """

    row: Part
    sentence: Sequence[tuple[str, bool]] = ()
    lacking: Sequence[tuple[str, str]] = ()
    warnings: Sequence[str] = ()
    tried: Sequence[Tried] = ()
    judged: frozenset[int] = frozenset()

    @property
    def _kind(self) -> str:
        return self.tried[0].finding.kind

    @property
    def many(self) -> str:
        """What it counts."""
        return KINDS[self._kind].many if self._kind else ""

    def figure(self, finding: Finding) -> str:
        """`93 af 100`; what is no count has its own words."""
        first = finding.first
        is_count = not (finding.is_share or finding.is_gap or finding.is_milestone or finding.is_trend)
        if first and is_count and first.target is not None and not first.cells and finding.counts_up:
            return _("%(figure)s af %(target)s", figure=finding.shown, target=finding.aim.partition(" ")[2])
        return finding.figures_shown

    def link(self, year: int) -> tuple[str, str] | None:
        """The address and the name of a page with what is behind a year; None where there is none."""
        if year in self.judged:
            address = url_for("office.criterion", year=year, criterion=self.row["code"])
            return f"{address}#behind", _("Se, hvad der ligger bag %(year)s", year=year)
        kind = self._kind
        if kind in FORMS:
            return url_for("office.records", form=FORMS[kind], year=year), _(
                "Se alle %(what)s i %(year)s", what=self.many, year=year
            )
        if kind in _PAGES:
            return url_for(_PAGES[kind], year=year), _("Se alle %(what)s", what=self.many)
        return None


def said_of(found: KnownAgreement, document: Document, row: Part, lacking: Sequence[tuple[str, str]]) -> CriterionSaid:
    """What a criterion of the document says. lacking: what its form lacks; it says something as soon as only its words do."""
    if not row or any(anchor not in _WORDS for anchor, _says in lacking):
        return CriterionSaid(row, lacking=lacking)
    last = last_shown(found, document)
    told = [fault.says for fault in criteria.warnings({**document, "criteria": [row]})]
    return CriterionSaid(
        row,
        criteria.in_parts(document, row),
        lacking,
        warnings=list(dict.fromkeys(told)),
        tried=tried(document, row, [last - 1, last]),
        judged=_judged(found, row, [last - 1, last]),
    )


def _judged(found: KnownAgreement, row: Part, years: Sequence[int]) -> frozenset[int]:
    """The years whose report shows just this criterion."""
    current = found.current
    if current is None:
        return frozenset()
    same: list[Any] = [each for each in current.document["criteria"] if each == row]
    own = range(max(current.first_year, current.valid_from.year), current.last_year + 1)
    return frozenset(year for year in years if same and year in own)
