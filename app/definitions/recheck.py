"""What somebody sees, on a later walk, of a point of an earlier one."""

from flask_babel import lazy_gettext as _

from ..questions import Choice, OpenPoint, Option, Photos, Reference, Text
from ..questions.form import Form

OUTCOMES = (
    Option("better", _("Bedre"), icon="arrow-up"),
    Option("same", _("Uændret"), easy=_("Det samme"), icon="minus"),
    Option("worse", _("Værre"), icon="arrow-down"),
)


class Recheck(Form):
    """Whether a point of an earlier walk has become better; it lands on the point's follow-up."""

    title, version, icon = _("Gensyn"), 1, "eye"
    sheet, noun = _("Gensyn"), _("gensyn")
    goes_with = "observation"

    walk = Reference(_("Vandring"), to="walk", remembered=True)
    point = OpenPoint(_("Punkt"), required=True, missing=_("Vælg det punkt, du har set på"))
    outcome = Choice(
        _("Er det blevet bedre?"), OUTCOMES, required=True, look="tiles", missing=_("Vælg bedre, uændret eller værre"),
    )  # fmt: skip
    photos = Photos(
        _("Foto"), most=3, easy=_("Tag et billede. Ikke af mennesker"), help=_("Undgå personer og nummerplader")
    )
    note = Text(
        _("Bemærkning"), most=500, easy=_("Hvad ser du?"), fold="text", icon="text",
        help=_("Ingen navne eller CPR-numre"),
    )  # fmt: skip
