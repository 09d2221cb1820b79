"""*Aflevér*: the ledger of a year with what was handed in of it, a year is handed in, and opened again."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import closing
from ...access import allow, signed_in
from ...base.messages import RefusedError
from ...evaluation import Report, handed_in
from ...evaluation.reported.acts import subjects
from ...evaluation.since import since_of
from ...questions import Text
from ...questions.html_form import PageForm
from .evaluation import ledger, report_of, report_today
from .pages import pages, taken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    """The ledger, and below it what was handed in, and what came since."""
    report = report_of(year)
    return ledger(
        report,
        since=since_of(report),
        closings=handed_in.closings(report.year, report.plan.code),
        asked_about=subjects(report.plan),
    )


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


def _asking(report: Report, refused: str = "") -> str:
    missing = list(closing.still_missing(report))
    return render_template("office/ask_hand_in.html", report=report, missing=missing, refused=refused)


def _file(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
