"""*Vandringer*: a row a walk, with its facts, what was seen on it and what has become of that."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, case, func, select

from ... import agreement
from ...activities import arrivals
from ...base import clock, years
from ...definitions import Observation
from ...follow_up import OPEN, is_loose
from ...store import FollowUp, FollowUpObservation, Photo, PhotoUse, Walk, by_year
from ..sheet import DATE, INT, LONG, MOMENT, TEXT, TIME, CodebookLine, Column, Counts, Sheet

SEEN = ("observations", "good", "improve", "unsafe", "phones")
POINTS = ("points", "open", "unassigned", "overdue", "done", "checked", "not_possible")


class WalkSheet(Sheet):
    """The walks of a year."""

    key = "walk"

    def __init__(self, year: int) -> None:
        self.year = year
        self.name = _("Vandringer")
        self.reading = _("Hver række er én vandring. Det, der er trukket tilbage, er ikke talt med.")
        self.parties = agreement.current().parties
        self.columns = [
            Column(_("Id"), TEXT, 10, "id", _("Vandringens eget nummer")),
            Column(_("Vandring"), TEXT, 32, "title", _("Vandringens navn")),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, den holdes")),
            Column(_("Start"), TIME, 8, "start", _("Klokkeslæt, som planlagt")),
            Column(_("Slut"), TIME, 8, "end", _("Klokkeslæt, som planlagt")),
            Column(_("Begyndt"), MOMENT, 17, "begun_at", _("Da den blev sat i gang på telefonen; dansk tid")),
            Column(_("Afsluttet"), MOMENT, 17, "ended_at", _("Da den blev afsluttet på telefonen; dansk tid")),
            Column(_("Mødested"), TEXT, 22, "meeting_place", _("Hvor den begynder")),
            Column(_("Lysforhold"), TEXT, 12, "light"),
            Column(_("Vejr"), TEXT, 18, "weather", _("Vejret")),
            Column(_("Deltagere"), INT, 11, "participants", _("Hvor mange der var med")),
            Column(_("Gruppeleder"), TEXT, 24, "group_leader", _("Hvem der ledte den")),
            Column(_("Parter"), LONG, 40, "parties", _("De parter, der deltog")),
            *(Column(_("Parter: %(party)s", party=name), INT, 11, "parties") for name in self.parties.values()),
            Column(_("Aflyst"), TEXT, 8, "cancelled_at", _("Ja: den blev ikke til noget og tæller ikke med")),
            Column(_("Lukket"), TEXT, 8, "closed_at", _("Ja: den kan ikke længere vælges på telefonerne")),
            Column(_("Observationer"), INT, 13, "", _("Hvor mange observationer der er modtaget")),
            Column(_("Gode steder"), INT, 11, "", _("Observationer af gode steder")),
            Column(_("Skal forbedres"), INT, 11, "", _("Observationer af det, der skal forbedres")),
            Column(_("Føler sig utryg"), INT, 11, "", _("Observationer, hvor svaret er Utryg")),
            Column(_("Telefoner"), INT, 11, "", _("Hvor mange telefoner observationerne kom fra")),
            Column(_("Fotos"), INT, 9, "", _("Fotos til observationerne, der er modtaget")),
            Column(_("Punkter"), INT, 9, "", _("Sager, som observationerne er samlet i; se Opfølgning")),
            Column(_("Punkter, åbne"), INT, 9, "", _("Nogen skal stadig gøre noget")),
            Column(_("Punkter uden part"), INT, 9, "", _("Åbne, som ingen har fået")),
            Column(_("Punkter over fristen"), INT, 9, "", _("Åbne, hvis frist er overskredet, da arket blev hentet")),
            Column(_("Punkter, udført"), INT, 9, "", _("Parten melder, at det er gjort")),
            Column(_("Punkter, kontrolleret"), INT, 12, "", _("Nogen har set på stedet, at det er gjort")),
            Column(_("Punkter, kan ikke gennemføres"), INT, 14, "", _("Det kan ikke lade sig gøre; grunden står i Opfølgning")),
        ]  # fmt: skip

    def counts(self, connection: Connection) -> Counts:
        found = connection.scalar(select(func.count()).where(Walk.date.between(*years.days(self.year))))
        return Counts(found or 0)

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        seen, photos, points = self._seen(connection), self._photos(connection), self._points(connection)
        light = Observation.questions["light"]
        walk: Any = Walk.__table__
        query = (
            select(walk)
            .where(walk.c.date.between(*years.days(self.year)))
            .order_by(walk.c.date, walk.c.start, walk.c.title, walk.c.id)
        )
        for row in connection.execute(query).mappings().all():
            counted, of_points = seen.get(row["id"], dict.fromkeys(SEEN, 0)), points[row["id"]]
            yield [
                row["id"],
                row["title"],
                row["date"],
                row["start"],
                row["end"],
                _local(row["begun_at"]),
                _local(row["ended_at"]),
                row["meeting_place"],
                light.shown(row["light"]) or None,
                row["weather"],
                row["participants"],
                row["group_leader"],
                ", ".join(self.parties.get(code, code) for code in row["parties"]) or None,
                *(1 if code in row["parties"] else 0 for code in self.parties),
                _yes_no(row["cancelled_at"]),
                _yes_no(row["closed_at"]),
                *(counted[name] for name in SEEN),
                photos.get(row["id"], 0),
                *(of_points[name] for name in POINTS),
            ]

    def codebook(self) -> list[CodebookLine]:
        codes = {_("Parter: %(party)s", party=name): code for code, name in self.parties.items()}
        lines: list[CodebookLine] = []
        for line in super().codebook():
            if line.field == "light":
                options = Observation.questions["light"].options
                lines += [CodebookLine(line.column, line.field, option.code, str(option.label)) for option in options]
            elif line.column in codes:
                lines.append(line._replace(code=codes[line.column], meaning=_("1 = parten deltog, 0 = ikke")))
            else:
                lines.append(line)
        return lines

    def _seen(self, connection: Connection) -> dict[str, dict[str, int]]:
        """For each walk: observations, of each kind, from how many phones."""
        table = Observation.table
        columns = [
            table.c.walk,
            func.count(),
            func.sum(case((table.c.kind == "good", 1), else_=0)),
            func.sum(case((table.c.kind == "improve", 1), else_=0)),
            func.sum(case((table.c.feeling == "unsafe", 1), else_=0)),
            arrivals.sending_phones(table),
        ]
        query = by_year.records(Observation, self.year, columns).where(table.c.withdrawn_at.is_(None))
        rows = connection.execute(query.group_by(table.c.walk))
        return {walk: dict(zip(SEEN, map(int, numbers), strict=True)) for walk, *numbers in rows}

    def _photos(self, connection: Connection) -> dict[str, int]:
        table = Observation.table
        query = (
            by_year.records(Observation, self.year, [table.c.walk, func.count()])
            .join(PhotoUse, (PhotoUse.kind == Observation.name) & (PhotoUse.subject_id == table.c.id))
            .join(Photo, Photo.id == PhotoUse.photo_id)
            .where(table.c.withdrawn_at.is_(None), Photo.hidden_at.is_(None))
        )
        return {walk: count for walk, count in connection.execute(query.group_by(table.c.walk))}  # noqa: C416 - rows are no pairs for mypy

    def _points(self, connection: Connection) -> dict[str, Counter[str]]:
        """For each walk: its points, and how far they are. A point counts once on every walk that it was seen on."""
        table, link = Observation.table, FollowUpObservation
        found: dict[str, Counter[str]] = defaultdict(Counter)
        number = FollowUp.number
        columns = [
            table.c.walk,
            FollowUp.state,
            func.count(number.distinct()),
            func.count(case((FollowUp.party.is_(None), number)).distinct()),
            func.count(case((FollowUp.deadline < clock.today(), number)).distinct()),
        ]
        begun = (
            by_year.records(Observation, self.year, columns)
            .join(link, link.observation_id == table.c.id)
            .join(FollowUp, FollowUp.id == link.follow_up_id)
            .where(table.c.withdrawn_at.is_(None))
        )
        for walk, state, count, unassigned, overdue in connection.execute(begun.group_by(table.c.walk, FollowUp.state)):
            found[walk].update({"points": count, state: count})
            if state in OPEN:
                found[walk].update(open=count, unassigned=unassigned, overdue=overdue)
        loose = by_year.records(Observation, self.year, [table.c.walk, func.count()]).where(is_loose())
        for walk, count in connection.execute(loose.group_by(table.c.walk)):
            found[walk].update(points=count, open=count, unassigned=count)
        return found


def _yes_no(moment: Any) -> str:
    return _("Nej") if moment is None else _("Ja")


def _local(moment: Any) -> Any:
    return None if moment is None else clock.local(moment).replace(tzinfo=None, microsecond=0)
