"""The decision that makes a draft a version: from which day it is valid, who decided it, when and why, and the minutes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from ...agreement.format import DOCUMENT
from ...agreement.kept import Draft
from ...definitions.office_fields import MOST_MINUTES
from ...questions import Day, Option, Text
from ...questions.html_form import PageForm

_FACTS: Final[Any] = DOCUMENT.members["version"]


class DecisionForm(PageForm):
    """Who decided it, when and why, and from which day it is valid."""

    masks = True
    skippable = True

    valid_from = Day(_l("Gælder fra"), ahead=None, required=True, missing=_l("Skriv, hvilken dag den gælder fra"))
    decided_by = Text(
        _l("Besluttet af"), most=40, look="select", required=True, missing=_l("Vælg, hvem der besluttede det")
    )
    decided_on = Day(_l("Dato for beslutningen"), required=True, missing=_l("Skriv, hvilken dag det blev besluttet"))
    note = Text(
        _l("Begrundelse"), most=_FACTS.members["note"].most, required=True, missing=_l("Skriv, hvorfor"),
        help=_l("Den står på aftalen og på udskriften. Ingen navne på beboere."), attributes={"rows": "3"},
    )  # fmt: skip
    minutes = Text(
        _l("Referat"), most=MOST_MINUTES, attributes={"rows": "4"}, help=_l("Det, mødet besluttede, som tekst."),
    )  # fmt: skip

    def __init__(self, draft: Draft, formdata: Any = None, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata, values)
        parties = [row for row in draft.document["parties"] if "retired_on" not in row]
        self["decided_by"].options = [Option(row["code"], row["name"]) for row in parties]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        if "decided_by" in self and values.get("decided_by") not in {each.code for each in self["decided_by"].options}:
            errors.setdefault("decided_by", str(self["decided_by"].question.missing))

    @property
    def facts(self) -> dict[str, str]:
        """The members of `version` that it asks, as far as they can be read."""
        said = self.cleaned.values if self.cleaned else self.data
        asked = {name: said.get(name) for name in _FACTS.members if name in self}
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asked.items() if value
        }
