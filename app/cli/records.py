"""The commands that make walks and events, and carry records: the workbook out, a phone's queue in, the demo's year."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import click
from flask.cli import AppGroup

from .. import agreement, audit
from ..activities import scheduling
from ..base import clock
from ..definitions import EventFields
from ..http import transport
from ..intake import queue_file
from ..store import Event, Walk
from .common import (
    DAY,
    OPERATOR,
    Progress,
    bring_up_to_date,
    commands,
    need_key,
    need_tables,
    need_year,
    trouble_in_one_line,
)

walk = AppGroup("walk", help="Safety walks.")
commands.add_command(walk)
event = AppGroup("event", help="Events.")
commands.add_command(event)


@walk.command("add")
@click.option("--title", required=True)
@click.option("--date", type=DAY, required=True, help="YYYY-MM-DD")
def add_walk(title: str, date: datetime) -> None:
    """Make a walk; prints its id and code as one JSON line."""
    need_tables()
    _print(scheduling.create(Walk, {"title": title, "date": date.date()}))


@event.command("add")
@click.option("--title", required=True)
@click.option("--date", type=DAY, required=True, help="YYYY-MM-DD")
@click.option("--kind", required=True, help="The code of one of the plan's kinds of event.")
@click.option(
    "--counts-for",
    multiple=True,
    help="The id of a criterion (or aftale/C1, with its agreement's code); may be given twice.",
)
def add_event(title: str, date: datetime, kind: str, counts_for: tuple[str, ...]) -> None:
    """Make an event; prints its id and code as one JSON line."""
    kinds = [option.code for option in EventFields.kind.offered(date.date())]
    if kind not in kinds:
        raise click.UsageError(f"no such kind: {kind}; choose from {', '.join(kinds)}")
    need_tables()
    flags = sorted({_flag(each, date.year) for each in counts_for})
    facts = {"title": title, "date": date.date(), "kind": kind, "counts_for": tuple(flags)}
    _print(scheduling.create(Event, facts))


def _flag(asked: str, year: int) -> str:
    """The criterion of the year's agreements that an event is to count for, with its agreement's code."""
    known = [each.flag(id) for each in agreement.covering(year) or agreement.every() for id in each.counts_for]
    found = [each for each in known if asked in {each, each.partition("/")[2]}]
    if not found:
        raise click.UsageError(f"events cannot count for {asked}; choose from {', '.join(known)}")
    if len(found) > 1:
        raise click.UsageError(f"several agreements have {asked}; choose from {', '.join(found)}")
    return found[0]


@commands.command("export")
@click.option("--year", type=int, required=True)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="List what changed since (Danish time)."
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@trouble_in_one_line()
def export_workbook(year: int, since: datetime | None, file: Path) -> None:
    """Write the year's workbook, as the leader downloads it, to FILE."""
    from .. import workbook

    need_tables()
    need_year(year)
    with _whole(file) as target:
        moment = since and since.replace(tzinfo=clock.DANISH)
        rows = workbook.write(target, year, workbook.sheets_of(year, OPERATOR, moment), progress=Progress("rows"))
    audit.note("exported", OPERATOR, "workbook", year=year)
    click.echo(f"{file}: {rows} rows")


@commands.command("import")
@click.argument("file", type=click.File("rb"))
@trouble_in_one_line()
def import_queue(file: IO[bytes]) -> None:
    """Take in FILE, which a phone saved from its queue. The same file again changes nothing."""
    need_tables()
    need_key()
    try:
        queue = queue_file.read_queue_file(file.read())
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    progress, found = Progress("records"), Counter[str]()
    sender = queue_file.sender(queue, OPERATOR)
    for results in queue_file.take_in(queue, sender):
        found.update(result["status"] for result in results)
        progress(found.total(), len(queue.submissions))
    audit.note("imported", OPERATOR, "queue", queue.device)
    click.echo(", ".join(f"{count} {status}" for status, count in sorted(found.items())) or "the file holds no records")
    if queue.photos:
        progress, taken = Progress("photos"), Counter[str]()
        for outcome in queue_file.take_photos(queue, sender):
            taken[outcome] += 1
            progress(taken.total(), len(queue.photos))
        click.echo("photos: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(taken.items())))


@commands.command("demo")
def fill_demo() -> None:
    """Fill an empty database with one invented year, and print how to get in."""
    from .. import demo

    bring_up_to_date()
    try:
        ways = demo.fill()
    except demo.NotEmptyError:
        raise click.ClickException(
            "the database holds records of its own; set FELTBOG_INSTANCE to a new folder"
        ) from None
    address = transport.address()
    click.echo(f"{address}/account/sign-in, everybody's password is: {ways.password}")
    for email, role in ways.emails.items():
        click.echo(f"  {email}  ({role})")
    for gathering in (ways.walk, ways.event):
        if gathering.code:
            click.echo(f"{gathering.title}: {address}/join/{gathering.code.code} ({gathering.code.shown})")


def _print(made: Walk | Event) -> None:
    click.echo(json.dumps({"id": made.id, "code": made.code.shown}))  # type: ignore[union-attr]


@contextmanager
def _whole(file: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `file` only when it is whole; readable by its owner alone."""
    try:
        target = NamedTemporaryFile(dir=file.resolve().parent, prefix=f".{file.name}.", delete=False)  # noqa: SIM115
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from None
    try:
        with target:
            yield target
        os.replace(target.name, file)
    except BaseException:
        Path(target.name).unlink(missing_ok=True)
        raise
