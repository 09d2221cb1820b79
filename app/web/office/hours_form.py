"""The form for hours: when, on which budget of the agreement, how many quarters."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import Optional

from ...agreement import Budget, Plan
from ...base.numbers import parse, shown
from ...evaluation.reported.hours import MOST_HOURS, Key, Spent
from ..page_form import PageForm
from .typed_fields import DayField, Needed, Storable, TypedField

MOST_NOTE = 200
STEPS = (Decimal("-0.25"), Decimal("0.25"), Decimal(1))


class QuartersField(TypedField):
    """Hours as a decimal number; `1 t 30` is no number, `1,5` is."""

    def read(self, text: str) -> Decimal:
        return parse(text)

    def _value(self) -> str:
        return self.unread() if self.data is None else shown(Fraction(self.data))


class HoursForm(PageForm):
    """Hours that were spent. `entry`: the UUID that new ones get, so that sending twice writes once."""

    entry = HiddenField()
    date = DayField(_("Dato"), [Needed(_("Skriv datoen"))])
    task = SelectField(
        _("Hvem og hvad"), choices={}, validate_choice=False, validators=[Needed(_("Vælg, hvem og hvad"))]
    )
    hours = QuartersField(_("Timer"), [Needed(_("Skriv, hvor mange timer"))])
    note = StringField(_("Bemærkning"), [Storable(MOST_NOTE), Optional()])

    def offer(self, plan: Plan, budgets: Iterable[Budget]) -> None:
        """Let the budgets be chosen, by activity; nothing is chosen where nobody has."""
        groups: dict[str, list[Any]] = {"": [SelectChoice("", _("Vælg"))]}
        for budget in budgets:
            activity = plan.activities[budget.activity]
            words = f"{plan.roles[budget.role]}: {plan.tasks[budget.task]}"
            groups.setdefault(f"{activity.id} {activity.name}", []).append(SelectChoice(name_of(budget), words))
        self.task.choices = groups

    def add(self, step: str) -> None:
        """Add to the hours what a button says."""
        steps = [each for each in STEPS if str(each) == step]
        wanted = (self.hours.data or Decimal(0)) + sum(steps)
        if 0 <= wanted <= MOST_HOURS:
            self.hours.data = wanted

    def budget(self) -> Key:
        """The budget that was chosen; what is none names nothing of the plan."""
        activity, role, task = [*(self.task.data or "").split("."), "", "", ""][:3]
        return activity, role, task


def name_of(budget: Budget | Spent) -> str:
    """A budget as the value of a choice."""
    return f"{budget.activity}.{budget.role}.{budget.task}"
