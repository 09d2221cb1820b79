"""Follow-up in words, for the pages: what happened, who did it, how long until a deadline, where it is."""

import datetime as dt

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import agreement, follow_up
from ...base import clock
from ...follow_up import Entry
from ...questions import Option, Position
from .pages import pages

HAPPENED = {
    "created": _l("Oprettet"),
    "changed": _l("Rettet"),
    "answered": _l("Svaret"),
    "commented": _l("Bemærkning"),
    "photographed": _l("Foto"),
    "grouped": _l("Samlet med en anden observation"),
    "split": _l("En observation er taget ud"),
}


@pages.app_template_global("follow_up_state")
def state(code: str) -> Option:
    """A state's word and icon."""
    return follow_up.STATES[code]


@pages.app_template_filter()
def happened(entry: Entry, is_leader: bool) -> str:
    """What an entry that changed no state is about."""
    if entry.action == "rechecked":
        return _("Set igen: %(outcome)s", outcome=entry.outcome.lower())
    fields = {each.field for each in entry.differences}
    if entry.action == "changed" and "party" in fields:
        return _("Givet videre") if is_leader else _("Givet til jer")
    if entry.action == "changed" and fields == {"deadline"}:
        return _("Frist flyttet")
    return str(HAPPENED[entry.action])


@pages.app_template_filter()
def by_whom(entry: Entry, is_leader: bool) -> str:
    """Who did it. A party reads its own people's names and no others."""
    if entry.by_party and is_leader:
        party = entry.party_other or agreement.current().parties.get(entry.party or "", entry.party or "")
        return _("af %(who)s", who=entry.person if entry.person == party else f"{entry.person}, {party}")
    if is_leader or entry.by_party:
        return _("af %(who)s", who=entry.person)
    return _("på en vandring") if entry.action == "rechecked" else _("af projektlederen")


@pages.app_template_filter()
def ahead(day: dt.date) -> str:
    """`i dag`, `i morgen`, `om 4 dage`."""
    days = (day - clock.today()).days
    if days <= 0:
        return _("i dag")
    return _("i morgen") if days == 1 else ngettext("om %(num)d dag", "om %(num)d dage", days)


@pages.app_template_filter()
def degrees(point: Position) -> str:
    """`57,0741 N, 9,9312 Ø (± 8 m)`."""
    north, east = (format_decimal(number, "0.0000") for number in (point.latitude, point.longitude))
    accuracy = f" (± {format_decimal(point.accuracy, '0')} m)" if point.accuracy is not None else ""
    return f"{north} N, {east} Ø{accuracy}"
