"""What an agreement adds to the forms' own choices is offered, taken in, and counted."""

from datetime import date
from pathlib import Path

import pytest
from accounts import LEADER
from agreeing import adopt_only
from sending import submission

from app import criteria, evaluation, intake, workbook
from app.definitions import Contact

ADDED = ["language_cafe", "chess"]


@pytest.fixture
def skovparken(app):
    """The app of another estate."""
    path = Path(__file__).with_name("plan_files") / "skovparken.toml"
    with app.app_context():
        adopt_only(criteria.read(path).document)
        yield app


def store(**answers):
    sent = submission("contact", {"date": "2023-03-01", **answers})
    (result,) = intake.accept(LEADER, [intake.Submission(**sent)])
    return result["status"]


def test_the_form_the_workbook_and_the_description_have_them(skovparken):
    assert [option.code for option in Contact.referrals.options][-2:] == ADDED
    page = skovparken.test_client().get("/form/contact").get_data(as_text=True)
    assert "Sprogcaféen" in page
    assert Contact.schema()["properties"]["referrals"]["anyOf"][0]["items"]["enum"][-2:] == ADDED
    (sheet,) = (each for each in workbook.sheets_of(2023, LEADER) if each.key == "contact")
    assert "Henvist til: Sprogcaféen" in [column.title for column in sheet.columns]


@pytest.mark.usefixtures("skovparken")
def test_they_are_taken_in_and_counted():
    assert [store(referrals=[code]) for code in ADDED] == ["stored", "stored"]
    found = evaluation.evaluate(2023, date(2024, 6, 1)).finding("V3")
    assert (found.numerator, found.denominator, [part.count for part in found.parts]) == (1, 2, [1, 2])


def test_the_estate_without_them_knows_them_not(app):
    with app.app_context():
        assert store(referrals=["chess"]) == "quarantined"
