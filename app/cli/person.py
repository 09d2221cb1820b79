"""The command about one person's data: what there is of an account, for whoever asks."""

from pathlib import Path

import click
from flask.cli import AppGroup

from .. import audit, maintenance
from ..access import people
from .common import OPERATOR, commands, need_tables, trouble_in_one_line

person = AppGroup("person", help="One person's data.")
commands.add_command(person)


@person.command("export")
@click.argument("email")
@click.argument("file", type=click.Path(path_type=Path))
def export(email: str, file: Path) -> None:
    """Write everything that there is of the account with that EMAIL into the new zip FILE, to hand out (GDPR, article 15).

    Tables, the same as JSON, photos, and a page in Danish. Nothing of other people, no passwords or other secrets.
    """
    if file.exists():
        raise click.ClickException(f"{file} is there already; choose another name")
    try:
        with trouble_in_one_line():
            need_tables()
            counted = maintenance.export_person(email, file)
            found = people.named(email)
            audit.note("exported", OPERATOR, "person", found.id if found else None)
    except LookupError:
        raise click.ClickException(f"nobody has the e-mail {email}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or file}: {error.strerror}") from None
    click.echo(f"{file}: {sum(counted.values())} rows. Look through texts and photos before you hand it out.")
