"""*Årets tal*: figures that others deliver, milestones and lists of a year, written down and corrected by the leader,
with what they mean beside them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import agreement, evaluation
from ...access import allow, signed_in
from ...agreement import Milestone
from ...base import clock, years
from ...base.messages import IN_THE_FUTURE, RefusedError
from ...definitions import FigureFields, ListFields, MilestoneFields
from ...definitions.office_fields import MOST_ON_A_LIST
from ...evaluation import Report, State, handed_in, reported
from ...evaluation.reported import ledgers
from ...evaluation.reported.figure_ledger import TypedFigure
from ...questions import Count, Day, Option, Text
from ...questions.html_form import PageForm
from ...store import FigureEntry
from .evaluation import report_today
from .pages import pages


class FiguresForm(PageForm, asks=FigureFields, labels={"source": _l("Hvor har du tallet fra?")}):
    """Where the figures are from that were changed on the page, and when they were given (today, where nobody says)."""

    masks = True

    on = Day(_l("Givet den"), ahead=None)


class MilestoneForm(PageForm, asks=MilestoneFields):
    """When a milestone was reached, and what documents it; a decision where the agreement has one to take."""

    skippable = True

    date = Day(_l("Dato"), ahead=None, required=True, missing=_l("Skriv datoen"))

    def __init__(self, milestone: Milestone, formdata: Any = None, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata, values, prefix=f"{milestone.id}-")
        if milestone.decisions:
            options = [Option("", _l("Ikke skrevet")), *(Option(each, each) for each in milestone.decisions)]
            self["decision"].options = options
        else:
            del self.decision


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
            Option(f"{each.list.id}.{each.month}", _name(each.list.name, each.month, report.year)) for each in due
        ]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """One of the year's lists; no more than stand on it."""
        for name, message in ledgers.too_many(values).items():
            errors.setdefault(name, message)
        if values.get("which") not in [None, *(option.code for option in self["which"].options)]:
            errors["which"] = str(self["which"].question.missing)


def _name(name: str, month: int, year: int) -> str:
    return f"{name}, {format_date(dt.date(year, month, 1), 'MMMM')}" if month else name


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures")
@allow("evaluation.see")
def year_figures(year: int) -> ResponseReturnValue:
    """The year's figures, milestones and lists."""
    return _page(report_today(year))


@pages.post("/evaluation/<int(fixed_digits=4):year>/figures")
@allow("figures.enter")
def enter_figures(year: int) -> ResponseReturnValue:
    """Write down the figures that were changed on the page, unless somebody else has changed one of them meanwhile."""
    report, form = report_today(year), FiguresForm(request.form)
    changes = _changes(report)
    errors = _clashes(report, changes)
    if errors or not form.validate():
        return _page(report, form, errors), 422
    try:
        written = reported.figures.enter(year, changes, person=signed_in(), **form.values)
    except RefusedError as refused:
        form.show({name: message for name, message in refused.errors.items() if name in form})
        return _page(report, form, refused.errors), 422
    if not written:
        flash(_("Der var ingen nye tal at gemme."), "warning")
    else:
        flash(ngettext("%(num)d tal er gemt.", "%(num)d tal er gemt.", len(written)))
    return redirect(url_for("office.year_figures", year=year), 303)


@pages.post("/evaluation/<int(fixed_digits=4):year>/figures/preview")
@allow("figures.enter")
def preview_figures(year: int) -> ResponseReturnValue:
    """What the figures on the page would mean; nothing is written down, and what cannot be read means nothing."""
    suppose: dict[tuple[str, str], FigureEntry | None] = {}
    for key, text in _changes(report_today(year)).items():
        id, _dash, area = key.partition("-")
        told = TypedFigure(id, text, _("Forhåndsvisning"), clock.today(), area=area)
        with suppress(RefusedError):
            checked = reported.figures.check(year, [told], person=signed_in())
            suppose |= {(each.figure, each.area): None if each.value is None else each for each in checked}
    supposed = evaluation.evaluate(year, suppose=suppose)
    return render_template("office/figure_meanings.html", report=supposed, meant=_meant(supposed))


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures/<figure>")
@allow("evaluation.see")
def figure_history(year: int, figure: str) -> ResponseReturnValue:
    """Everything that was ever given for one figure of a year, `?area=` in an area where each has one."""
    agreed, area = agreement.of_year(year), request.args.get("area", "")
    asked = agreement.figures().get(figure)
    if asked is None or not years.is_possible(year) or area not in {"", *agreed.areas}:
        abort(404)
    return render_template(
        "office/figure_history.html",
        figure=asked,
        name=agreed.figure_name(figure, area),
        year=year,
        history=reported.figures.history(figure, year, area),
    )


