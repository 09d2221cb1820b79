"""*Opfølgning*: a row a point, begun or not, with what has become of it; who observed it is not in it."""

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import Connection

from .. import agreement, follow_up
from ..base import clock
from ..definitions import FollowUpFields, Observation
from ..follow_up import Point
from .kinds import DATE, INT, LONG, MOMENT, TEXT, YES_NO, Getter
from .record_sheet import with_declared
from .sheet import Column, Counts, Sheet, attribute, codes_of


class FollowUpSheet(Sheet):
    """The points of which an observation was made in the year."""

    key = "follow_up"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Opfølgning")
        self.reading = _("Hver række er ét punkt. Udført er det, parten melder; kontrolleret er det, nogen har set.")
        categories = codes_of(Observation.questions["category"].options)
        parties = list(agreement.current().parties.items())
        columns = [
            Column(_("Id"), TEXT, 10, "id", _("Punktets id; observationens, hvis ingen har gjort noget ved det endnu")),
            Column(_("Nr."), INT, 8, "number", _("Punktets nummer; tomt, til nogen gør noget ved det")),
            Column(_("Vandring"), TEXT, 28, "walk", _("Vandringen, hvor det først blev set"), "walk.title"),
            Column(_("Dato"), DATE, 12, "date", _("Vandringens dato; uden vandring dagen, det blev set"), _day),
            Column(
                _("Observationer"), INT, 13, "observations", _("Hvor mange observationer af samme sag der er"),
                lambda point: len(point.counted),
            ),
            Column(
                _("Observationernes id"), LONG, 20, "observation_ids",
                _("De samme id'er som i arket Observationer, med komma imellem"),
                lambda point: ", ".join(seen.id for seen in point.counted),
            ),
            Column(_("Kategori"), TEXT, 26, "category", "", _first("category"), categories),
            Column(_("Sted"), TEXT, 26, "place", _("Stedet, som den første observation siger det"), _first("place")),
            Column(_("Problem"), LONG, 46, "problem", _("Projektlederens ord; ellers deltagernes beskrivelser"), "said"),
            Column(_("Forslag"), LONG, 36, "proposal", _("Projektlederens ord; ellers deltagernes forslag"), "proposed"),
            Column(_("Part"), TEXT, 30, "party", "", "party_words", parties),
            Column(_("Hastegrad"), TEXT, 11, "priority", codes=codes_of(follow_up.PRIORITIES.values())),
            Column(_("Frist"), DATE, 12, "deadline", _("Hvornår det skal være gjort")),
            Column(
                _("Dage over fristen"), INT, 11, "overdue",
                _("Regnet til den dag, arket er hentet; 0 = ikke over; tomt, når der ingen frist er, eller det er afsluttet"),
                lambda point: point.overdue if point.is_open and point.deadline is not None else None,
            ),
            Column(_("Tilstand"), TEXT, 22, "state", codes=codes_of(follow_up.STATES.values())),
            Column(_("Begrundelse"), LONG, 36, "reason", _("Hvorfor det ikke kan gennemføres")),
            Column(_("Sendt videre til"), TEXT, 22, "passed_to", _("Hvem det er sendt videre til")),
            Column(_("Dublet af nr."), INT, 10, "duplicate_of", _("Nummeret på det punkt, som det er en dublet af")),
            Column(_("Set af"), TEXT, 18, "checked_by", _("Hvem der har set på stedet, at det er gjort")),
            Column(_("Set den"), DATE, 12, "checked_on", _("Hvornår nogen så, at det er gjort")),
            Column(_("Gensyn"), TEXT, 11, "outcome", "", "rechecked.words", codes_of(follow_up.OUTCOMES.values())),
            Column(
                _("Gensyn den"), DATE, 12, "rechecked_at", _("Hvornår det sidst blev set igen på en vandring"),
                lambda point: clock.local(point.rechecked.at).date() if point.rechecked else None,
            ),
            Column(
                _("Begyndt"), MOMENT, 17, "created_at", _("Da nogen først gjorde noget ved det; dansk tid"),
                lambda point: point.created_at if point.follow_up_id else None,
            ),
            Column(_("Givet til parten"), MOMENT, 17, "assigned_at", _("Siden hvornår parten har skullet svare")),
            Column(_("Seneste svar"), MOMENT, 17, "answered_at", _("Da parten sidst svarede; tomt, til det sker")),
            Column(
                _("Senest ændret"), MOMENT, 17, "changed_at", _("Da noget sidst blev ændret; dansk tid"),
                lambda point: point.changed_at if point.follow_up_id else None,
            ),
            Column(_("Intet svar i 30 dage"), YES_NO, 11, "is_silent", _("Ja: parten har haft det i 30 dage uden at svare")),
            Column(_("Trukket tilbage"), YES_NO, 11, "is_withdrawn", _("Ja: alle dets observationer er trukket tilbage")),
        ]  # fmt: skip
        self.columns = with_declared(columns, FollowUpFields, attribute, ["party_other"])

    def counts(self, connection: Connection) -> Counts:
        return Counts(follow_up.count_of_year(connection, self.year))

    def rows(self, connection: Connection) -> Iterator[Point]:
        yield from follow_up.points_of_year(connection, self.year)


def _first(name: str) -> Getter:
    """What the first observation of a point has by that name."""
    return lambda point: getattr(point.observations[0], name) if point.observations else None


def _day(point: Point) -> dt.date | None:
    if point.walk:
        return point.walk.date
    return clock.local(point.observations[0].captured_at).date() if point.observations else None
