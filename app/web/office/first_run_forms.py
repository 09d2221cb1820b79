"""The forms of the first run: the place, the agreement, what is promised, and the parties."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from ...base import cpr, messages, numbers
from ...base.text import digits
from ...criteria import chosen_parties, promises, ready_sets
from ...criteria.promises import Promise
from ...questions import Choice, Count, Option, Text
from ...questions.html_form import PageForm

FIRST, LAST, LONGEST = 2000, 2100, 20
MOST_AREAS, MOST_AREA_NAME = 60, 120
MOST_DIGITS, HUNDRED = 9, 100
NOT_WHOLE = _("Skriv et helt tal, for eksempel 3")
MORE = Text(_("En part mere"), most=200)


class PlaceForm(PageForm):
    """The areas, a line each, and who is asked about people's information."""

    areas = Text(
        _("Hvad hedder jeres område?"), most=8000, look="textarea", required=True, missing=_("Skriv navnet på jeres område"),
        help=_("Boligområdet eller afdelingen. Har I flere, så skriv ét på hver linje."), attributes={"rows": "2"},
    )  # fmt: skip
    programme = Text(
        _("Hvad hedder jeres helhedsplan?"),
        most=200,
        required=True,
        missing=_("Skriv et navn, for eksempel Helhedsplanen"),
    )
    responsible = Text(
        _("Hvem er ansvarlig for oplysningerne?"), most=200, required=True, missing=_("Skriv, hvem der er ansvarlig"),
        help=_("Det læser deltagerne på telefonen, før de begynder."),
    )  # fmt: skip
    contact = Text(_("Hvem kan beboerne spørge?"), most=200, required=True, missing=_("Skriv, hvem de kan spørge"))

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """No more areas than an agreement can have, each of a name that fits a poster."""
        lines = self._lines(values)
        longest = max(map(len, lines), default=0)
        if longest > MOST_AREA_NAME:
            errors["areas"] = str(messages.TOO_LONG % {"most": MOST_AREA_NAME, "length": longest})
        elif len(lines) > MOST_AREAS:
            errors["areas"] = str(_("Skriv højst %(most)s områder. Der er %(num)s.", most=MOST_AREAS, num=len(lines)))

    @property
    def names(self) -> list[str]:
        """The areas, each once."""
        return self._lines(self.values)

    def _lines(self, values: Mapping[str, Any]) -> list[str]:
        return list(dict.fromkeys(filter(None, map(str.strip, (values.get("areas") or "").splitlines()))))


class PeriodForm(PageForm):
    """Which ready set, from when to when, and what the agreement is called."""

    ready = Choice(
        _("Hvad handler aftalen om?"), lambda: [Option(each.code, each.name) for each in ready_sets.every()], look="list",
        required=True, missing=_("Vælg et færdigt sæt"),
    )  # fmt: skip
    first_year = Count(
        _("Første år"), least=FIRST, most=LAST, required=True, missing=_("Skriv et årstal, for eksempel 2026")
    )
    last_year = Count(
        _("Sidste år"), least=FIRST, most=LAST, required=True, missing=_("Skriv et årstal, for eksempel 2029")
    )
    name = Text(_("Hvad skal aftalen hedde?"), most=200)

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """The last year is not before the first, nor is it another generation's."""
        first, last = values.get("first_year"), values.get("last_year")
        if first and last and not first <= last < first + LONGEST:
            errors["last_year"] = str(
                _("Skriv et år fra %(first)s til %(last)s", first=first, last=first + LONGEST - 1)
            )
        if not values.get("name") or values["name"] in {each.name for each in ready_sets.every()}:
            values["name"] = ready_sets.find(values["ready"]).name if values.get("ready") else None


@dataclass
class PromisesForm:
    """The table of what is promised: a tick and perhaps a number each. `errors`: by the key of a row; `figures`: by code."""

    rows: list[Promise]
    figures: Mapping[str, Any] = field(default_factory=dict)
    posted: Mapping[str, str] | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def ticked(self) -> set[str]:
        """The keys that are ticked: as posted, else as the draft has it."""
        if self.posted is None:
            return {each.key for each in self.rows if each.is_promised}
        return {each.key for each in self.rows if self.posted.get(f"tick-{each.key}")}

    def typed(self, row: Promise) -> str:
        """What stands in the row's field."""
        shown = numbers.shown(numbers.parse(row.target.replace(".", ","))) if row.target else ""
        return shown if self.posted is None else self.posted.get(f"target-{row.key}", shown).strip()

    @property
    def numbered(self) -> int:
        """How many criteria are ticked; what is promised besides has no number."""
        return sum(not each.criterion.get("promise") for each in self.rows if each.key in self.ticked())

    def unit(self, row: Promise) -> str:
        """What stands behind the row's number."""
        return promises.unit_of(row.criterion, row.headline)

    def aim(self, row: Promise) -> str:
        """What the row aims at where no number is typed."""
        return promises.words_of_aim(row.headline, self.figures)

    def source(self, row: Promise) -> str:
        """Where the row's number comes from."""
        return promises.source_of(row.headline, self.figures)

    def targets(self) -> dict[str, str]:
        """The numbers of the ticked rows; `errors` say which are none. What was not changed is right."""
        found: dict[str, str] = {}
        for row in self.rows:
            if row.target is None or row.key not in self.ticked():
                continue
            text = digits(self.typed(row))
            if text.isdecimal() and len(text) <= MOST_DIGITS:
                found[row.key] = str(int(text))
                if self.unit(row) == "%" and int(text) > HUNDRED:
                    self.errors[row.key] = str(_("Skriv et tal fra 0 til 100"))
            elif text != PromisesForm([row]).typed(row):  # a decimal that the draft has already
                self.errors[row.key] = numbers.doubt(text) or str(NOT_WHOLE)
        return found

    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) of every error."""
        return [(f"target-{key}", message) for key, message in self.errors.items()]


@dataclass
class PartiesForm:
    """A tick a party, and one more by its name."""

    document: Mapping[str, Any]
    ready: Mapping[str, Any] | None
    posted: MultiDict[str, str] | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def offered(self) -> dict[str, str]:
        """The names by code."""
        return chosen_parties.offered(self.document, self.ready)

    def ticked(self) -> list[str]:
        """The codes: as posted, else as the draft has it."""
        if self.posted is None:
            return [row["code"] for row in self.document["parties"]]
        return self.posted.getlist("party")

    def needed_for(self, code: str) -> list[str]:
        """What the party delivers or measures."""
        return chosen_parties.needed_for(self.document, code)

    @property
    def typed(self) -> str:
        """The name of one more, as it was typed."""
        return self.posted.get("more", "") if self.posted else ""

    @property
    def more(self) -> str:
        """The name of one more."""
        return MORE.clean(self.typed) or ""

    def validate(self) -> bool:
        """Whether all that are needed are ticked, and one more has a name that can be read; `errors` say what is wrong."""
        for code, name in self.offered.items():
            if code not in self.ticked() and (needed := self.needed_for(code)):
                self.errors[code] = str(
                    _("Behold %(name)s, som står ved %(what)s", name=name, what=", ".join(needed[:3]))
                )
        try:
            is_any = bool(self.more or self.ticked())
        except ValueError as error:
            self.errors["more"] = str(error.args[0])
            return False
        if next(cpr.find(self.typed), None):
            self.errors["more"] = str(messages.CPR_FOUND)
        elif not is_any:
            self.errors["more"] = str(_("Vælg mindst én part"))
        return not self.errors

    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) of every error."""
        return [("more" if key == "more" else f"party-{key}", message) for key, message in self.errors.items()]
