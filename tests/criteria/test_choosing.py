"""A criterion made by choosing: whatever the format allows comes back from its form as it was, and what is gone leaves nothing."""

import copy
from typing import Any

import pytest
from agreeing import NAMES, document
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app import criteria
from app.criteria import choosing
from app.criteria.choosing import add, flat, nested, remove
from app.definitions.countable import ANY, kinds

QUESTIONS = [
    {"form": "contact", "code": "language", "kind": "choices", "label": "Sprog"},
    {"form": "contact", "code": "since", "kind": "date", "label": "Siden"},
    {"form": "contact", "code": "wish", "kind": "text", "label": "Ønske"},
]


def agreed(name: str = "blandet") -> dict[str, Any]:
    found = document(name)
    found["questions"] = QUESTIONS
    found["choices"] = [*found["choices"], {"list": "contact.language", "code": "ar", "label": "Arabisk"}]
    return found


DOC = agreed()
AREAS, YEARS = ["nord", "syd", "vest"], [2021, 2022, 2023, 2024]


def through(doc, row, before=None):
    """What comes back of a criterion whose form was sent as it stands."""
    names = list(flat(choosing.settled(doc, choosing.written(doc, row))))
    tree = choosing.settled(doc, nested(names))
    assert list(flat(tree)) == names, "a form that is drawn again is the same"
    said = choosing.read(doc, tree, before)
    assert not said.problems
    assert not said.lacking
    return choosing.with_code(said.row, row["code"])


def exact(most: int) -> Any:
    return st.decimals(-most, most, places=1).map(lambda value: f"{value:f}".removesuffix(".0"))


def some(*items: Any, least: int = 1) -> Any:
    return st.lists(st.sampled_from(items), min_size=least, max_size=3, unique=True)


@st.composite
def conditions(draw: Any, kind: str) -> list[dict[str, Any]]:
    found = []
    for name in draw(some(*kinds(DOC)[kind].fields)):
        field = kinds(DOC)[kind].fields[name]
        if field.kind == "date":
            found.append({"field": name, draw(st.sampled_from(["at_least", "at_most"])): "2022-02-03"})
        elif field.is_number:
            found.append({"field": name, draw(st.sampled_from(["at_least", "at_most"])): draw(exact(50))})
        else:
            known = [code for code, _words in choosing.offered.answers(DOC, kind, name)] or [ANY]
            found.append({"field": name, draw(st.sampled_from(["is", "is_not"])): draw(some(*known[:8]))})
    return found


@st.composite
def terms(draw: Any, sort: str) -> dict[str, Any]:
    if sort == "milestones":
        return {"milestones": draw(some(*(row["code"] for row in DOC["milestones"])))}
    if sort == "figure":
        return {"figure": draw(st.sampled_from([row["code"] for row in DOC["figures"]]))}
    kind = draw(st.sampled_from(list(kinds(DOC))))
    of = draw(st.sampled_from([code for code, _words in choosing.offered.ofs(DOC, kind)]))
    how, _dot, field = of.partition(".")
    uses = draw(some("where", "evidence", "pending", least=0))
    return {how: f"{kind}.{field}" if field else kind, **{use: draw(conditions(kind)) for use in uses}}


@st.composite
def measures(draw: Any) -> dict[str, Any]:
    sort = draw(st.sampled_from(["records", "records", "figure", "milestones"]))
    of = draw(st.lists(terms(sort), min_size=1, max_size=1 if sort == "milestones" else 2))
    said: dict[str, Any] = {"of": of, **draw(st.fixed_dictionaries({}, optional={
        "name": st.just("Bred"), "decides": st.booleans(),
        "period": st.sampled_from(["month", "year", "two_years", "whole", "by"]), "until": st.just("2023-06-30"),
    }))}  # fmt: skip
    if sort == "milestones":
        return said | {"aim": {"direction": "at_least", "target": str(draw(st.integers(1, len(of[0]["milestones"]))))}}
    over = draw(st.sampled_from(["", "per", "gap" if sort == "figure" else "per"]))
    if over == "per":
        said["per"] = draw(terms(draw(st.sampled_from(["records", "figure"]))))
        said |= draw(st.sampled_from([{}, {"times": 100}, {"times": 1}, {"times": 1000}]))
    elif over == "gap":
        said["gap_to"] = draw(st.sampled_from(["youth_education_country", "crime_city", "daycare"]))
    if draw(st.booleans()):
        areas = draw(st.sampled_from([[None], AREAS]))
        said["baselines"] = [{"year": 2019, "value": draw(exact(90)), **({"area": a} if a else {})} for a in areas]
    return said | {"aim": draw(aims())}


@st.composite
def aims(draw: Any) -> dict[str, Any]:
    direction = draw(st.sampled_from(["at_least", "at_most", "trend"]))
    if direction == "trend":
        return {"direction": direction, **draw(st.sampled_from([{}, {"from": "previous"}, {"from": "baseline"}]))}
    source = draw(st.sampled_from(["", "baseline", "previous", "budget", "crime_city"]))
    aim = {"direction": direction, **({"from": source} if source else {"target": draw(exact(200))})}
    if source and draw(st.booleans()):
        aim["change"] = draw(exact(40))
    optional = {"years": some(*YEARS), "area": st.sampled_from(AREAS)}
    exceptions = st.lists(st.fixed_dictionaries({"value": exact(99)}, optional=optional), max_size=3)
    return aim | draw(st.fixed_dictionaries({}, optional={"except": exceptions}))


@st.composite
def rows(draw: Any) -> dict[str, Any]:
    return {"code": "X9", "activity": "A", "text": "Et krav", **draw(st.fixed_dictionaries({}, optional={
        "promise": st.booleans(), "unit": st.just("timer"), "source": st.just("Egne noter"), "party": st.just("police"),
        "note": st.just("Læst sådan"), "years": some(*YEARS).map(sorted), "retired_on": st.just("2024-01-01"),
        "period": st.sampled_from(["month", "quarter", "half", "year", "two_years", "whole", "by"]),
        "starts": st.integers(1, 12), "until": st.just("2024-12-31"), "each_area": st.just(["nord", "syd"]),
    })), "measures": draw(st.lists(measures(), min_size=1, max_size=2))}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_criterion_of_a_real_agreement_comes_back_as_it_was(name):
    doc = document(name)
    for row in doc["criteria"]:
        assert through(doc, row) == row
        assert through(doc, row, row) is not row


@settings(max_examples=60)
@given(rows())
def test_every_criterion_that_may_be_adopted_comes_back_as_it_was(row):
    doc = copy.deepcopy(DOC)
    doc["criteria"] = [row]
    assume(not criteria.check(doc))
    assert through(doc, row, row) == row, repr(row)
    anew = {**doc, "criteria": [{**through(doc, row), **{k: row[k] for k in ("retired_on",) if k in row}}]}
    assert not criteria.check(anew)


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=5))), st.text(max_size=20))
def test_no_name_and_no_button_breaks_the_form(pairs, path):
    tree = nested(pairs)
    add(tree, path)
    remove(tree, path)
    choosing.read(DOC, choosing.settled(DOC, tree))
