"""*Timer*: staff and partners write their hours down, see and correct their own; the leader sees and corrects all."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import agreement
from ...access import LEADER, allow, signed_in
from ...agreement import Budget
from ...base import clock, years
from ...base.ids import new_id, read_uuid
from ...base.numbers import shown
from ...definitions import HoursFields
from ...evaluation import HoursLine, reported
from ...evaluation.reported.ledgers import MOST_HOURS
from ...questions import Number, Option, Text, Unseen
from ...questions.html_form import PageForm
from ...store import HoursEntry
from .pages import pages, taken

STEPS = (Decimal("-0.25"), Decimal("0.25"), Decimal(1))


class HoursForm(PageForm):
    """Hours that were spent: when, on which budget of the agreement, how many quarters.

    `entry`: the UUID that new ones get, so that sending twice writes once.
    """

    skippable = True

    entry = Unseen()
    date = HoursFields.questions["date"]
    task = Text(_l("Hvem og hvad"), most=200, look="select", required=True, missing=_l("Vælg, hvem og hvad"))
    hours = Number(
        _l("Timer"), required=True, missing=_l("Skriv, hvor mange timer"),
        attributes={"inputmode": "decimal", "autocomplete": "off"},
    )  # fmt: skip
    note = HoursFields.questions["note"]

    def offer(self, year: int) -> None:
        """Let the year's budgets be chosen, by activity; nothing is chosen where nobody has."""
        agreed, options = agreement.of_year(year), [Option("", _("Vælg"))]
        for budget in agreed.budgets(year):
            activity = agreed.activities[budget.activity]
            words = f"{agreed.roles[budget.role]}: {agreed.tasks[budget.task]}"
            options.append(Option(name_of(budget), words, group=f"{activity.id} {activity.name}"))
        self["task"].options = options

    def add(self, step: str) -> None:
        """Add to the hours what a button says."""
        wanted = Decimal(self["hours"].data or 0) + sum(each for each in STEPS if str(each) == step)
        if 0 <= wanted <= MOST_HOURS:
            self["hours"].data = str(wanted)


@pages.get("/hours")
@allow("hours.enter")
def hours() -> ResponseReturnValue:
    """The year's hours, and the form for new ones: with today's date and the line that this person used last, where they
    fit the year.
    """
    year = _year(request.args.get("year", type=int))
    today, last = clock.today(), reported.hours.last_budget(signed_in().id)
    known = {"entry": new_id(), "date": today if today.year == year else None, "task": ".".join(last or ())}
    form = HoursForm(values=known)
    form.offer(year)
    return _page(year, form)


@pages.post("/hours")
@allow("hours.enter")
def enter_hours() -> ResponseReturnValue:
    """Write hours down; a button that adds to them writes nothing."""
    form, year = _posted()
    if step := request.form.get("add"):
        form.add(step)
        return _page(year, form)
    if not taken(form, lambda said: _write(said, _sent_id(form), is_new=True)):
        return _page(year, form), 422
    flash(_("%(hours)s timer er skrevet ned.", hours=shown(form.values["hours"])))
    return redirect(url_for("office.hours", year=form.values["date"].year), 303)


@pages.get("/hours/<id>")
@allow("hours.enter")
def hours_entry(id: str) -> ResponseReturnValue:
    """One entry, to be corrected, and everything that was written for it."""
    history = _find(id)
    entry = history[0]
    form = HoursForm(
        values={
            "date": entry.date, "task": name_of(entry), "hours": entry.hours, "note": entry.note, "entry": entry.entry,
        }
    )  # fmt: skip
    form.offer(entry.date.year)
    return _entry(history, form)


@pages.post("/hours/<id>")
@allow("hours.enter")
def correct_hours(id: str) -> ResponseReturnValue:
    """Correct an entry; what stood there stays in its history."""
    history = _find(id)
    form, _asked = _posted()
    if step := request.form.get("add"):
        form.add(step)
        return _entry(history, form)
    if not taken(form, lambda said: _write(said, id)):
        return _entry(history, form), 422
    flash(_("Timerne er rettet."))
    return redirect(url_for("office.hours", year=form.values["date"].year), 303)


