"""The leader's pages of records: the list, one record, and its corrections. A counsellor opens their own contacts."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ... import intake, records
from ...access import allow, signed_in
from ...definitions import listed_forms
from ...intake.amendment import RecordChangedError
from ...questions import Text
from ...questions.html_form import AnswersForm, PageForm
from ...store import by_year
from .activity_choices import offer_gatherings
from .pages import pages
from .record_filters import address, read_filters, read_page

LONGEST_REASON = 500
NO_REASON = lazy_gettext("Skriv, hvorfor registreringen trækkes tilbage. Højst %(most)d tegn.", most=LONGEST_REASON)


class WithdrawForm(PageForm):
    """Why a record shall not count. Personal numbers are taken out when it is written down."""

    masks = True
    reason = Text(lazy_gettext("Hvorfor?"), most=LONGEST_REASON, look="text", required=True, missing=NO_REASON)


@pages.app_template_global("office_may")
def may(action: str) -> bool:
    """Whether whoever asks may do that, for what a page offers."""
    return signed_in().may(action)


@pages.get("/records", endpoint="records")
@allow("records.see", trace="saw records")
def record_list() -> ResponseReturnValue:
    """All records, filtered."""
    filters = read_filters()
    return render_template(
        "office/records.html",
        filters=filters,
        listed=records.listed(filters, read_page()),
        forms=listed_forms(),
        years=[(year, year) for year in reversed(by_year.used())],
        gatherings={to: [(found.id, found.label) for found in records.gatherings(to)] for to in by_year.GATHERINGS},
        senders=records.senders(),
        address=address,
    )


@pages.get("/records/<form>/<id>", endpoint="record")
@allow("contacts.see_own", trace="saw <form>")
def one(form: str, id: str) -> ResponseReturnValue:
    """One record with its history."""
    return render_template("office/record.html", record=_find(form, id), form=WithdrawForm())


@pages.get("/records/<form>/<id>/amend")
@allow("records.amend", trace="saw <form>")
def amend(form: str, id: str) -> ResponseReturnValue:
    """The record's answers, to correct."""
    record = _find(form, id)
    if record.withdrawn_at:
        flash(_("Registreringen er trukket tilbage. Fortryd det først, og ret den så."), "warning")
        return redirect(_address(record))
    return _amending(record, record.form.wtform(data=record.answers))


@pages.post("/records/<form>/<id>/amend")
@allow("records.amend", trace="changed <form>")
def save_amended(form: str, id: str) -> ResponseReturnValue:
    """Store the corrected answers, or show what is wrong, or what somebody else has changed meanwhile."""
    record = _find(form, id)
    wtform = record.form.wtform(request.form)
    # Not "note": a question of the form itself may have that name.
    seen, why = request.form.get("seen", type=int, default=-1), request.form.get("why", "")[:LONGEST_REASON]
    if not wtform.validate():
        return _amending(record, wtform, seen=seen, why=why), 422
    try:
        cleaned = intake.amend(record.form, id, wtform.answers(), signed_in(), seen, why)
    except RecordChangedError:
        record = _find(form, id)
        found = records.titles(record.form, [*record.answers.values(), *wtform.answers().values()])
        clash = records.differences(record.form, record.answers, wtform.answers(), found)
        return _amending(record, wtform, why=why, clash=clash), 409
    if cleaned.errors:
        wtform.show(cleaned.errors)
        return _amending(record, wtform, seen=seen, why=why), 422
    if cleaned.masked:
        flash(_("Et CPR-nummer er fjernet fra teksten."), "warning")
    flash(_("Registreringen er rettet. Det, der stod før, er i historikken."))
    return redirect(_address(record), 303)


@pages.post("/records/<form>/<id>/withdraw")
@allow("records.amend", trace="withdrew <form>")
def withdraw(form: str, id: str) -> ResponseReturnValue:
    """Take the record out of every count."""
    record = _find(form, id)
    why = WithdrawForm(request.form)
    if record.withdrawn_at is None and not why.validate():
        return render_template("office/record.html", record=record, form=why), 422
    intake.withdraw(record.form, id, signed_in(), why.values["reason"] or "")
    flash(_("Registreringen er trukket tilbage og tæller ikke længere med."))
    return redirect(_address(record), 303)


@pages.post("/records/<form>/<id>/restore")
@allow("records.amend", trace="restored <form>")
def restore(form: str, id: str) -> ResponseReturnValue:
    """Let a withdrawn record count again."""
    record = _find(form, id)
    intake.restore(record.form, id, signed_in())
    flash(_("Registreringen tæller med igen."))
    return redirect(_address(record), 303)


def _find(name: str, id: str) -> records.Record:
    """The record; 404 where there is none, or none that this person may see."""
    form = listed_forms().get(name)
    if form is None:
        abort(404)
    try:
        record = records.record(form, id)
    except LookupError:
        abort(404)
    if not records.may_see(signed_in(), form, record.user_id):
        abort(404)
    return record


def _address(record: records.Record) -> str:
    return url_for("office.record", form=record.form.name, id=record.id)


def _amending(
    record: records.Record,
    wtform: AnswersForm,
    *,
    seen: int | None = None,
    why: str = "",
    clash: list[records.AnswerDifference] | None = None,
) -> str:
    offer_gatherings(wtform)
    return render_template(
        "office/amend.html",
        record=record,
        form=wtform,
        seen=record.changes if seen is None else seen,
        why=why,
        clash=clash,
    )
