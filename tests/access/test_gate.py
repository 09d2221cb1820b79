"""The gate: a page without an action is shut, an unknown action stops the start, what was lost on the way is found again."""

import pytest
from sending import LIKE_A_NUMBER

from app import create_app
from app.access import allow


def test_a_page_that_names_no_action_is_shut_to_everybody(migrated):
    app = create_app({"FELTBOG_INSTANCE": migrated})
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert app.test_client().get("/forgotten").status_code == 403


def test_an_action_that_the_table_does_not_know_is_a_mistake_at_start():
    with pytest.raises(KeyError):
        allow("everything")


def test_after_the_session_ended_a_sent_form_leads_back_to_its_page(client):
    answer = client.post("/office/people/new", headers={"Referer": "http://localhost/office/people?page=2"})
    assert answer.headers["Location"] == "/account/sign-in?next=/office/people"


def test_the_trail_is_searched_for_an_id_that_reads_like_a_personal_number(leader):
    assert LIKE_A_NUMBER in leader.get(f"/office/log?subject={LIKE_A_NUMBER}").text
