"""What came in on paper: any form, typed in at a desk, for any walk or event."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ... import intake, records
from ...access import Person, allow, signed_in
from ...base import clock, messages
from ...base.ids import UUID, new_id
from ...definitions import forms
from ...questions.form import Form
from ...questions.html_form import AnswersForm
from ...store.activity_tables import WINDOW
from .activity_forms import offer_gatherings
from .pages import pages
from .quarantine import NO_MOMENT, field_moment, local_moment

WHEN = lazy_gettext("Skriv, hvornår det var, eller vælg, hvor det hører til.")
FUTURE = lazy_gettext("Tidspunktet ligger i fremtiden. Ret det.")
FAR = lazy_gettext("Tidspunktet ligger mere end 14 dage fra %(day)s. Ret det, eller vælg en anden.")


@pages.get("/paper/<form>")
@allow("paper.fill")
def paper(form: str) -> ResponseReturnValue:
    """An empty form; with ?walk= or ?event= it is for that one."""
    found = _may_fill(form)
    reference, meant = found.reference(), records.gathering_of(found, request.args)
    if reference is None:
        return _page(found.wtform(), new_id(), field_moment(clock.now()))
    chosen = {reference.name: meant.id} if meant else {}
    return _page(found.wtform(data=chosen), new_id(), field_moment(_beginning(meant)) if meant else "")


@pages.post("/paper/<form>")
@allow("paper.fill", trace="made <form>")
def save_paper(form: str) -> ResponseReturnValue:
    """Take the record in, as a phone's would be; the same page sent twice is one record."""
    found, person = _may_fill(form), signed_in()
    id, typed = request.form.get("id", "").lower(), request.form.get("captured_at", "").strip()
    if not UUID.fullmatch(id):
        abort(400)
    if records.exists(found, id):
        flash(_("Den var allerede gemt, og den er gemt én gang."), "warning")
        return _go_on(found, person, id)
    wtform = found.wtform(request.form)
    moment, problem = _check(wtform, typed)
    if moment and wtform.cleaned:
        values = wtform.cleaned.values
        wtform.show(found.not_of(records.day_of(found, values, moment), values, demanding=True))
    if moment is None or wtform.problems():
        return _page(wtform, id, typed, problem), 422
    submission = intake.Submission(id, found.name, found.version, 1, clock.iso(moment), wtform.answers(), sent_id=id)
    if intake.accept(person, [submission])[0]["status"] == "quarantined":
        flash(_("Den er sendt, men skal ses igennem, før den tæller med."), "warning")
        return redirect(url_for("office.paper", form=form), 303)
    if wtform.cleaned and wtform.cleaned.masked:
        flash(_("Et CPR-nummer er fjernet fra teksten."), "warning")
    flash(_("Gemt: %(what)s.", what=found.noun))
    return _go_on(found, person, id)


def _may_fill(name: str) -> type[Form]:
    form = forms.listed().get(name) or abort(404)
    return form if signed_in().may_send_any(name) else abort(403)


def _check(wtform: AnswersForm, typed: str) -> tuple[datetime | None, str]:
    """When it was captured, and what is wrong with that; the answers' errors go to their fields."""
    wtform.validate()
    answers, reference = wtform.answers(), wtform.form.reference()
    meant = records.gathering_of(wtform.form, answers)
    if reference and meant is None and reference.name in answers:
        wtform.show({reference.name: messages.UNKNOWN_REFERENCE % {"label": reference.label}})
    if not typed:
        return (_beginning(meant), "") if meant else (None, str(WHEN))
    try:
        moment = local_moment(typed)
    except ValueError:
        return None, str(NO_MOMENT)
    if moment > clock.now():
        return None, str(FUTURE)
    if meant and abs(clock.local(moment).date() - meant.date) > WINDOW:
        return None, str(FAR % {"day": f"{meant.date:%d-%m-%Y}"})
    return moment, ""


def _beginning(meant: records.ActivityTitle) -> datetime:
    """What is taken for the time of capture unless somebody says otherwise; never in the future."""
    return min(meant.beginning, clock.now())


def _page(wtform: AnswersForm, id: str, typed: str, problem: str = "") -> str:
    offer_gatherings(wtform)
    wtform.choose_for(records.day_of(wtform.form, wtform.form.clean(wtform.answers()).values))
    return render_template(
        "office/paper.html", kind=wtform.form, form=wtform, id=id, captured_at=typed, moment_error=problem
    )


def _go_on(form: type[Form], person: Person, id: str) -> ResponseReturnValue:
    """To the record, where the person may see it; or to the next form for the same walk or event."""
    stored = records.record(form, id)
    if "again" not in request.form and records.may_see(person, form, stored.user_id):
        return redirect(url_for("office.record", form=form.name, id=id), 303)
    reference = form.reference()
    same = {reference.name: stored.answers.get(reference.name)} if reference else {}
    return redirect(url_for("office.paper", form=form.name, **same), 303)
