"""An agreement as its readers want it: its rows with names for codes, sentences for measures, and sums by year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from ..base.years import spanned
from ..definitions import forms
from . import parts
from .faults import warnings
from .parts import Document, Part, number
from .sentences import MONTHS, sentence, shown

KINDS_OF_QUESTION: Final = {
    "text": "en tekst", "count": "et antal", "yes_no": "ja eller nej", "choice": "ét valg", "choices": "et eller flere valg",
    "date": "en dato",
}  # fmt: skip
ALL_YEAR = 12


@dataclass(frozen=True)
class YearLine:
    """What one thing gets in each column of its table; None where it gets nothing."""

    names: tuple[str, ...]
    amounts: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class YearTable:
    """Amounts by year. Years that are alike share a column: `columns` are their names, `2017`, `2018–2020`."""

    columns: tuple[str, ...]
    lines: tuple[YearLine, ...]

    @property
    def sums(self) -> list[Fraction]:
        """Of each column."""
        by_column = zip(*(line.amounts for line in self.lines), strict=True)
        return [sum((each for each in amounts if each is not None), Fraction(0)) for amounts in by_column]


@dataclass(frozen=True)
class Listing:
    """A list of choices: what it is for, the agreement's choices in it, and by their names the groups with the choices in each."""

    title: str
    choices: tuple[Part, ...]
    groups: dict[str, list[str]]


class ToldAgreement:
    """A document without faults. Whatever needs no words of its own is read from `document`."""

    def __init__(self, document: Document) -> None:
        self.document: Final = document

    @property
    def span(self) -> str:
        """Its years: `2017–2020`."""
        return spanned(parts.years(self.document))

    @property
    def year_starts(self) -> str:
        """The month in which its years begin, where that is not January."""
        month = self.document.get("year_starts", 1)
        return MONTHS[month - 1] if month != 1 else ""

    @property
    def areas(self) -> str:
        """The names of its areas."""
        return " · ".join(each["name"] for each in self.document["areas"])

    def name(self, part: str, code: str) -> str:
        """What a code is called in a part that has names."""
        return str(parts.named(self.document, part, code)["name"])

    def sentence(self, criterion: Part) -> str:
        """What Feltbog counts for it."""
        return sentence(self.document, criterion)

    def criteria(self, activity: str, *, promises: bool) -> list[Part]:
        """The criteria of an activity, or what else was agreed there."""
        rows = self.document["criteria"]
        return [each for each in rows if each["activity"] == activity and bool(each.get("promise")) == promises]

    def only_in(self, row: Part) -> str:
        """The years of a row, where it is not for all of the agreement's."""
        years = row.get("years") or []
        return spanned(years) if years and sorted(years) != list(parts.years(self.document)) else ""

    def delivered(self, row: Part) -> str:
        """When a figure or a list comes: `marts eller april`; empty where nobody has said so."""
        months = row.get("months", ())
        when = "hver måned" if len(months) == ALL_YEAR and not row.get("once") else _either(months)
        return f"{when} året efter" if when and row.get("year_after") else when

    def baselines(self, figure: Part) -> list[str]:
        """`2016: 49`, for each area where it has one: `2016: 49 (Nordby)`."""
        return [f"{row['year']}: {shown(number(row['value']))}{self._area(row)}" for row in figure.get("baselines", ())]

    @property
    def hours(self) -> YearTable:
        """Activity, role and task, with the hours of each year."""
        roles, tasks = (parts.choices(self.document, f"hours.{name}") for name in ("role", "task"))
        return self._by_year(
            ((row["activity"], roles.get(row["role"], row["role"]), tasks.get(row["task"], row["task"])), row, "hours")
            for row in self.document.get("hours", ())
        )

    @property
    def money(self) -> YearTable:
        """Who pays, for what, and the kroner of each year."""
        return self._by_year(
            ((row["source"], self._activity(row)), row, "amount") for row in self.document.get("money", ())
        )

    @property
    def listings(self) -> list[Listing]:
        """The lists that the agreement adds to, renames in or groups."""
        rows = [*self.document.get("choices", ()), *self.document.get("groups", ())]
        return [self._listing(listed) for listed in dict.fromkeys(row["list"] for row in rows)]

    def asked(self, question: Part) -> str:
        """Where an extra question is asked, and what it is answered with: `Henvendelse, et antal`."""
        form = forms.get(question["form"])
        return f"{form.title if form else question['form']}, {KINDS_OF_QUESTION[question['kind']]}"

    @property
    def doubts(self) -> list[tuple[str, str]]:
        """What looks wrong without being forbidden: the code of the criterion, and what to look at."""
        return list(dict.fromkeys((fault.path.split(".")[1], fault.says) for fault in warnings(self.document)))

    def _area(self, row: Part) -> str:
        return f" ({self.name('areas', row['area'])})" if "area" in row else ""

    def _activity(self, row: Part) -> str:
        return self.name("activities", row["activity"]) if "activity" in row else ""

    def _listing(self, listed: str) -> Listing:
        choices = tuple(row for row in self.document.get("choices", ()) if row["list"] == listed)
        groups = {
            name: [row["label"] for row in choices if code in row.get("groups", ())]
            for code, name in parts.groups(self.document, listed).items()
        }
        return Listing(parts.list_title(self.document, listed), choices, groups)

    def _by_year(self, rows: Iterable[tuple[tuple[str, ...], Part, str]]) -> YearTable:
        """Rows of the same names are one line, which may get something else in other years."""
        years = parts.years(self.document)
        found: dict[tuple[str, ...], dict[int, Fraction]] = {}
        for names, row, member in rows:
            line = found.setdefault(names, {})
            for year in row.get("years") or years:
                line[year] = line.get(year, Fraction(0)) + number(row[member])
        alike = groupby(years, key=lambda year: tuple(line.get(year) for line in found.values()))
        columns = {spanned(list(group)): amounts for amounts, group in alike}
        lines = zip(found, zip(*columns.values(), strict=True), strict=True)
        return YearTable(tuple(columns), tuple(YearLine(names, amounts) for names, amounts in lines))


def _either(months: Sequence[int]) -> str:
    names = [MONTHS[month - 1] for month in months]
    return f"{', '.join(names[:-1])} eller {names[-1]}" if len(names) > 1 else "".join(names)
