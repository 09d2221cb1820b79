"""The commands that carry records out and in."""

import json
import os

import pytest
from openpyxl import load_workbook
from reading import EVERYTHING, download
from running import run
from sending import DEVICE, count, new_id, store, submission

from app.base import db
from app.definitions import Observation
from app.intake import queue_file
from app.store import Device, Quarantine


def queue(*submissions, **more):
    return {
        "feltbog": "queue",
        "device": DEVICE,
        "exported_at": "2026-05-12T12:00:00Z",
        "submissions": submissions,
    } | more


@pytest.fixture
def saved(tmp_path):
    """Writes a queue file; its path."""

    def save(content):
        path = tmp_path / "koe.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return save


def test_export_writes_the_cells_that_the_page_gives(app, leader, tmp_path):
    for form in ("observation", "contact"):
        store(leader, form, EVERYTHING[form])
    done = run(app, "export", "--year", 2026, tmp_path / "ud.xlsx")
    assert done.exit_code == 0, done.output
    assert "rows" in done.stderr
    ours, page = load_workbook(tmp_path / "ud.xlsx"), download(leader)
    assert ours.sheetnames == page.sheetnames
    for sheet in ours:
        assert list(sheet.values) == list(page[sheet.title].values)
    assert os.listdir(tmp_path).count("ud.xlsx") == 1


@pytest.mark.parametrize(
    ("year", "file", "words"),
    [
        (2026, "findes/ikke/ud.xlsx", "No such file"),
        (0, "ud.xlsx", "no records can be of 0"),
        (9999, "ud.xlsx", "9999"),
    ],
)
def test_export_fails_with_one_line(app, tmp_path, year, file, words):
    done = run(app, "export", "--year", year, tmp_path / file)
    assert done.exit_code != 0
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / file).exists()


def test_an_export_that_fails_leaves_the_earlier_file_alone(app, tmp_path, monkeypatch):
    (tmp_path / "ud.xlsx").write_text("earlier")

    def fail(*_arguments, **_options):
        raise OSError

    monkeypatch.setattr("app.workbook.write", fail)
    assert run(app, "export", "--year", 2026, tmp_path / "ud.xlsx").exit_code != 0
    assert (tmp_path / "ud.xlsx").read_text() == "earlier"
    assert os.listdir(tmp_path).count("ud.xlsx") == 1
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".ud")]


def test_import_takes_a_phones_queue_in_once(app, saved):
    good = [submission("observation") for _number in range(150)]
    path = saved(queue(*good, submission("observation", {"kind": "ugly"})))
    done = run(app, "import", path)
    assert (done.exit_code, done.stdout) == (0, "1 quarantined, 150 stored\n")
    again = run(app, "import", path)
    assert again.stdout == "1 quarantined, 150 unchanged\n"
    assert (count(app, Observation.table), count(app, Quarantine.__table__)) == (150, 1)
    with app.app_context():
        assert db.session.get(Device, DEVICE) is not None


def test_what_was_imported_is_unchanged_when_the_phone_sends_it_after_all(app, saved, sign_in):
    sent = submission("observation")
    run(app, "import", saved(queue(sent)))
    leader = sign_in("leader")
    token = leader.get("/api/session").get_json()["csrf_token"]
    answer = leader.post("/api/sync", json={"device": DEVICE, "submissions": [sent]}, headers={"X-CSRFToken": token})
    assert answer.get_json()["results"][0]["status"] == "unchanged"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"{}", b"[" * 100_000, b'"feltbog"', {"feltbog": "plan"}, {"feltbog": "queue"},
     queue(5), queue({"id": "x"}), queue(device="x"), b'{"feltbog": "queue", "device": NaN}'],
)  # fmt: skip
def test_another_file_is_refused_in_danish_with_one_line(app, saved, content):
    done = run(app, "import", saved(content))
    assert done.exit_code == 1
    assert "Feltbog" in done.stderr or "beskadiget" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_queue_file_may_have_a_signature_and_be_empty(app, saved):
    content = b"\xef\xbb\xbf" + json.dumps(queue()).encode()
    assert run(app, "import", saved(content)).stdout == "the file holds no records\n"
    with app.app_context():
        found = queue_file.read_queue_file(json.dumps(queue(submission(id=new_id().upper()))).encode())
    assert (found.device, len(found.submissions)) == (DEVICE, 1)
