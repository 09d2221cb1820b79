"""The audit trail: who saw, changed, exported or deleted what, and when. Only added to; without content.

What a page does is noted by what it names beside its right (`@allow("…", trace="…")`), after every answer; what a
command or a sign-in does, where it happens (`note`).
"""

import logging
import re
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, request
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from .access import Person, person
from .base import clock, db, trouble
from .base.ids import UUID
from .definitions import forms
from .questions import Choice, Day, Option, Reference, Unseen
from .questions.fields import Filters
from .store import AuditEntry, listing
from .store.listing import Listed

PAGE = 100
# Somebody who looks at the same thing again so soon is still looking; and whoever changes a draft that saves itself is still at it.
STILL = timedelta(minutes=10)
GOING_ON = frozenset({("saw", None), ("changed", "agreement_draft")})
# Further ahead nobody looks.
AHEAD = timedelta(days=36525)
# What may stand in an entry of what the address says.
FACTS = ("year", "key", "form")
CODE = re.compile(r"[a-z0-9_]{1,20}")
# In a trace: the form in the address.
RECORD = "<form>"
# Groups of actions, as the leader looks for them: code → word → the actions with their words.
GROUPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "seen": (_("Set"), {"saw": _("Set")}),
    "out": (_("Hentet ud"), {"exported": _("Hentet ud")}),
    "changed": (
        _("Ændret"),
        {
            "made": _("Oprettet"),
            "changed": _("Ændret"),
            "withdrew": _("Trukket tilbage"),
            "restored": _("Taget med igen"),
            "decided": _("Afgjort"),
            "adopted": _("Vedtaget"),
            "handed_in": _("Afleveret"),
            "reopened": _("Åbnet igen"),
            "imported": _("Indlæst"),
            "brought_back": _("Gendannet fra en ældre udgave"),
            "shown": _("Vist igen"),
        },
    ),
    "deleted": (
        _("Slettet"),
        {
            "deleted": _("Slettet"),
            "erased": _("Slettet på anmodning"),
            "redacted": _("Gjort ukendeligt"),
            "purged": _("Slettet efter frist"),
        },
    ),
    "access": (
        _("Adgang"),
        {
            "coded": _("Ny kode"),
            "shut_out": _("Lukket ude"),
            "let_in": _("Lukket ind"),
            "invited": _("Nyt link"),
            "second_step_on": _("Totrinslogin slået til"),
            "second_step_off": _("Totrinslogin slået fra"),
            "password_changed": _("Adgangskode valgt"),
        },
    ),
    "sign_in": (
        _("Login"),
        {
            "signed_in": _("Logget ind"),
            "confirmed": _("Adgangskode skrevet igen"),
            "signed_out": _("Logget ud"),
            "signed_out_everywhere": _("Logget ud overalt"),
            "sign_in_failed": _("Forkert adgangskode eller kode"),
        },
    ),
}
ACTIONS = {code: word for _group, actions in GROUPS.values() for code, word in actions.items()}
KINDS = {
    **{form.name: form.title for form in forms.every()},
    "account": _("Bruger"),
    "person": _("Alt om en bruger"),
    "contacts": _("Liste med henvendelser"),
    "records": _("Liste med registreringer"),
    "quarantine": _("Til gennemsyn"),
    "walk": _("Vandring"),
    "trial": _("Prøve af en telefon"),
    "event": _("Arrangement"),
    "phone": _("Telefon"),
    "photo": _("Foto"),
    "texts": _("Fri tekst i registreringer"),
    "history": _("Tekster i historikken"),
    "waiting": _("Det, der ventede på gennemsyn"),
    "reviewed": _("Gennemset og afgjort"),
    "follow_up": _("Tekster om opfølgning"),
    "minutes": _("Referater af møder"),
    "photos": _("Fotos"),
    "loose_photos": _("Fotos, der ikke hørte til noget"),
    "sessions": _("Logins og koder på telefoner"),
    "phones": _("Telefoner"),
    "audit": _("Logbogen"),
    "plan": _("Plan over området"),
    "agreement": _("Aftale"),
    "agreement_draft": _("Kladde til en aftale"),
    "evaluation": _("Årets evaluering"),
    "evaluations": _("Afleverede evalueringer"),
    "database": _("Databasen"),
    "queue": _("Fil fra en telefon"),
    "workbook": _("Excel-arket"),
    "csv": _("Tabel som CSV"),
    "geojson": _("Positioner som GeoJSON"),
}

_TABLE = db.table_of(AuditEntry)


def said(action: str) -> Any:
    """The word for an action; the code itself where a later version wrote it."""
    return ACTIONS.get(action, action)


def about(kind: str | None) -> Any:
    """The word for what it was done to."""
    return KINDS.get(kind or "", kind or "")


# Writing it


