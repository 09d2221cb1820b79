"""The forms of follow-up. What is wrong with an answer, `app.follow_up` says; `show` puts it beside the field."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from ... import agreement, follow_up
from ...definitions import FollowUpFields
from ...follow_up import Point
from ...questions import Option, Text, Upload
from ...questions.html_form import PageForm

# A choice of several points at once that leaves what they have.
UNCHANGED = "unchanged"
MOST_NOTE = 2000


class FollowUpForm(PageForm):
    """A form of these pages. `seen`: the version that whoever posted it saw."""

    seen: int | None = None
    masks = True

    def offer(self, point: Point) -> None:
        """Let the things be chosen that fit the point."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything can be read; what may be said, `app.follow_up` decides."""
        return not any(field.errors for field in self.asked())

    def changes(self) -> dict[str, Any]:
        """The answers as `follow_up.change` takes them; a note and a photo are none."""
        return {name: value for name, value in self.data.items() if name in FollowUpFields.questions}


def _states(codes: Iterable[str], nothing: Any) -> list[Option]:
    return [Option("", nothing), *(follow_up.STATES[code] for code in codes)]


def parties(point: Point | None = None) -> list[Option]:
    """The plan's parties, each with whether anybody can sign in for it; one that has left the plan stays chosen."""
    found = dict(agreement.current().parties)
    if point and point.party and point.party not in found:
        found[point.party] = point.party
    there = follow_up.parties_with_accounts()
    return [
        Option(code, name if code in there or code == "other" else str(_("%(name)s (ingen bruger)") % {"name": name}))
        for code, name in found.items()
    ]


# Only what belongs to the chosen state is asked for and sent on.
BELONGS = {name: state for state, names in follow_up.NEEDS.items() for name in names}


class SaysState(FollowUpForm):
    """A form in which a state is chosen, and what must be said with it."""

    def changes(self) -> dict[str, Any]:
        """Without what belongs to other states than the chosen one."""
        chosen = self.data.get("state")
        found = super().changes()
        kept = {name: value for name, value in found.items() if name not in BELONGS or BELONGS[name] == chosen}
        return kept if chosen else {name: value for name, value in kept.items() if name != "state"}


class StateForm(
    SaysState,
    asks=FollowUpFields,
    labels={
        "state": _("Ny tilstand"),
        "reason": _("Hvorfor kan det ikke gennemføres?"),
        "passed_to": _("Hvem er det sendt videre til?"),
        "duplicate_of": _("Nummeret på det punkt, som dette er en dublet af"),
        "checked_by": _("Hvem så det?"),
        "checked_on": _("Hvornår?"),
    },
):
    """What the leader says has become of it."""

    note = Text(_("Bemærkning"), most=MOST_NOTE)

    def offer(self, point: Point) -> None:
        """Let the states be chosen that may come next."""
        self["state"].options = _states(
            follow_up.following(point.state), _("Uændret: %(state)s") % {"state": point.state_words}
        )


ASSIGNED = {"party": _("Giv til"), "party_other": _("Hvilken part?"), "deadline": None, "priority": None}


class AssignForm(FollowUpForm, asks=FollowUpFields, labels=ASSIGNED):
    """Who does it, until when, how urgent it is."""

    def offer(self, point: Point) -> None:
        """Let the parties be chosen."""
        self["party"].options = parties(point)


class WordsForm(FollowUpForm, asks=FollowUpFields, labels={"problem": None, "proposal": None}):
    """What is wrong and what could make it better, as the leader puts it."""


class AnswerForm(
    SaysState,
    asks=FollowUpFields,
    labels={"state": _("Hvor langt er I?"), "reason": _("Hvorfor kan det ikke gennemføres?")},
):
    """What a party says: how far it is, in words, and a photo of the finished work."""

    note = Text(_("Jeres svar"), most=MOST_NOTE)
    photo = Upload(_("Foto af det færdige arbejde"))

    def offer(self, point: Point) -> None:
        """Let the states be chosen that a party can say."""
        codes = follow_up.following(point.state, by_party=True)
        self["state"].options = _states(codes, _("Uændret: %(state)s") % {"state": point.state_words})


class CommentForm(FollowUpForm):
    """A remark."""

    text = Text(_("Bemærkning"), most=MOST_NOTE)


class PhotoForm(FollowUpForm):
    """A photo of the finished work."""

    photo = Upload(_("Foto af det færdige arbejde"))


class BulkForm(FollowUpForm, asks=FollowUpFields, labels=ASSIGNED):
    """What several points get at once; what is left unchanged is not sent on."""

    def __init__(self, formdata: MultiDict[str, str] | None = None) -> None:
        super().__init__(formdata, {"party": UNCHANGED, "priority": UNCHANGED})
        unchanged = Option(UNCHANGED, _("Uændret"))
        self["party"].options = [unchanged, Option("", _("Ingen")), *parties()]
        self["priority"].options = [unchanged, Option("", _("Ingen")), *follow_up.PRIORITIES.values()]

    def changes(self) -> dict[str, Any]:
        """Only what was chosen."""
        found = {name: value for name, value in super().changes().items() if value != UNCHANGED}
        if found.get("party") != "other":
            found.pop("party_other")
        return found if found["deadline"] else {name: value for name, value in found.items() if name != "deadline"}
