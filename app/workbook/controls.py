"""The formulas that work the report's figures out again, from what the other sheets of the workbook hold.

Written with SUMPRODUCT over plain ranges, which Excel and LibreOffice understand alike. They know of the agreement what
its file says, and of the records what stands in the sheets; the report's own numbers they never see.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from ..agreement import Criterion, Plan
from ..definitions import Contact
from ..evaluation import Finding, Period, State
from .sheet import Place


class Control(NamedTuple):
    """The formulas for a figure, its numerator and its denominator; empty where the agreement itself says it."""

    figure: str = ""
    numerator: str = ""
    denominator: str = ""


class Controls:
    """The formulas of a year's criteria, a method for each measure, by its name. `places` says where the other sheets
    have their rows.
    """

    def __init__(self, plan: Plan, period: Period, places: Mapping[str, Place]) -> None:
        self.plan, self.period, self.places = plan, period, places

    def of(self, finding: Finding) -> Control:
        """The formulas beside a finding; none where it does not apply, or in a table on its own."""
        if finding.state == State.NOT_APPLICABLE or not self.places:
            return Control()
        control: Control = getattr(self, f"_{finding.criterion.measure}")(finding.criterion)
        return control

    def _contacts(self, _criterion: Criterion) -> Control:
        return _count(_sum(*self._in_year()))

    def _share_asked(self, _criterion: Criterion) -> Control:
        asked, outcome = (self._cells("contact", _title(name)) for name in ("digital_asked", "digital_outcome"))
        open_label = str(Contact.questions["digital_outcome"].by_code["open"].label)  # type: ignore[attr-defined]
        return self._share(f"{asked}={_quoted(_('Ja'))}", f"{outcome}<>{_quoted(open_label)}")

    def _share_referred(self, _criterion: Criterion) -> Control:
        question = Contact.questions["referrals"]
        labels = question.labels()  # type: ignore[attr-defined]
        starred = [labels[option.code] for option in question.options if option.starred]
        flags = "+".join(self._cells("contact", f"{question.label}: {label}") for label in starred)
        return self._share(f"({flags})>0")

    def _share(self, *conditions: str) -> Control:
        """So many of the year's contacts, in %; a share of none is missing."""
        counted, whole = _sum(*self._in_year(), *conditions), _sum(*self._in_year())
        return Control(f'IF({whole}=0,"",100*{counted}/{whole})', counted, whole)

    def _in_year(self) -> list[str]:
        return self._between("contact", self.period.until)

    def _initiatives(self, criterion: Criterion) -> Control:
        walks = _sum(*self._held("walk"))
        return _count(f"{walks}+{_sum(*self._held('event'), self._flagged(criterion))}")

    def _qualifying_events(self, criterion: Criterion) -> Control:
        countries = self._cells("event", _("Antal lande"))
        needed = int(criterion.settings["nationalities"])
        return _count(_sum(*self._held("event"), self._flagged(criterion), f"{countries}>={needed}"))

    def _meetings(self, criterion: Criterion) -> Control:
        kind = self.plan.event_kinds[criterion.settings["kind"]]
        return _count(_sum(*self._held("event"), f"{self._cells('event', _('Slags'))}={_quoted(kind)}"))

    def _held(self, key: str) -> list[str]:
        """Walks or events that were not cancelled and whose day has passed."""
        day, cancelled = self._cells(key, _("Dato")), self._cells(key, _("Aflyst"))
        return [
            *self._between(key, self.period.last),
            f"{day}<{_day(self.period.as_of)}",
            f"{cancelled}={_quoted(_('Nej'))}",
        ]

    def _flagged(self, criterion: Criterion) -> str:
        return self._cells("event", _("Tæller for: %(criterion)s", criterion=criterion.id)) + "=1"

    def _indicator_gap(self, criterion: Criterion) -> Control:
        estate, city = (criterion.settings[half] for half in ("estate", "city"))
        return Control(self._known([estate, city], f"{self._value(city)}-{self._value(estate)}"))

    def _indicator_rate(self, criterion: Criterion) -> Control:
        ids = [criterion.settings[name] for name in ("part", "whole", "level")]
        part, whole = self._value(ids[0]), self._value(ids[1])
        return Control(self._known(ids, f"100*{part}/{whole}"), self._known(ids, part), self._known(ids, whole))

    def _reduction(self, criterion: Criterion) -> Control:
        id = criterion.settings["figure"]
        value = self._known([id], self._value(id))
        return Control(value, value, self._known([id], self._value(id, self.plan.baseline_year)))

    def _figure(self, criterion: Criterion) -> Control:
        id = criterion.settings["figure"]
        return _count(self._known([id], self._value(id)))

    def _known(self, ids: list[str], formula: str) -> str:
        """The formula, or nothing where one of the year's figures is missing."""
        found = "+".join(_sum(*self._row("figure", id), f"ISNUMBER({self._cells('figure', _('Værdi'))})") for id in ids)
        return f'IF({found}<{len(ids)},"",{formula})'

    def _value(self, id: str, year: int | None = None) -> str:
        return _sum(*self._row("figure", id, year), plus=self._cells("figure", _("Værdi")))

    def _row(self, key: str, id: str, year: int | None = None) -> list[str]:
        return [
            f"{self._cells(key, _('Id'))}={_quoted(id)}",
            f"{self._cells(key, _('År'))}={year or self.period.year}",
        ]

    def _milestone(self, criterion: Criterion) -> Control:
        asked = self.plan.milestones[criterion.settings["milestone"]]
        day = self._cells("milestone", _("Dato"))
        year = asked.deadline.year if asked.deadline else None
        until = f"{day}<={_day(self.period.as_of)}"
        return Control(f'IF({_sum(*self._row("milestone", asked.id, year), f"ISNUMBER({day})", until)}=1,1,"")')

    def _hours(self, criterion: Criterion) -> Control:
        activity = f"{self._cells('hours', _('Aktivitet'))}={_quoted(criterion.activity)}"
        spent = _sum(*self._between("hours", self.period.until), activity, plus=self._cells("hours", _("Timer")))
        return _count(spent)

    def _between(self, key: str, until: date) -> list[str]:
        """The rows from 1 January to that day."""
        day = self._cells(key, _("Dato"))
        return [f"{day}>={_day(self.period.first)}", f"{day}<={_day(until)}"]

    def _cells(self, key: str, title: str) -> str:
        return self.places[key].cells(title)


def _count(formula: str) -> Control:
    """A count is its own numerator."""
    return Control(formula, formula)


def _sum(*conditions: str, plus: str = "1") -> str:
    """How many rows meet all conditions, or the sum of a column over them."""
    return f"SUMPRODUCT({'*'.join(f'({each})' for each in conditions)}*{plus})"


def _day(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _title(name: str) -> str:
    return Contact.questions[name].headers()[0].title