def note(
    action: str, person: Person | None, kind: str | None = None, subject: str | None = None, **facts: str | int
) -> None:
    """Add an entry, committed at once. A look at what was looked at a moment ago adds none, nor does a draft changed again."""
    entry = _entry(action, person, kind, subject, facts)
    same = [_TABLE.c[name] == entry[name] for name in ("person_id", "action", "kind", "subject")]
    lately = select(_TABLE.c.id).where(*same, _TABLE.c.at > entry["at"] - STILL).limit(1)
    with db.writing_plainly(touching=[]) as connection:
        if not GOING_ON & {(action, None), (action, kind)} or not connection.scalar(lately):
            connection.execute(insert(_TABLE).values(entry))


def note_within(session: Session, action: str, person: Person, kind: str, **facts: str | int) -> None:
    """Add an entry about something that has no id, in the open transaction."""
    session.execute(insert(_TABLE).values(_entry(action, person, kind, None, facts)))


def _entry(
    action: str, person: Person | None, kind: str | None, subject: str | None, facts: dict[str, str | int]
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "person_id": person.id if person else None,
        "person_name": person.name if person else "",
        "role": person.role if person else "",
        "action": action,
        "kind": kind,
        "subject": subject,
        "facts": facts,
    }


def init_app(app: Flask) -> None:
    """Look after every answer that was no refusal."""
    app.after_request(_leave_trace)


def trace_of(endpoint: str | None) -> tuple[str, str] | None:
    """What is done there, and to what kind of thing; None for what leaves no trace."""
    named: str | None = getattr(current_app.view_functions.get(endpoint or ""), "trace", None)
    if named is None:
        return None
    action, _space, kind = named.partition(" ")
    return action, kind


def _leave_trace(response: Response) -> Response:
    """Note what the page did, where it says that this leaves a trace.

    A file that cannot be noted is not handed out: the entry is committed before the first byte leaves.
    """
    trace = trace_of(request.endpoint)
    who = person() if trace and response.status_code < 400 else None
    if trace is None or who is None:
        return response
    action, kind = trace
    values = {**request.args, **(request.view_args or {})}
    if kind == RECORD:
        kind = str(values.get("form", ""))
    if action == "saw" and not _is_telling(kind, str(values.get("form", ""))):
        return response
    subject = str(values["id"]) if "id" in (request.view_args or {}) else _made(response)
    facts = {name: str(values[name]) for name in FACTS if CODE.fullmatch(str(values.get(name, "")))}
    try:
        note(action, who, kind, subject, **facts)
    except DBAPIError as error:
        if trouble.code(error) is None or action == "exported":
            raise
        # On a full disk people must still be able to read.
        logging.getLogger(__name__).warning("an entry of the audit trail could not be written")
    return response


def _is_telling(kind: str, form: str) -> bool:
    """Whether reading it is worth a line: what was said to the counsellor, not what stands on the walk's page."""
    return kind not in {"observation", "attendance", "recheck"} and (kind != "records" or form in {"", "contact"})


def _made(response: Response) -> str | None:
    """The id of what was just made, in the address that the answer leads to."""
    ids = [part for part in (response.location or "").split("/") if UUID.fullmatch(part)]
    return ids[-1] if ids else None


# Reading it


class Search(Filters):
    """What the trail is limited to. `since` and `until` are Danish dates, both included."""

    person = Reference(_("Hvem"), to="user")
    group = Choice(_("Hvad"), [Option(code, words) for code, (words, _actions) in GROUPS.items()], nothing=_("Alt"))
    since = Day(_("Fra"), ahead=AHEAD)
    until = Day(_("Til og med"), ahead=AHEAD)
    subject = Unseen()


def listed(search: Search, page: int = 1) -> Listed[AuditEntry]:
    """A page of what the search finds, the newest first."""
    conditions = _conditions(search)
    newest = select(AuditEntry).where(*conditions).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    total = db.session.scalar(select(func.count(AuditEntry.id)).where(*conditions)) or 0
    return listing.listed(
        total, page, lambda start, size: db.session.scalars(newest.offset(start).limit(size)).all(), size=PAGE
    )


def people() -> list[Option]:
    """Everybody in the trail by the latest name, in its order."""
    query = select(AuditEntry.person_id, func.max(AuditEntry.person_name)).where(AuditEntry.person_id.is_not(None))
    found = [Option(id or "", name) for id, name in db.session.execute(query.group_by(AuditEntry.person_id))]
    return sorted(found, key=lambda each: str(each.label).casefold())


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found = []
    if search["person"]:
        found.append(AuditEntry.person_id == search["person"])
    if search["group"]:
        found.append(AuditEntry.action.in_(GROUPS[search["group"]][1]))
    if search["subject"]:
        found.append(AuditEntry.subject == search["subject"])
    if search["since"]:
        found.append(AuditEntry.at >= clock.midnight(search["since"]))
    if search["until"]:
        found.append(AuditEntry.at < clock.midnight(search["until"] + timedelta(days=1)))
    return found
