"""Photos after they arrived: a black field hides for good, a photo that is taken away does not come back."""

from io import BytesIO
from random import Random

import pytest
from pages import post, token
from picturing import file
from PIL import Image
from sending import put_photo, send, submission

from app import audit, photos
from app.base import db
from app.store import Photo

PHOTO = "a7000000-0000-4000-8000-00000000000c"


@pytest.fixture
def record(leader):
    item = submission(answers={"photos": [PHOTO]})
    send(leader, item)
    put(leader)
    return item


def put(leader, picture=None):
    return put_photo(leader, PHOTO, picture and file(picture))


def pixel(leader, x, y, size=""):
    image = Image.open(BytesIO(leader.get(f"/office/photos/{PHOTO}{size}").data))
    return image.getpixel((int(x * image.width), int(y * image.height)))


def blacken(leader, *fields):
    data = {"csrf_token": token(leader), "left": [], "top": [], "width": [], "height": []}
    for field in fields:
        for name, value in zip(("left", "top", "width", "height"), field, strict=True):
            data[name].append(value)
    return leader.post(f"/office/photos/{PHOTO}/blacken", data=data)


def in_file(app, picture):
    """Whether any page of the database's files still holds a part of the picture."""
    parts = [picture[at : at + 200] for at in range(0, len(picture) - 200, 200)]
    files = [path.read_bytes() for path in app.config["FELTBOG_INSTANCE"].glob("feltbog.sqlite3*")]
    return any(part in file for part in parts for file in files)


def dark(colour):
    return max(colour) < 24


def test_fields_are_black_in_the_photo_and_in_the_small_one(leader, record):
    before = leader.get(f"/office/photos/{PHOTO}").headers["ETag"]
    assert blacken(leader, (0, 0, 25, 25), ("60", "60,5", "20", "20")).status_code == 303
    for size in ("", "/small"):
        assert dark(pixel(leader, 0.1, 0.1, size))
        assert dark(pixel(leader, 0.7, 0.7, size))
        assert not dark(pixel(leader, 0.4, 0.4, size))
        assert not dark(pixel(leader, 0.9, 0.9, size))
    assert leader.get(f"/office/photos/{PHOTO}").headers["ETag"] != before


@pytest.mark.parametrize(
    "field", [(-1, 0, 10, 10), (0, 0, 0, 10), (0, 0, "x", 10), (0, 0, "nan", 10), (0, 0, "inf", 1), (101, 0, 1, 1)]
)
def test_what_is_no_field_is_said(leader, record, field):
    assert blacken(leader, field).status_code == 422
    assert not dark(pixel(leader, 0.01, 0.01))


def test_no_field_at_all_is_said(leader, record):
    assert blacken(leader).status_code == 422


def test_one_that_is_taken_away_is_gone_everywhere_and_does_not_come_back(app, leader, record):
    page = f"/office/records/observation/{record['id']}"
    post(leader, f"/office/photos/{PHOTO}/remove")
    assert put(leader).status_code == 200
    for path in (f"/office/photos/{PHOTO}", f"/office/photos/{PHOTO}/small", f"/office/photos/{PHOTO}/edit"):
        assert leader.get(path).status_code == 404
    assert "1 foto er slettet" in leader.get(page).text
    assert send(leader, record).get_json()["results"][0]["missing_photos"] == []
    with app.app_context():
        photo = db.session.get(Photo, PHOTO)
        assert (photo.picture, photo.thumbnail) == (b"", b"")


@pytest.mark.parametrize("act", ["blacken", "remove"])
def test_what_was_there_before_is_in_no_file_any_more(app, leader, act):
    put(leader, Image.frombytes("RGB", (320, 240), Random(1).randbytes(320 * 240 * 3)))
    with app.app_context():
        before = [photos.find(PHOTO).picture, photos.find(PHOTO, small=True).thumbnail]
    if app.config["DATABASE_URL"].startswith("sqlite"):
        assert all(in_file(app, each) for each in before)
    blacken(leader, (0, 0, 60, 60)) if act == "blacken" else post(leader, f"/office/photos/{PHOTO}/remove")
    assert not any(in_file(app, each) for each in before)


def test_both_leave_a_trace(app, leader, record):
    blacken(leader, (0, 0, 25, 25))
    post(leader, f"/office/photos/{PHOTO}/remove")
    with app.test_request_context():
        entries = audit.listed(audit.Search(subject=PHOTO, group="deleted")).rows
        assert [entry.action for entry in entries] == ["deleted", "redacted"]


def test_the_record_s_page_leads_there(leader, record):
    assert f"/office/photos/{PHOTO}/edit" in leader.get(f"/office/records/observation/{record['id']}").text
    assert leader.get(f"/office/photos/{PHOTO}/edit").status_code == 200