@pages.post("/evaluation/<int(fixed_digits=4):year>/milestones/<milestone>")
@allow("figures.enter")
def enter_milestone(year: int, milestone: str) -> ResponseReturnValue:
    """Write down when a milestone was reached, or take that back."""
    report = report_today(year)
    asked, code = report.plan.milestones.get(milestone) or abort(404), report.plan.code
    if request.form.get("take_back"):
        reported.milestones.take_back(milestone, year, person=signed_in(), code=code)
        flash(_("%(name)s: datoen er taget tilbage.", name=asked.name))
        return redirect(url_for("office.year_figures", year=year), 303)
    form = MilestoneForm(asked, request.form)
    about = None if asked.deadline else year

    def reach(said: dict[str, Any]) -> None:
        reported.milestones.reach(milestone, person=signed_in(), code=code, about=about, **said)

    if not taken(form, reach):
        return _page(report, milestone_forms={milestone: form}), 422
    flash(_("%(name)s er gemt.", name=asked.name))
    return redirect(url_for("office.year_figures", year=year), 303)


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
    return redirect(url_for("office.year_figures", year=year) + "#lists", 303)


def taken(form: PageForm, write: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether what a form says was written; what is wrong with it stands in the form."""
    if not form.validate():
        return False
    try:
        write(form.values)
    except RefusedError as refused:
        form.show(refused.errors)
        return False
    return True


def _page(
    report: Report,
    form: FiguresForm | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    milestone_forms: Mapping[str, MilestoneForm] | None = None,
    list_form: ListForm | None = None,
) -> str:
    """errors: by figure."""
    shown = form or FiguresForm(values={"on": clock.today()})
    wrong = [(f"figure-{id}", message) for id, message in (errors or {}).items() if id not in shown]
    return render_template(
        "office/year_figures.html",
        report=report,
        years=report.plan.years,
        groups=[
            (source, list(lines)) for source, lines in groupby(report.figures, key=lambda line: line.figure.source)
        ],
        needed_for={line.key: _needed_for(report, line.figure.id) for line in report.figures},
        meant=_meant(report),
        form=shown,
        errors=errors or {},
        problems=wrong + shown.problems(),
        typed=request.form if form else None,
        milestones=_milestones(report, milestone_forms or {}),
        list_form=list_form or ListForm(report),
        missing=State.MISSING,
        closed=handed_in.closed(report.year, report.plan.code),
    )


def _milestones(report: Report, forms: Mapping[str, MilestoneForm]) -> list[dict[str, Any]]:
    """The milestones of the year, each with what the report says of it and its form."""
    said = {code: each for each in (*report.promises, *report.findings) for code in each.milestones}
    reached = reported.milestones.current(report.plan.code)
    found = []
    for milestone in report.plan.milestones.values():
        finding = said.get(milestone.id)
        if finding is None or finding.state == State.NOT_APPLICABLE:
            continue
        now = reached.get((milestone.id, report.year))
        form = forms.get(milestone.id) or MilestoneForm(milestone, values=MilestoneFields.values(now) if now else None)
        found.append({"milestone": milestone, "finding": finding, "reached": now, "form": form})
    return found


def _meant(report: Report) -> list[evaluation.Finding]:
    """The findings that the figures decide."""
    every = (*report.findings, *report.promises)
    return [each for each in every if each.figures and each.state != State.NOT_APPLICABLE]


def _needed_for(report: Report, figure: str) -> str:
    return ", ".join(each.id for each in report.findings if figure in each.figures)


def _changes(report: Report) -> dict[str, str]:
    """The figures that read otherwise than the page showed them."""
    ask = request.form.get
    ids = [line.key for line in report.figures if f"figure-{line.key}" in request.form]
    return {id: text for id in ids if (text := ask(f"figure-{id}", "").strip()) != ask(f"was-{id}", "")}


def _clashes(report: Report, changes: Mapping[str, str]) -> dict[str, str]:
    """The changed figures that somebody else has changed meanwhile."""
    now = {line.key: shown_value(line.given) for line in report.figures}
    return {
        id: _("En anden har imens skrevet »%(now)s«. Se efter, og gem igen.", now=now[id] or "–")
        for id, text in changes.items()
        if now[id] not in (request.form.get(f"was-{id}", ""), text)
    }


@pages.app_template_filter()
def shown_value(given: FigureEntry | None) -> str:
    """A figure as it stands in its field: a comma before the decimals, no dots."""
    return "" if given is None or given.value is None else str(given.value).replace(".", ",")
