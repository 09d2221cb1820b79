"""The commands of `flask --app wsgi …`. Each exits non-zero on failure, with one line that says why."""

import json
import os
from datetime import datetime
from importlib.util import find_spec
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from . import (
    audit,
    commands,
    gatherings,
    invitations,
    migrate,
    operations,
    people,
    plan,
    privacy,
    reporting,
    reserve,
    second_factor,
    transport,
)
from .models import Event, Walk

DAY = click.DateTime(formats=["%Y-%m-%d"])


def init_app(app: Flask) -> None:
    """Register the commands."""
    elsewhere = (each for module in (commands, operations, privacy, reporting) for each in module.COMMANDS)
    for command in (init, migration, user, walk, event, *elsewhere):
        app.cli.add_command(command)


@click.command()
@click.option("--new-digest-key", is_flag=True, help="Go on with another digest_key: the one of the records is lost.")
@with_appcontext
def init(new_digest_key: bool) -> None:
    """Bring the database to the present; on an empty one print the link that makes the leader's account."""
    with reserve.let_go():
        commands.bring_up_to_date(new_digest_key=new_digest_key)
    reserve.keep()
    if token := invitations.first_leader():
        click.echo("Nobody has an account yet. This link makes the project leader's, once, within 7 days:")
        click.echo(f"  {transport.address()}/account/invitation/{token}")


@click.command()
@click.argument("message")
@with_appcontext
def migration(message: str) -> None:
    """Write a migration for what changed in the definitions of forms and tables."""
    if not find_spec("ruff"):
        raise click.ClickException("ruff gives a migration its shape, and is not installed: run `make setup ARGS=dev`")
    commands.need_tables()
    migrate.draft(message)


user = AppGroup("user", help="Accounts.")
walk = AppGroup("walk", help="Safety walks.")
event = AppGroup("event", help="Events.")


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(people.ACCOUNT_ROLES))
@click.option("--party", help="The code of one of the plan's parties; with the role party only.")
@click.option("--name", help="What the person is called; else what stands before the @.")
def add_user(email: str, role: str, party: str | None, name: str | None) -> None:
    """Make an account that works at once; FELTBOG_PASSWORD holds its password, else you are asked for it."""
    commands.need_tables()
    password = os.environ.get("FELTBOG_PASSWORD") or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        made = people.create(email, name or email.partition("@")[0], role, party, password)
    except people.RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    audit.note("made", commands.OPERATOR, "account", made.id)
    click.echo(f"{made.email} can sign in as {role}.")


@user.command("one-step")
@click.argument("email")
def one_step(email: str) -> None:
    """Ask the account for no code at sign-in any more: its phone and its paper are gone."""
    commands.need_tables()
    found = people.named(email)
    if found is None:
        raise click.ClickException(f"nobody has the e-mail {email}")
    second_factor.remove(found.id)
    audit.note("second_step_off", commands.OPERATOR, "account", found.id)
    click.echo(f"{found.email} signs in with the password alone.")


@user.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Open an account, which a restore may have closed, with a one-time link to choose a new password. Works for anybody."""
    commands.need_tables()
    found = people.named(email)
    if found is None:
        raise click.ClickException(f"nobody has the e-mail {email}")
    token = invitations.let_in(found.id)
    audit.note("invited", commands.OPERATOR, "account", found.id)
    click.echo(f"{found.email} is open, has no password and no second step, and is signed out everywhere.")
    click.echo("This link chooses a new password, once, within 7 days:")
    click.echo(f"  {transport.address()}/account/invitation/{token}")


@walk.command("add")
@click.option("--title", required=True)
@click.option("--date", type=DAY, required=True, help="YYYY-MM-DD")
def add_walk(title: str, date: datetime) -> None:
    """Make a walk; prints its id and code as one JSON line."""
    commands.need_tables()
    _print(gatherings.create(Walk, {"title": title, "date": date.date()}))


@event.command("add")
@click.option("--title", required=True)
@click.option("--date", type=DAY, required=True, help="YYYY-MM-DD")
@click.option("--kind", required=True, help="The code of one of the plan's kinds of event.")
@click.option("--counts-for", multiple=True, help="The id of a criterion; may be given twice.")
def add_event(title: str, date: datetime, kind: str, counts_for: tuple[str, ...]) -> None:
    """Make an event; prints its id and code as one JSON line."""
    kinds = plan.current().event_kinds
    if kind not in kinds:
        raise click.UsageError(f"no such kind: {kind}; choose from {', '.join(kinds)}")
    criteria = plan.current().counts_for
    if unknown := [id for id in counts_for if id not in criteria]:
        raise click.UsageError(f"events cannot count for {unknown[0]}; choose from {', '.join(criteria)}")
    commands.need_tables()
    facts = {"title": title, "date": date.date(), "kind": kind, "counts_for": tuple(sorted(set(counts_for)))}
    _print(gatherings.create(Event, facts))


def _print(made: Any) -> None:
    click.echo(json.dumps({"id": made.id, "code": made.code.shown}))
