"""What a version that is not adopted yet would mean for each year of its agreement: which version judges the year, and what
that one says otherwise than the version before it. Nothing is stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from .. import agreement
from ..agreement import Agreement, binding, kept
from ..agreement.kept import Document, Version
from ..base import clock
from ..base.numbers import shown
from ..criteria import meaning_changed, parts
from . import wording
from .finding import Finding
from .handed_in import closed
from .report import Report, evaluate
from .state import State

# How a year stands: it cannot change any more, it is over, it runs, it is to come.
HANDED_IN, OVER, RUNNING, TO_COME = "handed_in", "over", "running", "to_come"


@dataclass(frozen=True)
class YearEffect:
    """A year: how it stands, the number of the version that judges it (None where none does), and what happens, in words.

    `is_next`: it is the version that is not adopted yet; `is_twice`: both judgements will be shown.
    """

    year: int
    stands: str
    version: int | None
    says: tuple[str, ...]
    is_next: bool = False
    is_twice: bool = False


def effects(document: Document, own: Sequence[Version]) -> list[YearEffect]:
    """What a document without faults would mean as the next version of its agreement; `own`: those that are adopted."""
    text = kept.canonical(document)
    number = max((each.number for each in own), default=0) + 1
    coming = Version(document["code"], number, document, kept.digest(text), clock.now(), "")
    first = min(each.first_year for each in (*own, coming))
    last = max(each.last_year for each in (*own, coming))
    return [_effect(year, own, coming) for year in range(first, last + 1)]


def _effect(year: int, own: Sequence[Version], coming: Version) -> YearEffect:
    if closing := closed(year, coming.agreement):
        day = wording.short_day(clock.local(closing.at).date())
        says = _("Intet. Tal, mål og tekst står, som de blev afleveret %(day)s.", day=day)
        return YearEffect(year, HANDED_IN, closing.version, (says,))
    first, last = binding.days_of(coming, year)
    stands = _stands(coming, year)
    before = binding.of_year(own, coming.agreement, year, last)
    after = binding.of_year([*own, coming], coming.agreement, year, last)
    if after is not coming:
        return YearEffect(year, stands, after.number if after else None, (_("Intet."),))
    is_twice = stands != TO_COME and _judges_otherwise(binding.first_of_year(own, coming.agreement, year), coming)
    says = list(_said(year, before, coming, stands))
    if is_twice and before and coming.valid_from > first:
        day = wording.short_day(coming.valid_from)
        says.append(_("Det gælder hele året, fra det er trådt i kraft %(day)s.", day=day))
    return YearEffect(year, stands, coming.number, tuple(says), is_next=True, is_twice=is_twice)


def _judges_otherwise(stood: Version | None, coming: Version) -> bool:
    """Whether any criterion of the version that stood when the year began means something else."""
    if stood is None:
        return False
    codes = [row["code"] for row in coming.document["criteria"]]
    return any(meaning_changed(stood.document, coming.document, code) for code in codes)


def _stands(version: Version, year: int) -> str:
    first, last = binding.days_of(version, year)
    today = clock.today()
    return TO_COME if today < first else OVER if today > last else RUNNING


def _said(year: int, before: Version | None, coming: Version, stands: str) -> Iterator[str]:
    """How the year would be judged otherwise; as of today."""
    new = evaluate(year, plan=Agreement(coming.document))
    if before is None:
        applying = [each for each in new.findings if each.state != State.NOT_APPLICABLE]
        yield _("Bliver bedømt efter aftalen: %(num)d kriterier.", num=len(applying))
        return
    old = evaluate(year, plan=agreement.view(before))
    found = [*_each(old, new, before.document, coming.document, has_begun=stands != TO_COME)]
    yield from found or [_("Ingen kriterier bliver bedømt anderledes.")]


def _each(old: Report, new: Report, before: Document, after: Document, *, has_begun: bool) -> Iterator[str]:
    known = [*new.findings, *new.promises]
    gone = [each for each in (*old.findings, *old.promises) if new.finding(each.id) is None]
    for now in (*known, *gone):
        was, becomes = _applying(old, now.id), _applying(new, now.id)
        name = parts.called(now.criterion.part)
        if becomes is None and was is not None:
            yield _("%(name)s gælder ikke mere.", name=name)
        elif becomes is not None and was is None:
            yield _with_state(_("%(name)s er med", name=name), becomes.state_words if has_begun else "")
        elif was is not None and becomes is not None and meaning_changed(before, after, now.id):
            yield _with_state(_what(was, becomes), _turn(was, becomes) if has_begun else "")


def _applying(report: Report, id: str) -> Finding | None:
    found = report.finding(id)
    return found if found and found.state != State.NOT_APPLICABLE else None


def _what(was: Finding, becomes: Finding) -> str:
    name = parts.called(becomes.criterion.part)
    if was.target is not None and becomes.target is not None and was.target != becomes.target:
        new, old = shown(becomes.target), shown(was.target)
        return _("%(name)s måles mod %(new)s i stedet for %(old)s", name=name, new=new, old=old)
    if was.aim != becomes.aim:
        return _("%(name)s: %(new)s i stedet for %(old)s", name=name, new=becomes.aim, old=was.aim)
    return _("%(name)s bliver regnet ud på en anden måde", name=name)


def _turn(was: Finding, becomes: Finding) -> str:
    """`Opfyldt → Ikke opfyldt`, with the figures where they differ; one that stays says so."""
    figures = was.figures_shown != becomes.figures_shown
    old, new = (
        f"{each.state_words} ({each.figures_shown})" if figures else each.state_words for each in (was, becomes)
    )
    return f"{old} → {new}" if old != new else _("%(state)s som før", state=old)


def _with_state(what: str, state: str) -> str:
    return f"{what}: {state}." if state else f"{what}."
