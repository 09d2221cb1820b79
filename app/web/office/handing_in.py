"""*Aflevér*: the yearly evaluation is written down, a year is handed in, and opened again."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import closing
from ...access import allow, signed_in
from ...agreement import Agreement
from ...base.messages import RefusedError
from ...definitions import HeldFields
from ...evaluation import Report, handed_in, reported
from ...evaluation.reported.acts import decisions, subjects
from ...evaluation.since import since_of
from ...questions import Option, Text
from ...questions.html_form import PageForm
from .evaluation import ledger, report_of, report_today
from .pages import pages, taken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class HeldForm(PageForm, asks=HeldFields):
    """The evaluation of the whole agreement or an activity in a year."""

    masks = True
    skippable = True

    about = Text(
        _l("Hvad er evalueret?"), most=40, look="select", required=True, missing=_l("Vælg, hvad der er evalueret")
    )

    def __init__(self, agreed: Agreement, formdata: Any = None, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata, values)
        known = subjects(agreed)
        self["about"].options = [Option(code, name) for code, name in known.items()]
        offered = dict.fromkeys(each for about in known for each in decisions(agreed, about))
        self["decision"].options = [Option("", _("Ikke skrevet")), *(Option(each, each) for each in offered)]


class ReasonForm(PageForm):
    """Why a year is opened again."""

    masks = True

    reason = Text(
        _l("Hvorfor?"), most=closing.MOST_REASON, required=True, missing=closing.NO_REASON,
        help=_l("Grunden står ved det, der blev afleveret. Ingen navne eller CPR-numre."),
    )  # fmt: skip


@pages.get("/evaluation/<int(fixed_digits=4):year>")
@allow("evaluation.see")
def evaluation_of(year: int) -> ResponseReturnValue:
    """The ledger, and below it the act: what was held, what was handed in, what came since. `held`: one to correct."""
    report = report_of(year)
    return _page(report, HeldForm(report.plan, values=_values(report, asked.args.get("held", ""))))


@pages.post("/evaluation/<int(fixed_digits=4):year>/held")
@allow("figures.enter", trace="changed evaluation")
def hold(year: int) -> ResponseReturnValue:
    """Write down that an evaluation was held, or correct it."""
    report = report_today(year)
    form = HeldForm(report.plan, asked.form)

    def write(said: dict[str, Any]) -> None:
        reported.evaluations.hold(year, said.pop("about"), said, person=signed_in(), code=report.plan.code)

    if not taken(form, write):
        return _page(report_of(year), form, is_open=True), 422
    flash(_("Evalueringen er skrevet ned."))
    if handed_in.closed(year, report.plan.code):
        flash(_("%(year)d er afleveret: den står under »Siden afleveringen«.", year=year), "warning")
    return redirect(url_for("office.evaluation_of", year=year) + "#held", 303)


@pages.get("/evaluation/<int(fixed_digits=4):year>/hand-in")
@allow("figures.enter")
def ask_hand_in(year: int) -> ResponseReturnValue:
    """Ask before a year is handed in: what is still missing, and what happens."""
    report = report_of(year)
    if report.closed or report.outside:
        return redirect(url_for("office.evaluation_of", year=year) + "#handed-in")
    return _asking(report)


@pages.post("/evaluation/<int(fixed_digits=4):year>/hand-in")
@allow("figures.enter", trace="handed_in evaluation")
def hand_in(year: int) -> ResponseReturnValue:
    """Hand the year in; the answer is the workbook that goes with it, which is kept nowhere."""
    report = report_today(year)
    try:
        done = closing.close(year, report.plan.code, signed_in())
    except RefusedError as refused:
        return _asking(report, str(refused)), 409
    return _file(done.workbook, f"feltbog-{year}-afleveret.xlsx")


@pages.get("/evaluation/<int(fixed_digits=4):year>/open-again")
@allow("figures.enter")
def ask_open_again(year: int) -> ResponseReturnValue:
    """Ask why, before a year is opened again."""
    report = report_of(year)
    if not report.closed:
        return redirect(url_for("office.evaluation_of", year=year))
    return render_template("office/ask_open_again.html", report=report, form=ReasonForm())


@pages.post("/evaluation/<int(fixed_digits=4):year>/open-again")
@allow("figures.enter", trace="reopened evaluation")
def open_again(year: int) -> ResponseReturnValue:
    """Open a year again: it shows what there is today, until it is handed in anew."""
    report = report_of(year)
    form = ReasonForm(asked.form)
    if not taken(form, lambda said: closing.reopen(year, report.plan.code, signed_in(), said["reason"])):
        return render_template("office/ask_open_again.html", report=report, form=form), 422
    flash(_("%(year)d er åbent igen. Det, der blev afleveret, er gemt.", year=year))
    return redirect(url_for("office.evaluation_of", year=year) + "#handed-in", 303)


@pages.get("/evaluation/<int(fixed_digits=4):year>/handed-in/<int:number>.xlsx")
@allow("evaluation.see", trace="exported evaluation")
def handed_in_workbook(year: int, number: int) -> ResponseReturnValue:
    """What is kept of the workbook that was handed in: no row of a single record, no words, places or people."""
    found = next((each for each in handed_in.closings(year, report_of(year).plan.code) if each.number == number), None)
    if found is None or found.workbook is None:
        abort(404)
    return _file(found.workbook, f"feltbog-{year}-afleveret-{number}.xlsx")


def _page(report: Report, form: HeldForm, *, is_open: bool = False) -> str:
    return ledger(
        report,
        held_form=form,
        held_is_open=is_open or bool(asked.args.get("held")),
        since=since_of(report),
        closings=handed_in.closings(report.year, report.plan.code),
        parties=report.plan.parties,
    )


def _values(report: Report, about: str) -> dict[str, Any]:
    """What was written of one, to be corrected."""
    held = next((each for each in report.evaluations if each.about == about), None)
    return {"about": about, **HeldFields.values(held)} if held else {}


def _asking(report: Report, refused: str = "") -> str:
    missing = list(closing.still_missing(report))
    return render_template("office/ask_hand_in.html", report=report, missing=missing, refused=refused)


def _file(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
