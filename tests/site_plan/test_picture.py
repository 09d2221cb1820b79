"""The picture of a plan is written anew, small enough for a phone to keep."""

from io import BytesIO

import picturing
import pytest
from PIL import Image
from site_planning import drawing

from app.photos import site_plan


def cleaned(app, body):
    with app.test_request_context():
        return site_plan.clean(body)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_drawing_stays_sharp_and_small(app, format):
    made = cleaned(app, drawing(3000, 1500, format))
    assert (made.mime, made.width, made.height) == ("image/png", 2400, 1200)
    assert len(made.body) < 20_000
    assert Image.open(BytesIO(made.body)).size == (2400, 1200)


def test_a_photograph_is_made_to_fit(app):
    noise = Image.effect_noise((2400, 1800), 90).convert("RGB")
    made = cleaned(app, picturing.file(noise, "JPEG", quality=95))
    assert made.mime == "image/jpeg"
    assert len(made.body) <= 600_000
    assert made.width / made.height == pytest.approx(4 / 3, abs=0.01)


def test_nothing_is_in_it_but_the_picture(app):
    assert picturing.SECRET not in cleaned(app, picturing.telling()).body


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "ikke et billede"),
        (b"%PDF-1.7\n", "ikke et billede"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ikke et billede"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (drawing()[:300], "ikke et billede|beskadiget"),
        (picturing.wide_png(20_000, 10_000), "200 millioner"),
        (drawing(299, 1000), "for lille"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(app, body, words):
    with pytest.raises(site_plan.PictureError, match=words):
        cleaned(app, body)
