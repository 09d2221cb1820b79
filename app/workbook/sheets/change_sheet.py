"""*Ændret siden sidst*: what was added, changed or withdrawn in a year since this person last downloaded its workbook."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Connection, Select, func, literal, null, select

from ...base import clock, dialects, years
from ...definitions import FORMS, Observation
from ...questions.form import Form
from ...store import (
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
from .. import downloads
from ..sheet import FETCHED, LONG, MOMENT, TEXT, CodebookLine, Column, Counts, Sheet

# A record is stamped before it is written, and whoever writes may have to wait so long for others: what the last
# workbook could not see yet is younger than that. Rather a change that is listed twice than one that is left out.
MARGIN = timedelta(seconds=dialects.BUSY_SECONDS)


class Source(NamedTuple):
    """Changes of one kind: a query for id, action, moment, person and remark, oldest first, and the sheet they are on."""

    sheet: str
    query: Select[Any]


class ChangeSheet(Sheet):
    """Everything of a year that changed after a moment: `since`, or the person's last download; nothing before the first."""

    key = "change"

    def __init__(self, year: int, person_id: str, since: datetime | None = None) -> None:
        self.year, self.person_id, self.since = year, person_id, since
        self.name = _("Ændret siden sidst")
        self.columns = [
            Column(_("Ark"), TEXT, 18, "", _("Arket, rækken står i")),
            Column(_("Id"), TEXT, 24, "id", _("Rækkens nummer eller navn i det ark")),
            Column(_("Hvad skete der"), TEXT, 22, "action"),
            Column(_("Hvornår"), MOMENT, 17, "at", _("Da det kom til Feltbog eller blev ændret; dansk tid")),
            Column(_("Hvem"), TEXT, 26, "person", _("Hvem der ændrede det; tom, hvor det ikke er skrevet ned")),
            Column(_("Bemærkning"), LONG, 50, "note", _("Hvad der blev skrevet om ændringen")),
        ]

    @property
    def reading(self) -> str:  # type: ignore[override]
        """Since when; known from the first look into the database on."""
        if self.since is None:
            return _("Du har ikke hentet projektmappen for %(year)d før; alt i den er nyt.", year=self.year)
        at = clock.local(self.since)
        return _("Hvad der er kommet til, rettet eller trukket tilbage siden %(date)s kl. %(time)s.",
                 date=f"{at:%d.%m.%Y}", time=f"{at:%H.%M}")  # fmt: skip

    def counts(self, connection: Connection) -> Counts:
        found = (connection.scalar(select(func.count()).select_from(each.query.order_by(None).subquery()))
                 for each in self._sources(connection))  # fmt: skip
        return Counts(sum(number or 0 for number in found))

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        words = dict(actions())
        for sheet, query in self._sources(connection):
            with connection.execute(query.execution_options(yield_per=FETCHED)) as found:
                for id, action, at, person, note in found:
                    local = clock.local(at).replace(tzinfo=None, microsecond=0)
                    yield [sheet, str(id), words.get(action, action), local, person or None, note or None]

    def codebook(self) -> list[CodebookLine]:
        lines: list[CodebookLine] = []
        for line in super().codebook():
            if line.field == "action":
                lines += [CodebookLine(line.column, line.field, code, label) for code, label in actions()]
            else:
                lines.append(line)
        return lines

    def _sources(self, connection: Connection) -> Iterator[Source]:
        if self.since is None:
            self.since = downloads.last(connection, self.person_id, self.year)
        if self.since is None:
            return
        after = self.since - MARGIN
        for form in FORMS.values():
            yield Source(str(form.sheet), self._new(form, after))
            yield Source(str(form.sheet), self._changed(form, after))
        yield Source(_("Opfølgning"), self._followed_up(after))
        for sheet, table in ((_("Vandringer"), Walk.__table__), (_("Arrangementer"), Event.__table__)):
            for action, at in (("new", table.c.created_at), ("cancelled", table.c.cancelled_at)):
                query = _said(table.c.id, action, at, None, table.c.title)
                yield Source(sheet, query.where(table.c.date.between(*years.days(self.year)), at > after))
        yield from self._entries(after)

    def _new(self, form: type[Form], after: datetime) -> Select[Any]:
        """A phone's correction is received anew; it stands among what was changed."""
        table, log = form.table.c, History.__table__.c
        revised = select(log.id).where(log.form == form.name, log.record_id == table.id, log.action == "revised")
        columns = _columns(table.id, "new", table.received_at, None, None)
        query = by_year.records(form, self.year, columns).where(table.received_at > after, ~revised.exists())
        return query.order_by(table.received_at, table.id)

    def _changed(self, form: type[Form], after: datetime) -> Select[Any]:
        log = History.__table__.c
        columns = _columns(log.record_id, log.action, log.at, log.person_name, log.note)
        query = by_year.records(form, self.year, columns).where(log.record_id == form.table.c.id)
        return query.where(log.form == form.name, log.at > after).order_by(log.id)

    def _followed_up(self, after: datetime) -> Select[Any]:
        """Of the follow-ups that an observation of the year is in."""
        log, link = FollowUpEntry.__table__.c, FollowUpObservation.__table__.c
        seen = by_year.records(Observation, self.year, [link.follow_up_id])
        of_year = seen.where(link.observation_id == Observation.table.c.id)
        query = _said(FollowUp.__table__.c.number, log.action, log.at, log.person_name, log.text)
        query = query.where(FollowUp.__table__.c.id == log.follow_up_id, log.at > after)
        return query.where(log.follow_up_id.in_(of_year)).order_by(log.id)

    def _entries(self, after: datetime) -> Iterator[Source]:
        """Figures, milestones, hours, comments and lists: each entry that was added, corrections too."""
        of_year = (
            (_("Nøgletal"), FigureEntry, FigureEntry.figure, FigureEntry.note),
            (_("Milepæle"), MilestoneEntry, MilestoneEntry.milestone, MilestoneEntry.note),
            (_("Succeskriterier"), Narrative, Narrative.criterion, Narrative.text),
            (_("Lister"), ListEntry, ListEntry.list, None),
        )
        for sheet, model, id, note in of_year:
            query = _said(id, "written", model.entered_at, model.person_name, note)
            query = query.where(model.year == self.year)
            yield Source(sheet, query.where(model.entered_at > after).order_by(model.id))
        hours = _said(HoursEntry.entry, "written", HoursEntry.entered_at, HoursEntry.person_name, HoursEntry.note)
        hours = hours.where(HoursEntry.date.between(*years.days(self.year)), HoursEntry.entered_at > after)
        yield Source(_("Timer"), hours.order_by(HoursEntry.id))


def actions() -> list[tuple[str, str]]:
    """Everything that can have happened, by its code."""
    return [
        ("new", _("Ny")),
        ("revised", _("Rettet på telefonen")),
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


def _said(*values: Any) -> Select[Any]:
    return select(*_columns(*values))


def _columns(id: Any, action: Any, at: Any, person: Any, note: Any) -> list[Any]:
    return [
        each.label(name)
        for name, each in (
            ("changed_id", id),
            ("action", literal(action) if isinstance(action, str) else action),
            ("at", at),
            ("person", null() if person is None else person),
            ("note", null() if note is None else note),
        )
    ]
