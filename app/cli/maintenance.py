"""The commands that make an installation ready and keep it alive, and take away what is no longer needed."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from .. import config, maintenance
from ..access import invitations
from ..base import clock, migrate, trouble
from ..definitions import forms
from ..maintenance import first_agreement, retention
from ..store import gone
from .common import (
    OPERATOR,
    Progress,
    bring_up_to_date,
    commands,
    need_tables,
    say_link,
    say_what_came_back,
    trouble_in_one_line,
)


@commands.command()
@click.option("--new-digest-key", is_flag=True, help="Go on with another digest_key: the one of the records is lost.")
def init(new_digest_key: bool) -> None:
    """Bring the database to the present; on an empty one print the link that makes the leader's account."""
    with trouble.let_go():
        bring_up_to_date(new_digest_key=new_digest_key)
    trouble.keep()
    if token := invitations.first_leader():
        click.echo("Nobody has an account yet. This link makes the project leader's, once, within 7 days:")
        say_link(token)


@commands.command()
@click.argument("message")
def migration(message: str) -> None:
    """Write a migration for what changed in the definitions of forms and tables."""
    if not Path(sys.executable).with_name("ruff").exists():
        raise click.ClickException("ruff gives a migration its shape, and is not installed: run `make setup ARGS=dev`")
    need_tables()
    migrate.draft(message)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="With a folder: how many copies stay in it, the newest.")