@pages.get("/hours/<id>/delete")
@allow("hours.enter")
def ask_delete_hours(id: str) -> ResponseReturnValue:
    """Ask before hours are deleted."""
    return render_template(
        "office/ask_hours.html", entry=(entry := _find(id)[0]), plan=agreement.of_year(entry.date.year)
    )


@pages.post("/hours/<id>/delete")
@allow("hours.enter")
def delete_hours(id: str) -> ResponseReturnValue:
    """Take hours out of the sums; they stay in the history."""
    entry = _find(id)[0]
    if entry.hours:
        reported.hours.take_back(id, person=signed_in())
    flash(_("Timerne er slettet."))
    return redirect(url_for("office.hours", year=entry.date.year), 303)


def name_of(budget: Budget | HoursEntry) -> str:
    """A budget as the value of a choice."""
    return f"{budget.activity}.{budget.role}.{budget.task}"


def _page(year: int, form: HoursForm) -> str:
    who, agreed = signed_in(), agreement.of_year(year)
    sees_all = who.role == LEADER
    owner = None if sees_all else who.id
    entries = reported.hours.spent(year, owner, agreed.code)
    used = {name_of(each) for each in entries}
    totals = reported.hours.totals(year, dt.date.max, agreed.code)
    lines = [
        HoursLine(budget, totals.get((budget.activity, budget.role, budget.task), Decimal(0)))
        for budget in agreed.budgets(year)
        if sees_all or name_of(budget) in used
    ]
    sums = [(id, list(group)) for id, group in groupby(lines, key=lambda line: line.budget.activity)]
    months = [(first, list(group)) for first, group in groupby(entries, key=lambda each: each.date.replace(day=1))]
    return render_template(
        "office/hours.html",
        plan=agreed,
        year=year,
        years=agreement.years() or [year],
        form=form,
        steps=STEPS,
        lines=lines,
        sums=sums,
        months=months,
        entries=entries,
        deleted=reported.hours.taken_back(year, owner, agreed.code),
        sees_all=sees_all,
    )


def _entry(history: Sequence[HoursEntry], form: HoursForm) -> str:
    return render_template(
        "office/hours_entry.html",
        entry=history[0],
        history=history,
        form=form,
        steps=STEPS,
        plan=agreement.of_year(history[0].date.year),
    )


def _year(asked: int | None) -> int:
    """The year that was asked for where the agreement has it, else the present one, else its nearest."""
    covered, present = agreement.years(), clock.today().year
    if not covered:
        return asked if asked and years.is_possible(asked) else present
    return asked if asked in covered else min(covered, key=lambda year: (abs(year - present), year))


def _posted() -> tuple[HoursForm, int]:
    """The form that was sent, and the year of the date in it, where that can be read."""
    form = HoursForm(request.form)
    year = _year(int(form["date"].data[:4]) if form["date"].data else None)
    form.offer(year)
    return form, year


def _sent_id(form: HoursForm) -> str:
    """The id that the form was made with; a new one where that cannot be read."""
    try:
        return read_uuid(form["entry"].data)
    except ValueError:
        return new_id()


def _write(said: dict[str, Any], id: str, *, is_new: bool = False) -> None:
    """Write down what the form says; sent a second time, it stands there already."""
    if is_new and reported.hours.history(id):
        return
    # What was chosen and is no budget names nothing of the plan.
    activity, role, task = [*said["task"].split("."), "", "", ""][:3]
    reported.hours.spend(
        said["date"], (activity, role, task), said["hours"],
        person=signed_in(), note=said["note"], entry=id, is_new=is_new,
    )  # fmt: skip


def _find(id: str) -> list[HoursEntry]:
    """Everything written for an entry that this person may see, the newest first."""
    who = signed_in()
    history = reported.hours.history(id)
    if not history or (who.role != LEADER and history[-1].person_id != who.id):
        abort(404)
    return history
