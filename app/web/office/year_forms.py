"""The forms of milestones and of lists that were received."""

import datetime as dt
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _

from ...agreement import Milestone
from ...base.messages import IN_THE_FUTURE
from ...definitions import MilestoneFields
from ...definitions.reported_fields import MOST_ON_A_LIST
from ...evaluation import Report
from ...questions import Count, Day, Option, Text
from ...questions.html_form import PageForm


class MilestoneForm(PageForm, asks=MilestoneFields):
    """When a milestone was reached, and what documents it."""

    skippable = True
    date = Day(_("Dato"), ahead=None, required=True, missing=_("Skriv datoen"))

    def offer(self, milestone: Milestone) -> None:
        """Let a decision be chosen where the agreement has one to take."""
        if milestone.decisions:
            options = [Option("", _("Ikke skrevet")), *(Option(each, each) for each in milestone.decisions)]
            self["decision"].options = options
        else:
            del self.decision


class ListForm(PageForm):
    """That a list came: which, when, how many stood on it."""

    which = Text(_("Hvilken liste"), most=80, look="select", required=True, missing=_("Vælg listen"))
    date = Day(_("Kom den"), late=IN_THE_FUTURE, required=True, missing=_("Skriv, hvornår listen kom"))
    count = Count(
        _("Antal på listen"), most=MOST_ON_A_LIST, look="number", required=True,
        missing=_("Skriv, hvor mange der står på listen"),
    )  # fmt: skip

    def offer(self, report: Report) -> None:
        """Let the year's lists be chosen; those that have not come first."""
        due = sorted(report.lists, key=lambda each: each.arrived is not None)
        self["which"].options = [
            Option(f"{each.list.id}.{each.month}", _name(each.list.name, each.month, report.year)) for each in due
        ]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """One of the year's lists."""
        if values.get("which") not in [None, *(option.code for option in self["which"].options)]:
            errors["which"] = str(self["which"].question.missing)


def _name(name: str, month: int, year: int) -> str:
    return f"{name}, {format_date(dt.date(year, month, 1), 'MMMM')}" if month else name
