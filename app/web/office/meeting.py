"""The closing meeting on a projector: the walk's matters one by one; who takes it, how urgent it is, when it is done."""

from dataclasses import dataclass

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from ... import activities, follow_up
from ...access import allow, signed_in
from ...activities import Matter, Review
from ...base import clock
from ...base.messages import RefusedError
from ...follow_up import PointChangedError
from ...questions import Difference
from .follow_up_forms import MeetingForm
from .pages import pages
from .site_plan_pins import pins_of
from .walk_page import find

GOOD, SUMMARY = "good", "summary"


@dataclass(frozen=True)
class Agenda:
    """What the meeting goes through: the matters, then the good places, then what was agreed."""

    review: Review

    @property
    def matters(self) -> list[Matter]:
        """All but what is known to be another matter's duplicate."""
        return [matter for matter in self.review.matters if matter.point.state != "duplicate"]

    @property
    def steps(self) -> list[str]:
        """The steps as they stand in addresses: a matter by its first number."""
        good = [GOOD] if self.review.good else []
        return [*(str(matter.numbers[0]) for matter in self.matters), *good, SUMMARY]

    def at(self, step: str) -> Matter | None:
        """The matter at a step, None where it is none."""
        return next((matter for matter in self.matters if str(matter.numbers[0]) == step), None)

    def beside(self, step: str) -> tuple[str | None, str | None]:
        """The steps before and after."""
        steps = self.steps
        place = steps.index(step)
        return (steps[place - 1] if place else None), next(iter(steps[place + 1 :]), None)

    @property
    def lacking(self) -> str:
        """What must still be found: `3 mangler part, 5 mangler frist`."""
        without_party = sum(matter.lacks_party for matter in self.matters)
        without_deadline = sum(matter.lacks_deadline for matter in self.matters)
        parts = [
            ngettext("%(num)d mangler part", "%(num)d mangler part", without_party) if without_party else "",
            ngettext("%(num)d mangler frist", "%(num)d mangler frist", without_deadline) if without_deadline else "",
        ]
        return ", ".join(part for part in parts if part) or _("Alle punkter har part og frist")


@pages.get("/walks/<id>/meeting")
@allow("follow_up.manage")
def meeting(id: str) -> ResponseReturnValue:
    """One step (?at=); the first matter that lacks something where none is named."""
    agenda = Agenda(activities.review(find(id)))
    step = request.args.get("at", "")
    if not step:
        lacking = [matter for matter in agenda.matters if matter.lacks_party or matter.lacks_deadline]
        first = next(iter(lacking or agenda.matters), None)
        return redirect(url_for("office.meeting", id=id, at=first.numbers[0] if first else SUMMARY))
    if step not in agenda.steps:
        # Somebody has put two matters together since the page was drawn: the number is in another one now.
        found = next((matter for matter in agenda.matters if step in map(str, matter.numbers)), None)
        return redirect(url_for("office.meeting", id=id, at=found.numbers[0])) if found else abort(404)
    return _page(agenda, step)


@pages.post("/walks/<id>/meeting/<point>")
@allow("follow_up.manage")
def decide(id: str, point: str) -> ResponseReturnValue:
    """Store what was agreed on one matter: JSON for the page's script, else on to the next step."""
    agenda = Agenda(activities.review(find(id)))
    matter = next((each for each in agenda.matters if each is agenda.review.find(point)), None)
    if matter is None:
        abort(404)
    is_script = request.accept_mimetypes.best == "application/json"
    form, step = MeetingForm(matter, agenda.review.walk, request.form), str(matter.numbers[0])
    try:
        masked = _store(matter, form)
    except RefusedError as refused:
        form.show(refused.errors)
        return (jsonify(errors=refused.errors) if is_script else _page(agenda, step, form)), 422
    except PointChangedError as meanwhile:
        if is_script:
            return jsonify(version=meanwhile.version), 409
        form.seen = meanwhile.version
        return _page(Agenda(activities.review(agenda.review.walk)), step, form, meanwhile.clash), 409
    if is_script:
        return _saved(id, step)
    if masked:
        flash(_("Et CPR-nummer er fjernet fra teksten."), "warning")
    return redirect(url_for("office.meeting", id=id, at=agenda.beside(step)[1]), 303)


def _store(matter: Matter, form: MeetingForm) -> int:
    """Store what was agreed; how many personal numbers were masked in it."""
    if not form.validate():
        raise RefusedError({field.short_name: field.errors[0] for field in form.asked() if field.errors})
    changes = form.changes()
    return follow_up.change(matter.point.id, changes, signed_in(), form.seen or 0).masked if changes else 0


def _saved(id: str, step: str) -> ResponseReturnValue:
    """What the page's script shows after saving."""
    agenda = Agenda(activities.review(find(id)))
    matter = agenda.at(step)
    if matter is None:
        abort(404)
    return jsonify(
        version=matter.point.version,
        lacks=lacks(matter),
        lacking=agenda.lacking,
        saved=_("Gemt kl. %(time)s", time=format_datetime(clock.now(), "HH.mm.ss")),
    )


@pages.app_template_filter()
def lacks(matter: Matter) -> str:
    """What a matter lacks, in words; empty where everything is said."""
    if matter.lacks_party:
        return _("mangler part")
    return _("mangler frist") if matter.lacks_deadline else ""


def _page(agenda: Agenda, step: str, form: MeetingForm | None = None, clash: list[Difference] | None = None) -> str:
    matter, review = agenda.at(step), agenda.review
    plan, pins = pins_of(review.noted)
    before, after = agenda.beside(step)
    return render_template(
        "office/meeting.html",
        walk=review.walk,
        agenda=agenda,
        review=review,
        step=step,
        matter=matter,
        form=form or (MeetingForm(matter, review.walk) if matter else None),
        clash=clash,
        plan=plan,
        pins=pins,
        before=before,
        after=after,
        place=agenda.steps.index(step) + 1,
    )
