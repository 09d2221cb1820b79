"""The commands of agreements: in from a file, out into one, which there are, and their format."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from .. import agreement, audit, criteria, evaluation
from ..agreement import PlanError, binding, format, kept
from ..base import clock
from ..base.messages import RefusedError
from ..evaluation import handed_in
from .common import OPERATOR, commands, need_agreement, need_key, need_tables, need_year, trouble_in_one_line

IN_THE_OLD_FORMAT = "Filen har det gamle format. Feltbog læser den sådan:\n"

agreed = AppGroup("agreement", help="Agreements: their versions, files and format.")
commands.add_command(agreed)
plan_file = AppGroup("plan", help="The agreement's file.")
commands.add_command(plan_file)


@plan_file.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_plan(file: Path) -> None:
    """Say whether FILE can be used as an agreement, and print what Feltbog understands of it."""
    found = _read(file)
    click.echo(criteria.in_words(found.document))


@agreed.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--adopt", is_flag=True, help="Adopt it at once as the agreement's next version.")
@click.option("--replace", is_flag=True, help="Let it take the place of a draft that is there.")
def import_agreement(file: Path, adopt: bool, replace: bool) -> None:
    """Make FILE (.toml, .json, .xlsx) the draft of its agreement; say what it changes. All that is wrong is told at once."""
    need_tables()
    document = _read(file).document
    by_agreement = binding.by_agreement(kept.versions())
    try:
        closed = handed_in.frozen(document["code"])
        criteria.import_document(document, OPERATOR, adopt=adopt, replace=replace, frozen=closed)
    except (criteria.DraftConflictError, criteria.AgreementFaultsError) as refused:
        raise click.ClickException(str(refused)) from None
    audit.note("adopted" if adopt else "changed", OPERATOR, "agreement", document["code"])
    _say_changes(document, by_agreement)
    said = "er vedtaget." if adopt else "er en kladde. Den gælder ikke, før den er vedtaget."
    click.echo(f"»{document['name']}« ({document['code']}) {said}")


@agreed.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--version", "number", type=int, help="The number of the version; the newest unless given.")
def export_agreement(code: str, file: Path, number: int | None) -> None:
    """Write the agreement CODE into FILE: .toml, .json or .xlsx."""
    need_tables()
    document = _document(code, number)
    try:
        file.write_bytes(criteria.written(document, file.suffix.lower()))
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from None
    audit.note("exported", OPERATOR, "agreement", code)
    click.echo(f"{file}: »{document['name']}«")


@agreed.command("close")
@click.argument("year", type=int)
@click.option("--agreement", "code", default="", help="The agreement's code, where several judge the year.")
@click.option(
    "--workbook", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the handed-in workbook there."
)
@trouble_in_one_line()
def close_year(year: int, code: str, file: Path | None) -> None:
    """Hand in YEAR with what is there: from then on it shows that, whatever comes later."""
    from .. import closing

    need_tables()
    need_key()
    need_year(year)
    need_agreement(code)
    report = evaluation.evaluate(year, plan=agreement.of_year(year, code=code))
    try:
        done = closing.close(year, code, OPERATOR)
    except RefusedError as refused:
        raise click.ClickException(str(refused)) from None
    audit.note("handed_in", OPERATOR, "evaluation", done.closing.agreement, year=year)
    click.echo(f"{year} er afleveret (nr. {done.closing.number}). SHA-256 af projektmappen: {done.closing.sha256}")
    for line in closing.still_missing(report):
        click.echo(f"Mangler: {line}", err=True)
    if file:
        try:
            file.write_bytes(done.workbook)
        except OSError as error:
            raise click.ClickException(f"{file}: {error.strerror}") from None


@agreed.command("list")
def list_agreements() -> None:
    """Print every agreement with its versions, and the drafts; the version in force today has a star."""
    need_tables()
    versions, drafts = kept.versions(), kept.drafts()
    in_force = binding.in_force_on(versions, clock.today())
    for code, own in binding.by_agreement(versions).items():
        document = binding.newest(own).document
        click.echo(f"{code}: »{document['name']}«, {document['first_year']}–{document['last_year']}")
        for each in own:
            star = " *" if each in in_force else ""
            click.echo(
                f"  version {each.number}, gælder fra {each.valid_from:%d-%m-%Y}, vedtaget "
                f"{clock.local(each.adopted_at):%d-%m-%Y} af {each.adopted_by}{star}"
            )
    for draft in drafts:
        click.echo(f"{draft.agreement}: kladde, rettet {clock.local(draft.changed_at):%d-%m-%Y} af {draft.changed_by}")
    if not versions and not drafts:
        click.echo("Der er ingen aftaler.")


@agreed.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of an agreement's document."""
    click.echo(json.dumps(format.schema(), ensure_ascii=False, indent=2))


def _read(file: Path) -> criteria.Readable:
    try:
        found = criteria.read(file)
    except PlanError as error:
        raise click.ClickException(str(error)) from None
    if found.is_old:
        click.echo(IN_THE_OLD_FORMAT)
    return found


def _say_changes(document: kept.Document, by_agreement: dict[str, tuple[kept.Version, ...]]) -> None:
    """What the document changes in its own agreement, and what it calls otherwise than others do."""
    own = by_agreement.pop(document["code"], ())
    for line in criteria.changes(binding.newest(own).document, document) if own else ():
        click.echo(line)
    for line in criteria.renames(document, [binding.newest(each).document for each in by_agreement.values()]):
        click.echo(line)


def _document(code: str, number: int | None) -> kept.Document:
    """The version with that number, else the newest, else the draft."""
    own = binding.of_agreement(kept.versions(), code)
    found: kept.Version | kept.Draft | None
    if number is not None:
        found = next((each for each in own if each.number == number), None)
    else:
        found = binding.newest(own) if own else criteria.find_draft(code)
    if found is None:
        known = ", ".join(binding.by_agreement(kept.versions())) or "ingen"
        what = f"»{code}«" if number is None else f"version {number} af »{code}«"
        raise click.ClickException(f"{what} findes ikke; der er: {known}")
    return found.document
