"""*Opfølgning*: a row a point, begun or not, with what has become of it; who observed it is not in it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from ... import agreement, follow_up
from ...base import clock
from ...definitions import Observation
from ...follow_up import Point
from ...questions import Option
from ..sheet import DATE, INT, LONG, MOMENT, TEXT, CodebookLine, Column, Counts, Sheet


class FollowUpSheet(Sheet):
    """The points of which an observation was made in the year."""

    key = "follow_up"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Opfølgning")
        self.reading = _("Hver række er ét punkt. Udført er det, parten melder; kontrolleret er det, nogen har set.")
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Punktets id; observationens, hvis ingen har gjort noget ved det endnu")),
            Column(_("Nr."), INT, 8, "number", _("Punktets nummer; tomt, til nogen gør noget ved det")),
            Column(_("Vandring"), TEXT, 28, "walk", _("Vandringen, hvor det først blev set")),
            Column(_("Dato"), DATE, 12, "date", _("Vandringens dato; uden vandring dagen, det blev set")),
            Column(_("Observationer"), INT, 13, "observations", _("Hvor mange observationer af samme sag der er")),
            Column(
                _("Observationernes id"), LONG, 20, "observation_ids",
                _("De samme id'er som i arket Observationer, med komma imellem"),
            ),
            Column(_("Kategori"), TEXT, 26, "category"),
            Column(_("Sted"), TEXT, 26, "place", _("Stedet, som den første observation siger det")),
            Column(_("Problem"), LONG, 46, "problem", _("Projektlederens ord; ellers deltagernes beskrivelser")),
            Column(_("Forslag"), LONG, 36, "proposal", _("Projektlederens ord; ellers deltagernes forslag")),
            Column(_("Part"), TEXT, 30, "party"),
            Column(_("Hastegrad"), TEXT, 11, "priority"),
            Column(_("Frist"), DATE, 12, "deadline", _("Hvornår det skal være gjort")),
            Column(
                _("Dage over fristen"), INT, 11, "overdue",
                _("Regnet til den dag, arket er hentet; 0 = ikke over; tomt, når der ingen frist er, eller det er afsluttet"),
            ),
            Column(_("Tilstand"), TEXT, 22, "state"),
            Column(_("Begrundelse"), LONG, 36, "reason", _("Hvorfor det ikke kan gennemføres")),
            Column(_("Sendt videre til"), TEXT, 22, "passed_to", _("Hvem det er sendt videre til")),
            Column(_("Dublet af nr."), INT, 10, "duplicate_of", _("Nummeret på det punkt, som det er en dublet af")),
            Column(_("Set af"), TEXT, 18, "checked_by", _("Hvem der har set på stedet, at det er gjort")),
            Column(_("Set den"), DATE, 12, "checked_on", _("Hvornår nogen så, at det er gjort")),
            Column(_("Gensyn"), TEXT, 11, "outcome"),
            Column(_("Gensyn den"), DATE, 12, "rechecked_at", _("Hvornår det sidst blev set igen på en vandring")),
            Column(_("Begyndt"), MOMENT, 17, "created_at", _("Da nogen først gjorde noget ved det; dansk tid")),
            Column(_("Givet til parten"), MOMENT, 17, "assigned_at", _("Siden hvornår parten har skullet svare")),
            Column(_("Seneste svar"), MOMENT, 17, "answered_at", _("Da parten sidst svarede; tomt, til det sker")),
            Column(_("Senest ændret"), MOMENT, 17, "changed_at", _("Da noget sidst blev ændret; dansk tid")),
            Column(_("Intet svar i 30 dage"), TEXT, 11, "is_silent", _("Ja: parten har haft det i 30 dage uden at svare")),
            Column(_("Trukket tilbage"), TEXT, 11, "is_withdrawn", _("Ja: alle dets observationer er trukket tilbage")),
        ]  # fmt: skip

    def counts(self, connection: Connection) -> Counts:
        return Counts(follow_up.count_of_year(connection, self.year))

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        for point in follow_up.points_of_year(connection, self.year):
            yield _row(point)

    def codebook(self) -> list[CodebookLine]:
        options: dict[str, list[tuple[str, Any]]] = {
            "category": _pairs(Observation.questions["category"].options),
            "party": list(agreement.current().parties.items()),
            "priority": _pairs(follow_up.PRIORITIES.values()),
            "state": _pairs(follow_up.STATES.values()),
            "outcome": _pairs(follow_up.OUTCOMES.values()),
        }
        return [
            each
            for line in super().codebook()
            for each in (
                [CodebookLine(line.column, line.field, code, str(words)) for code, words in options[line.field]]
                if line.field in options
                else [line]
            )
        ]


def _pairs(options: Iterable[Option]) -> list[tuple[str, Any]]:
    return [(option.code, option.label) for option in options]


def _row(point: Point) -> list[Any]:
    first = point.observations[0] if point.observations else None
    has_deadline = point.is_open and point.deadline is not None
    return [
        point.id,
        point.number,
        point.walk.title if point.walk else None,
        point.walk.date if point.walk else (clock.local(first.captured_at).date() if first else None),
        len(point.counted),
        ", ".join(seen.id for seen in point.counted) or None,
        first.category if first else None,
        (first.place if first else None) or None,
        point.said or None,
        point.proposed or None,
        point.party_words or None,
        point.priority_words or None,
        point.deadline,
        point.overdue if has_deadline else None,
        point.state_words,
        point.reason or None,
        point.passed_to or None,
        point.duplicate_of,
        point.checked_by or None,
        point.checked_on,
        point.rechecked.words if point.rechecked else None,
        clock.local(point.rechecked.at).date() if point.rechecked else None,
        _local(point.created_at) if point.follow_up_id else None,
        _local(point.assigned_at),
        _local(point.answered_at),
        _local(point.changed_at) if point.follow_up_id else None,
        _("Ja") if point.is_silent else _("Nej"),
        _("Ja") if point.is_withdrawn else _("Nej"),
    ]


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    """Danish time without a zone, as Excel knows it, in whole seconds."""
    return None if moment is None else clock.local(moment).replace(tzinfo=None, microsecond=0)
