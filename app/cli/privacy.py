"""The commands that take away what is no longer needed: purge, erase."""

import click
from flask.cli import with_appcontext

from ..base import clock, reserve
from ..definitions import FORMS
from ..maintenance import retention
from .common import OPERATOR, need_tables, trouble_in_one_line


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@with_appcontext
def purge(dry_run: bool) -> None:
    """Take away what is older than the plan's [retention] allows. Counts and choices stay, and so does every figure."""
    with trouble_in_one_line(), reserve.let_go():
        need_tables()
        done = retention.due() if dry_run else retention.purge(OPERATOR)
    for each in done:
        click.echo(f"{each.code}: {each.number} from before {clock.local(each.before):%Y-%m-%d}")
    total = sum(each.number for each in done)
    click.echo(f"{total} would go; nothing was changed." if dry_run else f"{total} are gone.")


@click.command()
@click.argument("form", type=click.Choice(list(FORMS)))
@click.argument("id")
@with_appcontext
def erase(form: str, id: str) -> None:
    """Erase the record ID of a FORM for good, with its photos and its history, because somebody asked for it."""
    try:
        with trouble_in_one_line(), reserve.let_go():
            need_tables()
            retention.erase(FORMS[form], id.lower(), OPERATOR)
    except LookupError:
        raise click.ClickException(f"there is no {form} {id}") from None
    click.echo(f"{form} {id} is erased. Backups still hold it until they are rotated away.")


COMMANDS = (purge, erase)
