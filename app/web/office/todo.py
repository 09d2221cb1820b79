"""What waits for the leader in follow-up and among personal data, for the front page: late, stuck, missing; a row at 0
is left out.
"""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ... import follow_up, photos
from ...maintenance import retention


@dataclass(frozen=True)
class Todo:
    """One row: how many, of what, what it means, where it leads. `tint` is of the mark."""

    tint: str
    icon: str
    count: int
    sentence: str
    detail: str
    url: str
    verb: Any


def late(counts: dict[str, int]) -> list[Todo]:
    """Points over their deadline: promised and not kept."""
    return _rows(
        ("red", "calendar-clock", "overdue", counts["overdue"],
         ngettext("punkt er over fristen", "punkter er over fristen", counts["overdue"]),
         _("Spørg parten, eller aftal en ny frist."), _("Se hvilke")),
    )  # fmt: skip


def stuck(counts: dict[str, int]) -> list[Todo]:
    """Points that a party has said nothing about."""
    return _rows(
        ("amber", "clock", "silent", counts["silent"],
         ngettext("punkt har ikke fået svar i 30 dage", "punkter har ikke fået svar i 30 dage", counts["silent"]),
         _("Parten er spurgt og har ikke sagt noget."), _("Ryk for svar")),
    )  # fmt: skip


def missing(counts: dict[str, int]) -> list[Todo]:
    """Points that nobody has seen to be done, and points that nobody has been asked about."""
    return _rows(
        ("blue", "eye", "done", counts["done"],
         ngettext("punkt er udført, men ikke kontrolleret", "punkter er udført, men ikke kontrolleret", counts["done"]),
         _("Parten melder, at det er gjort. Ingen har set det endnu."), _("Kontrollér")),
        ("blue", "hand-heart", "unassigned", counts["unassigned"],
         ngettext("punkt er ikke fordelt", "punkter er ikke fordelt", counts["unassigned"]),
         _("Giv dem en part og en frist."), _("Fordel")),
    )  # fmt: skip


def to_delete() -> list[Todo]:
    """Personal data that should have gone more than a month ago."""
    count = retention.overdue()
    sentence = ngettext("persondata skulle være slettet", "persondata skulle være slettet", count)
    detail = _("Fristen er gået for mere end en måned siden. Tallene bliver, når det slettes.")
    row = Todo("amber", "trash-2", count, sentence, detail, url_for("office.privacy"), _("Se og slet"))
    return [row] if count else []


def hidden_photos() -> list[Todo]:
    """Photos that were made black before a restore, which lost what was black."""
    count = len(photos.hidden())
    sentence = ngettext("foto er skjult efter gendannelsen", "fotos er skjult efter gendannelsen", count)
    detail = _("De var sløret før. Kun du ser dem, til du har set på dem.")
    row = Todo("amber", "eye-off", count, sentence, detail, url_for("office.hidden_photos"), _("Se efter"))
    return [row] if count else []


def counted() -> dict[str, int]:
    """How many points there are of each kind."""
    return dict(follow_up.counts())


def _rows(*rows: tuple[str, str, str, int, str, str, str]) -> list[Todo]:
    return [
        Todo(tint, icon, count, sentence, detail, url_for("office.follow_up_board", show=show), verb)
        for tint, icon, show, count, sentence, detail, verb in rows
        if count
    ]
