"""The forms of follow-up. What is wrong with an answer, `app.follow_up` says; `show` puts it beside the field."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from ... import agreement, follow_up
from ...follow_up import Point
from ..page_form import PageForm
from .typed_fields import CountField, DayField

# A choice of several points at once that leaves what they have.
UNCHANGED = "unchanged"


class FollowUpForm(PageForm):
    """A form of these pages. `seen`: the version that whoever posted it saw."""

    seen: int | None = None

    def offer(self, point: Point) -> None:
        """Let the things be chosen that fit the point."""

    def changes(self) -> dict[str, Any]:
        """The answers as `follow_up.change` takes them; a note is none."""
        return {name: value for name, value in self.data.items() if name != "note"}


def _choices(options: Iterable[tuple[str, Any]], nothing: Any) -> list[SelectChoice]:
    return [SelectChoice("", nothing), *(SelectChoice(code, words) for code, words in options)]


def _states(codes: Iterable[str], nothing: Any) -> list[SelectChoice]:
    return _choices([(code, follow_up.STATES[code].label) for code in codes], nothing)


def parties(point: Point | None = None) -> list[tuple[str, str]]:
    """The plan's parties, each with whether anybody can sign in for it; one that has left the plan stays chosen."""
    found = dict(agreement.current().parties)
    if point and point.party and point.party not in found:
        found[point.party] = point.party
    there = follow_up.parties_with_accounts()
    return [
        (code, name if code in there or code == "other" else str(_("%(name)s (ingen bruger)") % {"name": name}))
        for code, name in found.items()
    ]


PRIORITIES = [(option.code, option.label) for option in follow_up.PRIORITIES.values()]
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


class StateForm(SaysState):
    """What the leader says has become of it."""

    state = SelectField(_("Ny tilstand"), choices=[], validate_choice=False)
    reason = TextAreaField(_("Hvorfor kan det ikke gennemføres?"))
    passed_to = StringField(_("Hvem er det sendt videre til?"))
    duplicate_of = CountField(_("Nummeret på det punkt, som dette er en dublet af"), most=2**31 - 1)
    checked_by = StringField(_("Hvem så det?"))
    checked_on = DayField(_("Hvornår?"))
    note = TextAreaField(_("Bemærkning"))

    def offer(self, point: Point) -> None:
        """Let the states be chosen that may come next."""
        self.state.choices = _states(
            follow_up.following(point.state), _("Uændret: %(state)s") % {"state": point.state_words}
        )


class AssignForm(FollowUpForm):
    """Who does it, until when, how urgent it is."""

    party = SelectField(_("Giv til"), choices=[], validate_choice=False)
    party_other = StringField(_("Hvilken part?"))
    deadline = DayField(_("Frist"))
    priority = SelectField(_("Hastegrad"), choices=_choices(PRIORITIES, _("Ingen")), validate_choice=False)

    def offer(self, point: Point) -> None:
        """Let the parties be chosen."""
        self.party.choices = _choices(parties(point), _("Ingen endnu"))


class WordsForm(FollowUpForm):
    """What is wrong and what could make it better, as the leader puts it."""

    problem = TextAreaField(_("Problem"))
    proposal = TextAreaField(_("Forslag"))


class AnswerForm(SaysState):
    """What a party says: how far it is, in words, and a photo of the finished work."""

    state = SelectField(_("Hvor langt er I?"), choices=[], validate_choice=False)
    reason = TextAreaField(_("Hvorfor kan det ikke gennemføres?"))
    note = TextAreaField(_("Jeres svar"))
    photo = FileField(_("Foto af det færdige arbejde"))

    def offer(self, point: Point) -> None:
        """Let the states be chosen that a party can say."""
        codes = follow_up.following(point.state, by_party=True)
        self.state.choices = _states(codes, _("Uændret: %(state)s") % {"state": point.state_words})

    def changes(self) -> dict[str, Any]:
        """The state, and the reason that goes with it."""
        return {name: value for name, value in super().changes().items() if name != "photo"}


class CommentForm(FollowUpForm):
    """A remark."""

    text = TextAreaField(_("Bemærkning"))


class PhotoForm(FollowUpForm):
    """A photo of the finished work."""

    photo = FileField(_("Foto af det færdige arbejde"))


class BulkForm(FollowUpForm):
    """What several points get at once; what is left unchanged is not sent on."""

    party = SelectField(_("Giv til"), choices=[], validate_choice=False, default=UNCHANGED)
    party_other = StringField(_("Hvilken part?"))
    deadline = DayField(_("Frist"))
    priority = SelectField(_("Hastegrad"), validate_choice=False, default=UNCHANGED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unchanged = SelectChoice(UNCHANGED, _("Uændret"))
        self.party.choices = [unchanged, *_choices(parties(), _("Ingen"))]
        self.priority.choices = [unchanged, *_choices(PRIORITIES, _("Ingen"))]

    def changes(self) -> dict[str, Any]:
        """Only what was chosen."""
        found = {name: value for name, value in super().changes().items() if value != UNCHANGED}
        if found.get("party") != "other":
            found.pop("party_other")
        return found if found["deadline"] else {name: value for name, value in found.items() if name != "deadline"}
