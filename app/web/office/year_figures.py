"""*Årets tal*: figures that others deliver, milestones and lists of a year, written down and corrected by the leader,
with what they mean beside them.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ... import agreement, evaluation
from ...access import allow, signed_in
from ...base import clock, years
from ...definitions import MilestoneFields
from ...evaluation import Report, State, reported
from ...evaluation.reported import EntryRefusedError, Given
from ...questions.danish_days import read_day
from .evaluation import report_of
from .pages import pages
from .year_forms import ListForm, MilestoneForm

# Measures whose figures stand on this page, and so the findings that stand beside them.
MEASURES = frozenset({"indicator_gap", "indicator_rate", "reduction", "figure"})
LONGEST = 200


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures")
@allow("evaluation.see")
def year_figures(year: int) -> ResponseReturnValue:
    """The year's figures, milestones and lists."""
    return _page(report_of(year))


@pages.post("/evaluation/<int(fixed_digits=4):year>/figures")
@allow("figures.enter")
def enter_figures(year: int) -> ResponseReturnValue:
    """Write down the figures that were changed on the page."""
    report = report_of(year)
    typed = _typed()
    try:
        changes, on = _changes(report), _day()
        written = reported.figures.enter(year, changes, source=typed.get("source", ""), on=on, person=signed_in())
    except EntryRefusedError as refused:
        return _page(report, errors=refused.errors, typed=typed), 422
    if not written:
        flash(_("Der var ingen nye tal at gemme."), "warning")
    else:
        flash(ngettext("%(num)d tal er gemt.", "%(num)d tal er gemt.", len(written)))
    return redirect(url_for("office.year_figures", year=year), 303)


@pages.post("/evaluation/<int(fixed_digits=4):year>/figures/preview")
@allow("figures.enter")
def preview_figures(year: int) -> ResponseReturnValue:
    """What the figures on the page would mean; nothing is written down."""
    report = report_of(year)
    errors: dict[str, str] = {}
    suppose: dict[str, Given | None] = {}
    for id, text in _changes(report, careful=False).items():
        try:
            checked = reported.figures.check(year, {id: text}, source=_("Forhåndsvisning"), person=signed_in())
        except EntryRefusedError as refused:
            errors |= refused.errors
        else:
            suppose |= {each.figure: each if each.value is not None else None for each in checked}
    supposed = evaluation.evaluate(year, suppose=suppose)
    return render_template("office/figure_meanings.html", report=supposed, meant=_meant(supposed), errors=errors)


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures/<figure>")
@allow("evaluation.see")
def figure_history(year: int, figure: str) -> ResponseReturnValue:
    """Everything that was ever given for one figure of a year."""
    asked = agreement.current().figures.get(figure)
    if asked is None or not years.is_possible(year):
        abort(404)
    return render_template(
        "office/figure_history.html", figure=asked, year=year, history=reported.figures.history(figure, year)
    )


@pages.post("/evaluation/<int(fixed_digits=4):year>/milestones/<milestone>")
@allow("figures.enter")
def enter_milestone(year: int, milestone: str) -> ResponseReturnValue:
    """Write down when a milestone was reached, or take that back."""
    asked = agreement.current().milestones.get(milestone) or abort(404)
    report = report_of(year)
    if request.form.get("take_back"):
        reported.milestones.take_back(milestone, year, person=signed_in())
        flash(_("%(name)s: datoen er taget tilbage.", name=asked.name))
        return redirect(url_for("office.year_figures", year=year), 303)
    form = MilestoneForm(request.form, prefix=f"{milestone}-")
    form.offer(asked)
    if not form.validate():
        return _page(report, forms={milestone: form}), 422
    try:
        reported.milestones.reach(milestone, person=signed_in(), **form.values)
    except EntryRefusedError as refused:
        form.show(refused.errors)
        return _page(report, forms={milestone: form}), 422
    flash(_("%(name)s er gemt.", name=asked.name))
    return redirect(url_for("office.year_figures", year=year), 303)


