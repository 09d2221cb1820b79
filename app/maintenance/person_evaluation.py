"""What somebody wrote for the evaluation, adopted of an agreement and handed in: tables of their export."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select

from ..agreement.kept import AgreementDraft, AgreementVersion
from ..base import db
from ..definitions import FigureFields, HeldFields, HoursFields, ListFields, MilestoneFields
from ..questions.fields import Fields
from ..store import (
    Closing,
    EvaluationHeld,
    FigureEntry,
    HoursEntry,
    ListEntry,
    MilestoneEntry,
    Narrative,
    User,
)

Row = dict[Any, Any]

# What the evaluation is told of, by its table; and the columns that no question names.
REPORTED: dict[str, tuple[Any, type[Fields] | None]] = {
    "timer": (HoursEntry, HoursFields),
    "nøgletal": (FigureEntry, FigureFields),
    "milepæle": (MilestoneEntry, MilestoneFields),
    "lister": (ListEntry, ListFields),
    "kommentarer": (Narrative, None),
    "evalueringer": (EvaluationHeld, HeldFields),
}
COLUMNS = {
    "figure": _("Nøgletal"), "area": _("Område"), "milestone": _("Milepæl"), "list": _("Liste"), "criterion": _("Kriterium"), "about": _("Om"), "year": _("År"),
    "month": _("Måned"), "text": _("Tekst"), "quarters": _("Kvarterer"), "entry": _("Nummer"),
}  # fmt: skip


def reported_by(name: str) -> Callable[[User], Iterable[Row]]:
    """What reads the rows of one of REPORTED that somebody wrote."""
    model, fields = REPORTED[name]
    labels = COLUMNS | {key: question.label for key, question in (fields.questions if fields else {}).items()}

    def rows(user: User) -> Iterator[Row]:
        for row in db.session.scalars(select(model).where(model.person_id == user.id).order_by(model.id)):
            said = {label: getattr(row, key) for key, label in labels.items() if key in model.__table__.c}
            yield {_("Skrevet"): row.entered_at, **said}

    return rows


def agreements_of(user: User) -> Iterator[Row]:
    """Versions that somebody adopted, and drafts."""
    for row in db.session.scalars(select(AgreementVersion).where(AgreementVersion.person_id == user.id)):
        yield {_("Aftale"): row.agreement, _("Version"): row.number, _("Vedtaget"): row.adopted_at}
    for draft in db.session.scalars(select(AgreementDraft).where(AgreementDraft.person_id == user.id)):
        yield {_("Aftale"): draft.agreement, _("Kladde rettet"): draft.changed_at}


def handed_in_by(user: User) -> Iterator[Row]:
    """Years that somebody handed in or opened again."""
    mine = or_(Closing.person_id == user.id, Closing.reopened_by_id == user.id)
    for row in db.session.scalars(select(Closing).where(mine).order_by(Closing.id)):
        reopened = row.reopened_by_id == user.id
        yield {
            _("Aftale"): row.agreement, _("År"): row.year, _("Nummer"): row.number,
            _("Afleveret"): row.at if row.person_id == user.id else None,
            _("Åbnet igen"): row.reopened_at if reopened else None, _("Hvorfor"): row.reason if reopened else None,
        }  # fmt: skip