@click.option(
    "--to", "recipients", multiple=True, metavar="age1…", help="Encrypt it for this public key; may be repeated."
)
def backup(file: Path, keep: int | None, recipients: tuple[str, ...]) -> None:
    """Write all that must survive into FILE, while the server runs; or into a new file, where FILE is a folder.

    What signs the sessions is not in it. Whoever has the secret key of a --to can read it, and nobody else.
    """
    if keep and not file.is_dir():
        raise click.UsageError("--keep needs a folder, where backups are named by the moment")
    with _in_one_line():
        target = maintenance.file_in(file, encrypted=bool(recipients)) if file.is_dir() else file
        made = maintenance.back_up(target, Progress("rows"), recipients)
        size = target.stat().st_size / 1024**2
        click.echo(f"{target}: {sum(made.rows.values())} rows, {size:,.1f} MB")
        for old in maintenance.rotate(target, keep) if keep else ():
            click.echo(f"{old}: removed")


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# May be a pipe: then the key is on no disk of this machine.
_KEY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _with_journals(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name what knows more than an older copy of the database."""
    command = click.option("--from", "old", type=_FOLDER, help="The instance folder that was, for its journal.")(
        command
    )
    return click.option("--revocations", type=_FILE, help="A newer journal than the backup's own.")(command)


@commands.command()
@click.argument("file", type=_FILE)
@click.option(
    "--identity", type=_KEY_FILE, metavar="KEYFILE", help="The secret key (age-keygen's file) of an encrypted one."
)
@_with_journals
def restore(file: Path, revocations: Path | None, old: Path | None, identity: Path | None) -> None:
    """Put the backup FILE into an empty installation. It must prove whole, and nothing is overwritten.

    What was erased, revoked, closed or replaced since, as far as a journal says, is so again.
    """
    with _in_one_line():
        done = maintenance.restore(file, OPERATOR, revocations, old, Progress("rows"), identity)
    reaches = f"{done.came_back.reaches:%Y-%m-%d at %H:%M} UTC"
    click.echo(f"{sum(done.manifest.rows.values())} rows are back as they were on {reaches}.")
    if done.was_earlier:
        click.echo("Its tables were of an earlier version; they are up to date now.")
    say_what_came_back(done.came_back)
    if not done.knows_since:
        click.echo(
            f"No newer journal was given: what was erased, revoked, closed or replaced after {reaches} is not known, "
            f"and is back. Where {gone.JOURNAL} of the old instance folder is left, restore again with --from or --revocations."
        )


@commands.command()
@_with_journals
def restored(revocations: Path | None, old: Path | None) -> None:
    """Say that the database is an older copy, which something else than `restore` has put back (pg_restore)."""
    need_tables()
    with _in_one_line():
        done = maintenance.bring_back(OPERATOR, maintenance.journals(revocations, old))
    say_what_came_back(done)


@commands.command()
def tend() -> None:
    """Do what is due every day: delete what was announced two weeks ago and announce what is too old since; forget what
    no backup needs, remove old copies and what broken-off backups left; and say what `check` would.
    """
    need_tables()
    with _in_one_line():
        done = maintenance.tend()
    click.echo(f"{done.lines} lines of the journal were too old, {len(done.left)} leftovers are removed.")
    _say_purged(done.purged)
    if done.announced.number:
        click.echo(f"{done.announced.number} are announced: they will be deleted on {done.announced.on}.")
    _say_faults(done.faults)


def _say_faults(found: list[tuple[str, str]]) -> None:
    for wrong, remedy in found:
        click.echo(f"{wrong}: {remedy}")
    if not found:
        click.echo(f"Everything is as it should be: {maintenance.in_short()}.")


def _say_purged(purged: maintenance.Purged) -> None:
    for each in purged.done:
        if each.number:
            click.echo(f"{each.code}: {each.number} from before {clock.local(each.before):%Y-%m-%d}")
    if purged.number and purged.copy:
        click.echo(f"{purged.copy}: everything as it was before, for 30 days.")
    elif purged.number:
        click.echo("There was no room for a backup before.")


@commands.command()
def check() -> None:
    """Say what is not as it should be, one line each, and what to do about it."""
    with _in_one_line():
        found = maintenance.examine()
    _say_faults(found)
    if found:
        raise SystemExit(1)


@commands.command("copy-database")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy_database(source: str, target: str) -> None:
    """Copy everything from one database to another, which must hold nothing: postgresql://… or a SQLite file.

    Stop the server first: what phones send meanwhile is not in the copy.
    """
    if "://" not in source and not Path(source).is_file():
        raise click.UsageError(f"there is no file {source}")
    with _in_one_line():
        rows = maintenance.copy_between(_address(source), _address(target), Progress("rows"))
    click.echo(f"{sum(rows.values())} rows in {len(rows)} tables, each read back and the same.")


@commands.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
def purge(dry_run: bool, yes: bool) -> None:
    """Take away what is older than the settings allow (FELTBOG_KEEP_TEXTS and the like), after a backup. Counts and choices stay, and so does every figure."""
    with _in_one_line(), trouble_in_one_line():
        need_tables()
        as_of = clock.now()
        found = retention.due(as_of)
        for each in found:
            years = ", ".join(f"{number} of {year}" for year, number in each.years().items())
            told = f" ({years})" if years else ""
            click.echo(f"{each.code}: {each.number} from before {clock.local(each.before):%Y-%m-%d}{told}")
        total = sum(each.number for each in found)
        if dry_run or not total:
            click.echo(f"{total} would go; nothing was changed." if dry_run else "0 are gone.")
            return
        if not yes and not _agreed(total):
            raise click.ClickException("nothing was deleted; `purge --yes` deletes without asking")
        done = maintenance.purge(OPERATOR, as_of)
    _say_purged(done)
    click.echo(f"{done.number} are gone.")


def _agreed(total: int) -> bool:
    try:
        return click.confirm(f"Delete {total} things for good?", err=True)
    except click.Abort:  # nobody is there to answer
        return False


@commands.command()
@click.argument("form", type=click.Choice(forms.names()))
@click.argument("id")
def erase(form: str, id: str) -> None:
    """Erase the record ID of a FORM for good, with its photos and its history, because somebody asked for it."""
    try:
        with trouble_in_one_line(), trouble.let_go():
            need_tables()
            retention.erase(forms.of(form), id.lower(), OPERATOR)
    except LookupError:
        raise click.ClickException(f"there is no {form} {id}") from None
    click.echo(f"{form} {id} is erased. Backups still hold it until they are rotated away.")


def _address(text: str) -> str:
    """A database as people name it: by its address, or by a SQLite file's name."""
    url = config.database_url(text, config.instance())
    if "://" not in url:
        return f"sqlite:///{Path(text).resolve()}"
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise maintenance.CopyError(
            f"{text.partition(':')[0]} is no database of Feltbog's; name PostgreSQL or a SQLite file"
        )
    return url


@contextmanager
def _in_one_line() -> Iterator[None]:
    """What went wrong, as a line and an exit code."""
    try:
        yield
    except (
        maintenance.ArchiveError, maintenance.AgeKeyError, maintenance.CopyError, migrate.UnknownRevisionError,
        first_agreement.UnfitAgreementError,
    ) as refused:  # fmt: skip
        raise click.ClickException(str(refused)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the disk'}: {error.strerror}") from None
    except trouble.DATABASE_ERRORS as error:
        first = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise click.ClickException(f"the database says: {first}") from None
