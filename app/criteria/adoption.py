"""Drafts and adoption: how an agreement gets into the database. Faults are told all at once, and nothing is written before."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..agreement import binding, format, kept
from ..agreement.kept import AgreementCode, AgreementDraft, AgreementVersion, Document, Draft, Signer, Version
from ..agreement.shape import Fault
from ..base import clock, db
from . import added_questions, draft_faults, succession
from .agreement_file import read
from .faults import check
from .meaning import words_only

CHANGED_MEANWHILE = "Kladden er rettet af en anden imens. Hent den igen, og ret i den nye."
THERE_IS_ONE = "Der er allerede en kladde til »%s«, rettet af %s. Vedtag den, eller kassér den først."
NO_DRAFT = "Der er ingen kladde til »%s«."


class DraftConflictError(Exception):
    """Somebody else has changed, made or adopted the draft meanwhile; in Danish. Nothing was written."""


class AgreementFaultsError(ValueError):
    """`faults`: all that is wrong with a document, in Danish, each with its place. Nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def draft(document: Document, person: Signer, *, over: int | None = None) -> Draft:
    """Make a document the draft of its agreement. Its parts may still contradict each other, its shape must be right.

    over: the revision of the draft that it takes the place of. Raises AgreementFaultsError, and DraftConflictError where
    there is another draft, or that one has changed meanwhile.
    """
    stop_at(format.faults(document))
    with db.writing() as session:
        there = _there(session, document, replace=over is not None)
        if there and there.revision != over:
            raise DraftConflictError(CHANGED_MEANWHILE)
        return write(there or new_row(session, document), document, person)


def save_draft(code: str, document: Document, revision: int, person: Signer) -> Draft:
    """Change the draft of an agreement; `revision`: of the one that the person saw.

    Raises AgreementFaultsError, DraftConflictError, and LookupError where there is none.
    """
    stop_at([*format.faults(document), *_other_code(code, document)])
    with db.writing() as session:
        return write(row_of(session, code, revision), document, person)


def discard_draft(code: str, revision: int | None = None) -> None:
    """Throw the draft away. Raises DraftConflictError, and LookupError where there is none."""
    with db.writing() as session:
        session.delete(row_of(session, code, revision))


def find_draft(code: str) -> Draft | None:
    """The draft of an agreement."""
    return next((each for each in kept.drafts() if each.agreement == code), None)


def faults_of_draft(draft: Draft, frozen: Collection[int] = (), earliest: date | None = None) -> list[Fault]:
    """All that keeps a draft from being adopted, what somebody has typed and not finished among it; the limits as of `faults_of`."""
    return [*draft_faults.unfinished(draft), *faults_of(draft.document, kept.versions(), frozen, earliest)]


def faults_of(
    document: Document, versions: Sequence[Version], frozen: Collection[int] = (), earliest: date | None = None
) -> list[Fault]:
    """All that keeps a document from being adopted as the next version of its agreement.

    frozen: the agreement's years that are handed in. earliest: `valid_from` lies on that day at least, but for a
    correction of words and an agreement's first version; None: it may go back, as what is imported does.
    """
    by_agreement = binding.by_agreement(versions)
    own = by_agreement.pop(document.get("code", ""), ())
    if found := [
        each for each in check(document) if not (own and _is_kept(each, binding.newest(own).document, document))
    ]:
        return found
    others = [binding.newest(each).document for each in by_agreement.values()]
    together = [*beside(document, versions), document]
    found = [*succession.check_beside(document, others), *added_questions.too_many(together)]
    if not own:
        return found
    last = binding.newest(own)
    if kept.digest(kept.canonical(document)) == last.digest:
        return [*found, Fault("", f"Aftalen er den samme som version {last.number}; der er intet at vedtage")]
    return [*found, *succession.check_next(last.document, document, frozen), *_too_early(last, document, earliest)]


def beside(document: Document, versions: Sequence[Version]) -> list[Document]:
    """What the other agreements say that are ever in force together with it, each as it is newest."""
    by_agreement = binding.by_agreement(versions)
    newest = (binding.newest(own).document for code, own in by_agreement.items() if code != document.get("code"))
    return [each for each in newest if _overlaps(each, document)]


def _is_kept(fault: Fault, before: Document, document: Document) -> bool:
    """Whether it is that a question has the name of one of the form's, which a later release gave to that: it keeps it."""
    asked = (
        {f"questions.{row['form']}.{row['code']}" for row in each.get("questions", ())} for each in (before, document)
    )
    return fault.says == added_questions.OWN_NAME and fault.path in set.intersection(*asked)


def _overlaps(one: Document, other: Document) -> bool:
    """Whether two agreements are ever in force at once."""
    return bool(one["first_year"] <= other["last_year"] and other["first_year"] <= one["last_year"])


