"""Every page and call, tried as everybody, against a table of its own: `routes.txt`."""

from dataclasses import replace
from pathlib import Path

import pytest
from pages import token
from picturing import file, scene
from sending import new_id

from app.base import clock

LINES = Path(__file__).with_name("routes.txt").read_text("utf-8").splitlines()
TABLE = {
    (method, rule): frozenset(roles)
    for line in LINES
    if line and not line.startswith("#")
    for method, rule, *roles in [line.split()]
}
# What each browser of the test may do by account and by code.
RIGHTS = {
    **{role: {role} for role in ("leader", "counsellor", "host", "party")},
    "walker": {"code"}, "door": {"code"}, "guide": {"code", "guide"}, "nobody": set(),
}  # fmt: skip
# The form that each may fill in from paper.
OWN_FORM = {"counsellor": "contact", "host": "attendance"}
# Addresses that name nothing which belongs to somebody, for the roles that share them.
SHARED = {
    "/api/plan/<id>", "/office/paper/<form>", "/office/csv/<int(fixed_digits=4):year>/<key>.csv",
    "/office/workbook/<int(fixed_digits=4):year>", "/office/workbook/<int(fixed_digits=4):year>.xlsx",
    "/office/workbook/<int(fixed_digits=4):year>/make",
}  # fmt: skip
# These answer 404 to everybody as long as nothing was made or sent first.
NOT_THERE = {
    "/office/import/<id>", "/office/workbook/making/<id>", "/api/plan/<id>",
    "/office/evaluation/<int(fixed_digits=4):year>/handed-in/<int:number>.xlsx",
}  # fmt: skip


def routes(app):
    return {
        (method, rule.rule): rule for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def address(app, rule, things, who="leader", form=None):
    """The address of something that is there; `form`: of which kind a record shall be."""
    section = rule.rule.split("/")[2] if rule.rule.count("/") > 2 else ""
    ids = {
        "walks": things.walk, "events": things.event, "follow-up": things.party_point, "photos": things.photo,
        "people": things.person, "hours": things.hours, "phones": things.phone, "quarantine": things.quarantined, "records": things.observation, "agreements": things.agreement,
    }  # fmt: skip
    values = {
        "id": ids.get(section, new_id()), "form": "observation", "year": clock.today().year, "key": "observation",
        "step": "place", "part": "figures" if section == "agreements" else "state", "row": "evictions", "point": things.point, "code": "AAAAAAAA", "token": "nothing", "name": "observation", "digest": "nothing",
        "activity": "A2", "criterion": "A2b", "figure": "evictions", "milestone": "playbook",
        "number": 1, "suffix": "toml", "listed": "contacts.topics", "group": "new",
    }  # fmt: skip
    values["form"] = form or values["form"]
    if "/criteria/" in rule.rule:
        values["row"] = values["criterion"]
    if section == "paper":
        values["form"] = OWN_FORM.get(who, "observation")
    with app.test_request_context():
        return rule.build({name: values[name] for name in rule.arguments})[1]


def verdict(browser, method, path, **headers):
    """What the gate said: `in`, `out` or `unknown` (401, or the page for signing in).

    Without a token nothing may change: `in` is then that the token alone is missing, and `done` that it was not asked for.
    """
    answer = browser.open(path, method=method, headers=headers)
    text = answer.get_data().decode("utf-8", "replace")
    if answer.status_code == 401 or (answer.location or "").startswith("/account/sign-in?"):
        return "unknown"
    if answer.status_code != 403:
        return "in" if method == "GET" else "done"
    return "in" if "Siden har ligget for længe" in text or "CSRF" in text else "out"


def test_the_table_has_every_route_and_no_other(app):
    there = routes(app).keys()
    missing = sorted(f"{method} {rule}" for method, rule in there - TABLE.keys())
    gone = sorted(f"{method} {rule}" for method, rule in TABLE.keys() - there)
    assert not missing, "add to tests/access/routes.txt, with who may"
    assert not gone, "take out of tests/access/routes.txt"


@pytest.mark.parametrize("who", RIGHTS)
def test_everybody_gets_what_is_theirs_and_nothing_else(who, app, everybody, things):
    """Whoever is to be shut out is so with a right token too; the pages' own tests leave that to this one."""
    wrong, right = [], {"X-CSRFToken": token(everybody[who])}
    for (method, rule), it in routes(app).items():
        may = TABLE[method, rule]
        if "anybody" in may and method == "GET":
            continue
        expected = "in" if may & (RIGHTS[who] | {"anybody"}) else "unknown" if who == "nobody" else "out"
        # A walk that the group leader's code is not for: refused by the page itself, like everybody else's (test_others).
        if who == "guide" and "guide" in may and method == "GET":
            continue
        path = address(app, it, things, who)
        found = verdict(everybody[who], method, path, **(right if expected == "out" else {}))
        if found != expected:
            wrong.append(f"{method} {rule}: {found} instead of {expected}")
    assert wrong == []


def test_the_walk_through_the_table_met_real_things(app, everybody, things):
    """Else a 404 would pass for a right."""
    missing = [
        rule
        for (method, rule), it in routes(app).items()
        if method == "GET" and "leader" in TABLE[method, rule] and rule not in NOT_THERE
        if everybody["leader"].get(address(app, it, things)).status_code not in {200, 302}
    ]
    assert missing == []


@pytest.mark.parametrize("who", ["counsellor", "host", "party", "walker", "door"])
def test_what_is_another_one_s_is_refused_at_every_address(who, app, everybody, other, things):
    """Of the same role, with a right token, and knowing the ids; a new route that names a thing is tried at once."""
    browser = everybody[who] if who in {"walker", "door"} else other(who)
    own = "contact" if who == "counsellor" else "observation"
    theirs = replace(things, observation=getattr(things, own))
    tried, open_to_all = set(), []
    for (method, rule), it in routes(app).items():
        if rule in SHARED or not it.arguments or not TABLE[method, rule] & RIGHTS[who]:
            continue
        tried.add(rule)
        path, headers = address(app, it, theirs, who, form=own), {"X-CSRFToken": token(browser)}
        body = {"data": file(scene(32, 24))} if method == "PUT" else {}
        status = browser.open(path, method=method, headers=headers, **body).status_code
        if status not in {403, 404, 409}:
            open_to_all.append(f"{method} {path}: {status}")
    assert tried
    assert open_to_all == []


def test_nothing_is_done_without_a_token(app, everybody, things):
    """The token of another session is none either."""
    foreign = token(everybody["counsellor"])
    for (method, rule), it in routes(app).items():
        if method != "GET" and "leader" in TABLE[method, rule]:
            path = address(app, it, things)
            header = {"X-CSRFToken": foreign}
            assert everybody["leader"].open(path, method=method, headers=header).status_code == 403, (method, rule)


def test_every_method_that_writes_asks_for_a_token(app):
    assert {method for method, _rule in routes(app)} - {"GET"} <= app.config["WTF_CSRF_METHODS"]


def test_pages_that_are_not_for_anybody_lie_where_the_gate_looks_for_them(app):
    """The office below /office/, because it asks for the password again; the rest is the account's own, or the API's."""
    stray = {
        rule
        for (method, rule), may in TABLE.items()
        if "anybody" not in may and not rule.startswith(("/office/", "/account/", "/api/"))
    }
    assert stray == set()
