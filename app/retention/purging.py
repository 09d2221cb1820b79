"""All that is too old, step by step: how much it is, and away with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from .. import audit, db, engines
from ..access import Person
from ..models import Device, Photo
from . import texts, traces
from .periods import Cutoffs, cutoffs

A_MONTH = timedelta(days=31)

Counts = Callable[[Session, Cutoffs], int]
Clears = Callable[[Session, Cutoffs], None]


@dataclass(frozen=True)
class Step:
    """One kind of thing that gets too old: its code, what it is, from when on, how many there are, what deletes them."""

    code: str
    what: Any
    becomes: Any
    since: Callable[[Cutoffs], datetime]
    count: Counts
    clear: Clears


@dataclass(frozen=True)
class Due:
    """How many of a kind are from before `before`; `becomes` says what happens to them."""

    code: str
    what: Any
    becomes: Any
    before: datetime
    number: int


def due() -> list[Due]:
    """What a purge would take away now."""
    now = cutoffs()
    session = db.session()
    return [Due(step.code, step.what, step.becomes, step.since(now), step.count(session, now)) for step in STEPS]


def overdue() -> int:
    """How many things should have gone more than a month ago: whoever purges once a month never sees any."""
    then, session = cutoffs(A_MONTH), db.session()
    return sum(step.count(session, then) for step in STEPS)


def purge(person: Person) -> list[Due]:
    """Take it away, step by step, and note how much it was."""
    now, done = cutoffs(), []
    for step in STEPS:
        with db.writing() as session:
            engines.overwrite_what_is_deleted(session.connection())
            number = step.count(session, now)
            if number:
                step.clear(session, now)
        done.append(Due(step.code, step.what, step.becomes, step.since(now), number))
        if number:
            audit.note("purged", person, step.code, count=number)
    if any(each.number for each in done):
        engines.leave_no_traces(db.engine())
    return done


def _delete(deletions: Callable[[Cutoffs], list[Any]]) -> tuple[Counts, Clears]:
    def clear(session: Session, now: Cutoffs) -> None:
        for statement in deletions(now):
            session.execute(statement)

    return lambda session, now: traces.count_deleted(session, deletions(now)), clear


STEPS = (
    Step(
        "texts", _("Fri tekst i registreringer"), _("Teksten slettes. Valg, antal, tid og sted bliver."), lambda now: now.texts,
        lambda session, now: texts.count_records(session, now.texts),
        lambda session, now: texts.clear_records(session, now.texts),
    ),
    Step(
        "history", _("Tidligere tekster i historikken"), _("Teksten slettes. Hvem der rettede hvornår, bliver."), lambda now: now.texts,
        lambda session, now: texts.count_history(session, now.texts),
        lambda session, now: texts.clear_history(session, now.texts),
    ),
    Step(
        "reviewed", _("Gennemset og afgjort"), _("Indholdet slettes. Det, der stadig venter, bliver, til nogen har taget stilling."), lambda now: now.texts,
        lambda session, now: texts.count_reviewed(session, now.texts),
        lambda session, now: texts.clear_reviewed(session, now.texts),
    ),
    Step(
        "follow_up", _("Tekster om afsluttet opfølgning"), _("Teksten slettes. Tilstand, part, frist og begrundelse bliver."), lambda now: now.texts,
        lambda session, now: texts.count_follow_up(session, now.texts),
        lambda session, now: texts.clear_follow_up(session, now.texts),
    ),
    Step(
        "photos", _("Fotos"), _("Billedet slettes."), lambda now: now.photos,
        lambda session, now: traces.count(session, Photo, traces.old_photos(now.photos)),
        lambda session, now: traces.take_away_photos(session, traces.old_photos(now.photos)),
    ),
    Step(
        "loose_photos", _("Fotos, der ikke hører til noget"), _("Billedet slettes."), lambda now: now.loose,
        lambda session, now: traces.count(session, Photo, traces.loose_photos(now.loose)),
        lambda session, now: traces.take_away_photos(session, traces.loose_photos(now.loose)),
    ),
    Step(
        "sessions", _("Logins, koder på telefoner og brugte links"), _("De slettes. En telefon, der har været tavs så længe, skal logge ind igen."),
        lambda now: now.sessions, *_delete(lambda now: traces.old_sessions(now.sessions, now.failed, now.codes)),
    ),
    Step(
        "phones", _("Telefoner"), _("Hvem der brugte telefonen, slettes. Dens tilfældige nummer bliver."), lambda now: now.sessions,
        lambda session, now: traces.count(session, Device, traces.old_phones(now.sessions)),
        lambda session, now: traces.forget_phones(session, now.sessions),
    ),
    Step(
        "audit", _("Logbogen"), _("Linjerne slettes."), lambda now: now.audit,
        *_delete(lambda now: traces.old_entries(now.audit)),
    ),
)  # fmt: skip
