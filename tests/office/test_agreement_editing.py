"""A draft in the office: its parts as tables, a row's form, what is kept of what cannot be read, and two people at once."""

import pytest
from agreeing import adopt_only, document
from lxml.html import fromstring
from pages import post, text

from app import criteria
from app.criteria import editing

PATH = "/office/agreements/tryghed"
PARTS = [
    "about",
    "figures",
    "milestones",
    "lists",
    "parties",
    "areas",
    "hours",
    "money",
    "questions",
    "choices",
    "groups",
]


@pytest.fixture
def begun(app, leader):
    """The leader, with a draft of the source agreement's next version."""
    with app.app_context():
        adopt_only(document())
    assert post(leader, f"{PATH}/revise").location == f"{PATH}/draft"
    return leader


def draft_of(app):
    with app.app_context():
        return criteria.find_draft("tryghed")


def form_of(page):
    """The fields of the form that saves the row, as a browser would post them."""
    found = {}
    for name, value in fromstring(page.text).xpath("//form[@data-autosave]")[0].form_values():
        found.setdefault(name, []).append(value)
    del found["csrf_token"]
    return found


@pytest.mark.parametrize("part", PARTS)
def test_each_part_and_each_of_its_rows_has_a_page(app, begun, part):
    assert begun.get(f"{PATH}/draft/{part}").status_code == 200
    if part != "about":
        assert begun.get(f"{PATH}/draft/{part}/new").status_code == 200
        for key in editing.rows(draft_of(app).document, part):
            assert begun.get(f"{PATH}/draft/{part}/{key}").status_code == 200


@pytest.mark.parametrize("part", [*PARTS, "activities"])
def test_a_form_that_is_saved_as_it_is_changes_nothing(app, begun, part):
    before = draft_of(app).document
    for key in editing.rows(before, part):
        path = f"{PATH}/draft/{part}/{key}"
        answer = post(begun, path, **form_of(begun.get(path if part != "about" else f"{PATH}/draft/about")))
        assert answer.status_code == 303, text(answer)
    assert draft_of(app).document == before
