"""The leader's pages of records: the list, one record, and its corrections. A counsellor opens their own contacts."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ... import agreement, evaluation, intake, records
from ...access import allow, signed_in
from ...base import clock, years
from ...definitions import Contact, forms
from ...evaluation import Period, series
from ...intake.amendment import RecordChangedError
from ...questions import Option, Text
from ...questions.html_form import AnswersForm, PageForm
from ...store import by_year
from .activity_forms import offer_gatherings
from .pages import pages, read_page, read_year

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
    filters = records.RecordFilters.read(request.args, year=read_year())
    offered = {"person": records.senders()}
    for form in forms.listed().values():
        reference: Any = form.reference()
        if reference and filters["form"] in ("", form.name):
            found = records.gatherings(reference.to)
            offered[reference.name] = [Option(gathering.id, gathering.label) for gathering in found]
    return render_template(
        "office/records.html",
        filters=filters,
        listed=records.listed(filters, read_page()),
        forms=forms.listed(),
        offered=offered,
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
        return _to(record)
    return _amending(record, record.form.wtform(data=record.answers), record.changes)


@pages.post("/records/<form>/<id>/amend")
@allow("records.amend", trace="changed <form>")
def save_amended(form: str, id: str) -> ResponseReturnValue:
    """Store the corrected answers, or show what is wrong, or what somebody else has changed meanwhile."""
    record = _find(form, id)
    wtform = record.form.wtform(request.form)
    answers, seen = wtform.answers(), request.form.get("seen", type=int, default=-1)
    if not wtform.validate():
        return _amending(record, wtform, seen), 422
    try:
        cleaned = intake.amend(record.form, id, answers, signed_in(), seen, _why())
    except RecordChangedError:
        record = _find(form, id)
        found = records.titles(record.form, [*record.answers.values(), *answers.values()])
        clash = record.form.differences(record.answers, answers, found)
        return _amending(record, wtform, record.changes, clash=clash), 409
    if cleaned.errors:
        wtform.show(cleaned.errors)
        return _amending(record, wtform, seen), 422
    if cleaned.masked:
        flash(_("Et CPR-nummer er fjernet fra teksten."), "warning")
    flash(_("Registreringen er rettet. Det, der stod før, er i historikken."))
    return _to(record, 303)


@pages.post("/records/<form>/<id>/withdraw")
@allow("records.amend", trace="withdrew <form>")
def withdraw(form: str, id: str) -> ResponseReturnValue:
    """Take the record out of every count."""
    record, why = _find(form, id), WithdrawForm(request.form)
    if not record.withdrawn_at and not why.validate():
        return render_template("office/record.html", record=record, form=why), 422
    intake.withdraw(record.form, id, signed_in(), why.values["reason"] or "")
    flash(_("Registreringen er trukket tilbage og tæller ikke længere med."))
    return _to(record, 303)


@pages.post("/records/<form>/<id>/restore")
@allow("records.amend", trace="restored <form>")
def restore(form: str, id: str) -> ResponseReturnValue:
    """Let a withdrawn record count again."""
    record = _find(form, id)
    intake.restore(record.form, id, signed_in())
    flash(_("Registreringen tæller med igen."))
    return _to(record, 303)


def _find(name: str, id: str) -> records.Record:
    """The record; 404 where there is none, or none that this person may see."""
    form = forms.listed().get(name) or abort(404)
    try:
        record = records.record(form, id)
    except LookupError:
        abort(404)
    return record if records.may_see(signed_in(), form, record.user_id) else abort(404)


def _to(record: records.Record, code: int = 302) -> ResponseReturnValue:
    return redirect(url_for("office.record", form=record.form.name, id=record.id), code)


def _why() -> str:
    """Why it is corrected. Not "note": a question of the form itself may have that name."""
    return request.form.get("why", "")[:LONGEST_REASON]


def _amending(record: records.Record, wtform: AnswersForm, seen: int, clash: Any = None) -> str:
    """The page to correct a record, as somebody saw it who had seen that many changes."""
    offer_gatherings(wtform)
    wtform.choose_for(records.day_of(record.form, record.form.clean(record.answers).values, record.captured_at))
    return render_template("office/amend.html", record=record, form=wtform, seen=seen, why=_why(), clash=clash)


# The questions whose answers are counted one by one.
TALLIED = ("topics", "referrals", "digital_outcome", "channel", "heard_via")


@pages.get("/contacts")
@allow("contacts.see_own", trace="saw contacts")
def contacts() -> ResponseReturnValue:
    """The year's contacts, and the counts that the evaluation makes too."""
    person = signed_in()
    sees_all = person.may("records.see")
    year = read_year() or clock.today().year
    sender = None if sees_all else person.id
    fixed = {"form": "contact", "year": year} | ({} if sees_all else {"person": person.id})
    filters = records.RecordFilters.read(request.args, **fixed)
    whole = Period(year, years.days(year)[1])
    counts = evaluation.count_contacts(agreement.of_year(year), whole, sender)
    return render_template(
        "office/contacts.html",
        year=year,
        years=sorted({*by_year.used(), year}),
        counts=counts,
        groups=Contact.target_group.filtering(whole.last, [code for code, number in counts.groups.items() if number]),
        tallies=[(str(Contact.questions[name].label), series.answers(whole, name, sender)) for name in TALLIED],
        months=series.months(Period(year, clock.today()), sender),
        filters=filters,
        listed=records.listed(filters, read_page()),
        sees_all=sees_all,
    )
