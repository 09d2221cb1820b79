"""Everything that there is of one account (GDPR, article 15), as a zip that the person can read: tables for a spreadsheet, the
same as JSON, the photos that they sent, and a page in Danish that says what it all is.

Of what several people wrote only their own part is in it: records as they sent them, of changes what they wrote. Nobody
else's name, and no secret (password, second step, links).
"""

import csv
import io
import json
import os
import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from ..access import people
from ..base import clock, db, dialects
from ..base.text import defuse
from ..store import Photo, User
from .person_tables import SECTIONS, Row

# A spreadsheet sees by it that the file is UTF-8.
SIGNATURE = "\ufeff"
READ_ME, ALL = "LÆS MIG.txt", "alt.json"


def export_person(email: str, target: Path) -> dict[str, int]:
    """Write the file, for its owner alone, as a whole or not at all; → how many rows it holds, by table.

    Raises LookupError where nobody has that e-mail, and OSError.
    """
    with dialects.snapshot(db.engine()) as connection, db.reading(connection):
        user = people.named(email)
        if user is None:
            raise LookupError(email)
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as made:
            try:
                with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
                    counted = _pack(packed, user)
                made.flush()
                os.fsync(made.fileno())
                os.replace(made.name, target)
            except BaseException:
                Path(made.name).unlink(missing_ok=True)
                raise
    return counted


def _pack(packed: zipfile.ZipFile, user: User) -> dict[str, int]:
    counted, everything = dict[str, int](), dict[str, list[Row]]()
    for section in SECTIONS:
        rows = [{str(name): value for name, value in row.items()} for row in section.rows(user)]
        counted[section.name] = len(rows)
        everything[section.name] = [{name: _in_json(value) for name, value in row.items()} for row in rows]
        if rows:
            packed.writestr(f"{section.name}.csv", _table(rows))
    packed.writestr(ALL, json.dumps(everything, ensure_ascii=False, indent=1))
    for id in db.session.scalars(select(Photo.id).where(Photo.person_id == user.id, Photo.removed_at.is_(None))):
        picture = db.session.scalar(select(Photo.picture).where(Photo.id == id))
        packed.writestr(f"fotos/{id}.jpg", picture or b"", zipfile.ZIP_STORED)
    packed.writestr(READ_ME, _read_me(user, counted))
    return counted


def _table(rows: list[Row]) -> str:
    """As a Danish Excel opens it; docs/decisions/0010-csv-for-excel.md."""
    made = io.StringIO(newline="")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_in_table(row.get(name)) for name in columns] for row in rows)
    return SIGNATURE + made.getvalue()


def _in_table(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nej"))
    if isinstance(value, datetime):
        return f"{clock.local(value):%d-%m-%Y %H.%M}"
    return defuse(str(value))


def _in_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.iso(value)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _read_me(user: User, counted: dict[str, int]) -> str:
    told = [
        f"{section.name}.csv: {counted[section.name]} rækker. {section.what}"
        for section in SECTIONS
        if counted[section.name]
    ]
    empty = ", ".join(section.name for section in SECTIONS if not counted[section.name])
    lines = [
        _("Oplysninger om %(name)s (%(email)s) i Feltbog, %(when)s", name=user.name, email=user.email,
          when=f"{clock.local(clock.now()):%d-%m-%Y kl. %H.%M}"),
        "",
        _("Du har ret til at se, hvad der er registreret om dig (databeskyttelsesforordningens artikel 15)."),
        _("Tabellerne kan åbnes i Excel. Filen alt.json har det samme til en computer. Tider er dansk tid, i alt.json UTC."),
        "",
        *told,
        "",
        *([_("Der er intet om dig i: %(names)s.", names=empty), ""] if empty else []),
        _("Hvorfor det er gemt, hvor længe og på hvilket grundlag, står på siden »Om dine oplysninger« i Feltbog."),
        _("Andres navne, det, andre har skrevet, og adgangskoder og andre hemmeligheder er ikke med."),
        _("Står du nævnt i andres tekster, eller ses du på andres fotos, så spørg den dataansvarlige: det kan ikke findes "
          "af sig selv."),
        _("Til den, der udleverer filen: se fotos og tekster igennem først. Der kan stå noget om andre mennesker."),
    ]  # fmt: skip
    return "\r\n".join(map(str, lines)) + "\r\n"
