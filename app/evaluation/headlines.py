"""A finding in one line, as the title of its chart: what it says, never what the agreement hopes for."""

from flask_babel import gettext as _

from . import wording
from .finding import Finding


def headline(finding: Finding, baseline_year: int) -> str:
    """`M2 Afstanden er øget: 6,4 point, 5,4 i 2015`; `A2b 93 henvendelser (mindst 100): ikke opfyldt`.

    Without a figure the criterion itself, and that it is missing.
    """
    criterion, state = finding.criterion, wording.in_a_sentence(finding.state.words)
    if finding.figure is None:
        return f"{finding.id} {criterion.text}: {state}"
    figure = finding.shown if criterion.unit in {"%", "ja/nej"} else wording.unit(finding.shown, criterion.unit)
    if criterion.measure == "indicator_gap":
        return _(
            "%(id)s Afstanden er %(state)s: %(figure)s, %(was)s i %(year)s",
            id=finding.id, state=state, figure=figure, was=finding.was, year=baseline_year,
        )  # fmt: skip
    return f"{finding.id} {figure} ({finding.aim}): {state}"
