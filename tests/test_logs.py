"""What is written down beside the records: structured, and never a number, a name of a file, a code or an address."""

import io
import json
import logging

import pytest
from accounts import PASSWORD, make_account
from pages import fill, token
from picturing import file, scene
from sending import ANSWERS, new_id, send, submission
from sqlalchemy import func, select

from app.access import guests
from app.base import db
from app.http import logs
from app.store import History, Quarantine

CPR = ("010190-1234", "3112991234", "01.01.90 1234", "０１０１９０-１２３４")
NUMBERS = ("0101901234", "3112991234", "010190-1234", "01.01.90 1234", "１２３４")
FILE = "Rykkerliste for Anna Andersen 010190-1234.png"


@pytest.fixture
def written(monkeypatch):
    """Everything that the server writes, as `python -m app.serve` would."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setenv("FELTBOG_LOG", "info")
    stream = io.StringIO()
    logs.to_stream(stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = before


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_told_by_its_route(client, written):
    client.get("/join/7K4Q2MXW?next=hemmeligt")
    client.get("/findes-ikke/010190-1234")
    told = [(line["method"], line["route"], line["status"]) for line in lines(written) if line["what"] == "request"]
    assert told == [("GET", "/join/<code>", 404), ("GET", "-", 404)]
    assert "7K4Q" not in written.getvalue()
    assert "hemmeligt" not in written.getvalue()


def test_a_fault_is_told_by_its_kind_and_place_and_not_by_what_it_says(app, client, written, monkeypatch):
    def broken(_text):
        try:
            {}["010190-1234"]
        except KeyError as error:
            raise ValueError("Anna Andersen") from error

    monkeypatch.setattr(guests, "find_code", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get("/join/7K4Q2MXW").status_code == 500
    [line] = [line for line in lines(written) if line["level"] == "error"]
    assert (line["what"], line["route"]) == ("a request failed", "/join/<code>")
    assert [fault["kind"] for fault in line["fault"]] == ["ValueError", "KeyError"]
    assert any(place.startswith("app/web/account/joining.py:") for place in line["fault"][0]["through"])
    for secret in ("Anna", "010190", "7K4Q"):
        assert secret not in written.getvalue()


def test_a_level_that_is_none_is_said(monkeypatch):
    monkeypatch.setenv("FELTBOG_LOG", "loud")
    with pytest.raises(ValueError, match="info, warning, error"):
        logs.to_stream()


def upload(leader, path, name, body):
    data = {"csrf_token": token(leader), "file": (io.BytesIO(body), name), "picture": (io.BytesIO(body), name)}
    return leader.post(path, data=data, content_type="multipart/form-data")


def test_what_people_must_never_send_is_nowhere_afterwards(app, written, sign_in, joined, walk, event):
    """Numbers in every field, in names of fields, in files and their names, in addresses; by everybody, and refused too."""
    leader, phone = sign_in("leader"), joined(walk, event)
    email = "anna.andersen@example.org"
    make_account(app, email=email)
    code = walk.code.code
    for number in CPR:
        said = {"walk": walk.id, "description": f"Anna bor her, {number}", "suggestion": number, "place": number}
        send(phone, submission(answers=said), submission(answers={"walk": walk.id, "kind": number, number: number}))
        send(phone, submission("attendance", answers={"event": event.id, "note": number, "door": number}))
        send(leader, submission("contact", answers={"note": number}), submission(number), submission(version=number))
        send(leader, submission(captured_at=number), {"id": new_id(), "form": "contact", "answers": [number]})
        phone.get(f"/join/{number}")
        phone.get("/join", query_string={"code": number}, headers={"User-Agent": number, "Referer": f"/{number}"})
        phone.post("/api/sync", data=number, headers={"X-CSRFToken": token(phone)})
        fill(app.test_client(), "/account/sign-in", email=email, password=number)
        known = submission("contact", answers={"note": number})
        send(leader, known, known | {"revision": 2})
        changed = {
            "csrf_token": token(leader),
            "seen": 1,
            "digital_asked": "true",
            "note": f"Rettet {number}",
            "why": number,
        }
        leader.post(f"/office/records/contact/{known['id']}/amend", data=ANSWERS["contact"] | changed)
        leader.post(f"/office/records/contact/{known['id']}/withdraw", data={**changed, "reason": number})
        leader.get("/office/records", query_string={"q": number})
        leader.get("/office/log", query_string={"subject": number})
        leader.get(f"/office/records/contact/{number}")
        queue = {
            "format": "feltbog-queue",
            "version": 1,
            "device": new_id(),
            "submissions": [submission(answers={"place": number})],
        }
        upload(leader, "/office/import", FILE, json.dumps(queue).encode())
    upload(leader, "/office/plan", FILE, file(scene()))
    fill(app.test_client(), "/account/sign-in", email=email, password=PASSWORD)
    with app.app_context():
        assert {"revised", "amended", "withdrawn"} <= set(db.session.scalars(select(History.action)))
        assert db.session.scalar(select(func.count(Quarantine.id)))
    kept = written.getvalue()
    assert len(kept.splitlines()) > 50
    stored = "".join(
        path.read_bytes().decode("utf-8", "replace") for path in app.config["FELTBOG_INSTANCE"].glob("feltbog.sqlite3*")
    )
    for planted in (*NUMBERS, FILE, "Anna Andersen"):
        assert planted not in kept, planted
        assert planted not in stored, planted
        assert json.dumps(planted)[1:-1] not in stored, planted
    for secret in (code, email, PASSWORD, "anna"):
        assert secret not in kept.lower() if secret == "anna" else secret not in kept, secret
