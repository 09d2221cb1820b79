"""How a document is read: its rows by code, and what a measure, a term and a condition name."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ..agreement.document import areas_of as document_areas
from ..agreement.document import in_use as document_in_use
from ..agreement.format import RECORD_TERMS
from ..definitions.countable import KINDS, PARTS, CountableField, CountableKind, kinds

Document = Mapping[str, Any]
Part = Mapping[str, Any]
# What an aim can be measured from besides a figure.
BASELINE, PREVIOUS, BUDGET = "baseline", "previous", "budget"
SUMMED = frozenset({"count", "amount"})
AT_LEAST, AT_MOST, TREND = "at_least", "at_most", "trend"


def number(value: Any) -> Fraction:
    """An exact number of the document, or of a database's whole or decimal column."""
    return Fraction(value) if isinstance(value, int | Fraction) else Fraction(str(value))


def named(document: Document, part: str, code: str) -> Part:
    """The row of a part with that code; LookupError where there is none."""
    row: Part
    for row in document.get(part, ()):
        if row["code"] == code:
            return row
    raise LookupError(f"{part}.{code}")


def called(criterion: Part) -> str:
    """What a criterion is called: its number; what else was agreed has none, and is called by its words."""
    return f"»{criterion['text']}«" if criterion.get("promise") else str(criterion["code"])


def record_of(term: Part) -> tuple[str, str, str]:
    """What a term does with records: how (`count`, `sum`, `distinct`), of which kind, and with which field.

    Three empty texts for figures and milestones.
    """
    for how in RECORD_TERMS:
        if how in term:
            kind, _dot, field = term[how].partition(".")
            return how, kind, field
    return "", "", ""


def kind_of(term: Part) -> str:
    """`contacts`, `events` …; empty for figures and milestones."""
    return record_of(term)[1]


def kind(term: Part) -> CountableKind:
    """The declaration of the term's kind of record."""
    return KINDS[kind_of(term)]


def terms(measure: Part) -> Iterator[Part]:
    """All terms of a measure, what it is divided by last."""
    yield from measure["of"]
    if "per" in measure:
        yield measure["per"]


def figures_of(measure: Part) -> list[str]:
    """The figures that a measure names, those of its value first."""
    found = [term["figure"] for term in terms(measure) if "figure" in term]
    if "gap_to" in measure:
        found.append(measure["gap_to"])
    source = measure["aim"].get("from")
    if source not in {None, BASELINE, PREVIOUS, BUDGET}:
        found.append(source)
    return found


def areas_of(document: Document, figure: Part, year: int) -> list[str]:
    """The areas that each have a figure of their own in a year, by code; an empty one where it is one for all of them."""
    return list(document_areas(document, bool(figure.get("by_area")), year))


def times(measure: Part) -> int:
    """What a share or a rate is multiplied by."""
    return int(measure.get("times", 100))


def decides(measure: Part) -> bool:
    """Whether it is a part of the criterion's state."""
    return bool(measure.get("decides", True))


def field_of(document: Document, kind: str, field: str) -> CountableField:
    """A field of a kind of record, an added question among them."""
    return kinds(document)[kind].fields[field]


def list_of(document: Document, kind: str, field: str) -> str:
    """The name of the list that a field's choices stand in: `contacts.topics`, `parties` …"""
    return field_of(document, kind, field).listed or f"{kind}.{field}"


def choices(document: Document, listed: str) -> dict[str, str]:
    """The choices of a list by code with their labels: the agreement's own names go before the standard ones."""
    if listed in PARTS:
        return {row["code"]: row["name"] for row in document.get(listed, ())}
    found = {option.code: str(option.label) for option in _standard(listed)}
    return found | {row["code"]: row["label"] for row in document.get("choices", ()) if row["list"] == listed}


def groups(document: Document, listed: str) -> dict[str, str]:
    """The groups of a list by code with their names."""
    return {row["code"]: row["name"] for row in document.get("groups", ()) if row["list"] == listed}


def chosen(document: Document, listed: str, wanted: list[str]) -> tuple[str, ...]:
    """The codes that choices and groups stand for, sorted; a group for each that is in it."""
    within = {
        row["code"]
        for row in document.get("choices", ())
        if row["list"] == listed and set(row.get("groups", ())) & set(wanted)
    }
    return tuple(sorted({*wanted, *within} - groups(document, listed).keys()))


def lists() -> set[str]:
    """The names of all lists that an agreement can add choices to."""
    from_fields = {
        field.listed or f"{name}.{each}"
        for name, kind in KINDS.items()
        for each, field in kind.fields.items()
        if field.kind in {"choice", "choices"}
    }
    return from_fields - set(PARTS)


def list_title(document: Document, listed: str) -> str:
    """`Henvendelser: Emner`; of an extra question its own words."""
    kind, _dot, field = listed.partition(".")
    if kind in KINDS and field in KINDS[kind].fields:
        return f"{KINDS[kind].many.capitalize()}: {KINDS[kind].fields[field].label}"
    questions = document.get("questions", ())
    return next((each["label"] for each in questions if f"{each['form']}.{each['code']}" == listed), listed)


def list_titles(document: Document) -> dict[str, str]:
    """What the lists are called that the agreement can add choices to, those of its own questions among them."""
    own = [
        f"{row['form']}.{row['code']}" for row in document.get("questions", ()) if row["kind"] in {"choice", "choices"}
    ]
    return {listed: list_title(document, listed) for listed in (*sorted(lists()), *own)}


def plain_words(listed: str) -> dict[str, str]:
    """What the standard choices of a list are in *let dansk*, by code, where they have such words."""
    return {option.code: str(option.easy) for option in _standard(listed) if option.easy}


def _standard(listed: str) -> Any:
    kind, _dot, field = listed.partition(".")
    known = KINDS[kind].fields.get(field) if kind in KINDS else None
    return known.options if known else ()


def years(document: Document) -> range:
    """The years of the agreement."""
    return range(document["first_year"], document["last_year"] + 1)


def in_use(document: Document, row: Part, year: int) -> bool:
    """Whether a row counts in a year: one that is retired inside it does until it ends."""
    return document_in_use(document, row, year)


def years_of(document: Document, criterion: Part) -> list[int]:
    """The years that a criterion is for."""
    return sorted(criterion.get("years") or years(document))


def baselines_of(document: Document, measure: Part) -> list[Part]:
    """The rows of the baseline that a measure is held against, its own before its first figure's."""
    if "baselines" in measure:
        return list(measure["baselines"])
    code = measure["of"][0].get("figure")
    return list(named(document, "figures", code).get("baselines", ())) if code else []


def low_is_good(document: Document, measure: Part) -> bool:
    """Whether the measure's figure is better the lower it is; a count of records is better the higher it is."""
    code = measure["of"][0].get("figure")
    return bool(code) and named(document, "figures", code).get("better") == "low"
