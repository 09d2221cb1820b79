"""*Møder og milepæle*: the meetings of a year with what they lack, the milestones and the lists received, written down by the
leader.
"""

import copy
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...access import allow, signed_in
from ...agreement import Milestone
from ...base.messages import IN_THE_FUTURE
from ...definitions import ListFields, MilestoneFields
from ...definitions.office_fields import MOST_ON_A_LIST
from ...evaluation import Finding, Report, State, handed_in, meetings, reported
from ...evaluation.reported import ledgers
from ...evaluation.reported.ledgers import DueList
from ...questions import Choices, Count, Day, Option, OptionSet, Text
from ...questions.html_form import PageForm
from ...store import MilestoneEntry
from .evaluation import report_today
from .pages import pages, taken

NOT_SAID = _l("Noten skal også sige, %(what)s. Skriv det, og sæt kryds; eller lad noten være tom, til I ved det.")


class MilestoneForm(PageForm, asks=MilestoneFields):
    """When a milestone was reached, and what documents it; a decision where the agreement has one to take.

    `said`: what of the agreement's demands the note says, a tick each. It is not kept: a note that stands says all of them.
    """

    skippable = True

    date = Day(_l("Dato"), ahead=None, required=True, missing=_l("Skriv datoen"))
    said = Choices(_l("Det siger noten"), look="list", default=())

    def __init__(self, milestone: Milestone, formdata: Any = None, values: Mapping[str, Any] | None = None) -> None:
        self.demands = {str(number): each for number, each in enumerate(milestone.demands)}
        if values and values.get("note"):
            values = {**values, "said": list(self.demands)}
        super().__init__(formdata, values, prefix=f"{milestone.id}-")
        if self.demands:
            self._demand(self["said"])
        else:
            del self.said
        if milestone.decisions:
            options = [Option("", _l("Ikke skrevet")), *(Option(each, each) for each in milestone.decisions)]
            self["decision"].options = options
        else:
            del self.decision

    def _demand(self, field: Any) -> None:
        """Let this milestone's demands be what can be ticked."""
        known = OptionSet(Option(code, each) for code, each in self.demands.items())
        field.question, field.options = copy.copy(field.question), known.options
        field.question.agree(lambda: known)

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """A note says all that is demanded."""
        said = values.pop("said", None) or ()
        left = [each for code, each in self.demands.items() if code not in said]
        if values.get("note") and left:
            errors["said"] = NOT_SAID % {"what": " og ".join(left)}


class ListForm(PageForm, asks=ListFields, labels={"contacted": None, "solved": None}):
    """That a list came: which of the year's, those that have not come first; when, how many stood on it, what came of them."""

    skippable = True

    which = Text(_l("Hvilken liste"), most=80, look="select", required=True, missing=_l("Vælg listen"))
    date = Day(_l("Kom den"), late=IN_THE_FUTURE, required=True, missing=_l("Skriv, hvornår listen kom"))
    count = Count(
        _l("Antal på listen"), most=MOST_ON_A_LIST, look="number", required=True,
        missing=_l("Skriv, hvor mange der står på listen"),
    )  # fmt: skip

    def __init__(self, report: Report, formdata: Any = None) -> None:
        super().__init__(formdata)
        due = sorted(report.lists, key=lambda each: each.arrived is not None)
        self["which"].options = [
            Option(f"{each.list.id}.{each.month}", ", ".join(filter(None, (each.list.name, _month(report, each)))))
            for each in due
        ]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """One of the year's lists; no more than stand on it."""
        for name, message in ledgers.too_many(values).items():
            errors.setdefault(name, message)
        if values.get("which") not in [None, *(option.code for option in self["which"].options)]:
            errors["which"] = str(self["which"].question.missing)


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone of the year, what the report says of it, None where no criterion asks, and its form."""

    milestone: Milestone
    finding: Finding | None
    reached: MilestoneEntry | None
    form: MilestoneForm


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list of the year; `month` in words, empty for one that comes once. `is_late`: it has not come, and its time has."""

    due: DueList
    month: str
    is_late: bool


