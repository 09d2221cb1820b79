"""Every error is a page in Danish with a way on; the API's stay JSON."""

import pytest
from lxml.html import fromstring
from pages import text

from app.base import db


def test_an_unknown_page_says_so_and_leads_on(client):
    answer = client.get("/findes-ikke")
    assert answer.status_code == 404
    assert "Siden findes ikke" in text(answer)
    assert {"/", "/office/"} <= set(fromstring(answer.text).xpath("//main//a/@href"))
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("send", "status", "words"),
    [
        (lambda client: client.put("/join"), 405, "Det kan man ikke her"),
        (lambda client: client.post("/join", data={"code": "x" * 2_000_000}), 413, "Det er for stort"),
        (lambda client: client.get("/", headers={"Host": "evil.example"}), 400, "Siden forstod ikke"),
    ],
)
def test_other_errors_have_words_of_their_own(client, send, status, words):
    answer = send(client)
    assert answer.status_code == status
    assert words in text(answer)


def test_a_page_that_breaks_says_so_even_when_the_database_is_gone(app, leader):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context(), db.writing() as session:
        session.connection().exec_driver_sql('ALTER TABLE "user" RENAME TO elsewhere')
    answer = leader.get("/account/password")
    assert answer.status_code == 500
    assert "Noget gik galt hos Feltbog" in text(answer)


def test_errors_of_the_api_stay_json(client):
    answer = client.get("/api/findes-ikke")
    assert answer.mimetype == "application/problem+json"
