"""*Opfølgning*: a row a point, begun or not, with what was decided and what came of it. Never who observed it."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, Select, select

from .. import clock, db, plan, years
from ..follow_up import PRIORITIES, STATES, Point
from ..follow_up.reading import is_loose, of_observations, of_rows
from ..forms import Observation
from ..models import FollowUp, FollowUpObservation
from .sheet import DATE, FETCHED, INT, LONG, MOMENT, TEXT, Column, Counts, Line, Sheet

OBSERVATION = Observation.table.c
LINK = FollowUpObservation


class FollowUpSheet(Sheet):
    """The points of a year: an observation of theirs belongs to it."""

    key = "follow_up"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Opfølgning")
        self.reading = _("Hver række er ét punkt. Udført er det, parten melder. Kontrolleret er det, nogen har set.")
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Punktets eget nummer; observationens, når ingen har gjort noget ved det")),
            Column(_("Nr."), INT, 7, "number", _("Det nummer, punktet kaldes; tomt, når ingen har gjort noget ved det")),
            Column(_("Vandring"), TEXT, 28, "walk", _("Vandringen, hvor det først blev set")),
            Column(_("Set første gang"), DATE, 13, "captured_at", _("Dagen for den første observation; dansk tid")),
            Column(_("Kategori"), TEXT, 22, "category", _("Den første observations kategori")),
            Column(_("Sted"), TEXT, 26, "place", _("Den første observations sted")),
            Column(_("Problem"), LONG, 40, "problem", _("Hvad der er galt: projektlederens ord, ellers deltagernes")),
            Column(_("Forslag"), LONG, 34, "proposal", _("Hvad der kan gøre det bedre")),
            Column(_("Part"), TEXT, 28, "party"),
            Column(_("Hastegrad"), TEXT, 11, "priority"),
            Column(_("Frist"), DATE, 12, "deadline", _("Dagen, det skal være gjort")),
            Column(_("Dage over fristen"), INT, 11, "", _("0, når fristen ikke er overskredet, eller punktet er afsluttet")),
            Column(_("Tilstand"), TEXT, 22, "state"),
            Column(_("Begrundelse"), LONG, 34, "reason", _("Hvorfor det ikke kan gennemføres")),
            Column(_("Sendt videre til"), TEXT, 22, "passed_to", _("Hvem der har fået det")),
            Column(_("Dublet af"), INT, 10, "duplicate_of", _("Nummeret på det punkt, der er det samme")),
            Column(_("Givet videre"), MOMENT, 17, "assigned_at", _("Da parten fik det; dansk tid")),
            Column(_("Besvaret"), MOMENT, 17, "answered_at", _("Da parten senest svarede; dansk tid")),
            Column(_("Set igen"), TEXT, 11, "outcome", _("Hvad en senere vandring så: Bedre, Uændret eller Værre")),
            Column(_("Kontrolleret den"), DATE, 13, "checked_on", _("Dagen, nogen så, at det er gjort")),
            Column(_("Observationer"), INT, 11, "", _("Hvor mange observationer punktet samler; tilbagetrukne tæller ikke")),
            Column(_("Observationernes id"), LONG, 38, "observations", _("Rækkerne på Observationer, der hører til")),
        ]  # fmt: skip

    def counts(self, connection: Connection) -> Counts:
        return Counts(len(self._begun(connection)) + len(self._loose(connection)))

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        with db.reading(connection):
            for numbers in _parts(self._begun(connection)):
                query = select(FollowUp).where(FollowUp.number.in_(numbers)).order_by(FollowUp.number)
                yield from map(_cells, of_rows(db.session.scalars(query).all()))
                db.session.expunge_all()
            table = Observation.table
            for ids in _parts(self._loose(connection)):
                query = select(table).where(OBSERVATION.id.in_(ids)).order_by(OBSERVATION.captured_at, OBSERVATION.id)
                yield from map(_cells, of_observations(db.session.execute(query).mappings().all()))

    def codebook(self) -> list[Line]:
        codes = {
            "party": plan.current().parties,
            "priority": {code: option.label for code, option in PRIORITIES.items()},
            "state": {code: option.label for code, option in STATES.items()},
        }
        lines: list[Line] = []
        for line in super().codebook():
            if line.field in codes:
                lines += [Line(line.column, line.field, code, str(label)) for code, label in codes[line.field].items()]
            else:
                lines.append(line)
        return lines

    def _begun(self, connection: Connection) -> list[int]:
        """The numbers of the follow-ups, in order."""
        of_year = years.records(Observation, self.year, [OBSERVATION.id])
        query = select(FollowUp.number).join(LINK, LINK.follow_up_id == FollowUp.id)
        return list(
            connection.scalars(query.where(LINK.observation_id.in_(of_year)).distinct().order_by(FollowUp.number))
        )

    def _loose(self, connection: Connection) -> list[str]:
        """The ids of the observations to improve that nobody has done anything about, in their order."""
        query: Select[Any] = years.records(Observation, self.year, [OBSERVATION.id]).where(is_loose())
        return list(connection.scalars(query.order_by(OBSERVATION.captured_at, OBSERVATION.id)))


def _parts(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[start : start + FETCHED] for start in range(0, len(keys), FETCHED))


def _cells(point: Point) -> Sequence[Any]:
    first = point.observations[0] if point.observations else None
    return [
        point.id,
        point.number,
        point.walk.label if point.walk else None,
        clock.local(first.captured_at).date() if first else None,
        (first and first.category) or None,
        (first and first.place) or None,
        point.said or None,
        point.proposed or None,
        point.party_words or None,
        point.priority_words or None,
        point.deadline,
        point.overdue,
        point.state_words,
        point.reason or None,
        point.passed_to or None,
        point.duplicate_of,
        _moment(point.assigned_at),
        _moment(point.answered_at),
        point.rechecked.words if point.rechecked else None,
        point.checked_on,
        len(point.counted),
        ", ".join(seen.id for seen in point.counted) or None,
    ]


def _moment(moment: Any) -> Any:
    return moment and clock.local(moment).replace(tzinfo=None, microsecond=0)