@pages.get("/evaluation/<int(fixed_digits=4):year>/meetings")
@allow("evaluation.see")
def year_meetings(year: int) -> ResponseReturnValue:
    """The year's meetings, milestones and lists."""
    return _page(report_today(year))


@pages.post("/evaluation/<int(fixed_digits=4):year>/milestones/<milestone>")
@allow("figures.enter")
def enter_milestone(year: int, milestone: str) -> ResponseReturnValue:
    """Write down when a milestone was reached, or take that back."""
    report = report_today(year)
    asked, code = report.plan.milestones.get(milestone) or abort(404), report.plan.code
    if request.form.get("take_back"):
        reported.milestones.take_back(milestone, _year_of(asked, year), person=signed_in(), code=code)
        flash(_("%(name)s: datoen er taget tilbage.", name=asked.name))
        return _to(year, "milestones")
    form = MilestoneForm(asked, request.form)
    about = None if asked.deadline else year

    def reach(said: dict[str, Any]) -> None:
        said.pop("said", None)
        reported.milestones.reach(milestone, person=signed_in(), code=code, about=about, **said)

    if not taken(form, reach):
        return _page(report, milestone_forms={milestone: form}), 422
    flash(_("%(name)s er gemt.", name=asked.name))
    return _to(year, "milestones")


@pages.post("/evaluation/<int(fixed_digits=4):year>/lists")
@allow("figures.enter")
def enter_list(year: int) -> ResponseReturnValue:
    """Write down that a list came."""
    report = report_today(year)
    form = ListForm(report, request.form)

    def receive(said: dict[str, Any]) -> None:
        id, _dot, month = said.pop("which").partition(".")
        reported.lists.receive(id, year, int(month), person=signed_in(), code=report.plan.code, **said)

    if not taken(form, receive):
        return _page(report, list_form=form), 422
    flash(_("Listen er skrevet ned."))
    return _to(year, "lists")


def _to(year: int, part: str) -> ResponseReturnValue:
    return redirect(url_for("office.year_meetings", year=year, _anchor=part), 303)


def _page(
    report: Report,
    *,
    milestone_forms: Mapping[str, MilestoneForm] | None = None,
    list_form: ListForm | None = None,
) -> str:
    return render_template(
        "office/year_meetings.html",
        report=report,
        years=report.plan.years,
        asked=list(meetings.asked(report)),
        meetings=meetings.of_year(report.plan, report.period) if not report.outside else [],
        milestones=list(_milestones(report, milestone_forms or {})),
        lists=[ListRow(each, _month(report, each), _is_late(report, each)) for each in report.lists],
        list_form=list_form or ListForm(report),
        missing=State.MISSING,
        closed=handed_in.closed(report.year, report.plan.code),
    )


def _milestones(report: Report, forms: Mapping[str, MilestoneForm]) -> Iterator[MilestoneRow]:
    """Those that a criterion of the year looks at, and those that are to be reached in it."""
    every = (*report.promises, *report.findings)
    said = {code: each for each in every if each.state != State.NOT_APPLICABLE for code in each.milestones}
    reached = reported.milestones.current(report.plan.code)
    due = [] if report.outside else [each for each in report.plan.milestones_of(report.year) if each.is_of(report.year)]
    for milestone in report.plan.milestones.values():
        if milestone.id not in said and milestone not in due:
            continue
        now = reached.get((milestone.id, _year_of(milestone, report.year)))
        form = forms.get(milestone.id) or MilestoneForm(milestone, values=MilestoneFields.values(now) if now else None)
        yield MilestoneRow(milestone, said.get(milestone.id), now, form)


def _year_of(milestone: Milestone, year: int) -> int:
    """Under which year it is written down on the page of a year."""
    return milestone.deadline.year if milestone.deadline else year


def _first_of(report: Report, due: DueList) -> dt.date:
    """The first day of the month that a list is for; the year's last day of one that comes once."""
    first = report.period.first
    return (
        first.replace(year=first.year + (due.month < first.month), month=due.month) if due.month else report.period.last
    )


def _month(report: Report, due: DueList) -> str:
    return format_date(_first_of(report, due), "MMMM") if due.month else ""


def _is_late(report: Report, due: DueList) -> bool:
    return due.arrived is None and _first_of(report, due) <= report.as_of
