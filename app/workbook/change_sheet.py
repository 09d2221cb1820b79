"""*Ændret siden sidst*: what was added, changed or withdrawn in a year since this person last downloaded its workbook; and
when that was.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, Select, func, literal, null, select

from ..access import Person
from ..base import clock, db, dialects, years
from ..definitions import Observation, forms
from ..intake.effects import PURGED
from ..questions.form import Form
from ..store import (
    Download,
    Event,
    FigureEntry,
    FollowUp,
    FollowUpEntry,
    FollowUpObservation,
    History,
    HoursEntry,
    ListEntry,
    MilestoneEntry,
    Narrative,
    Walk,
    by_year,
)
from ..store.trial import is_real
from .kinds import LONG, MOMENT, TEXT
from .sheet import FETCHED, Column, Counts, Sheet

# A record is stamped before it is written, and whoever writes may have to wait so long for others: what the last
# workbook could not see yet is younger than that. Rather a change that is listed twice than one that is left out.
MARGIN = timedelta(seconds=dialects.BUSY_SECONDS)


def note_download(person: Person, year: int, at: datetime) -> None:
    """The person has the workbook of that moment, whole."""
    with db.writing() as session:
        session.merge(Download(person_id=person.id, year=year, at=at))


class ChangeSheet(Sheet):
    """Everything of a year that changed after a moment: `since`, or the person's last download; nothing before the first."""

    key = "change"
    read = itemgetter

    def __init__(self, year: int, person_id: str, since: datetime | None = None) -> None:
        self.year, self.person_id, self.since = year, person_id, since
        self.name = _("Ændret siden sidst")
        self.columns = [
            Column(_("Ark"), TEXT, 18, "", _("Arket, rækken står i"), "sheet"),
            Column(_("Id"), TEXT, 24, "id", _("Rækkens nummer eller navn i det ark"), lambda row: str(row["changed_id"])),
            Column(_("Hvad skete der"), TEXT, 22, "action", codes=actions()),
            Column(_("Hvornår"), MOMENT, 17, "at", _("Da det kom til Feltbog eller blev ændret; dansk tid")),
            Column(_("Hvem"), TEXT, 26, "person", _("Hvem der ændrede det; tom, hvor det ikke er skrevet ned")),
            Column(_("Bemærkning"), LONG, 50, "note", _("Hvad der blev skrevet om ændringen")),
        ]  # fmt: skip

    @property
    def reading(self) -> str:  # type: ignore[override]
        """Since when; known from the first look into the database on."""
        if self.since is None:
            return _("Du har ikke hentet projektmappen for %(year)d før; alt i den er nyt.", year=self.year)
        at = clock.local(self.since)
        return _("Hvad der er kommet til, rettet eller trukket tilbage siden %(date)s kl. %(time)s.",
                 date=f"{at:%d.%m.%Y}", time=f"{at:%H.%M}")  # fmt: skip

    def counts(self, connection: Connection) -> Counts:
        found = (
            connection.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
            for query in self._queries(connection)
        )
        return Counts(sum(number or 0 for number in found))

    def rows(self, connection: Connection) -> Iterator[Any]:
        for query in self._queries(connection):
            with connection.execute(query.execution_options(yield_per=FETCHED)) as found:
                yield from found.mappings()

    def _queries(self, connection: Connection) -> Iterator[Select[Any]]:
        """A query for each kind of change: its sheet, id, action, moment, person and remark, oldest first."""
        if self.since is None:
            last = select(Download.at).where(Download.person_id == self.person_id, Download.year == self.year)
            self.since = connection.scalar(last)
        if self.since is None:
            return
        after = self.since - MARGIN
        for form in forms.every():
            yield self._new(form, after)
            yield self._changed(form, after)
        yield self._followed_up(after)
        for sheet, table in ((_("Vandringer"), Walk.__table__), (_("Arrangementer"), Event.__table__)):
            for action, at in (("new", table.c.created_at), ("cancelled", table.c.cancelled_at)):
                query = select(*_columns(sheet, table.c.id, action, at, note=table.c.title))
                yield query.where(table.c.date.between(*years.days(self.year)), at > after, is_real(table))
        yield from self._entries(after)

    def _new(self, form: type[Form], after: datetime) -> Select[Any]:
        """A phone's correction is received anew; it stands among what was changed."""
        table, log = form.table.c, History.__table__.c
        revised = select(log.id).where(log.form == form.name, log.record_id == table.id, log.action == "revised")
        columns = _columns(str(form.sheet), table.id, "new", table.received_at)
        query = by_year.records(form, self.year, columns).where(table.received_at > after, ~revised.exists())
        return query.order_by(table.received_at, table.id)

    def _changed(self, form: type[Form], after: datetime) -> Select[Any]:
        log = History.__table__.c
        columns = _columns(str(form.sheet), log.record_id, log.action, log.at, log.person_name, log.note)
        query = by_year.records(form, self.year, columns).where(log.record_id == form.table.c.id)
        return query.where(log.form == form.name, log.at > after, log.action != PURGED).order_by(log.id)

    def _followed_up(self, after: datetime) -> Select[Any]:
        """Of the follow-ups that an observation of the year is in."""
        log, link = FollowUpEntry.__table__.c, FollowUpObservation.__table__.c
        seen = by_year.records(Observation, self.year, [link.follow_up_id])
        of_year = seen.where(link.observation_id == Observation.table.c.id)
        number = FollowUp.__table__.c.number
        query = select(*_columns(_("Opfølgning"), number, log.action, log.at, log.person_name, log.text))
        query = query.where(FollowUp.__table__.c.id == log.follow_up_id, log.at > after)
        return query.where(log.follow_up_id.in_(of_year)).order_by(log.id)

    def _entries(self, after: datetime) -> Iterator[Select[Any]]:
        """Figures, milestones, hours, comments and lists: each entry that was added, corrections too."""
        in_year = HoursEntry.date.between(*years.days(self.year))
        for sheet, model, id, note, of_year in (
            (_("Nøgletal"), FigureEntry, FigureEntry.figure, FigureEntry.note, FigureEntry.year == self.year),
            (_("Milepæle"), MilestoneEntry, MilestoneEntry.milestone, MilestoneEntry.note, MilestoneEntry.year == self.year),
            (_("Succeskriterier"), Narrative, Narrative.criterion, Narrative.text, Narrative.year == self.year),
            (_("Lister"), ListEntry, ListEntry.list, None, ListEntry.year == self.year),
            (_("Timer"), HoursEntry, HoursEntry.entry, HoursEntry.note, in_year),
        ):  # fmt: skip
            query = select(*_columns(sheet, id, "written", model.entered_at, model.person_name, note))
            yield query.where(of_year, model.entered_at > after).order_by(model.id)


