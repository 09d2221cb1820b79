"""`report`, `figure set` and `milestone set` from the command line."""

import json

import pytest


@pytest.fixture
def run(app, moment):
    moment.set("2018-06-01T10:00:00+00:00")
    return lambda *arguments: app.test_cli_runner().invoke(args=list(map(str, arguments)))


def criteria(run, *arguments):
    found = run("report", *arguments, "--json")
    assert found.exit_code == 0, found.output
    return {each["id"]: each for each in json.loads(found.output)["criteria"]}


def test_figures_and_milestones_reach_the_report(run):
    for id, value in (("evictions", "2"), ("residents", "1817"), ("eviction_level", "0,13")):
        assert run("figure", "set", id, 2017, value, "--source", "Brev", "--on", "2017-11-02").exit_code == 0
    assert run("milestone", "set", "playbook", "2017-09-01", "--note", "Med afdelingsbestyrelsen").exit_code == 0
    assert run("milestone", "set", "volunteer_group", "2017-09-01", "--note", "").exit_code == 0
    found = criteria(run, "--year", 2017, "--as-of", "2018-05-01")
    assert (found["M3"]["state"], found["M3"]["provisional"], found["M3"]["numerator"]) == ("met", True, 2)
    assert [found[id]["state"] for id in ("A1a", "A3a", "A3b")] == ["missing", "undocumented", "met"]
    assert criteria(run, "--year", 2017, "--as-of", "2017-08-31")["A3b"]["state"] == "missing"


def test_they_say_what_they_wrote(run):
    found = run("figure", "set", "eviction_level", 2017, "0,13", "--source", "Brev")
    assert found.output == "Niveau i kommunens almene boliger 2017: 0,13 %\n"
    assert run("milestone", "set", "playbook", "2017-09-01").output == "Drejebog: 01.09.2017\n"


def test_a_year_that_is_not_evaluated_is_kept_and_pointed_out(run):
    found = run("figure", "set", "evictions", 2016, "4", "--source", "Brev")
    assert found.exit_code == 0
    assert "uden for aftalens år" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("figure", "set", "evictions", 2017, "-3", "--source", "x"), "kan ikke være under 0"),
        (("figure", "set", "safety_basic_city", 2017, "101", "--source", "x"), "over 100 %"),
        (("figure", "set", "nothing", 2017, "1", "--source", "x"), "Vælg et af"),
        (("figure", "set", "evictions", 2017, " ", "--source", "x"), "the value is empty"),
        (("figure", "set", "evictions", 2017, "1"), "--source"),
        (("milestone", "set", "nothing", "2017-01-01"), "Vælg en af"),
        (("milestone", "set", "playbook", "01-01-2017"), "does not match"),
        (("report", "--year", "20170"), "no records can be of 20170"),
    ],
)
def test_a_failure_says_why_on_one_line(run, arguments, said):
    found = run(*arguments)
    assert found.exit_code != 0
    assert said in found.output.splitlines()[-1]


def test_the_text_is_danish(run):
    found = run("report", "--year", 2017, "--as-of", "2017-11-20")
    assert found.exit_code == 0
    assert "Året er ikke slut" in found.output
    assert "uden for aftalens år" in run("report", "--year", 2021).output


def test_json_says_which_rows_of_people_were_added_together(run, estate):
    for channel, own, called in (("visit", 44, 7), ("phone", 14, 4), ("home", 3, 10)):
        estate.contacts(own, channel=channel, target_group="self")
        estate.contacts(called, channel=channel, target_group="outreach")
    tables = {each.pop("id"): each for each in json.loads(run("report", "--year", 2017, "--json").output)["tables"]}
    assert list(tables) == ["contacts_by_month", "contacts_by_channel", "attendance_by_event"]
    found = tables["contacts_by_channel"]
    assert (found["folded"], found["total"]) == (True, 82)
    assert found["columns"][0] == {"keys": ["self"], "label": "Kom selv", "folded": False, "total": 61}
    assert [row["keys"] for row in found["rows"]] == [["visit"], ["outreach"], ["digital"], ["phone", "home"]]
    assert found["rows"][-1] == {
        "keys": ["phone", "home"], "label": "Øvrige", "folded": True, "cells": [17, 14], "total": 31,
        "parts": [
            {"keys": ["phone"], "label": "Telefon", "folded": False, "cells": [], "total": 18, "parts": []},
            {"keys": ["home"], "label": "Hjemmebesøg", "folded": False, "cells": [], "total": 13, "parts": []},
        ],
    }  # fmt: skip
    assert tables["attendance_by_event"] == {"folded": False, "columns": tables["attendance_by_event"]["columns"], "rows": [], "total": 0}  # fmt: skip
    assert json.loads(run("report", "--year", 2016, "--json").output)["tables"] == []