def adopt(
    code: str,
    person: Signer,
    at: datetime | None = None,
    *,
    frozen: Collection[int] = (),
    earliest: date | None = None,
    revision: int | None = None,
    facts: Mapping[str, str] | None = None,
    minutes: str = "",
) -> Version:
    """Make the draft of an agreement its next version, which never changes again; the draft is gone.

    frozen, earliest: as of `faults_of`. revision: of the draft that the person saw. facts: when it is valid from, who
    decided it and why (the members of `version`), instead of those in the draft. minutes: of the meeting that decided it.
    Raises AgreementFaultsError, DraftConflictError, and LookupError where there is no draft.
    """
    with db.writing() as session:
        row = row_of(session, code, revision)
        stop_at(draft_faults.unfinished(kept.as_draft(row)))
        document = decided(kept.as_draft(row).document, facts or {})
        version = _adopted(session, document, person, at, frozen, earliest, minutes)
        session.delete(row)
    kept.forget()
    return version


def decided(document: Document, facts: Mapping[str, str]) -> Document:
    """The document with these facts of its version: when it is valid from, who decided it, when and why."""
    return {**document, "version": {**document["version"], **facts}}


def import_document(
    document: Document, person: Signer, *, adopt: bool = False, replace: bool = False, frozen: Collection[int] = (),
    also: Callable[[Session, Version], None] | None = None,
) -> Draft | Version:  # fmt: skip
    """Make a document that could be adopted the draft of its agreement, or at once the next version.

    also: what is written together with the version.
    Raises AgreementFaultsError, and DraftConflictError where there is a draft, unless that is to be replaced.
    """
    with db.writing() as session:
        there = _there(session, document, replace=replace)
        if not adopt:
            stop_at(faults_of(document, kept.read(session), frozen))
            return write(there or new_row(session, document), document, person)
        version = _adopted(session, document, person, None, frozen, None)
        if also:
            also(session, version)
        if there:
            session.delete(there)
    kept.forget()
    return version


def import_file(path: Path, person: Signer, *, adopt: bool = False, replace: bool = False) -> Draft | Version:
    """The same with the document of a file. Raises PlanError where that cannot be read."""
    return import_document(read(path).document, person, adopt=adopt, replace=replace)


def _adopted(
    session: Session,
    document: Document,
    person: Signer,
    at: datetime | None,
    frozen: Collection[int],
    earliest: date | None,
    minutes: str = "",
) -> Version:
    versions = kept.read(session)
    stop_at(faults_of(document, versions, frozen, earliest))
    code, text = document["code"], kept.canonical(document)
    if session.get(AgreementCode, code) is None:
        session.add(AgreementCode(code=code))
        session.flush()
    number = len(binding.of_agreement(versions, code)) + 1
    row = AgreementVersion(
        agreement=code, number=number, document=text, digest=kept.digest(text), adopted_at=at or clock.now(),
        person_id=person.id, person_name=person.name, minutes=minutes,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return kept.as_version(row)


def _too_early(last: Version, document: Document, earliest: date | None) -> list[Fault]:
    day = date.fromisoformat(document["version"]["valid_from"])
    if earliest is None or day >= earliest or words_only(last.document, document):
        return []
    return [Fault("version.valid_from", f"skal være {earliest:%d-%m-%Y} eller senere")]


def _other_code(code: str, document: Document) -> list[Fault]:
    return [] if document.get("code") == code else [Fault("code", f"skal være {code}; en aftales kode ændres aldrig")]


def row_of(session: Session, code: str, revision: int | None) -> AgreementDraft:
    """The draft in the open transaction. Raises DraftConflictError where it has another revision, LookupError where there is none."""
    row = session.scalar(select(AgreementDraft).where(AgreementDraft.agreement == code))
    if row is None and revision is not None:
        raise DraftConflictError(CHANGED_MEANWHILE)
    if row is None:
        raise LookupError(NO_DRAFT % code)
    if revision is not None and row.revision != revision:
        raise DraftConflictError(CHANGED_MEANWHILE)
    return row


def _there(session: Session, document: Document, *, replace: bool) -> AgreementDraft | None:
    """The draft that there is already."""
    there = session.get(AgreementDraft, document["code"])
    if there and not replace:
        raise DraftConflictError(THERE_IS_ONE % (there.agreement, there.person_name))
    if there:
        there.unfinished = {}
    return there


def new_row(session: Session, document: Document) -> AgreementDraft:
    """A draft that is to be written in the open transaction."""
    row = AgreementDraft(agreement=document["code"], revision=0, unfinished={})
    session.add(row)
    return row


def write(row: AgreementDraft, document: Document, person: Signer) -> Draft:
    """Let the draft of the open transaction be that document."""
    row.document, row.revision = kept.canonical(document), row.revision + 1
    row.changed_at, row.person_id, row.person_name = clock.now(), person.id, person.name
    return kept.as_draft(row)


def stop_at(faults: list[Fault]) -> None:
    """Raise AgreementFaultsError where there are any."""
    if faults:
        raise AgreementFaultsError(faults)
