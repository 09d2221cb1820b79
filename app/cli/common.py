"""What commands share: who they act as, what must be there first, how progress and failures are told."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from .. import agreement, config, maintenance
from ..access import LEADER, Person
from ..base import migrate, trouble, years
from ..http import transport
from ..maintenance import first_agreement, keys

commands = AppGroup()
DAY = click.DateTime(formats=["%Y-%m-%d"])
# Whoever has the machine may see and send everything; what is imported is said to come from here.
OPERATOR = Person(id="00000000-0000-4000-8000-000000000000", name="flask", role=LEADER)


def need_tables() -> None:
    """Stop with one line when the database was never made or is of another version."""
    if need_known_tables() != migrate.head():
        raise click.ClickException(f"the database is not ready; run `{config.COMMAND} init` first")


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


def need_year(year: int) -> None:
    """Stop with one line when no record can be of that year."""
    if not years.is_possible(year):
        raise click.ClickException(f"no records can be of {year}; choose {years.FIRST} to {years.LAST}")


def need_agreement(code: str) -> None:
    """Stop with one line when there is no agreement with that code; nothing is needed where none was named."""
    known = [each.code for each in agreement.every()]
    if code and code not in known:
        raise click.ClickException(f"»{code}« findes ikke; der er: {', '.join(known) or 'ingen'}")


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
        first = first_agreement.wanted()
        made = maintenance.bring_up_to_date()
        if new_digest_key:
            keys.go_on()
        version = first_agreement.begin(first, OPERATOR)
    except (maintenance.ArchiveError, keys.KeyFileError, first_agreement.UnfitAgreementError) as refused:
        raise click.ClickException(str(refused)) from None
    if made:
        click.echo(f"The database was backed up to {made} before it was changed.")
    if version:
        click.echo(f"Version 1 of the agreement {version.agreement} ({version.document['name']}) is adopted.")
    if came_back := begin():
        click.echo("The database is older than its instance folder knows: it counts as restored.")
        say_what_came_back(came_back)
    if new_digest_key:
        click.echo(
            "Repeats of earlier records are told by their answers from now on. Give every server this digest_key."
        )
    need_key()


def begin() -> maintenance.CameBack | None:
    """What must be done before anything is served; what was done to a database that is older than its folder."""
    need_known_tables()
    try:
        maintenance.leftovers.remove()
        return maintenance.begin(OPERATOR)
    except maintenance.ArchiveError as damaged:
        advice = "move the file away; unless the database is an older copy, it holds the same lines"
        raise click.ClickException(f"{damaged}; {advice}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'the disk'}: {error.strerror}") from None


def say_link(token: str) -> None:
    """Print where a password is chosen."""
    click.echo(f"  {transport.address()}/account/invitation/{token}")


def say_what_came_back(done: maintenance.CameBack) -> None:
    """Print what was done to an older copy of the database, and what is left to do."""
    counts = ", ".join(f"{count} {what}" for what, count in sorted(done.replayed.items()))
    click.echo(f"Replayed: {counts}." if counts else "Nothing had to be replayed.")
    click.echo("Everybody signs in anew, and no one-time link works any more; phones offer again what they hold.")
    if done.locked:
        accounts = "1 account is" if done.locked == 1 else f"{done.locked} accounts are"
        click.echo(f"{accounts} closed until `{config.COMMAND} user link EMAIL`.")


class Progress:
    """A line on stderr at every tenth of long work."""

    def __init__(self, things: str) -> None:
        self.things, self.told = things, 0

    def __call__(self, done: int, total: int) -> None:
        tenth = done * 10 // total if total else 0
        if tenth > self.told:
            self.told = tenth
            click.echo(f"{done:,} of {total:,} {self.things}", err=True)
