"""The messages that ask for what a year still lacks."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from ..agreement import COUNT, INDEX, SHARE, Agreement, Figure
from ..base import numbers
from . import wording
from .facts import Period
from .report import Report

# How long somebody is given to answer, where the figure could have been there already.
DAYS = 14


@dataclass(frozen=True, slots=True)
class Message:
    """What to write to a party (its code and its name) about `figures`."""

    party: str
    name: str
    figures: tuple[Figure, ...]
    subject: str
    text: str


def messages(report: Report) -> tuple[Message, ...]:
    """One a party, in the order in which the plan first names its figures; none before the year has begun."""
    if report.as_of < report.period.first:
        return ()
    wanted = {each.id for each in report.lacking if not each.is_milestone}
    by_party: dict[str, list[Figure]] = {}
    for figure in report.plan.figures.values():
        if figure.id in wanted:
            by_party.setdefault(figure.party, []).append(figure)
    return tuple(_message(report, party, figures) for party, figures in by_party.items())


def _due(figure: Figure, period: Period) -> dt.date:
    """By when to ask for a figure: the end of the months in which it comes, never sooner than in a fortnight."""
    if figure.months:
        usual = _month_end(period.year + figure.year_after, max(figure.months))
    elif figure.kind in {SHARE, INDEX}:
        usual = period.as_of
    else:
        usual = _month_end(period.year + 1, 1)  # what is counted is there when the year is over
    return max(usual, period.as_of + dt.timedelta(DAYS))


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(1)


def _message(report: Report, party: str, figures: list[Figure]) -> Message:
    plan, year = report.plan, report.year
    subject = _(
        "Tal for %(year)s til evalueringen af »%(plan)s«, %(estate)s", year=year, plan=plan.name, estate=plan.estate
    )
    text = "\n\n".join(_paragraphs(plan, report.period, figures))
    return Message(party, plan.parties[party], tuple(figures), subject, text)


def _paragraphs(plan: Agreement, period: Period, figures: list[Figure]) -> Iterator[str]:
    yield _("Hej")
    why = _(
        "Vi samler tal til den årlige evaluering af »%(plan)s« i %(subject)s.", plan=plan.name, subject=plan.subject
    )
    wanted = ngettext("Vi mangler dette tal fra jer for %(year)s:", "Vi mangler disse %(num)d tal fra jer for %(year)s:", len(figures), year=period.year)  # fmt: skip
    yield f"{why} {wanted}"
    for number, figure in enumerate(figures, 1):
        start = f"{number}. " if len(figures) > 1 else ""
        yield start + "\n".join(_figure_lines(plan, period, figure))
    yield "\n".join(_answering(figures))
    yield _("På forhånd tak.")
    yield _("Med venlig hilsen") + "\n" + _("Projektlederen, %(estate)s", estate=plan.estate)


def _figure_lines(plan: Agreement, period: Period, figure: Figure) -> Iterator[str]:
    by = wording.day(_due(figure, period))
    yield _("%(name)s, %(year)s. Gerne senest den %(date)s.", name=figure.name, year=period.year, date=by)
    yield _unit(figure)
    if areas := list(filter(None, plan.areas_of(figure, period.year).values())):
        yield _("Ét tal for hvert område: %(areas)s.", areas=wording.list_of(areas))
    if figure.ask:
        yield figure.ask
    if figure.baseline is not None:
        was = wording.unit(numbers.shown(figure.baseline), figure.unit)
        yield _("I %(year)s var tallet %(was)s.", year=figure.baseline_year, was=was)


def _unit(figure: Figure) -> str:
    if not figure.unit:
        return _("Enhed: skriv den sammen med tallet.")
    if figure.kind == COUNT:
        return _("Enhed: %(unit)s, et helt tal for hele året.", unit=figure.unit)
    if figure.kind in {SHARE, INDEX}:
        return _("Enhed: %(unit)s, med de decimaler, I har.", unit=figure.unit)
    return _("Enhed: %(unit)s, for hele året.", unit=figure.unit)


def _answering(figures: list[Figure]) -> Iterator[str]:
    yield _("Svar på denne besked. Skriv også, hvor tallet kommer fra, og hvilken dag det er gjort op.")
    if known := sorted({figure.baseline_year for figure in figures if figure.baseline_year}):
        yield _("Er det gjort op på en anden måde end i %(year)s, så skriv hvordan.", year=known[-1])
    yield _("Er et tal 0, så skriv 0. Findes det ikke, så skriv det; så venter vi ikke på det.")
    yield _("Send kun tal: ingen navne, adresser eller CPR-numre.")
