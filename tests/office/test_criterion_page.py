"""A criterion made by choosing in the office: what is drawn is what is sent, and what is chosen is what is kept."""

import pytest
from accounts import LEADER
from agreeing import NAMES, adopt_only, criterion, document
from lxml.html import fromstring
from pages import text, token
from werkzeug.datastructures import MultiDict

from app import criteria

PATH = "/office/agreements/{}/draft/criteria/{}"


@pytest.fixture
def drafted(app):
    """Let an agreement be adopted and be a draft too; the draft's code."""

    def draft(agreed, *, adopted=True):
        with app.app_context():
            adopt_only(*([agreed] if adopted else []))
            criteria.draft(agreed, LEADER, replace=True)
        return agreed["code"]

    return draft


def draft_of(app, code):
    with app.app_context():
        return criteria.find_draft(code)


def row_of(app, agreed, code):
    return criterion(draft_of(app, agreed["code"]).document, code)


def form_of(page):
    (form,) = fromstring(page.text).xpath("//form[@data-choosing]")
    return form


def sent(page, **changed):
    """What the form on a page sends, with some controls otherwise: None is not sent, a list is ticked."""
    values = [(name, value) for name, value in form_of(page).form_values() if name not in changed]
    for name, value in changed.items():
        values += [(name, each) for each in ([] if value is None else value if isinstance(value, list) else [value])]
    return values


def drawn(leader, page, **changed):
    """The page drawn again with other choices, as the button Vis does."""
    return leader.get(form_of(page).action, query_string=sent(page, **changed))


def save(leader, page, **changed):
    return leader.post(form_of(page).action, data=MultiDict([*sent(page, **changed), ("csrf_token", token(leader))]))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_only_looked_at_and_saved_stays_as_it_was(app, leader, drafted, name):
    agreed = document(name)
    code = drafted(agreed)
    for row in agreed["criteria"]:
        page = leader.get(PATH.format(code, row["code"]))
        assert page.status_code == 200
        assert criteria.sentence(agreed, row) in text(page).replace("\u00a0", " ")
        assert sent(drawn(leader, page)) == sent(page), row["code"]
        assert save(leader, page).status_code == 303, row["code"]
    assert draft_of(app, code).document == agreed
