"""The commands of the evaluation: the report, what others deliver to it, and milestones."""

import json
from datetime import date, datetime

import click
from flask.cli import AppGroup

from .. import agreement, evaluation
from ..base.messages import RefusedError
from ..base.numbers import shown
from ..evaluation import handed_in, reported
from ..store.reported_tables import key_of
from .common import DAY, OPERATOR, commands, need_agreement, need_tables, need_year

figure = AppGroup("figure", help="Figures that others deliver once a year.")
commands.add_command(figure)
milestone = AppGroup("milestone", help="Milestones of the agreement.")
commands.add_command(milestone)


@commands.command("report")
@click.option("--year", type=int, required=True)
@click.option("--as-of", type=DAY, help="YYYY-MM-DD; today unless given.")
@click.option("--agreement", "code", default="", help="The agreement's code, where several judge the year.")
@click.option("--live", is_flag=True, help="As it is today, although the year is handed in.")
@click.option("--json", "as_json", is_flag=True, help="As JSON instead of text.")
def print_report(year: int, as_of: datetime | None, code: str, live: bool, as_json: bool) -> None:
    """Print the evaluation of a year; of one that is handed in what was."""
    need_tables()
    need_year(year)
    need_agreement(code)
    report = handed_in.shown(year, _date(as_of), code, live=live)
    if as_json:
        click.echo(json.dumps(evaluation.as_json(report), ensure_ascii=False, indent=2))
    else:
        click.echo(evaluation.as_text(report))


# A negative value is no option: it gets the words that say what is wrong with it.
@figure.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("id")
@click.argument("year", type=int)
@click.argument("value")
@click.option("--source", required=True, help="Where the figure is from.")
@click.option("--on", type=DAY, help="The date on which it was given, YYYY-MM-DD; today unless given.")
@click.option("--note", default="")
@click.option("--area", default="", help="The code of the area, where each has a figure of its own.")
def set_figure(id: str, year: int, value: str, source: str, on: datetime | None, note: str, area: str) -> None:
    """Write down the figure ID of a YEAR; comma or dot is the decimal sign. Again: corrects it."""
    need_tables()
    if not value.strip():
        raise click.UsageError("the value is empty; write 0 where the figure is 0")
    try:
        given = {key_of(id, area): value}
        reported.figures.enter(year, given, source=source, on=_date(on), note=note, person=OPERATOR)
    except RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    current = agreement.of_year(year)
    counts = reported.figures.current([year])[id, year, area].value or 0
    asked = agreement.figures()[id]
    name = current.figure_name(id, area) if id in current.figures else asked.name
    click.echo(f"{name} {year}: {shown(counts)} {asked.unit}".strip())
    # A figure of a year that no evaluation covers is kept, but somebody should know.
    if outside := current.outside(year):
        click.echo(outside, err=True)


@milestone.command("set")
@click.argument("id")
@click.argument("date", type=DAY)
@click.option("--note", default="", help="What documents it.")
@click.option("--decision", default="", help="What was decided, where the agreement offers a choice.")
@click.option("--about", type=int, help="The year that a yearly milestone is for; the date's unless given.")
@click.option("--agreement", "code", default="", help="The agreement's code, where several have the milestone.")
def set_milestone(id: str, date: datetime, note: str, decision: str, about: int | None, code: str) -> None:
    """Write down that the milestone ID was reached on DATE (YYYY-MM-DD). Again: corrects it."""
    need_tables()
    try:
        entry = reported.milestones.reach(
            id, date.date(), note=note, decision=decision, about=about, code=code, person=OPERATOR
        )
    except RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    agreed = agreement.of_year(entry.year, code=entry.agreement)
    click.echo(f"{agreed.milestones[id].name}: {date:%d.%m.%Y}")


def _date(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
