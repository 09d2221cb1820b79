"""*Vandringer*: a row a safety walk, with what is recorded about it."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, func, select

from .. import clock, plan, years
from ..forms import Observation
from ..models import Walk
from .sheet import DATE, INT, LONG, MOMENT, TEXT, TIME, Column, Counts, Line, Sheet

WALK = Walk.__table__


class WalkSheet(Sheet):
    """The walks of a year, cancelled ones too."""

    key = "walk"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Vandringer")
        self.reading = _("Hver række er én vandring. En aflyst vandring står her, men tæller ikke med.")
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Vandringens eget nummer")),
            Column(_("Vandring"), TEXT, 30, "title", _("Vandringens navn")),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, den holdes")),
            Column(_("Start"), TIME, 8, "start", _("Planlagt klokkeslæt")),
            Column(_("Slut"), TIME, 8, "end", _("Planlagt klokkeslæt")),
            Column(_("Begyndt"), MOMENT, 17, "begun_at", _("Da den blev sat i gang på telefonen; dansk tid")),
            Column(_("Afsluttet"), MOMENT, 17, "ended_at", _("Da den blev afsluttet på telefonen; dansk tid")),
            Column(_("Mødested"), TEXT, 24, "meeting_place", _("Hvor deltagerne mødes")),
            Column(_("Lysforhold"), TEXT, 12, "light"),
            Column(_("Vejr"), TEXT, 20, "weather", _("Vejret på vandringen")),
            Column(_("Deltagere"), INT, 11, "participants", _("Hvor mange der gik med")),
            Column(_("Parter"), LONG, 40, "parties"),
            Column(_("Gruppeleder"), TEXT, 20, "group_leader", _("Den rolle, der ledte vandringen")),
            Column(_("Aflyst"), TEXT, 8, "cancelled_at", _("Ja: den blev ikke til noget og tæller ikke med")),
            Column(_("Lukket"), TEXT, 8, "closed_at", _("Ja: den kan ikke længere vælges på telefonerne")),
            Column(_("Gode steder"), INT, 11, "", _("Observationer af et godt sted")),
            Column(_("Skal forbedres"), INT, 11, "", _("Observationer af noget, der skal forbedres")),
        ]

    def counts(self, connection: Connection) -> Counts:
        found = connection.scalar(select(func.count()).where(WALK.c.date.between(*years.days(self.year))))
        return Counts(found or 0)

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        seen = self._observations(connection)
        lights, parties = Observation.questions["light"], plan.current().parties
        query = select(WALK).where(WALK.c.date.between(*years.days(self.year)))
        query = query.order_by(WALK.c.date, WALK.c.start, WALK.c.title, WALK.c.id)
        for row in connection.execute(query).mappings().all():
            yield [
                row["id"],
                row["title"],
                row["date"],
                row["start"],
                row["end"],
                row["begun_at"] and clock.local(row["begun_at"]).replace(tzinfo=None, microsecond=0),
                row["ended_at"] and clock.local(row["ended_at"]).replace(tzinfo=None, microsecond=0),
                row["meeting_place"] or None,
                lights.shown(row["light"]) or None,
                row["weather"] or None,
                row["participants"],
                ", ".join(parties.get(code, code) for code in row["parties"] or ()) or None,
                row["group_leader"] or None,
                _("Nej") if row["cancelled_at"] is None else _("Ja"),
                _("Nej") if row["closed_at"] is None else _("Ja"),
                seen.get((row["id"], "good"), 0),
                seen.get((row["id"], "improve"), 0),
            ]

    def codebook(self) -> list[Line]:
        codes = {
            "light": Observation.questions["light"].labels(),  # type: ignore[attr-defined]
            "parties": plan.current().parties,
        }
        lines: list[Line] = []
        for line in super().codebook():
            if line.field in codes:
                lines += [Line(line.column, line.field, code, str(label)) for code, label in codes[line.field].items()]
            else:
                lines.append(line)
        return lines

    def _observations(self, connection: Connection) -> dict[tuple[str, str], int]:
        """How many each walk has, by kind."""
        table = Observation.table.c
        query = years.records(Observation, self.year, [table.walk, table.kind, func.count()])
        query = query.where(table.withdrawn_at.is_(None), table.walk.is_not(None)).group_by(table.walk, table.kind)
        return {(walk, kind): number for walk, kind, number in connection.execute(query)}
