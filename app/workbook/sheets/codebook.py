"""*Kodebog*: what every column of the other sheets means, and every code in them."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from ..sheet import LONG, TEXT, Column, Counts, Sheet


class CodebookSheet(Sheet):
    """The codebook of the sheets beside it."""

    key = "codebook"

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self.name = _("Kodebog")
        self.reading = _("Hver række forklarer en kolonne eller en kode i et af de andre ark.")
        self.columns = [
            Column(_("Ark"), TEXT, 18, "", _("Arkets navn")),
            Column(_("Kolonne"), TEXT, 40, "", _("Kolonnens overskrift")),
            Column(_("Felt"), TEXT, 22, "", _("Feltets faste navn i Feltbog")),
            Column(_("Kode"), TEXT, 26, "", _("Svarets faste kode i Feltbog")),
            Column(_("Betydning"), LONG, 60, "", _("Hvad kolonnen eller koden betyder")),
        ]

    def counts(self, connection: Connection) -> Counts:
        return Counts(sum(len(sheet.codebook()) for sheet in self._all()))

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        for sheet in self._all():
            for line in sheet.codebook():
                yield [sheet.name, line.column, line.field or None, line.code or None, line.meaning]

    def _all(self) -> list[Sheet]:
        return [*self.sheets, self]
