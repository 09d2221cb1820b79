"""*Forside*: what the workbook is, how much it holds and what it leaves out, and how to read it."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from .. import agreement
from ..base import clock
from . import looks
from .fast_sheet import TypedSheet
from .sheet import INT, TEXT, Column, Counts, Sheet


def subject() -> str:
    """The agreement that it is about."""
    agreed = agreement.current()
    return _(
        "Delaftale »%(name)s«, %(estate)s, %(section)s.",
        name=agreed.name, estate=agreed.estate, section=agreed.section,
    )  # fmt: skip


def period(year: int) -> str:
    """The days that a year's sheets cover."""
    return _("1. januar – 31. december %(year)d.", year=year)


def write(
    front: TypedSheet, year: int, made_at: datetime, sheets: Sequence[tuple[Sheet, Counts, int]], *, own: bool
) -> None:
    """Fill the front page; `sheets` come with what there is and how many rows were written."""
    columns = [
        Column(_("Ark"), TEXT, 24),
        Column(_("Rækker i arket"), INT, 16),
        Column(_("Rækker i alt"), INT, 16),
        Column(_("Trukket tilbage, ikke med"), INT, 18),
        Column(_("Til gennemsyn, ikke med"), INT, 18),
    ]
    looks.prepare(front, columns)
    local = clock.local(made_at)
    hour = _("Hentet %(date)s kl. %(time)s.", date=f"{local:%d.%m.%Y}", time=f"{local:%H.%M}")
    running = _("Året er ikke slut: tallene er foreløbige.") if local.year <= year else ""
    titles = [_("Feltbog %(year)d", year=year), f"{subject()} {period(year)}", f"{hour} {running}".strip()]
    looks.head(front, titles, columns)
    for sheet, counts, written in sheets:
        name = looks.text(front, sheet.name, looks.BOLD)
        name.alignment = looks.CLEAR
        cells = [name, written, counts.rows, counts.withdrawn, counts.waiting]
        front.append(cells)
    for line in ["", *_advice(own)]:
        front.append([looks.text(front, line, looks.SOFT)] if line else [])


def _advice(own: bool) -> list[str]:
    mine = [_("Projektmappen viser kun dine egne henvendelser.")] if own else []
    return [
        *mine,
        _("Rækker i arket er, hvad arket her rummer; rækker i alt er, hvad Feltbog har for året. De skal være ens."),
        _("Det, der venter til gennemsyn, tæller ikke med, før projektlederen har set på det; tallet er for alle år."),
        _("En tom celle betyder, at der ikke er svaret. 0 er et svar."),
        _("Alle tidspunkter er dansk tid. Arket Kodebog forklarer hver kolonne og kode."),
        _(
            "En henvendelse hører til året for sin dato, et fremmøde til arrangementets, en observation til vandringens."
        ),
        _("En observation uden vandring hører til året, hvor den blev skrevet."),
    ]
