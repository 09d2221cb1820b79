"""All that is too old, step by step: how much it is, and away with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from ... import audit
from ...access import Person
from ...base import db, dialects, reserve
from . import texts, traces
from .periods import Cutoffs, cutoffs
from .portions import Portion, clear, count

A_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Step:
    """One kind of thing that gets too old: its code, what it is, what becomes of it, from when on, and the rows themselves."""

    code: str
    what: Any
    becomes: Any
    since: Callable[[Cutoffs], datetime]
    parts: Callable[[Cutoffs], list[Portion]]


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
    return [Due(step.code, step.what, step.becomes, step.since(now), count(session, step.parts(now))) for step in STEPS]


def overdue() -> int:
    """How many things should have gone more than a month ago: whoever purges once a month never sees any."""
    then, session = cutoffs(A_MONTH), db.session()
    return sum(count(session, step.parts(then)) for step in STEPS)


@reserve.let_go()
def purge(person: Person) -> list[Due]:
    """Take it away, step by step and in portions, and note how much it was. A full disk has room enough for that."""
    now, done = cutoffs(), []
    for step in STEPS:
        parts = step.parts(now)
        number = count(db.session(), parts)
        if number:
            clear(parts)
            audit.note("purged", person, step.code, count=number)
        done.append(Due(step.code, step.what, step.becomes, step.since(now), number))
    if any(each.number for each in done):
        db.session.rollback()  # what still reads keeps the log from being cut
        dialects.leave_no_traces(db.engine())
    return done


STEPS = (
    Step(
        "texts", _("Fri tekst i registreringer"), _("Teksten slettes. Valg, antal, tid og sted bliver."), lambda now: now.texts,
        lambda now: texts.of_records(now.texts),
    ),
    Step(
        "history", _("Tidligere tekster i historikken"), _("Teksten slettes. Hvem der rettede hvornår, bliver."), lambda now: now.texts,
        lambda now: texts.of_history(now.texts),
    ),
    Step(
        "reviewed", _("Gennemset og afgjort"), _("Indholdet slettes. Det, der stadig venter, bliver, til nogen har taget stilling."), lambda now: now.texts,
        lambda now: texts.of_reviewed(now.texts),
    ),
    Step(
        "follow_up", _("Tekster om afsluttet opfølgning"), _("Teksten slettes. Tilstand, part, frist og begrundelse bliver."), lambda now: now.texts,
        lambda now: texts.of_follow_up(now.texts),
    ),
    Step(
        "photos", _("Fotos"), _("Billedet slettes."), lambda now: now.photos,
        lambda now: traces.old_photos(now.photos),
    ),
    Step(
        "loose_photos", _("Fotos, der ikke hører til noget"), _("Billedet slettes."), lambda now: now.loose,
        lambda now: traces.loose_photos(now.loose),
    ),
    Step(
        "sessions", _("Logins, koder på telefoner og brugte links"), _("De slettes. En telefon, der har været tavs så længe, skal logge ind igen."),
        lambda now: now.sessions, lambda now: traces.old_sessions(now.sessions, now.failed, now.codes),
    ),
    Step(
        "phones", _("Telefoner"), _("Hvem der brugte telefonen, slettes. Dens tilfældige nummer bliver."), lambda now: now.sessions,
        lambda now: traces.old_phones(now.sessions),
    ),
    Step(
        "audit", _("Logbogen"), _("Linjerne slettes."), lambda now: now.audit,
        lambda now: traces.old_entries(now.audit),
    ),
)  # fmt: skip
