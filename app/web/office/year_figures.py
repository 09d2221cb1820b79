"""*Årets tal*: figures that others deliver, written down and corrected by the leader, with what they mean beside them."""

from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ... import agreement, evaluation
from ...access import allow, signed_in
from ...base import clock, years
from ...base.messages import RefusedError
from ...definitions import FigureFields
from ...evaluation import FigureLine, Lacking, Report, State, handed_in, reported
from ...evaluation.reported.figure_ledger import TypedFigure
from ...questions import Day
from ...questions.html_form import PageForm
from ...store import FigureEntry
from .evaluation import report_today
from .pages import pages


class FiguresForm(PageForm, asks=FigureFields, labels={"source": _l("Hvor har du tallet fra?")}):
    """Where the figures are from that were changed on the page, and when they were given (today, where nobody says)."""

    masks = True

    on = Day(_l("Givet den"), ahead=None)


@pages.get("/evaluation/<int(fixed_digits=4):year>/figures")
@allow("evaluation.see")
def year_figures(year: int) -> ResponseReturnValue:
    """The year's figures."""
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


def _page(
    report: Report,
    form: FiguresForm | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """errors: by figure."""
    shown = form or FiguresForm(values={"on": clock.today()})
    wrong = [(f"figure-{id}", message) for id, message in (errors or {}).items() if id not in shown]
    return render_template(
        "office/year_figures.html",
        report=report,
        years=report.plan.years,
        groups=_by_source(report),
        to_ask=_to_ask(report),
        needed_for={line.key: _needed_for(report, line.figure.id) for line in report.figures},
        meant=_meant(report),
        form=shown,
        errors=errors or {},
        problems=wrong + shown.problems(),
        typed=request.form if form else None,
        missing=State.MISSING,
        closed=handed_in.closed(report.year, report.plan.code),
    )


def _by_source(report: Report) -> list[tuple[str, list[list[FigureLine]]]]:
    """The year's figures by who has them; those of the areas of one stand together."""
    sources = groupby(report.figures, key=lambda line: line.figure.source)
    return [
        (source, [list(areas) for _id, areas in groupby(lines, key=lambda line: line.figure.id)])
        for source, lines in sources
    ]


def _to_ask(report: Report) -> dict[str, list[Lacking]]:
    """The figures that nobody has entered, by the name of who delivers them."""
    found: dict[str, list[Lacking]] = {}
    for each in report.lacking:
        if not each.is_milestone:
            found.setdefault(report.plan.parties[each.party], []).append(each)
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
