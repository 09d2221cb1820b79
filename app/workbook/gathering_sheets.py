"""*Vandringer* and *Arrangementer*: a row a walk or an event, with its facts and what was counted there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlalchemy import Connection, Select, and_, case, func, select

from .. import agreement
from ..activities import arrivals
from ..base import clock, db, years
from ..definitions import Attendance, EventFields, Observation, WalkFields
from ..evaluation import Crossed, series
from ..follow_up import OPEN, is_loose
from ..store import Event, FollowUp, FollowUpObservation, Photo, PhotoUse, Walk, by_year
from ..store.trial import is_real
from .kinds import DATE, INT, LONG, MOMENT, TEXT, TIME, YES_NO
from .record_sheets import with_declared
from .sheet import FETCHED, Column, Counts, Sheet

# Facts of an event that are for the day itself.
NOT_SHOWN = ("doors", "host_id")


class GatheringSheet(Sheet):
    """The walks or the events of a year. A row holds the facts of one and, as `numbers`, what was counted there."""

    read = itemgetter
    table: ClassVar[Any]

    def __init__(self, year: int) -> None:
        self.year = year

    def counts(self, connection: Connection) -> Counts:
        return Counts(connection.scalar(select(func.count()).where(self._is_of_year())) or 0)

    def rows(self, connection: Connection) -> Iterator[dict[str, Any]]:
        numbers = self.numbers(connection)
        gathering = self.table.c
        query = select(self.table).where(self._is_of_year())
        ordered = query.order_by(gathering.date, gathering.start, gathering.title, gathering.id)
        for row in connection.execute(ordered).mappings().all():
            yield {**row, "numbers": numbers.get(row["id"], {})}

    def numbers(self, connection: Connection) -> Mapping[str, Mapping[str, Any]]:
        """What was counted, by name, for each walk or event where anything was."""
        raise NotImplementedError

    def _is_of_year(self) -> Any:
        return and_(self.table.c.date.between(*years.days(self.year)), is_real(self.table))


class WalkSheet(GatheringSheet):
    """The walks of a year, with what was seen on them and what has become of that."""

    key = "walk"
    table = Walk.__table__

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.name = _("Vandringer")
        self.reading = _("Hver række er én vandring. Det, der er trukket tilbage, er ikke talt med.")
        parties = agreement.parties()
        columns = [
            Column(_("Id"), TEXT, 10, "id", _("Vandringens eget nummer")),
            Column(_("Vandring"), TEXT, 32, "title", _("Vandringens navn")),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, den holdes")),
            Column(_("Start"), TIME, 8, "start", _("Klokkeslæt, som planlagt")),
            Column(_("Slut"), TIME, 8, "end", _("Klokkeslæt, som planlagt")),
            Column(_("Begyndt"), MOMENT, 17, "begun_at", _("Da den blev sat i gang på telefonen; dansk tid")),
            Column(_("Afsluttet"), MOMENT, 17, "ended_at", _("Da den blev afsluttet på telefonen; dansk tid")),
            Column(_("Mødested"), TEXT, 22, "meeting_place", _("Hvor den begynder")),
            Column(_("Lysforhold"), TEXT, 12, "light", codes=list(WalkFields.light.labels().items()), notes=WalkFields.light.notes()),
            Column(_("Vejr"), TEXT, 18, "weather", _("Vejret")),
            Column(_("Deltagere"), INT, 11, "participants", _("Hvor mange der var med")),
            Column(_("Gruppeleder"), TEXT, 24, "group_leader", _("Hvem der ledte den")),
            Column(
                _("Parter"), LONG, 40, "parties", _("De parter, der deltog"),
                lambda walk: ", ".join(parties.get(code, code) for code in walk["parties"]),
            ),
            *(
                _flag(_("Parter: %(party)s", party=name), "parties", code, _("1 = parten deltog, 0 = ikke"))
                for code, name in parties.items()
            ),
            _is_set(_("Aflyst"), "cancelled_at", _("Ja: den blev ikke til noget og tæller ikke med")),
            _is_set(_("Lukket"), "closed_at", _("Ja: den kan ikke længere vælges på telefonerne")),
            _number(_("Observationer"), 13, "observations", _("Hvor mange observationer der er modtaget"), "observations"),
            _number(_("Gode steder"), 11, "good", _("Observationer af gode steder")),
            _number(_("Skal forbedres"), 11, "improve", _("Observationer af det, der skal forbedres")),
            _number(_("Føler sig utryg"), 11, "unsafe", _("Observationer, hvor svaret er Utryg")),
            _number(_("Telefoner"), 11, "phones", _("Hvor mange telefoner observationerne kom fra")),
            _number(_("Fotos"), 9, "photos", _("Fotos til observationerne, der er modtaget")),
            _number(_("Punkter"), 9, "points", _("Sager, som observationerne er samlet i; se Opfølgning")),
            _number(_("Punkter, åbne"), 9, "open", _("Nogen skal stadig gøre noget")),
            _number(_("Punkter uden part"), 9, "unassigned", _("Åbne, som ingen har fået")),
            _number(_("Punkter over fristen"), 9, "overdue", _("Åbne, hvis frist er overskredet, da arket blev hentet")),
            _number(_("Punkter, udført"), 9, "done", _("Parten melder, at det er gjort")),
            _number(_("Punkter, kontrolleret"), 12, "checked", _("Nogen har set på stedet, at det er gjort")),
            _number(_("Punkter, kan ikke gennemføres"), 14, "not_possible", _("Det kan ikke lade sig gøre; grunden står i Opfølgning")),
        ]  # fmt: skip
        self.columns = with_declared(columns, WalkFields, itemgetter)

    def numbers(self, connection: Connection) -> Mapping[str, Counter[str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for query in (self._seen(), self._photos(), self._begun(), self._loose()):
            for row in connection.execute(query.group_by(Observation.table.c.walk)).mappings():
                found[row["walk"]].update({name: int(number) for name, number in row.items() if name != "walk"})
        return found

    def _seen(self) -> Select[Any]:
        """Observations, of each kind, from how many phones."""
        table = Observation.table.c
        return self._select(
            observations=func.count(),
            good=func.sum(case((table.kind == "good", 1), else_=0)),
            improve=func.sum(case((table.kind == "improve", 1), else_=0)),
            unsafe=func.sum(case((table.feeling == "unsafe", 1), else_=0)),
            phones=arrivals.sending_phones(Observation.table),
        ).where(table.withdrawn_at.is_(None))

    def _photos(self) -> Select[Any]:
        table = Observation.table.c
        return (
            self._select(photos=func.count())
            .join(PhotoUse, (PhotoUse.kind == Observation.name) & (PhotoUse.subject_id == table.id))
            .join(Photo, Photo.id == PhotoUse.photo_id)
            .where(table.withdrawn_at.is_(None), Photo.hidden_at.is_(None))
        )

    def _begun(self) -> Select[Any]:
        """The points that somebody has begun with, and how far they are; each counts once on every walk that it was seen on."""
        table, link = Observation.table.c, FollowUpObservation
        state, is_open = FollowUp.state, FollowUp.state.in_(OPEN)

        def points(condition: Any) -> Any:
            return func.count(case((condition, FollowUp.number)).distinct())

        return (
            self._select(
                points=func.count(FollowUp.number.distinct()),
                open=points(is_open),
                unassigned=points(is_open & FollowUp.party.is_(None)),
                overdue=points(is_open & (FollowUp.deadline < clock.today())),
                done=points(state == "done"),
                checked=points(state == "checked"),
                not_possible=points(state == "not_possible"),
            )
            .join(link, link.observation_id == table.id)
            .join(FollowUp, FollowUp.id == link.follow_up_id)
            .where(table.withdrawn_at.is_(None))
        )

    def _loose(self) -> Select[Any]:
        """The points that nobody has begun with."""
        return self._select(points=func.count(), open=func.count(), unassigned=func.count()).where(is_loose())

    def _select(self, **numbers: Any) -> Select[Any]:
        """A query for those numbers by their names, over the year's observations by walk."""
        columns = [Observation.table.c.walk, *(number.label(name) for name, number in numbers.items())]
        return by_year.records(Observation, self.year, columns)


