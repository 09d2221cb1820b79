"""*Timer*: staff and partners write their hours down, see and correct their own; the leader sees and corrects all."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import agreement
from ...access import LEADER, allow, signed_in
from ...agreement import Budget
from ...base import clock
from ...base.ids import new_id, read_uuid
from ...base.numbers import shown
from ...evaluation import reported
from ...evaluation.reported import EntryRefusedError
from ...evaluation.reported.hours import Spent
from .hours_form import STEPS, HoursForm, name_of
from .pages import pages


@dataclass(frozen=True, slots=True)
class Sums:
    """The hours of an activity, by budget."""

    activity: str
    lines: list[tuple[Budget, Decimal]]

    @property
    def spent(self) -> Fraction:
        """The hours of the whole month."""
        return _sum(spent for _budget, spent in self.lines)

    @property
    def budget(self) -> Fraction:
        """What they may be."""
        return _sum(budget.hours for budget, _spent in self.lines)


@dataclass(frozen=True, slots=True)
class HoursMonth:
    """What was written down for a month."""

    first: dt.date
    entries: list[Spent]

    @property
    def spent(self) -> Fraction:
        """All of it."""
        return _sum(each.hours for each in self.entries)


@pages.get("/hours")
@allow("hours.enter")
def hours() -> ResponseReturnValue:
    """The year's hours, and the form for new ones."""
    year = _year(request.args.get("year", type=int))
    return _page(year, _empty(year))


@pages.post("/hours")
@allow("hours.enter")
def enter_hours() -> ResponseReturnValue:
    """Write hours down; a button that adds to them writes nothing."""
    form = HoursForm(request.form)
    year = _year(_asked_year(form))
    form.offer(agreement.current(), agreement.current().budgets(year))
    if step := request.form.get("add"):
        form.add(step)
        return _page(year, form)
    if not form.validate() or not _write(form, _sent_id(form), is_new=True):
        return _page(year, form), 422
    flash(_("%(hours)s timer er skrevet ned.", hours=shown(form.values["hours"])))
    return redirect(url_for("office.hours", year=form.values["date"].year), 303)


@pages.get("/hours/<id>")
@allow("hours.enter")
def hours_entry(id: str) -> ResponseReturnValue:
    """One entry, to be corrected, and everything that was written for it."""
    history = _find(id)
    return _entry(history, _filled(history[0]))


@pages.post("/hours/<id>")
@allow("hours.enter")
def correct_hours(id: str) -> ResponseReturnValue:
    """Correct an entry; what stood there stays in its history."""
    history = _find(id)
    form = HoursForm(request.form)
    form.offer(agreement.current(), agreement.current().budgets(_year(_asked_year(form))))
    if step := request.form.get("add"):
        form.add(step)
        return _entry(history, form)
    if not form.validate() or not _write(form, id):
        return _entry(history, form), 422
    flash(_("Timerne er rettet."))
    return redirect(url_for("office.hours", year=form.values["date"].year), 303)


@pages.get("/hours/<id>/delete")
@allow("hours.enter")
def ask_delete_hours(id: str) -> ResponseReturnValue:
    """Ask before hours are deleted."""
    return render_template("office/ask_hours.html", entry=_find(id)[0], plan=agreement.current())


@pages.post("/hours/<id>/delete")
@allow("hours.enter")
def delete_hours(id: str) -> ResponseReturnValue:
    """Take hours out of the sums; they stay in the history."""
    entry = _find(id)[0]
    if entry.hours:
        reported.hours.take_back(id, person=signed_in())
    flash(_("Timerne er slettet."))
    return redirect(url_for("office.hours", year=entry.date.year), 303)


def _page(year: int, form: HoursForm) -> str:
    who, agreed = signed_in(), agreement.current()
    sees_all = who.role == LEADER
    owner = None if sees_all else who.id
    entries = reported.hours.spent(year, owner)
    used = {name_of(each) for each in entries}
    totals = reported.hours.totals(year, dt.date.max)
    lines = [
        (budget, totals.get((budget.activity, budget.role, budget.task), Decimal(0)))
        for budget in agreed.budgets(year)
        if sees_all or name_of(budget) in used
    ]
    return render_template(
        "office/hours.html",
        plan=agreed,
        year=year,
        years=agreed.years,
        form=form,
        steps=STEPS,
        sums=[Sums(id, list(group)) for id, group in groupby(lines, key=lambda line: line[0].activity)],
        months=[
            HoursMonth(first, list(group))
            for first, group in groupby(entries, key=lambda each: each.date.replace(day=1))
        ],
        total=_sum(each.hours for each in entries),
        deleted=reported.hours.taken_back(year, owner),
        sees_all=sees_all,
    )


def _entry(history: list[Spent], form: HoursForm) -> str:
    return render_template(
        "office/hours_entry.html", entry=history[0], history=history, form=form, steps=STEPS, plan=agreement.current()
    )


def _sum(hours: Iterable[Decimal]) -> Fraction:
    return sum(map(Fraction, hours), Fraction(0))


def _year(asked: int | None) -> int:
    """The year that was asked for where the agreement has it, else the present one, else its nearest."""
    covered = agreement.current().years
    present = clock.today().year
    return asked if asked in covered else min(max(present, covered[0]), covered[-1])


def _asked_year(form: HoursForm) -> int | None:
    """The year of the date that was typed, where it can be read."""
    return int(form["date"].data[:4]) if form["date"].data else None


def _empty(year: int) -> HoursForm:
    """A form with today's date and the line that this person used last, where they fit the year."""
    today = clock.today()
    last = reported.hours.last_budget(signed_in().id)
    known = {"entry": new_id(), "date": today if today.year == year else None, "task": ".".join(last or ())}
    form = HoursForm(values=known)
    form.offer(agreement.current(), agreement.current().budgets(year))
    return form


def _filled(entry: Spent) -> HoursForm:
    form = HoursForm(
        values={
            "date": entry.date,
            "task": name_of(entry),
            "hours": entry.hours,
            "note": entry.note,
            "entry": entry.entry,
        }
    )
    form.offer(agreement.current(), agreement.current().budgets(entry.date.year))
    return form


def _sent_id(form: HoursForm) -> str:
    """The id that the form was made with; a new one where that cannot be read."""
    try:
        return read_uuid(form["entry"].data)
    except ValueError:
        return new_id()


def _write(form: HoursForm, id: str, *, is_new: bool = False) -> bool:
    """Write what the form says; what is wrong with it goes into the form. Sent a second time, it stands there already."""
    if is_new and reported.hours.history(id):
        return True
    try:
        reported.hours.spend(
            form.values["date"],
            form.budget(),
            form.values["hours"],
            person=signed_in(),
            note=form.values["note"],
            entry=id,
            is_new=is_new,
        )
    except EntryRefusedError as refused:
        form.show(refused.errors)
        return False
    return True


def _find(id: str) -> list[Spent]:
    """Everything written for an entry that this person may see, the newest first."""
    who = signed_in()
    history = reported.hours.history(id)
    if not history or (who.role != LEADER and history[0].owner_id != who.id):
        abort(404)
    return history
