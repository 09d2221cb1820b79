"""The forms of follow-up. What is wrong with an answer, `app.follow_up` says; `show` puts it beside the field."""

from collections.abc import Iterable, Mapping
from itertools import chain, repeat
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from ... import agreement, follow_up
from ...activities import Matter
from ...definitions import FollowUpFields
from ...follow_up import Point
from ...questions import Option, Text, Upload
from ...questions.html_form import PageForm
from ...store import Walk

# A choice of several points at once that leaves what they have.
UNCHANGED = "unchanged"
MOST_NOTE = 2000
# Only what belongs to the chosen state is asked for and sent on.
BELONGS = {name: state for state, names in follow_up.NEEDS.items() for name in names}
ASSIGNED = {"party": _("Giv til"), "party_other": _("Hvilken part?"), "deadline": None, "priority": None}
STATED = {
    "state": _("Ny tilstand"),
    "reason": _("Hvorfor kan det ikke gennemføres?"),
    "passed_to": _("Hvem er det sendt videre til?"),
    "duplicate_of": _("Nummeret på det punkt, som dette er en dublet af"),
    "checked_by": _("Hvem så det?"),
    "checked_on": _("Hvornår?"),
}
# Everything else that is declared, under its own words.
REST = {name: None for name in FollowUpFields.questions if name not in ASSIGNED | STATED}
AGREED = ("party", "party_other", "priority", "deadline", "state", "reason")
# What the meeting may hear of a matter, and the key for it; anything else stays as it is.
ANSWERS = {"planned": ("J", _("Ja, det bliver gjort")), "clarifying": ("A", None), "not_possible": ("I", None)}
PRIORITY_KEYS = {"urgent": "H", "soon": "S", "later": "K"}
# In the list of parties: more than nine need letters.
PARTY_KEYS = "123456789abcdefghijklmnoqrstuvwxyz"


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


class SaysState(FollowUpForm):
    """A form in which a state is chosen, and what must be said with it."""

    def changes(self) -> dict[str, Any]:
        """Without what belongs to other states than the chosen one."""
        chosen = self.data.get("state")
        found = {name: value for name, value in super().changes().items() if BELONGS.get(name, chosen) == chosen}
        if not chosen:
            del found["state"]
        return found

    def offer_states(self, point: Point, codes: Iterable[str]) -> None:
        """Let these be chosen, or none, which leaves it as it is."""
        unchanged = Option("", _("Uændret: %(state)s") % {"state": point.state_words})
        self["state"].options = [unchanged, *(follow_up.STATES[code] for code in codes)]


class StateForm(SaysState, asks=FollowUpFields, labels=STATED):
    """What the leader says has become of it."""

    note = Text(_("Bemærkning"), most=MOST_NOTE)

    def offer(self, point: Point) -> None:
        """Let the states be chosen that may come next."""
        self.offer_states(point, follow_up.following(point.state))


class AssignForm(FollowUpForm, asks=FollowUpFields, labels=ASSIGNED):
    """Who does it, until when, how urgent it is."""

    def offer(self, point: Point) -> None:
        """Let the parties be chosen."""
        self["party"].options = parties(point)


class WordsForm(FollowUpForm, asks=FollowUpFields, labels=REST):
    """What is wrong and what could make it better, as the leader puts it, and whatever else is declared."""


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
        self.offer_states(point, follow_up.following(point.state, by_party=True))


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
        nothing = (Option(UNCHANGED, _("Uændret")), Option("", _("Ingen")))
        self["party"].options = [*nothing, *parties()]
        self["priority"].options = [*nothing, *follow_up.PRIORITIES.values()]

    def changes(self) -> dict[str, Any]:
        """Only what was chosen."""
        found = {name: value for name, value in super().changes().items() if value != UNCHANGED}
        if found.get("party") != "other":
            del found["party_other"]
        if not found["deadline"]:
            del found["deadline"]
        return found


class MeetingForm(FollowUpForm, asks=FollowUpFields, labels=dict.fromkeys(AGREED)):
    """What is agreed on one matter at the closing meeting: the answers that are known, and over them those that were posted."""

    def __init__(self, matter: Matter, walk: Walk, posted: MultiDict[str, str] | None = None) -> None:
        known = {name: getattr(matter.point, name) for name in AGREED}
        self.known, self.walk = FollowUpFields.answers(known), walk
        answered = {name: answer or "" for name, answer in self.known.items()}
        super().__init__(None if posted is None else MultiDict(answered | posted.to_dict()), known)
        self.seen = matter.point.version if posted is None else posted.get("seen", matter.point.version, type=int)

    def changes(self) -> dict[str, Any]:
        """What differs from what is known; what belongs to another answer is left out."""
        said = super().changes()
        if said["party"] != "other":
            said["party_other"] = ""
        if said["state"] != "not_possible":
            said["reason"] = ""
        return {name: value for name, value in said.items() if (value or "") != (self.known[name] or "")}

    @property
    def parties(self) -> list[tuple[str, str, str, bool]]:
        """(key, code, name, whether it took part), those that took part first."""
        names, here = _named(self.known["party"]), set(self.walk.parties)
        ordered = sorted(names, key=lambda code: code not in here)
        keys = chain(PARTY_KEYS, repeat(""))
        return [(key, code, names[code], code in here) for key, code in zip(keys, ordered, strict=False)]

    @property
    def priorities(self) -> list[tuple[str, str, Any]]:
        """(key, code, words)."""
        return [(PRIORITY_KEYS[code], code, option.label) for code, option in follow_up.PRIORITIES.items()]

    @property
    def answers_heard(self) -> list[tuple[str, str, Any]]:
        """(key, code, words): the state as it is, and those that may come next; a key only for the latter."""
        now = self.known["state"]
        allowed = {now, *follow_up.following(now)}
        found = [
            (key, code, words or follow_up.STATES[code].label)
            for code, (key, words) in ANSWERS.items()
            if code in allowed
        ]
        words = _("Intet svar endnu") if now == "new" else follow_up.STATES[now].label
        return found if now in ANSWERS else [("", now, words), *found]


def parties(point: Point | None = None) -> list[Option]:
    """The plan's parties, each with whether anybody can sign in for it."""
    there = follow_up.parties_with_accounts()
    return [
        Option(code, name if code in there or code == "other" else str(_("%(name)s (ingen bruger)") % {"name": name}))
        for code, name in _named(point.party if point else None).items()
    ]


def _named(chosen: str | None) -> Mapping[str, str]:
    """The plan's parties by code; one that has left the plan stays chosen."""
    found = dict(agreement.current().parties)
    return found if not chosen or chosen in found else found | {chosen: chosen}
