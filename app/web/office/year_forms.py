"""The forms of milestones and of lists that were received."""

import datetime as dt
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import Optional

from ...agreement import Milestone
from ...evaluation import Report
from ...evaluation.reported import Reached
from ..page_form import PageForm
from .typed_fields import CountField, DayField, Needed, Storable

MOST_NOTE = 1000
MOST_ON_A_LIST = 100_000


class MilestoneForm(PageForm):
    """When a milestone was reached, and what documents it."""

    date = DayField(_("Dato"), validators=[Needed(_("Skriv datoen"))])
    note = StringField(_("Dokumentation"), [Storable(MOST_NOTE), Optional()])
    decision = SelectField(_("Beslutning"), choices=[], validate_choice=False)

    def offer(self, milestone: Milestone) -> None:
        """Let a decision be chosen where the agreement has one to take."""
        if milestone.decisions:
            choices = [SelectChoice("", _("Ikke skrevet")), *(SelectChoice(each, each) for each in milestone.decisions)]
            self.decision.choices = choices
        else:
            del self.decision

    @staticmethod
    def of(reached: Reached | None) -> dict[str, Any]:
        """What is written down."""
        return {"date": reached.date, "note": reached.note, "decision": reached.decision} if reached else {}

    def answers(self) -> dict[str, Any]:
        """The arguments of `figures.milestones.reach`."""
        decision = self.decision.data if "decision" in self else ""
        return {
            "date": self.date.data,
            "note": self.note.data or "",
            "decision": decision,
        }


class ListForm(PageForm):
    """That a list came: which, when, how many stood on it."""

    which = SelectField(_("Hvilken liste"), choices=[], validators=[Needed(_("Vælg listen"))])
    date = DayField(_("Kom den"), validators=[Needed(_("Skriv, hvornår listen kom"))])
    count = CountField(
        _("Antal på listen"), most=MOST_ON_A_LIST, validators=[Needed(_("Skriv, hvor mange der står på listen"))]
    )

    def offer(self, report: Report) -> None:
        """Let the year's lists be chosen; those that have not come first."""
        due = sorted(report.lists, key=lambda each: each.arrived is not None)
        self.which.choices = [
            SelectChoice(f"{each.list.id}.{each.month}", _name(each.list.name, each.month, report.year)) for each in due
        ]


def _name(name: str, month: int, year: int) -> str:
    return f"{name}, {format_date(dt.date(year, month, 1), 'MMMM')}" if month else name
