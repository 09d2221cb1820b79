"""What the evaluation needs beside the records, each as it is written down: figures from others, milestones, lists, hours."""

from flask_babel import lazy_gettext as _
from sqlalchemy import String
from sqlalchemy import Text as LongText

from ..base.messages import IN_THE_FUTURE
from ..questions import Count, Day, Fields, Number, Text

MOST_NOTE = 1000
MOST_ON_A_LIST = 100_000


class FigureFields(Fields):
    """A figure of the agreement for a year, exactly as it was written; nothing where it was taken back.

    `on`: the Danish date on which it was given, which decides whether it is provisional.
    """

    value = Number(_("Tal"))
    source = Text(_("Kilde"), most=200, default="")
    on = Day(_("Oplyst"), required=True)
    note = Text(_("Bemærkning"), most=MOST_NOTE, default="", column=LongText())


class MilestoneFields(Fields):
    """When a milestone was reached, the note that documents it, and what was decided there."""

    date = Day(_("Dato"), ahead=None, missing=_("Skriv datoen"))
    note = Text(_("Dokumentation"), most=MOST_NOTE, look="text", default="", column=LongText())
    decision = Text(_("Beslutning"), most=80, look="select", default="", column=String(80))


class ListFields(Fields):
    """That a list arrived (*liste modtaget*), and how many stood on it; the list itself stays out."""

    date = Day(_("Kom den"), late=IN_THE_FUTURE)
    count = Count(_("Antal på listen"), most=MOST_ON_A_LIST)


class HoursFields(Fields):
    """Hours that somebody spent on a part of the agreement, in quarters."""

    date = Day(_("Dato"), late=IN_THE_FUTURE, required=True, missing=_("Skriv datoen"), index=True)
    activity = Text(_("Aktivitet"), most=40, required=True, column=String(40))
    role = Text(_("Hvem"), most=40, required=True, column=String(40))
    task = Text(_("Opgave"), most=40, required=True, column=String(40))
    note = Text(_("Bemærkning"), most=200, default="", column=LongText())
