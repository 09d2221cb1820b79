"""What the parts of an agreement must say of each other: every fault is told, in Danish, with its place.

A document comes here when its shape is right (`app.agreement.format`). What may be saved but looks wrong is a warning.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ..agreement import format
from ..agreement.shape import Fault
from ..definitions.countable import (
    ANY,
    CODES,
    DATE,
    KINDS,
    NO,
    NUMBER,
    TEXT,
    YES,
    YES_NO,
    CountableField,
    kinds,
)
from . import parts
from .added_questions import added_questions
from .parts import BASELINE, BUDGET, PREVIOUS, Document, Part

CODED = ("areas", "parties", "activities", "figures", "milestones", "lists", "criteria")
OWN_WORDS = (ANY, YES, NO)
SOURCES = (BASELINE, PREVIOUS, BUDGET)
RESERVED = "er et ord, som formatet selv bruger; vælg en anden kode"


def check(document: Any) -> list[Fault]:
    """Every fault of a document: of its shape, or where that is right of what its parts say of each other."""
    return format.faults(document) or list(dict.fromkeys(_faults(document)))


def _faults(document: Document) -> Iterator[Fault]:
    yield from _codes(document)
    yield from _choices(document)
    yield from _years(document)
    yield from _figures(document)
    yield from _others(document)
    yield from added_questions(document)
    yield from _hours(document)
    for criterion in document["criteria"]:
        yield from _criterion(document, criterion)


def _known(path: str, code: str, among: Iterable[str]) -> Iterator[Fault]:
    if code not in (known := list(among)):
        yield Fault(path, f"er »{code}«, som ikke findes; vælg en af: {', '.join(known)}")


def _of(document: Document, part: str) -> list[str]:
    return [row["code"] for row in document.get(part, ())]


def _twice(path: str, codes: Sequence[str], says: str) -> Iterator[Fault]:
    for code, number in Counter(codes).items():
        if number > 1:
            yield Fault(f"{path}.{code}", says)
    for same in _differing_in_case(codes):
        yield Fault(f"{path}.{same[0]}", f"er kun skrevet anderledes end »{same[1]}«; vælg en anden kode")


def _differing_in_case(codes: Sequence[str]) -> Iterator[list[str]]:
    found: dict[str, list[str]] = {}
    for code in dict.fromkeys(codes):
        found.setdefault(code.casefold(), []).append(code)
    return (same for same in found.values() if len(same) > 1)


def _codes(document: Document) -> Iterator[Fault]:
    for part in CODED:
        yield from _twice(part, _of(document, part), "står to gange; hver kode skal være sin egen")
    for code in _of(document, "figures"):
        if code in SOURCES:
            yield Fault(f"figures.{code}", RESERVED)


def _choices(document: Document) -> Iterator[Fault]:
    rows = [*document.get("choices", ()), *document.get("groups", ())]
    questions = {f"{each['form']}.{each['code']}" for each in document.get("questions", ())}
    for listed in dict.fromkeys(row["list"] for row in rows):
        codes = [row["code"] for row in rows if row["list"] == listed]
        yield from _twice(f"choices.{listed}", codes, "står to gange; et valg og en gruppe kan heller ikke dele kode")
        for code in codes:
            if code in OWN_WORDS:
                yield Fault(f"choices.{listed}.{code}", RESERVED)
        if listed not in parts.lists() | questions:
            yield Fault(f"choices.{listed}", f"er ingen liste af valg; vælg en af: {', '.join(sorted(parts.lists()))}")
    for row in document.get("choices", ()):
        for group in row.get("groups", ()):
            yield from _known(f"choices.{row['list']}.{row['code']}.groups", group, parts.groups(document, row["list"]))


def _years(document: Document) -> Iterator[Fault]:
    first, last = document["first_year"], document["last_year"]
    if last < first:
        yield Fault("last_year", f"skal være {first} eller senere")
    where: list[tuple[str, Part]] = [
        (f"hours.{number}", row) for number, row in enumerate(document.get("hours", ()), 1)
    ]
    where += [(f"money.{number}", row) for number, row in enumerate(document.get("money", ()), 1)]
    where += [(f"criteria.{row['code']}", row) for row in document["criteria"]]
    for path, row in where:
        if outside := [year for year in row.get("years", ()) if not first <= year <= last]:
            yield Fault(f"{path}.years", f"har {', '.join(map(str, outside))}, som ligger uden for {first}–{last}")


def _figures(document: Document) -> Iterator[Fault]:
    codes = _of(document, "figures")
    for figure in document.get("figures", ()):
        path = f"figures.{figure['code']}"
        yield from _known(f"{path}.party", figure["party"], _of(document, "parties"))
        if "part_of" in figure:
            yield from _known(f"{path}.part_of", figure["part_of"], codes)
            if figure["part_of"] == figure["code"]:
                yield Fault(f"{path}.part_of", "kan ikke være en del af sig selv")
        yield from _baselines(document, figure.get("baselines", ()), path)
        lacking = sorted(set(_of(document, "areas")) - {row.get("area") for row in figure.get("baselines", ())})
        if figure.get("by_area") and figure.get("baselines") and lacking:
            yield Fault(f"{path}.baselines", f"mangler for {', '.join(lacking)}")
        for row in figure.get("baselines", ()):
            if figure["kind"] == "share" and not 0 <= parts.number(row["value"]) <= 100:
                yield Fault(f"{path}.baselines", "er en andel og skal være fra 0 til 100")


def _baselines(document: Document, rows: Sequence[Part], path: str) -> Iterator[Fault]:
    for row in rows:
        if row["year"] >= document["first_year"]:
            yield Fault(f"{path}.baselines", f"skal være fra før {document['first_year']}")
        if "area" in row:
            yield from _known(f"{path}.baselines", row["area"], _of(document, "areas"))
    if len({(row["year"], row.get("area")) for row in rows}) < len(rows):
        yield Fault(f"{path}.baselines", "har det samme år to gange")
    elif len({row.get("area") for row in rows}) < len(rows):
        yield Fault(f"{path}.baselines", "har flere år; et udgangspunkt er ét år")


def _others(document: Document) -> Iterator[Fault]:
    """Milestones, lists, money and the version."""
    parties, activities = _of(document, "parties"), _of(document, "activities")
    yield from _known("version.decided_by", document["version"]["decided_by"], parties)
    for milestone in document.get("milestones", ()):
        if "evaluates" in milestone:
            yield from _known(
                f"milestones.{milestone['code']}.evaluates", milestone["evaluates"], ["agreement", *activities]
            )
    for row in document.get("lists", ()):
        yield from _known(f"lists.{row['code']}.party", row["party"], parties)
        if not row["months"]:
            yield Fault(f"lists.{row['code']}.months", "skal have mindst én måned")
    for place, money in enumerate(document.get("money", ()), 1):
        if "activity" in money:
            yield from _known(f"money.{place}.activity", money["activity"], activities)


def _hours(document: Document) -> Iterator[Fault]:
    rows = document.get("hours", ())
    for number, row in enumerate(rows, 1):
        yield from _known(f"hours.{number}.activity", row["activity"], _of(document, "activities"))
        for name in ("role", "task"):
            yield from _known(f"hours.{number}.{name}", row[name], parts.choices(document, f"hours.{name}"))
        same = [
            each for each in rows[: number - 1] if all(each[key] == row[key] for key in ("activity", "role", "task"))
        ]
        every = parts.years(document)
        if any(set(each.get("years", every)) & set(row.get("years", every)) for each in same):
            yield Fault(f"hours.{number}", "dækker et år, som en linje før den allerede dækker")


def _criterion(document: Document, criterion: Part) -> Iterator[Fault]:
    path = f"criteria.{criterion['code']}"
    yield from _known(f"{path}.activity", criterion["activity"], _of(document, "activities"))
    if "party" in criterion:
        yield from _known(f"{path}.party", criterion["party"], _of(document, "parties"))
    for area in criterion.get("each_area", ()):
        yield from _known(f"{path}.each_area", area, _of(document, "areas"))
    if not any(parts.decides(each) for each in criterion["measures"]):
        yield Fault(path, "skal have mindst én måling, der afgør det")
    for number, measure in enumerate(criterion["measures"], 1):
        yield from _measure(document, criterion, measure, f"{path}.measures.{number}")


def _measure(document: Document, criterion: Part, measure: Part, path: str) -> Iterator[Fault]:
    for number, term in enumerate(measure["of"], 1):
        yield from _term(document, criterion, term, f"{path}.of.{number}")
    if "per" in measure:
        yield from _term(document, criterion, measure["per"], f"{path}.per")
    named = parts.figures_of(measure)
    known = _of(document, "figures")
    for code in named:
        yield from _known(path, code, [*known, *SOURCES] if code == measure["aim"].get("from") else known)
    if any(code not in known for code in named):
        return
    first = measure["of"][0]
    if "milestones" in first or len({_sort(term) for term in measure["of"]}) > 1:
        yield from _milestones(measure, path)
        return
    if "milestones" in measure.get("per", ()):
        yield Fault(path, "deler med milepæle; del med registreringer eller et tal")
        return
    yield from _aim(document, criterion, measure, path)
    if "figure" in first:
        yield from _of_figures(document, criterion, measure, path)
    if "gap_to" in measure and "figure" not in first:
        yield Fault(path, "måler en afstand til et tal; så skal det også selv være et tal, andre leverer")


def _sort(term: Part) -> str:
    return "records" if parts.kind_of(term) else "figures" if "figure" in term else "milestones"


def _milestones(measure: Part, path: str) -> Iterator[Fault]:
    """Of milestones, and of what is mixed with them or with figures."""
    if len(measure["of"]) > 1:
        yield Fault(path, "lægger det sammen, der ikke kan lægges sammen: registreringer, tal og milepæle hver for sig")
        return
    aim, codes = measure["aim"], measure["of"][0]["milestones"]
    if (
        "per" in measure
        or "gap_to" in measure
        or aim["direction"] != "at_least"
        or aim.keys() - {"direction", "target"}
    ):
        yield Fault(path, "tæller milepæle: målet er »mindst« og hvor mange")
    elif "target" in aim and not (
        parts.number(aim["target"]).denominator == 1 and 1 <= int(parts.number(aim["target"])) <= len(codes)
    ):
        yield Fault(f"{path}.aim", f"skal være et helt tal fra 1 til {len(codes)}")


def _of_figures(document: Document, criterion: Part, measure: Part, path: str) -> Iterator[Fault]:
    figures = {row["code"]: row for row in document["figures"]}
    first = figures[measure["of"][0]["figure"]]
    kinds = {figures[term["figure"]]["kind"] for term in measure["of"]}
    if len(measure["of"]) > 1 and not kinds <= parts.SUMMED:
        yield Fault(path, "lægger andele eller indeks sammen; det giver ikke et tal, der betyder noget")
    if (criterion | measure).get("period") in {"month", "quarter", "half"}:  # type: ignore[operator]
        yield Fault(path, "måler et tal, der kommer én gang om året; vælg perioden hvert år eller længere")
    for code in parts.figures_of(measure):
        if figures[code].get("by_area") and "each_area" not in criterion and figures[code]["kind"] not in parts.SUMMED:
            yield Fault(
                path, f"bruger »{code}«, som er en andel for hvert område; vælg, at kriteriet gælder i hvert område"
            )
    if "each_area" in criterion and not first.get("by_area"):
        yield Fault(path, f"gælder i hvert område, men »{first['code']}« er ét tal for hele aftalen")
    if "gap_to" in measure and first.get("unit") != figures[measure["gap_to"]].get("unit"):
        yield Fault(f"{path}.gap_to", "sammenligner tal med hver sin enhed")


def _aim(document: Document, criterion: Part, measure: Part, path: str) -> Iterator[Fault]:
    aim, first, said = measure["aim"], measure["of"][0], {**criterion, **measure}
    trend = aim["direction"] == parts.TREND
    yield from _held_against(document, measure, path)
    if not trend and "from" not in aim and "target" not in aim:
        yield Fault(f"{path}.aim", "mangler et mål: et tal, eller hvad det måles mod")
    if trend and ("target" in aim or "change" in aim or aim.get("from", BASELINE) not in {BASELINE, PREVIOUS}):
        yield Fault(
            f"{path}.aim", "er uden fast grænse; så har det intet mål, kun udgangspunktet eller året før at måles mod"
        )
    if "change" in aim and "from" not in aim:
        yield Fault(f"{path}.aim", "siger, hvor mange procent målet ligger fra noget, men ikke fra hvad")
    if aim.get("from") == BUDGET and parts.record_of(first) != ("sum", "hours", "hours"):
        yield Fault(f"{path}.aim", "måles mod timebudgettet, men tæller ikke timer")
    if aim.get("from") == BUDGET and not any(
        row["activity"] == criterion["activity"] for row in document.get("hours", ())
    ):
        yield Fault(f"{path}.aim", f"måles mod timebudgettet, men der er ingen timer for {criterion['activity']}")
    for each in aim.get("except", ()):
        if "area" in each:
            yield from _known(f"{path}.aim.except", each["area"], _of(document, "areas"))
    until = said.get("until")
    if said.get("period") == "by" and not (
        until and document["first_year"] <= date.fromisoformat(until).year <= document["last_year"]
    ):
        yield Fault(
            f"{path}.until", f"skal have en dato i {document['first_year']}–{document['last_year']} at være nået til"
        )


def _held_against(document: Document, measure: Part, path: str) -> Iterator[Fault]:
    """Whether a baseline is there where one is needed."""
    aim = measure["aim"]
    yield from _baselines(document, measure.get("baselines", ()), path)
    needs = aim.get("from") == BASELINE or (aim["direction"] == parts.TREND and aim.get("from") != PREVIOUS)
    if not needs or "baselines" in measure:
        return
    figures = {row["code"]: row for row in document.get("figures", ())}
    named = parts.figures_of(measure)
    lacking = [code for code in named if not figures[code].get("baselines")]
    if lacking or any(parts.kind_of(term) for term in parts.terms(measure)):
        names = ", ".join(f"»{figures[code]['name']}«" for code in lacking)
        yield Fault(f"{path}.baselines", f"måles mod et udgangspunkt, som mangler{': ' if names else ''}{names}")
    elif len({row["year"] for code in named for row in figures[code]["baselines"]}) > 1:
        yield Fault(f"{path}.baselines", "har udgangspunkter fra hver sit år")


def _term(document: Document, criterion: Part, term: Part, path: str) -> Iterator[Fault]:
    for code in term.get("milestones", ()):
        yield from _known(path, code, _of(document, "milestones"))
    how, kind, name = parts.record_of(term)
    if not how:
        return
    if kind not in KINDS:
        yield Fault(path, f"tæller »{kind}«, som ikke findes; vælg en af: {', '.join(KINDS)}")
        return
    fields = kinds(document)[kind].fields
    if "each_area" in criterion and "area" not in fields:
        yield Fault(path, f"gælder i hvert område, men {KINDS[kind].many} har intet område")
    wanted = {"sum": (NUMBER, "lægger", "lægges sammen"), "distinct": (CODES, "tæller", "tælles")}
    if how in wanted:
        sort, verb, cannot = wanted[how]
        fits = [each for each, field in fields.items() if field.kind == sort]
        if name not in fits:
            yield Fault(path, f"{verb} »{name}«, som ikke kan {cannot}; vælg en af: {', '.join(fits) or 'ingen her'}")
    for use in ("where", "evidence", "pending"):
        for number, condition in enumerate(term.get(use, ()), 1):
            yield from _condition(document, kind, condition, f"{path}.{use}.{number}")


def _condition(document: Document, kind: str, condition: Part, path: str) -> Iterator[Fault]:
    name, fields = condition["field"], kinds(document)[kind].fields
    if name not in fields:
        yield Fault(path, f"spørger om »{name}«, som ikke findes i {KINDS[kind].many}; vælg en af: {', '.join(fields)}")
        return
    field = fields[name]
    if says := _misfit(field, condition):
        yield Fault(path, f"»{field.label}« {says}")
        return
    known = _answers(document, kind, name)
    for code in condition.get("is", ()) or condition.get("is_not", ()):
        if known and code not in known:
            yield Fault(path, f"vælger »{code}« i »{field.label}«, som ikke findes; vælg en af: {', '.join(known)}")


def _misfit(field: CountableField, condition: Part) -> str:
    """Why a condition cannot be asked of what the field holds; empty where it can."""
    bound = condition.get("at_least", condition.get("at_most"))
    if field.kind == DATE:
        return "" if bound and "-" in bound[1:] else "er en dato: skriv tidligst eller senest hvilken dag"
    if field.is_number:
        return "" if bound and "-" not in bound[1:] else "er et tal: skriv mindst eller højst"
    return "" if bound is None else "er et valg: vælg, hvad svaret skal være"


def _answers(document: Document, kind: str, name: str) -> list[str]:
    """The codes that a condition on the field can name; none where anything goes."""
    field, listed = parts.field_of(document, kind, name), parts.list_of(document, kind, name)
    if field.kind == TEXT:
        return [ANY]
    if field.kind == YES_NO:
        return [YES, NO]
    if field.kind == CODES and not field.listed:
        return []
    return [ANY, *parts.groups(document, listed), *parts.choices(document, listed)]


def warnings(document: Document) -> list[Fault]:
    """What may be saved, though it looks wrong: the document has no faults."""
    return [
        Fault(f"criteria.{criterion['code']}.measures.{number}", says)
        for criterion in document["criteria"]
        for number, measure in enumerate(criterion["measures"], 1)
        for says in _doubts(document, criterion, measure)
    ]


def _doubts(document: Document, criterion: Part, measure: Part) -> Iterator[str]:
    first, aim = measure["of"][0], measure["aim"]
    if (
        aim["direction"] == parts.TREND
        and "figure" in first
        and "better" not in parts.named(document, "figures", first["figure"])
    ):
        yield f"ser på, hvor »{first['figure']}« er på vej hen, men tallet siger ikke, om højt eller lavt er bedst"
    if parts.decides(measure) and any(
        _differs_in_filter(measure, each) for each in criterion["measures"] if parts.decides(each)
    ):
        yield "afgør kriteriet sammen med en måling, som kun vælger andre registreringer; skal den ene vises ved siden af?"
    if first.get("count") == "walks" and not any(
        term.get("evidence") for each in criterion["measures"] for term in each["of"]
    ):
        yield "tæller vandringer, men intet kræver, at der er set noget på dem"
    outcome = any("outcome" in condition["field"] for term in measure["of"] for condition in term.get("where", ()))
    if outcome and aim.get("target") == "100" and not any(term.get("pending") for term in measure["of"]):
        yield "kræver alle udfald, men siger ikke, hvad der afventer"


def _differs_in_filter(one: Part, other: Part) -> bool:
    def bare(measure: Part) -> dict[str, Any]:
        of = [
            {name: value for name, value in term.items() if name not in {"where", "pending"}} for term in measure["of"]
        ]
        return {**{name: value for name, value in measure.items() if name != "name"}, "of": of}

    return one is not other and bare(one) == bare(other) and any("where" in term for term in (*one["of"], *other["of"]))
