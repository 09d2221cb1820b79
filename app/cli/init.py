"""The commands that make an installation ready: the database, and what changed in its definitions."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from ..access import invitations
from ..base import migrate, reserve
from ..http import transport
from .common import bring_up_to_date, need_tables


@click.command()
@click.option("--new-digest-key", is_flag=True, help="Go on with another digest_key: the one of the records is lost.")
@with_appcontext
def init(new_digest_key: bool) -> None:
    """Bring the database to the present; on an empty one print the link that makes the leader's account."""
    with reserve.let_go():
        bring_up_to_date(new_digest_key=new_digest_key)
    reserve.keep()
    if token := invitations.first_leader():
        click.echo("Nobody has an account yet. This link makes the project leader's, once, within 7 days:")
        click.echo(f"  {transport.address()}/account/invitation/{token}")


@click.command()
@click.argument("message")
@with_appcontext
def migration(message: str) -> None:
    """Write a migration for what changed in the definitions of forms and tables."""
    if not Path(sys.executable).with_name("ruff").exists():
        raise click.ClickException("ruff gives a migration its shape, and is not installed: run `make setup ARGS=dev`")
    need_tables()
    migrate.draft(message)


COMMANDS = (init, migration)
