"""The phone's form as a draft would make it: its own questions and choices, in both wordings, and nothing of it anywhere else."""

import pytest
from agreeing import with_more
from lxml.html import fromstring

from app import agreement, criteria
from app.cli.common import OPERATOR
from app.definitions import forms

PATH = "/office/agreements/tryghed/draft/preview"
QUESTIONS = [
    {"form": "observation", "code": "smell", "kind": "choice", "label": "Hvordan lugter her?", "plain": "Lugt", "help": "Træk vejret"},
    {"form": "observation", "code": "gone", "kind": "text", "label": "Spurgt engang", "retired_on": "2018-01-01"},
    {"form": "attendance", "code": "meals", "kind": "count", "label": "Måltider"},
    {"form": "contact", "code": "empty", "kind": "choices", "label": "Endnu uden valg"},
]  # fmt: skip
CHOICES = [
    {"list": "observation.smell", "code": "fine", "label": "Fint", "plain": "Godt"},
    {"list": "observation.smell", "code": "sour", "label": "Surt", "retired_on": "2018-01-01"},
    {"list": "observations.category", "code": "litter", "label": "Skidt og møg"},
]


@pytest.fixture
def drafted(app, leader):
    with app.app_context():
        document = with_more(agreement.current().document, questions=QUESTIONS, choices=CHOICES)
        criteria.draft(document, OPERATOR)
    return leader


def shown(leader, form, **query):
    """The words of every question of the preview, and of what can be chosen."""
    page = leader.get(f"{PATH}/{form}", query_string=query)
    assert page.status_code == 200, page.text
    tree = fromstring(page.text)
    asked = [
        " ".join(each.text_content().split()) for each in tree.xpath("//form//legend/span[1] | //form//label/span[1]")
    ]
    chosen = [each.text_content().strip() for each in tree.xpath("//form//*[@class='chip' or @class='tile']")]
    return asked, chosen


def test_a_draft_s_questions_and_choices_stand_among_the_form_s_own(drafted):
    asked, chosen = shown(drafted, "observation")
    assert "Hvordan lugter her?" in asked
    assert "Godt sted eller skal forbedres?" in asked
    assert "Spurgt engang" not in asked
    assert {"Fint", "Skidt og møg", "Belysning"} <= set(chosen)
    assert not {"Surt", "Affald"} & set(chosen)


def test_in_plain_danish_it_says_what_the_phone_s_switch_would(drafted):
    asked, chosen = shown(drafted, "observation", easy=1)
    assert {"Lugt", "Hvordan er der her?"} <= set(asked)
    assert {"Godt", "Lys og lamper", "Skidt og møg"} <= set(chosen)
    assert "data-easy-dansk" in drafted.get(f"{PATH}/observation?easy=1").text


def test_the_other_forms_are_shown_too_even_where_a_question_is_not_finished(drafted):
    assert "Måltider" in shown(drafted, "attendance")[0]
    assert "Endnu uden valg" in shown(drafted, "contact")[0]
    assert drafted.get(f"{PATH}/recheck").status_code == 404


def test_nothing_that_is_filled_in_goes_anywhere_and_only_our_own_pages_show_it(drafted):
    page = drafted.get(f"{PATH}/observation")
    tree = fromstring(page.text)
    assert not tree.xpath("//script")
    assert tree.xpath("//form/@method") == ["dialog"]
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in drafted.get("/office/agreements").headers["Content-Security-Policy"]


def test_phones_and_office_go_on_as_before(drafted, app):
    before = drafted.get("/form/observation")
    with app.app_context():
        asked = forms.of("observation").questions.all()
        shown(drafted, "observation")
        assert forms.of("observation").questions.all() == asked
    after = drafted.get("/form/observation")
    assert (after.headers["X-Feltbog-Release"], after.text) == (before.headers["X-Feltbog-Release"], before.text)
    assert "Hvordan lugter her?" not in after.text


def test_there_is_nothing_to_see_without_a_draft(leader):

    assert leader.get(f"{PATH}/observation").status_code == 404
