"""*Skriv evalueringen*: the yearly evaluation as an act, written down for the whole agreement and for each of its activities."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...access import allow, signed_in
from ...agreement import Agreement
from ...definitions import HeldFields
from ...evaluation import HeldLine, Report, handed_in, reported
from ...evaluation.reported.acts import WHOLE, decisions, purposes, subjects
from ...questions import Option
from ...questions.html_form import PageForm
from .evaluation import report_today
from .pages import pages, taken


class HeldForm(PageForm, asks=HeldFields):
    """The evaluation of the whole agreement or an activity in a year.

    `begun`: the purposes, where there are several, each to be judged; they stand in the field and are no judgement yet.
    """

    masks = True
    skippable = True

    def __init__(
        self, agreed: Agreement, about: str, formdata: Any = None, values: Mapping[str, Any] | None = None
    ) -> None:
        several = purposes(agreed, about) if len(purposes(agreed, about)) > 1 else ()
        self.begun = "\n".join(f"{each}:\n" for each in several).strip()
        super().__init__(formdata, values or {"judgement": self.begun})
        known = decisions(agreed, about)
        self["decision"].options = [Option("", _("Ikke skrevet")), *(Option(each, each) for each in known)]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """Something was judged."""
        if self.begun and values.get("judgement", "").split() == self.begun.split():
            errors["judgement"] = str(HeldFields.judgement.missing)


@pages.get("/evaluation/<int(fixed_digits=4):year>/held")
@allow("evaluation.see")
def held_of(year: int) -> ResponseReturnValue:
    """What was written of the year, of the whole agreement and each activity; `about`: the form of one of them."""
    report, about = report_today(year), request.args.get("about", "")
    if about and not report.outside:
        return _form(report, about, HeldForm(report.plan, _known(report, about), values=_values(report, about)))
    named = subjects(report.plan).items() if not report.outside else ()
    return render_template(
        "office/evaluation_held.html",
        report=report,
        years=report.plan.years,
        rows=[(code, name, _line(report, code)) for code, name in named],
        parties=report.plan.parties,
        closed=handed_in.closed(year, report.plan.code),
    )


@pages.post("/evaluation/<int(fixed_digits=4):year>/held")
@allow("figures.enter", trace="changed evaluation")
def hold(year: int) -> ResponseReturnValue:
    """Write down that an evaluation was held, or correct it."""
    report = report_today(year)
    about = _known(report, request.form.get("about", ""))
    form = HeldForm(report.plan, about, request.form)

    def write(said: dict[str, Any]) -> None:
        reported.evaluations.hold(year, about, said, person=signed_in(), code=report.plan.code)

    if not taken(form, write):
        return _form(report, about, form), 422
    flash(_("Evalueringen er skrevet ned."))
    if handed_in.closed(year, report.plan.code):
        flash(_("%(year)d er afleveret: den står under »Siden afleveringen«.", year=year), "warning")
    return redirect(url_for("office.held_of", year=year, _anchor=f"about-{about}"), 303)


def _form(report: Report, about: str, form: HeldForm) -> str:
    findings = report.findings if about == WHOLE else report.of_activity(about)
    return render_template(
        "office/evaluation_held_form.html",
        report=report,
        about=about,
        name=subjects(report.plan)[about],
        purposes=purposes(report.plan, about),
        findings=findings,
        form=form,
        closed=handed_in.closed(report.year, report.plan.code),
    )


def _known(report: Report, about: str) -> str:
    return about if about in subjects(report.plan) else abort(404)


def _line(report: Report, about: str) -> HeldLine | None:
    return next((each for each in report.evaluations if each.about == about), None)


def _values(report: Report, about: str) -> dict[str, Any] | None:
    """What was written of one, to be corrected."""
    line = _line(report, about)
    return HeldFields.values(line) if line else None
