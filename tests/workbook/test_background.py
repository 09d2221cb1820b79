"""A workbook is made in the background while the page shows how far it is."""

import threading

from pages import token
from patience import until
from reading import download, records
from sending import store

from app import workbook
from app.base import clock
from app.web.office import download as making
from app.web.office.download import XLSX


def start(client, year=2026):
    return client.post(f"/office/workbook/{year}/make", headers={"X-CSRFToken": token(client)})


def wait(client, id):
    def ended():
        found = client.get(f"/office/workbook/making/{id}").get_json()
        return found if found["state"] in {"done", "failed"} else None

    return until(ended)


def test_it_tells_rows_written_and_hands_the_file_over_once(leader):
    for _number in range(3):
        store(leader, "observation")
    answer = start(leader)
    assert answer.status_code == 202
    id = answer.get_json()["id"]
    done = wait(leader, id)
    assert done["state"] == "done"
    assert done["written"] == done["total"] > 3
    made = leader.get(f"/office/workbook/2026.xlsx?made={id}")
    assert made.status_code == 200
    assert made.content_length == len(made.data)
    assert leader.get(f"/office/workbook/making/{id}").status_code == 404
    direct = download(leader)
    assert len(records(direct, "Observationer")) == 3


def test_asking_whether_it_is_there_makes_nothing_and_leaves_the_finished_one(leader, monkeypatch):
    id = start(leader).get_json()["id"]
    wait(leader, id)
    monkeypatch.setattr(making, "make", None)
    asked = leader.head(f"/office/workbook/2026.xlsx?made={id}")
    assert (asked.status_code, asked.mimetype) == (200, XLSX)
    assert "feltbog-2026.xlsx" in asked.headers["Content-Disposition"]
    assert leader.head("/office/workbook/2026.xlsx").status_code == 200
    assert leader.get(f"/office/workbook/2026.xlsx?made={id}").status_code == 200


def test_the_token_is_asked_for(leader):
    assert leader.post("/office/workbook/2026/make").status_code == 403


def test_a_year_that_cannot_be_is_not_begun(leader):
    assert start(leader, 9000).status_code == 404


def test_a_failure_is_told_and_the_next_try_works(leader, monkeypatch):
    with monkeypatch.context() as broken:

        def fail(*_arguments, **_options):
            raise RuntimeError

        broken.setattr(workbook, "write", fail)
        id = start(leader).get_json()["id"]
        assert wait(leader, id)["state"] == "failed"
    id = start(leader).get_json()["id"]
    assert wait(leader, id)["state"] == "done"


def test_a_finished_one_that_nobody_fetched_is_forgotten_at_the_next(leader):
    first = start(leader).get_json()["id"]
    wait(leader, first)
    second = start(leader).get_json()["id"]
    assert leader.get(f"/office/workbook/making/{first}").status_code == 404
    assert wait(leader, second)["state"] == "done"


def test_nobody_keeps_the_machine_busy(app, leader, monkeypatch):
    asked = threading.Event()

    def wait_for_all(year, person, progress):
        asked.wait(60)
        raise RuntimeError

    monkeypatch.setattr(making, "make", wait_for_all)
    found = [start(leader).status_code for _turn in range(3)]
    asked.set()
    assert found == [202, 202, 429]


def test_what_others_left_behind_is_forgotten_after_a_while(app, leader, sign_in, moment):
    id = start(leader).get_json()["id"]
    wait(leader, id)
    moment.at = clock.now() + making.KEPT * 2
    counsellor = sign_in("counsellor")
    wait(counsellor, start(counsellor).get_json()["id"])
    assert leader.get(f"/office/workbook/making/{id}").status_code == 404
