"""The commands that make walks and events."""

import json
from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup

from .. import agreement
from ..activities import scheduling
from ..store import Event, Walk
from .common import need_tables

DAY = click.DateTime(formats=["%Y-%m-%d"])

walk = AppGroup("walk", help="Safety walks.")
event = AppGroup("event", help="Events.")


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
@click.option("--counts-for", multiple=True, help="The id of a criterion; may be given twice.")
def add_event(title: str, date: datetime, kind: str, counts_for: tuple[str, ...]) -> None:
    """Make an event; prints its id and code as one JSON line."""
    kinds = agreement.current().event_kinds
    if kind not in kinds:
        raise click.UsageError(f"no such kind: {kind}; choose from {', '.join(kinds)}")
    criteria = agreement.current().counts_for
    if unknown := [id for id in counts_for if id not in criteria]:
        raise click.UsageError(f"events cannot count for {unknown[0]}; choose from {', '.join(criteria)}")
    need_tables()
    facts = {"title": title, "date": date.date(), "kind": kind, "counts_for": tuple(sorted(set(counts_for)))}
    _print(scheduling.create(Event, facts))


COMMANDS = (walk, event)


def _print(made: Any) -> None:
    click.echo(json.dumps({"id": made.id, "code": made.code.shown}))
