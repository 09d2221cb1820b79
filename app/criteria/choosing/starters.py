"""Ready beginnings of a criterion, one for each usual kind: what each is called, what it is for, and the row it fills in."""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _

from ..parts import Document

# What a beginning needs of the agreement besides records: the part, and how many rows of it.
FIGURES, MILESTONES, HOURS = "figures", "milestones", "hours"
_UP: Final = {"direction": "at_least"}
_ALL: Final = {"count": "contacts"}


@dataclass(frozen=True)
class Starter:
    """`measures`: of the row; a figure or milestone that is still to be chosen stands as an empty code.

    `needs`: the part of the agreement whose rows it is about, and at least how many of them.
    """

    name: Any
    about: Any
    icon: str
    measures: list[dict[str, Any]]
    unit: str = ""
    needs: tuple[str, int] = ("", 0)

    def lacks(self, document: Document) -> str:
        """The part that has too few rows; empty where it can be used."""
        part, least = self.needs
        return part if len(document.get(part, ())) < least else ""

    def row(self, activity: str = "") -> dict[str, Any]:
        """The criterion that it begins, of an activity, without its words."""
        found = {"code": "", "text": "", "activity": activity, "measures": self.measures}
        return found | ({"unit": self.unit} if self.unit else {})


def _counted(kind: str, target: str, **conditions: Any) -> list[dict[str, Any]]:
    return [{"of": [{"count": kind, **conditions}], "aim": {**_UP, "target": target}}]


def _share(kind: str, target: str, **conditions: Any) -> list[dict[str, Any]]:
    return [{"of": [{"count": kind, **conditions}], "per": {"count": kind}, "aim": {**_UP, "target": target}}]


def _of_figure(**more: Any) -> list[dict[str, Any]]:
    return [{"of": [{"figure": ""}], **more}]


_ASKED: Final = {"field": "digital_asked", "is": ["yes"]}
_OPEN: Final = {"field": "digital_outcome", "is": ["open"]}
STARTERS: Final[dict[str, Starter]] = {
    "count": Starter(_("Mindst … om året"), _("Så mange henvendelser, vandringer eller andet hvert år."), "list", _counted("contacts", "100"), "henvendelser"),
    "share": Starter(
        _("Andel …"), _("Mindst så mange procent af henvendelserne, for eksempel henvist videre."), "users",
        _share("contacts", "80", where=[{"field": "referrals", "is": ["any"]}]), "%",
    ),
    "asked": Starter(
        _("Alle er spurgt"), _("Ved alle henvendelser er der spurgt, og ingen venter på hjælp."), "clipboard-list",
        [
            {
                "name": "Spurgt, og ingen venter",
                "of": [{"count": "contacts", "where": [_ASKED, {"field": "digital_outcome", "is_not": ["open"]}], "pending": [_ASKED, _OPEN]}],
                "per": _ALL, "aim": {**_UP, "target": "100"},
            },
            {"name": "Spurgt", "of": [{"count": "contacts", "where": [_ASKED]}], "per": _ALL, "aim": {**_UP, "target": "100"}},
        ], "%",
    ),
    "events": Starter(
        _("Arrangementer med dokumentation"), _("De tæller først, når det er skrevet ned, for eksempel mindst 5 nationaliteter."), "calendar",
        _counted("events", "3", where=[{"field": "flagged", "is": ["yes"]}], evidence=[{"field": "nationalities", "at_least": "5"}]), "arrangementer",
    ),
    "meetings": Starter(_("Møder"), _("Så mange møder om året, for eksempel i en arbejdsgruppe."), "message-square", _counted("meetings", "4"), "møder"),
    "hours": Starter(
        _("Timer"), _("Mindst de timer, der står i timebudgettet."), "clock",
        [{"of": [{"sum": "hours.hours"}], "aim": {**_UP, "from": "budget"}}], "timer", (HOURS, 1),
    ),
    "average": Starter(
        _("I gennemsnit pr. …"), _("For eksempel deltagere pr. arrangement."), "trending-up",
        [{"of": [{"sum": "events.guests"}], "per": {"count": "events"}, "times": 1, "aim": {**_UP, "target": "40"}}], "deltagere",
    ),
    "baseline": Starter(
        _("Under udgangspunktet"), _("Et tal skal ned med så mange procent fra det, det var før."), "arrow-down",
        _of_figure(aim={"direction": "at_most", "from": "baseline", "change": "-15"}), needs=(FIGURES, 1),
    ),
    "level": Starter(
        _("Ikke over niveauet"), _("Et tal må ikke være over et andet, for eksempel kommunens."), "git-compare",
        _of_figure(aim={"direction": "at_most", "from": ""}), needs=(FIGURES, 2),
    ),
    "gap": Starter(
        _("Afstand til byen"), _("Afstanden mellem jeres tal og byens bliver mindre."), "map",
        _of_figure(gap_to="", aim={"direction": "trend"}), needs=(FIGURES, 2),
    ),
    "figure": Starter(
        _("Et tal fra andre"), _("Et tal, som andre leverer, er mindst det, I har aftalt."), "inbox",
        _of_figure(aim={**_UP}), needs=(FIGURES, 1),
    ),
    "milestone": Starter(
        _("Milepæl"), _("Noget er nået inden en bestemt dag, eller holdes hvert år."), "flag",
        [{"of": [{"milestones": []}], "aim": {**_UP, "target": "1"}}], "ja/nej", (MILESTONES, 1),
    ),
}  # fmt: skip
