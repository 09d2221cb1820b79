"""Every page asks who you are and whether you may; a new one without a line in the table is shut."""

import pytest

from app import create_app
from app.access import ACTIONS, allow

SAMPLES = {"string": "nothing", "int": 1, "uuid": "d0000000-0000-4000-8000-000000000001", "path": "nothing"}


def routes(app):
    """(rule, method) of all pages that are not open to anybody."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if ACTIONS[view.action] is not ACTIONS["public"]:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule, method


def address(app, rule):
    values = {
        name: SAMPLES.get(type(c).__name__.removesuffix("Converter").lower(), "1")
        for name, c in rule._converters.items()
    }
    with app.test_request_context():
        return rule.build(values)[1]


def test_every_page_names_an_action(app):
    nameless = [
        rule.rule for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "action")
    ]
    assert nameless == []


def test_a_stranger_is_sent_to_sign_in_or_told_401(app, client):
    for rule, method in routes(app):
        answer = client.open(address(app, rule), method=method)
        if rule.rule.startswith("/api/"):
            assert answer.status_code == 401, rule.rule
        else:
            assert answer.status_code == 302, (method, rule.rule)
            assert answer.headers["Location"].startswith("/account/sign-in"), rule.rule


@pytest.mark.parametrize("role", ["counsellor", "host", "party", "code"])
def test_who_has_no_business_there_is_told_403(role, app, sign_in, joined, make_walk):
    browser = joined(make_walk()) if role == "code" else sign_in(role)
    for rule, method in routes(app):
        allowed = role in ACTIONS[app.view_functions[rule.endpoint].action]
        answer = browser.open(address(app, rule), method=method)
        if not allowed:
            assert answer.status_code == 403, (method, rule.rule)
        elif method != "GET":
            assert answer.status_code in {403, 404}, (method, rule.rule, "no token was sent")


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
