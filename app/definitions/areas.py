"""The areas that agreements are about, and the question for one: a contact, a walk and an event each have an area."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from .. import agreement
from ..base import clock
from ..questions import Choice, Option


class AreaChoice(Choice):
    """Asked where there are several areas; a single one is stored by itself. One that is retired keeps its name."""

    def __init__(self, **rest: Any) -> None:
        wording = {"nothing": _("Ikke valgt"), "help": _("Det område, det hører til")}
        super().__init__(_("Område"), areas, settles=True, **wording | rest)

    def labels(self) -> dict[str, str]:
        return names()


def areas() -> Iterable[Option]:
    """Those of the agreements of the day that are not retired."""
    today = clock.today()
    rows = [row for each in agreement.in_force(today) for row in each.document["areas"] if not _is_retired(row, today)]
    return [Option(code, name) for code, name in {row["code"]: row["name"] for row in rows}.items()]


def names() -> dict[str, str]:
    """The names of all areas by code, retired ones too."""
    known = {code: name for each in agreement.in_force(clock.today()) for code, name in each.areas.items()}
    return agreement.current().areas | known


def _is_retired(row: Mapping[str, Any], day: dt.date) -> bool:
    return "retired_on" in row and dt.date.fromisoformat(row["retired_on"]) <= day
