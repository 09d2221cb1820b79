"""How many came to an event, counted at the door."""

from flask_babel import lazy_gettext as _

from ..questions import Count, Countries, Reference, Text, YesNo
from ..questions.form import Form

MOST = 5000  # guests of one kind on one phone
MOST_DOOR = 40  # characters of its name, wherever it is written


class Attendance(Form):
    """How many came to an event, counted at the door; an event's attendance is the sum over its phones."""

    title, version, icon = _("Fremmøde"), 1, "users"
    sheet, noun = _("Fremmøde"), _("optælling")

    event = Reference(_("Arrangement"), to="event", required=True, missing=_("Vælg arrangementet"))
    door = Text(
        _("Indgang"),
        most=MOST_DOOR,
        lasting=True,
        help=_("Tæller to telefoner ved samme dør, tælles gæsterne to gange"),
    )
    adults = Count(
        _("Voksne (18+)"),
        most=MOST,
        look="counter",
        icon="user",
        easy=_("Voksne"),
        help=_("Hver gæst tælles én gang, når gæsten kommer"),
    )
    youth = Count(_("Unge (13–17)"), most=MOST, look="counter", icon="backpack")
    children = Count(_("Børn (0–12)"), most=MOST, look="counter", icon="baby")
    volunteers = Count(
        _("Frivillige (tælles kun her)"), most=MOST, look="counter", icon="hand-heart", easy=_("Frivillige")
    )
    estimated = YesNo(_("Skønnet antal"), easy=_("Er det et gæt?"))
    countries = Countries(
        _("Lande repræsenteret"), easy=_("Hvilke lande kommer I fra?"), icon="globe",
        help=_("Kun det, gæsterne selv siger. Gæt aldrig."),
    )  # fmt: skip
    note = Text(_("Bemærkning"), most=500, help=_("Ingen navne eller CPR-numre"))
