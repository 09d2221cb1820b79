"""The tables of everything that there is of one account, for whoever asks: its own part of each, and no secret."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import func, or_, select

from .. import audit, follow_up, records
from ..base import db
from ..definitions import FollowUpFields, forms
from ..intake.effects import WHOLE_COPIES
from ..questions.fields import Fields, plain, shown_raw
from ..questions.form import Form
from ..records.one_record import ABOUT_A_COPY
from ..store import (
    ROLES,
    AuditEntry,
    Device,
    Download,
    FollowUp,
    FollowUpEntry,
    Gone,
    History,
    Invitation,
    NotSameMatter,
    Photo,
    Quarantine,
    RecoveryCode,
    SecondFactor,
    Sent,
    SignIn,
    User,
)
from .person_evaluation import REPORTED, Row, agreements_of, handed_in_by, reported_by

# What was done to a record, by the action of its history's entry.
DONE = {
    "revised": _("Rettet på telefonen"), "stale": _("Ældre udgave sendt"), "amended": _("Rettet på kontoret"),
    "withdrawn": _("Trukket tilbage"), "restored": _("Taget med igen"), "erased": _("Slettet på anmodning"),
    "accepted": _("Godkendt efter gennemsyn"), "replaced": _("Erstattet af en anden udgave"),
    "discarded": _("En anden udgave kasseret"), "kept_both": _("Begge udgaver beholdt"), "expired": _("Slettet efter frist"),
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One table: the name of its file, what it is in a sentence, how to read its rows (column in words → value)."""

    name: str
    what: Any
    rows: Callable[[User], Iterable[Row]]


def _account(user: User) -> Iterator[Row]:
    factor = db.session.get(SecondFactor, user.id)
    codes = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user.id)
    yield {
        "Id": user.id, _("Navn"): user.name, _("E-mail"): user.email, _("Rolle"): ROLES[user.role],
        _("Part"): user.party, _("Åben"): user.active, _("Oprettet"): user.created_at,
        _("Sidst logget ind"): user.seen_at, _("Har valgt adgangskode"): user.password_hash is not None,
        _("Totrinslogin siden"): factor and factor.confirmed_at, _("Koder på papir"): db.session.scalar(codes),
    }  # fmt: skip


def _sign_ins(user: User) -> Iterator[Row]:
    for row in db.session.scalars(select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.started_at)):
        yield {
            _("Fra en telefon"): row.phone, _("Begyndt"): row.started_at, _("Adgangskode skrevet"): row.confirmed_at,
            _("Sidst brugt"): row.seen_at, _("Sidst på kontoret"): row.office_at, _("Sluttet"): row.ended_at,
        }  # fmt: skip


def _links(user: User) -> Iterator[Row]:
    for row in db.session.scalars(select(Invitation).where(Invitation.user_id == user.id)):
        yield {_("Lavet"): row.created_at, _("Gælder til"): row.expires_at, _("Brugt"): row.used_at}


def _phones(user: User) -> Iterator[Row]:
    for row in db.session.scalars(select(Device).where(Device.person_id == user.id)):
        yield {
            _("Telefonens nummer"): row.id, _("Første gang"): row.first_seen_at, _("Sidst"): row.seen_at,
            _("Usendte"): row.pending, _("Sekunder foran serverens ur"): row.skew,
        }  # fmt: skip


def _days(user: User) -> Iterator[Row]:
    for row in db.session.scalars(select(Sent).where(Sent.key == user.id).order_by(Sent.day)):
        yield {_("Dag"): row.day, _("Registreringer"): row.records, _("Bytes"): row.size, _("Fotos"): row.photos}


def _closings(user: User) -> Iterator[Row]:
    for row in db.session.scalars(select(Gone).where(Gone.id == user.id).order_by(Gone.at)):
        yield {_("Tidspunkt"): row.at, _("Hvad"): row.what}


