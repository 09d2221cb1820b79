"""The form for hours: when, on which budget of the agreement, how many quarters."""

from collections.abc import Iterable
from decimal import Decimal

from flask_babel import lazy_gettext as _

from ...agreement import Budget, Plan
from ...definitions import HoursFields
from ...evaluation.reported.hours import MOST_HOURS, Key, Spent
from ...questions import Number, Option, Text
from ...questions.html_form import PageForm

STEPS = (Decimal("-0.25"), Decimal("0.25"), Decimal(1))


class HoursForm(PageForm):
    """Hours that were spent. `entry`: the UUID that new ones get, so that sending twice writes once."""

    skippable = True

    entry = Text("", most=100, look="hidden")
    date = HoursFields.questions["date"]
    task = Text(_("Hvem og hvad"), most=200, look="select", required=True, missing=_("Vælg, hvem og hvad"))
    hours = Number(
        _("Timer"), required=True, missing=_("Skriv, hvor mange timer"),
        attributes={"inputmode": "decimal", "autocomplete": "off"},
    )  # fmt: skip
    note = HoursFields.questions["note"]

    def offer(self, plan: Plan, budgets: Iterable[Budget]) -> None:
        """Let the budgets be chosen, by activity; nothing is chosen where nobody has."""
        options = [Option("", _("Vælg"))]
        for budget in budgets:
            activity = plan.activities[budget.activity]
            words = f"{plan.roles[budget.role]}: {plan.tasks[budget.task]}"
            options.append(Option(name_of(budget), words, group=f"{activity.id} {activity.name}"))
        self["task"].options = options

    def add(self, step: str) -> None:
        """Add to the hours what a button says."""
        steps = [each for each in STEPS if str(each) == step]
        wanted = Decimal(self["hours"].data or 0) + sum(steps)
        if 0 <= wanted <= MOST_HOURS:
            self["hours"].data = str(wanted)

    def budget(self) -> Key:
        """The budget that was chosen; what is none names nothing of the plan."""
        activity, role, task = [*(self["task"].data or "").split("."), "", "", ""][:3]
        return activity, role, task


def name_of(budget: Budget | Spent) -> str:
    """A budget as the value of a choice."""
    return f"{budget.activity}.{budget.role}.{budget.task}"