@pages.post("/evaluation/<int(fixed_digits=4):year>/lists")
@allow("figures.enter")
def enter_list(year: int) -> ResponseReturnValue:
    """Write down that a list came."""
    report = report_of(year)
    form = ListForm(request.form)
    form.offer(report)
    if not form.validate():
        return _page(report, list_form=form), 422
    id, _dot, month = form.values["which"].partition(".")
    try:
        reported.lists.receive(id, year, int(month), form.values["date"], form.values["count"], person=signed_in())
    except EntryRefusedError as refused:
        form.show(refused.errors)
        return _page(report, list_form=form), 422
    flash(_("Listen er skrevet ned."))
    return redirect(url_for("office.year_figures", year=year) + "#lists", 303)


def _page(
    report: Report,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    forms: Mapping[str, MilestoneForm] | None = None,
    list_form: ListForm | None = None,
) -> str:
    groups = groupby(report.figures, key=lambda line: line.figure.source)
    if list_form is None:
        list_form = ListForm()
        list_form.offer(report)
    return render_template(
        "office/year_figures.html",
        report=report,
        years=report.plan.years,
        groups=[(source, list(lines)) for source, lines in groups],
        needed_for={line.figure.id: _needed_for(report, line.figure.id) for line in report.figures},
        meant=_meant(report),
        errors=errors or {},
        typed=typed,
        today=clock.today(),
        longest=LONGEST,
        milestones=_milestones(report, forms or {}),
        list_form=list_form,
        missing=State.MISSING,
    )


def _milestones(report: Report, forms: Mapping[str, MilestoneForm]) -> list[dict[str, Any]]:
    """The milestones of the year, each with what the report says of it and its form."""
    said = {each.criterion.settings.get("milestone"): each for each in (*report.findings, *report.promises)}
    reached = reported.milestones.current()
    found = []
    for milestone in report.plan.milestones.values():
        finding = said.get(milestone.id)
        if finding is None or finding.state == "not_applicable":
            continue
        now = reached.get((milestone.id, report.year))
        form = forms.get(milestone.id)
        if form is None:
            form = MilestoneForm(values=MilestoneFields.values(now) if now else None, prefix=f"{milestone.id}-")
            form.offer(milestone)
        found.append({"milestone": milestone, "finding": finding, "reached": now, "form": form})
    return found


def _meant(report: Report) -> list[evaluation.Finding]:
    """The findings that the figures decide."""
    every = (*report.findings, *report.promises)
    return [each for each in every if each.criterion.measure in MEASURES and each.state != "not_applicable"]


def _needed_for(report: Report, figure: str) -> str:
    return ", ".join(each.id for each in report.findings if figure in each.criterion.settings.values())


def _typed() -> dict[str, str]:
    """Everything as it was typed, so that nothing is lost when something is wrong."""
    return {name: text[:LONGEST] for name, text in request.form.items() if name != "csrf_token"}


def _day() -> Any:
    """The date on which the figures were given; today where nobody said."""
    text = request.form.get("on", "").strip()
    try:
        return read_day(text) if text else clock.today()
    except ValueError as error:
        raise EntryRefusedError({"on": error.args[0]}) from None


def _changes(report: Report, *, careful: bool = True) -> dict[str, str]:
    """The figures that read otherwise than the page showed them; raises EntryRefusedError where somebody else has changed
    one of them meanwhile.
    """
    ask = request.form.get
    now = {line.figure.id: shown_value(line.given) for line in report.figures}
    names = [id for id in now if f"figure-{id}" in request.form]
    changes = {id: text for id in names if (text := ask(f"figure-{id}", "").strip()) != ask(f"was-{id}", "")}
    clashes = {
        id: _("En anden har imens skrevet »%(now)s«. Se efter, og gem igen.", now=now[id] or "–")
        for id, text in changes.items()
        if careful and now[id] not in (ask(f"was-{id}", ""), text)
    }
    if clashes:
        raise EntryRefusedError(clashes)
    return changes


@pages.app_template_filter()
def shown_value(given: Given | None) -> str:
    """A figure as it stands in its field: a comma before the decimals, no dots."""
    return "" if given is None or given.value is None else str(given.value).replace(".", ",")