def _records_of(form: type[Form]) -> Callable[[User], Iterable[Row]]:
    def rows(user: User) -> Iterator[Row]:
        table = form.table
        query = select(table).where(table.c.user_id == user.id).order_by(table.c.received_at)
        for row in db.session.execute(query).mappings().all():
            yield {
                "Id": row["id"], _("Skrevet"): row["captured_at"], _("Modtaget"): row["received_at"],
                _("Telefonens nummer"): row["device_id"], _("Rettet af kontoret siden"): row["amended"],
                _("Trukket tilbage"): row["withdrawn_at"], **_in_words(form, _as_sent(form, row)),
            }  # fmt: skip

    return rows


def _as_sent(form: type[Form], row: Any) -> dict[str, Any]:
    """What the record said when it came: what somebody else made of it since is theirs."""
    first = (
        select(History.answers)
        .where(History.form == form.name, History.record_id == row["id"], History.action.not_in(ABOUT_A_COPY))
        .order_by(History.id)
        .limit(1)
    )
    kept = db.session.scalar(first)
    return form.answers(form.load(row)) if kept is None else _object(kept)


def _in_words(form: type[Fields], answers: dict[str, Any]) -> Row:
    known = records.titles(form, answers.values()) if isinstance(form, type) and issubclass(form, Form) else {}
    return {
        question.label: None if answers.get(name) is None else shown_raw(question, answers[name], known)
        for name, question in form.questions.items()
    }


def _changes(user: User) -> Iterator[Row]:
    for entry in db.session.scalars(select(History).where(History.person_id == user.id).order_by(History.id)):
        yield {
            _("Tidspunkt"): entry.at, _("Hvad"): DONE.get(entry.action, entry.action),
            _("Registrering"): entry.record_id, _("Slags"): _title(entry.form),
            _("Det, du skrev"): _written(entry), _("Din bemærkning"): entry.note,
        }  # fmt: skip
    decided = select(Quarantine).where(Quarantine.resolved_by == user.id).order_by(Quarantine.resolved_at)
    for row in db.session.scalars(decided):
        yield {
            _("Tidspunkt"): row.resolved_at, _("Hvad"): DONE.get(row.resolution or "", row.resolution),
            _("Registrering"): row.submission_id, _("Slags"): _title(row.form),
        }  # fmt: skip


def _written(entry: History) -> str:
    """What an entry's author made of a record: what stood after it and not before. Of copies nothing: they are others'."""
    form = forms.get(entry.form)
    if form is None or entry.action in ABOUT_A_COPY | WHOLE_COPIES:
        return ""
    later = (
        select(History.answers)
        .where(History.form == entry.form, History.record_id == entry.record_id, History.id > entry.id)
        .where(History.action.not_in(ABOUT_A_COPY))
        .order_by(History.id)
        .limit(1)
    )
    kept = db.session.scalar(later)
    if kept is None:
        row = db.session.execute(select(form.table).where(form.table.c.id == entry.record_id)).mappings().first()
        after = form.answers(form.load(dict(row))) if row else {}
    else:
        after = _object(kept)
    found = form.differences(_object(entry.answers), after, records.titles(form, after.values()))
    return "; ".join(f"{each.label}: {each.after}" for each in found if each.after)


def _waited(user: User) -> Iterator[Row]:
    query = select(Quarantine).where(Quarantine.person_id == user.id).order_by(Quarantine.received_at)
    for row in db.session.scalars(query):
        form, answers = forms.get(row.form), _object(row.content).get("answers")
        said = _in_words(form, answers) if form and isinstance(answers, dict) else {_("Indhold"): plain(answers)}
        yield {
            "Id": row.submission_id, _("Modtaget"): row.received_at, _("Slags"): _title(row.form),
            _("Afgjort"): row.resolved_at, _("Afgørelse"): DONE.get(row.resolution or "", row.resolution), **said,
        }  # fmt: skip