def actions() -> list[tuple[str, str]]:
    """Everything that can have happened, by its code."""
    return [
        ("new", _("Ny")),
        ("revised", _("Rettet på telefonen")),
        ("stale", _("Ældre udgave kom bagefter")),
        ("amended", _("Rettet i kontoret")),
        ("withdrawn", _("Trukket tilbage")),
        ("restored", _("Taget med igen")),
        ("accepted", _("Godkendt efter gennemsyn")),
        ("replaced", _("Erstattet efter gennemsyn")),
        ("discarded", _("Afvist efter gennemsyn")),
        ("kept_both", _("Begge beholdt")),
        ("cancelled", _("Aflyst")),
        ("written", _("Skrevet eller rettet")),
        ("created", _("Opfølgning begyndt")),
        ("changed", _("Opfølgning ændret")),
        ("answered", _("Besvaret af parten")),
        ("commented", _("Bemærkning")),
        ("rechecked", _("Set igen på stedet")),
        ("photographed", _("Fotograferet")),
        ("grouped", _("Lagt sammen")),
        ("split", _("Skilt ad")),
    ]


def _columns(sheet: str, id: Any, action: Any, at: Any, person: Any = None, note: Any = None) -> list[Any]:
    """The columns of a query for changes that stand on that sheet."""
    return [
        literal(sheet).label("sheet"),
        id.label("changed_id"),
        (literal(action) if isinstance(action, str) else action).label("action"),
        at.label("at"),
        (null() if person is None else person).label("person"),
        (null() if note is None else note).label("note"),
    ]