class EventSheet(GatheringSheet):
    """The events of a year, with the sums over the phones that counted there. Countries are counted, never named.

    Guests are told as the report tells them (`app.evaluation.folding`): where a count is small, those of several events
    stand in a row of their own, below, and the events' own cells are empty; so are those of a cancelled event.
    """

    key = "event"
    table = Event.__table__

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.name = _("Arrangementer")
        self.reading = _(
            "Hver række er ét arrangement. Gæster, hvor et tal er fra 1 til 4, er lagt sammen; de står i en række for sig."
        )
        agreed, questions = agreement.of_year(year), Attendance.questions
        columns = [
            Column(_("Id"), TEXT, 10, "id", _("Arrangementets eget nummer")),
            Column(_("Arrangement"), TEXT, 30, "title", _("Arrangementets navn")),
            Column(_("Slags"), TEXT, 20, "kind", codes=list(EventFields.kind.labels().items()), notes=EventFields.kind.notes()),
            Column(_("Dato"), DATE, 12, "date", _("Dagen, det holdes")),
            Column(_("Start"), TIME, 8, "start", _("Klokkeslæt")),
            Column(_("Slut"), TIME, 8, "end", _("Klokkeslæt")),
            Column(_("Sted"), TEXT, 22, "place", _("Hvor det holdes")),
            _is_set(_("Aflyst"), "cancelled_at", _("Ja: det blev ikke til noget og tæller ikke med")),
            _is_set(_("Lukket"), "closed_at", _("Ja: det kan ikke længere vælges på telefonerne")),
            Column(
                _("Tæller for"), TEXT, 12, "counts_for", _("Kriterier, som projektlederen lader det tælle for"),
                lambda event: ", ".join(each.rpartition("/")[2] for each in event["counts_for"]),
            ),
            *(
                _flag(
                    _("Tæller for: %(criterion)s", criterion=criterion), "counts_for", agreed.flag(criterion),
                    _("1 = tæller for kriteriet, 0 = tæller ikke"),
                )
                for criterion in agreed.counts_for
            ),
            *(
                _number(str(questions[name].label), 12, name, _("Lagt sammen over alle optællinger"), name, nothing=None)
                for name in series.GROUPS
            ),
            Column(_("Referat"), LONG, 50, "minutes", _("Hvad der blev besluttet; kun for møder"), _minutes),
            _number(_("Optællinger"), 12, "tallies", _("Hvor mange optællinger der er lagt sammen")),
            _number(_("Telefoner"), 12, "phones", _("Hvor mange telefoner der har talt")),
            _number(
                _("Antal lande"), 12, "countries",
                _("Forskellige lande i alle optællinger under ét; hvilke står kun i Fremmøde"), "nationalities", nothing=None,
            ),
        ]  # fmt: skip
        self.columns = with_declared(columns, EventFields, itemgetter, NOT_SHOWN)

    def counts(self, connection: Connection) -> Counts:
        return Counts(super().counts(connection).rows + len(self._added_together(connection)))

    def cells(self, connection: Connection, columns: Sequence[Column] | None = None) -> Iterator[list[Any]]:
        """The events, and below them what was added together."""
        yield from super().cells(connection, columns)
        for counts in self._added_together(connection):
            yield [
                column.kind.made(counts.get)(column.field) for column in (self.columns if columns is None else columns)
            ]

    def numbers(self, connection: Connection) -> Mapping[str, Mapping[str, Any]]:
        """The sums that may be told (empty too where no tally has an answer), tallies, phones, and the union of the
        tallies' countries.
        """
        guests = self._guests(connection)
        told = {row.key for row in guests.rows if not row.is_folded}
        alone = {key for key, *others in guests.column_keys if not others}
        table = Attendance.table.c
        sums = [func.sum(table[name]).label(name) for name in series.GROUPS]
        phones = arrivals.sending_phones(Attendance.table).label("phones")
        counted = self._tallies(table.event, *sums, func.count().label("tallies"), phones).group_by(table.event)
        found = {
            row["event"]: {
                **row,
                **{name: None for name in series.GROUPS if row["event"] not in told or name not in alone},
            }
            for row in connection.execute(counted).mappings()
        }
        named = self._tallies(table.event, table.countries).where(table.countries.is_not(None))
        countries: dict[str, set[str]] = defaultdict(set)
        for event, codes in connection.execute(named.execution_options(yield_per=FETCHED)):
            countries[event].update(codes)
            found[event]["countries"] = len(countries[event])
        return found

    def _added_together(self, connection: Connection) -> list[dict[str, Any]]:
        """The counts of the rows that stand for several events, by the names of columns."""
        guests = self._guests(connection)
        return [
            {
                "title": _("Lagt sammen: %(events)s", events=", ".join(each.label for each in row.parts or (row,))),
                **{
                    key: count
                    for (key, *others), count in zip(guests.column_keys, row.cells, strict=False)
                    if not others
                },
            }
            for row in guests.rows
            if row.is_folded and row.cells
        ]

    def _guests(self, connection: Connection) -> Crossed:
        with db.reading(connection):
            return series.guests(self.year)[0]

    def _tallies(self, *columns: Any) -> Select[Any]:
        query = by_year.records(Attendance, self.year, list(columns))
        return query.where(Attendance.table.c.withdrawn_at.is_(None))


def _minutes(event: Mapping[str, Any]) -> str | None:
    """The minutes; of those that had their time, that there were some."""
    return _("(slettet efter frist)") if event["minutes"] == "" else event["minutes"]


def _number(title: str, width: int, name: str, meaning: str, field: str = "", nothing: int | None = 0) -> Column:
    """A number that was counted by that name; `nothing`: what stands there where nothing was."""
    return Column(title, INT, width, field, meaning, lambda row: row["numbers"].get(name, nothing))


def _flag(title: str, field: str, code: str, meaning: str) -> Column:
    """1 where the code is among those in the field, else 0."""
    return Column(title, INT, 11, field, value=lambda row: int(code in row[field]), codes=[(code, meaning)])


def _is_set(title: str, field: str, meaning: str) -> Column:
    """Whether there is a moment at which it happened."""
    return Column(title, YES_NO, 8, field, meaning, lambda row: row[field] is not None)