def _points(user: User) -> Iterator[Row]:
    query = (
        select(FollowUpEntry, FollowUp.number)
        .join(FollowUp, FollowUp.id == FollowUpEntry.follow_up_id)
        .where(FollowUpEntry.person_id == user.id)
        .order_by(FollowUpEntry.id)
    )
    for entry, number in db.session.execute(query):
        after = {name: pair[1] for name, pair in (entry.changes or {}).items() if pair is not None}
        said = FollowUpFields.differences({}, after)
        yield {
            _("Tidspunkt"): entry.at, _("Punkt nr."): number, _("Internt"): entry.internal,
            _("Det, du skrev"): "; ".join(f"{each.label}: {each.after}" for each in said if each.after),
            _("Bemærkning"): entry.text,
            _("Er det blevet bedre?"): follow_up.OUTCOMES[entry.outcome].label if entry.outcome else None,
            _("Fotos"): " ".join(entry.photos or ()) or None,
        }  # fmt: skip
    for row in db.session.scalars(select(NotSameMatter).where(NotSameMatter.person_id == user.id)):
        yield {_("Tidspunkt"): row.at, _("Det, du skrev"): _("To observationer er ikke samme sag")}


def _photos(user: User) -> Iterator[Row]:
    for row in db.session.scalars(select(Photo).where(Photo.person_id == user.id).order_by(Photo.received_at)):
        yield {
            _("Fil"): None if row.removed_at else f"fotos/{row.id}.jpg", "Id": row.id, _("Modtaget"): row.received_at,
            _("Sløret"): row.changed_at, _("Slettet"): row.removed_at,
        }  # fmt: skip


def _downloads(user: User) -> Iterator[Row]:
    for row in db.session.scalars(select(Download).where(Download.person_id == user.id).order_by(Download.at)):
        yield {_("Excel-arket for"): row.year, _("Hentet"): row.at}


def _trail(user: User) -> Iterator[Row]:
    query = select(AuditEntry).where(or_(AuditEntry.person_id == user.id, AuditEntry.subject == user.id))
    for entry in db.session.scalars(query.order_by(AuditEntry.at, AuditEntry.id)):
        yield {
            _("Tidspunkt"): entry.at, _("Af"): _("dig") if entry.person_id == user.id else _("en anden, om din konto"),
            _("Hvad"): audit.said(entry.action), _("Hvilken slags"): audit.about(entry.kind), "Id": entry.subject,
            _("Mere"): ", ".join(f"{name}: {value}" for name, value in (entry.facts or {}).items()),
        }  # fmt: skip


def _title(form: str) -> Any:
    known = forms.get(form)
    return known.title if known else form


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


SECTIONS = (
    Section("konto", _("Din konto. Adgangskoden kendes ikke, kun et fingeraftryk, som ingen kan læse tilbage."), _account),
    Section("logins", _("Hvor og hvornår du har været logget ind."), _sign_ins),
    Section("links", _("Links til at vælge adgangskode, som er lavet til dig."), _links),
    Section("telefoner", _("Telefoner, som du sidst sendte fra."), _phones),
    Section("sendt", _("Hvor meget du har sendt de seneste dage."), _days),
    Section("lukninger", _("Når din konto er lukket, eller rolle, adgangskode eller totrinslogin er skiftet."), _closings),
    *(
        Section(str(form.sheet).lower(), _("%(title)s, som du har sendt, som de var, da de kom.", title=form.sheet), _records_of(form))
        for form in forms.every()
    ),
    Section("til gennemsyn", _("Det, du har sendt, som skulle ses igennem først."), _waited),
    Section("rettelser", _("Det, du har rettet og afgjort, med det, du skrev."), _changes),
    Section("opfølgning", _("Det, du har skrevet om punkter fra vandringer."), _points),
    Section("fotos", _("Fotos, du har sendt. De ligger i mappen fotos."), _photos),
    *(Section(name, _("Det, du har skrevet til evalueringen: %(name)s.", name=name), reported_by(name)) for name in REPORTED),
    Section("aftaler", _("Aftaler, du har vedtaget, og kladder, du har rettet sidst."), agreements_of),
    Section("afleveret", _("År, du har afleveret eller åbnet igen."), handed_in_by),
    Section("hentet", _("Hvornår du sidst hentede Excel-arket for et år."), _downloads),
    Section("logbog", _("Hvad du har set, ændret, hentet og slettet, og hvad andre har gjort ved din konto."), _trail),
)  # fmt: skip
