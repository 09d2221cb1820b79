"""The report as Danish text, for a terminal or a mail."""

from collections.abc import Iterator
from textwrap import wrap

from flask_babel import gettext as _

from . import wording
from .finding import Finding
from .report import Report

WIDTH = 100


def as_text(report: Report) -> str:
    """The report as lines."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    plan = report.plan
    yield _("Evaluering %(year)s · »%(plan)s«, %(estate)s", year=report.year, plan=plan.name, estate=plan.estate)
    if report.outside:
        yield report.outside
        return
    yield subtitle(report)
    for activity in plan.activities.values():
        if found := report.of_activity(activity.id):
            yield from ("", f"{activity.id} {activity.name}")
            for finding in found:
                yield from _finding(finding)
    yield from ("", _("Også aftalt"))
    for finding in report.promises:
        yield f"  {finding.criterion.text}: {finding.shown} · {_state(finding)}"
    if report.lacking:
        yield from ("", _("Tal, vi mangler"))
        for each in report.lacking:
            who = plan.parties.get(each.party, "")
            yield f"  {each.name} · " + " · ".join(filter(None, (who, each.expected, ", ".join(each.criteria))))


def subtitle(report: Report) -> str:
    """Until when it counts, and whether that is the end."""
    until = _("Tal til og med %(date)s.", date=wording.day(report.period.until))
    if report.period.running:
        return f"{until} {_('Året er ikke slut: optalte tal er foreløbige.')}"
    return until


def _finding(finding: Finding) -> Iterator[str]:
    unit = finding.criterion.unit
    named = unit not in {"%", "ja/nej"} and finding.figure is not None
    figure = f"{finding.shown} {unit}" if named else finding.shown
    yield f"  {finding.id:4} {finding.criterion.text}"
    yield f"       {figure} ({finding.aim}) · {_state(finding)}"
    yield from wrap(finding.reading, WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 7)


def _state(finding: Finding) -> str:
    return f"{finding.state.words}, {_('foreløbig')}" if finding.provisional else finding.state.words
