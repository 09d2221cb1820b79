"""The commands that carry records: the workbook out, a phone's queue in, the demo's year."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import click
from flask.cli import with_appcontext

from . import audit, clock, db, intake, keys, migrate, queue_file, transport, trouble, upkeep, years
from .access import LEADER, Person
from .models import Device

# Whoever has the machine may see and send everything; what is imported is said to come from here.
OPERATOR = Person(id="00000000-0000-4000-8000-000000000000", name="flask", role=LEADER)


def need_tables() -> None:
    """Stop with one line when the database was never made or is of another version."""
    if need_known_tables() != migrate.head():
        raise click.ClickException("the database is not ready; run `flask --app wsgi init` first")


def need_known_tables() -> str | None:
    """Stop with one line when this version does not know the database's revision; → that, None where it was never made."""
    try:
        return migrate.present()
    except migrate.UnknownRevisionError as refused:
        raise click.ClickException(str(refused)) from None


@contextmanager
def trouble_in_one_line() -> Iterator[None]:
    """What the machine cannot just now, as a line and an exit code."""
    try:
        yield
    except Exception as error:
        if (code := trouble.code(error)) is None:
            raise
        raise click.ClickException(f"the machine is in trouble ({code}); mend that and try again") from None


def need_key() -> None:
    """Stop with one line when the digest key is not the one that the records in the database belong to."""
    try:
        keys.settle()
    except keys.KeyFileError as refused:
        raise click.ClickException(str(refused)) from None


def bring_up_to_date(*, new_digest_key: bool = False) -> None:
    """Migrate the database, and say where it was backed up before, if there was anything to keep.

    new_digest_key: go on with another key than the records'. Else nothing is done where it is not theirs.
    """
    need_known_tables()
    if new_digest_key:
        keys.begin_anew()
    else:
        need_key()
    try:
        made = upkeep.bring_up_to_date()
        if new_digest_key:
            keys.go_on()
    except (upkeep.ArchiveError, keys.KeyFileError) as refused:
        raise click.ClickException(str(refused)) from None
    if made:
        click.echo(f"The database was backed up to {made} before it was changed.")
    if came_back := begin():
        click.echo("The database is older than its instance folder knows: it counts as restored.")
        say_what_came_back(came_back)
    if new_digest_key:
        click.echo(
            "Repeats of earlier records are told by their answers from now on. Give every server this digest_key."
        )
    need_key()


def begin() -> upkeep.CameBack | None:
    """What must be done before anything is served; what was done to a database that is older than its folder."""
    need_known_tables()
    try:
        return upkeep.begin(OPERATOR)
    except upkeep.ArchiveError as damaged:
        advice = "move the file away; unless the database is an older copy, it holds the same lines"
        raise click.ClickException(f"{damaged}; {advice}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the disk'}: {error.strerror}") from None


def say_what_came_back(done: upkeep.CameBack) -> None:
    """Print what was done to an older copy of the database, and what is left to do."""
    counts = ", ".join(f"{count} {what}" for what, count in sorted(done.replayed.items()))
    click.echo(f"Replayed: {counts}." if counts else "Nothing had to be replayed.")
    click.echo("Everybody signs in anew, and no one-time link works any more; phones offer again what they hold.")
    if done.locked:
        accounts = "1 account is" if done.locked == 1 else f"{done.locked} accounts are"
        click.echo(f"{accounts} closed until `flask --app wsgi user link EMAIL`.")


@click.command("export")
@click.option("--year", type=int, required=True)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="List what changed since (Danish time)."
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
@trouble_in_one_line()
def export_workbook(year: int, since: datetime | None, file: Path) -> None:
    """Write the year's workbook, as the leader downloads it, to FILE."""
    from . import workbook

    need_tables()
    if not years.is_possible(year):
        raise click.ClickException(f"no records can be of {year}; choose {years.FIRST} to {years.LAST}")
    with _whole(file) as target:
        moment = since and since.replace(tzinfo=clock.DANISH)
        rows = workbook.write(target, year, workbook.sheets(year, OPERATOR, moment), progress=Progress("rows"))
    audit.note("exported", OPERATOR, "workbook", year=year)
    click.echo(f"{file}: {rows} rows")


@click.command("import")
@click.argument("file", type=click.File("rb"))
@with_appcontext
@trouble_in_one_line()
def import_queue(file: IO[bytes]) -> None:
    """Take in FILE, which a phone saved from its queue. The same file again changes nothing."""
    need_tables()
    need_key()
    try:
        queue = queue_file.read_queue_file(file.read())
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    phone = db.session.get(Device, queue.device)
    held, done = phone.pending if phone else 0, 0
    progress, found = Progress("records"), Counter[str]()
    sender = queue_file.sender(queue, OPERATOR)
    for batch in queue_file.batches(queue):
        held, done = max(0, held - len(batch)), done + len(batch)
        results = intake.accept(sender, batch, device=queue.device, pending=held)
        found.update(result["status"] for result in results)
        progress(done, len(queue.submissions))
    audit.note("imported", OPERATOR, "queue", queue.device)
    click.echo(", ".join(f"{count} {status}" for status, count in sorted(found.items())) or "the file holds no records")
    if queue.photos:
        progress, taken = Progress("photos"), Counter[str]()
        for outcome in queue_file.take_photos(queue, sender):
            taken[outcome] += 1
            progress(taken.total(), len(queue.photos))
        click.echo("photos: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(taken.items())))


@click.command("demo")
@with_appcontext
def fill_demo() -> None:
    """Fill an empty database with one invented year, and print how to get in."""
    from . import demo

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


COMMANDS = (export_workbook, import_queue, fill_demo)


class Progress:
    """A line on stderr at every tenth of long work."""

    def __init__(self, things: str) -> None:
        self.things, self.told = things, 0

    def __call__(self, done: int, total: int) -> None:
        tenth = done * 10 // total if total else 0
        if tenth > self.told:
            self.told = tenth
            click.echo(f"{done:,} of {total:,} {self.things}", err=True)


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
