"""The front of a draft: its activities with their criteria, each as its sentence, with what it says of last and this year."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import criteria
from ...access import allow
from ...agreement.kept import Document
from ...agreement.known import KnownAgreement
from ...criteria import editing, parts
from ...criteria.parts import Part
from ...evaluation import Finding, State, trying
from ...store import by_year
from .agreement_editing import FRONT, Edited, edited, page
from .pages import pages


@dataclass(frozen=True)
class CriterionLine:
    """A criterion on the front. `sentence`: empty where something is wrong with it, which `faults` tell; `before`: what it
    said in the newest version, where that was something else; `is_new`: no version has it. `said`: by year what it says.
    """

    row: Part
    seen: str
    sentence: str = ""
    before: str = ""
    is_new: bool = False
    faults: list[str] = field(default_factory=list)
    said: dict[int, Finding] = field(default_factory=dict)

    @property
    def told(self) -> Iterator[tuple[int, Finding, str]]:
        """Each year that it says anything of, with the figure in words."""
        for year, finding in self.said.items():
            if finding.state != State.NOT_APPLICABLE:
                is_known = finding.readings and finding.figure is not None
                words = finding.figures_shown if is_known else ""
                yield year, finding, _("%(figure)s indtil nu", figure=words) if words and finding.provisional else words


@pages.get("/agreements/<id>/draft")
@allow("evaluation.see")
def agreement_draft(id: str) -> ResponseReturnValue:
    """The draft, from where each of its parts is changed."""
    of = edited(id)
    lines = list(_lines(of))
    activities = [
        (row, editing.mark(row), [line for line in lines if line.row["activity"] == code])
        for code, row in editing.rows(of.document, "activities").items()
    ]
    known = {row["code"] for row in of.document["activities"]}
    lost = [line for line in lines if line.row["activity"] not in known]
    return page(
        "office/agreement_edit.html",
        of,
        part=FRONT,
        activities=activities,
        lost=lost,
        moved=request.args.get("move", ""),
    )


def shown_years(found: KnownAgreement, document: Document) -> list[int]:
    """The agreement's years that a criterion is tried on: this and the last one; of one that is over, the last that hold anything."""
    last = last_shown(found, document)
    return [year for year in (last - 1, last) if year in parts.years(document)]


def last_shown(found: KnownAgreement, document: Document) -> int:
    """Today's year; of an agreement that is over, its last one that holds anything."""
    if found.present_year <= document["last_year"]:
        return found.present_year
    return max(by_year.filled().intersection(parts.years(document)), default=document["last_year"])


def _lines(of: Edited) -> Iterator[CriterionLine]:
    newest = of.found.newest
    before = editing.rows(newest.document, FRONT) if newest else {}
    said = {} if criteria.check(of.document) else trying.all_tried(of.document, shown_years(of.found, of.document))
    for row in of.document[FRONT]:
        code = row["code"]
        seen = editing.mark(row)
        if faults := [says for _member, says in of.faults_of_row(FRONT, code)]:
            yield CriterionLine(row, seen, faults=faults)
            continue
        sentence = criteria.sentence(of.document, row)
        was = criteria.sentence(newest.document, before[code]) if newest and code in before else sentence
        changed = criteria.difference(was, sentence)[0] if was != sentence else ""
        yield CriterionLine(
            row, seen, sentence, changed, is_new=bool(newest) and code not in before, said=said.get(code, {})
        )
