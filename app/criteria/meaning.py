"""What of an agreement is words, and what a criterion's judgement rests on."""

from collections.abc import Iterator
from typing import Any, Final

from ..definitions.countable import YES_NO, kinds
from . import parts
from .parts import BASELINE, BUDGET, Document, Part

# Members that people read and nothing is worked out from.
WORDS: Final = frozenset(
    {"name", "short", "programme", "text", "note", "label", "plain", "help", "phrase", "about", "ask", "source", "places"}
)  # fmt: skip
# Parts of which everything is words.
ALL_WORDS: Final = frozenset({"privacy", "translations", "purpose"})
# What is said of a criterion beside its judgement.
_BESIDE: Final = WORDS | {"unit", "party", "activity", "measures"}
_OF_A_FIGURE: Final = ("kind", "unit", "better", "by_area")
_OF_A_MILESTONE: Final = ("deadline", "each_year", "demands")
_OVER_YEARS: Final = frozenset({"two_years", "whole", "by"})


def without_words(document: Document) -> Any:
    """What is left of a document when all that may be corrected as words is taken away."""
    return _bare({name: value for name, value in document.items() if name not in ALL_WORDS}, WORDS)


def words_only(old: Document, new: Document) -> bool:
    """Whether two versions from the same day differ in words alone (*Ret en skrivefejl*)."""
    return bool(without_words(old) == without_words(new))


def meaning_changed(old: Document, new: Document, code: str) -> bool:
    """Whether a criterion of both documents can be judged differently by one than by the other."""
    before, after = (_criterion(document, code) for document in (old, new))
    return before is not None and after is not None and meaning(old, before) != meaning(new, after)


def meaning(document: Document, criterion: Part) -> Any:
    """All that a criterion's judgement rests on, without its words: itself, and what it names."""
    measures = [_measure(document, each) for each in criterion["measures"]]
    rests = [_rests_on(document, criterion, each) for each in criterion["measures"]]
    own = {name: value for name, value in criterion.items() if name not in _BESIDE}
    return own, measures, rests, document.get("year_starts", 1)


def _criterion(document: Document, code: str) -> Part | None:
    return next((each for each in document["criteria"] if each["code"] == code), None)


def _bare(value: Any, left_out: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _bare(each, left_out) for name, each in value.items() if name not in left_out}
    return [_bare(each, left_out) for each in value] if isinstance(value, list) else value


def _measure(document: Document, measure: Part) -> Any:
    """The measure with its choices instead of their groups."""
    bare = {name: value for name, value in measure.items() if name != "name"}
    said = {name: [_term(document, each) for each in ([value] if name == "per" else value)]
            for name, value in bare.items() if name in {"of", "per"}}  # fmt: skip
    return bare | said | {"decides": parts.decides(measure)}


def _term(document: Document, term: Part) -> Any:
    kind = parts.kind_of(term)
    uses = {
        use: [_condition(document, kind, each) for each in term[use]]
        for use in ("where", "evidence", "pending")
        if use in term
    }
    return {**term, **uses}


def _condition(document: Document, kind: str, condition: Part) -> Any:
    """A group stands for its choices, so that another choice in it is another meaning."""
    name = condition["field"]
    if kinds(document)[kind].fields[name].kind == YES_NO:
        return condition
    listed = parts.list_of(document, kind, name)
    return {
        key: parts.chosen(document, listed, value) if key in {"is", "is_not"} else value
        for key, value in condition.items()
    }


def _rests_on(document: Document, criterion: Part, measure: Part) -> list[Any]:
    """The figures, milestones, budgets and years that a measure names."""
    found: list[Any] = [*_figures(document, criterion, measure), *_milestones(document, measure)]
    if measure["aim"].get("from") == BUDGET:
        found += [
            {**row, "years": row.get("years")}
            for row in document.get("hours", ())
            if row["activity"] == criterion["activity"]
        ]
    if {**criterion, **measure}.get("period") in _OVER_YEARS:
        found.append(parts.years_of(document, criterion))
    return found


def _figures(document: Document, criterion: Part, measure: Part) -> Iterator[Any]:
    aim, said = measure["aim"], {**criterion, **measure}
    held = aim.get("from") == BASELINE or aim["direction"] == parts.TREND or said.get("period") == "by"
    for code in parts.figures_of(measure):
        row = parts.named(document, "figures", code)
        baselines = row.get("baselines") if held and "baselines" not in measure else None
        yield [row.get(name) for name in _OF_A_FIGURE] + [baselines]


def _milestones(document: Document, measure: Part) -> Iterator[Any]:
    for term in measure["of"]:
        for code in term.get("milestones", ()):
            row = parts.named(document, "milestones", code)
            yield [row.get(name) for name in _OF_A_MILESTONE]
