"""The commands of accounts: make one, let one in, take the second step away."""

import os

import click
from flask.cli import AppGroup

from .. import audit
from ..access import invitations, people, second_factor
from ..base.messages import RefusedError
from ..store import User
from .common import OPERATOR, commands, need_tables, say_link

user = AppGroup("user", help="Accounts.")
commands.add_command(user)


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(people.ACCOUNT_ROLES))
@click.option("--party", help="The code of one of the plan's parties; with the role party only.")
@click.option("--name", help="What the person is called; else what stands before the @.")
def add_user(email: str, role: str, party: str | None, name: str | None) -> None:
    """Make an account that works at once; FELTBOG_PASSWORD holds its password, else you are asked for it."""
    need_tables()
    password = os.environ.get("FELTBOG_PASSWORD") or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        made = people.create(email, name or email.partition("@")[0], role, party, password)
    except RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    audit.note("made", OPERATOR, "account", made.id)
    click.echo(f"{made.email} can sign in as {role}.")


@user.command("one-step")
@click.argument("email")
def one_step(email: str) -> None:
    """Ask the account for no code at sign-in any more: its phone and its paper are gone."""
    found = _account(email)
    second_factor.remove(found.id)
    audit.note("second_step_off", OPERATOR, "account", found.id)
    click.echo(f"{found.email} signs in with the password alone.")


@user.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Open an account, which a restore may have closed, with a one-time link to choose a new password. Works for anybody."""
    found = _account(email)
    token = invitations.let_in(found.id)
    audit.note("invited", OPERATOR, "account", found.id)
    click.echo(f"{found.email} is open, has no password and no second step, and is signed out everywhere.")
    click.echo("This link chooses a new password, once, within 7 days:")
    say_link(token)


def _account(email: str) -> User:
    """The account with that e-mail; else one line says that there is none."""
    need_tables()
    found = people.named(email)
    if found is None:
        raise click.ClickException(f"nobody has the e-mail {email}")
    return found
