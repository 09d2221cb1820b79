"""A picture that comes in is kept as its pixels, the right way up, and as nothing else."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO

import picturing
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patience import PATIENCE
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from app.photos import pictures

RED, WHITE = (200, 30, 30), (255, 255, 255)
# What a JPEG is made of when it is nothing but a picture.
PLAIN = {0xD8, 0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9}
# Where each orientation puts what was at the upper left: the red quarter of the scene.
CORNERS = {
    1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1),
}  # fmt: skip


def opened(jpeg):
    image = Image.open(BytesIO(jpeg))
    assert isinstance(image, JpegImageFile)
    return image


def near(colour, other):
    return all(abs(a - b) < 12 for a, b in zip(colour, other, strict=True))


def markers(jpeg):
    """The segments of a JPEG, entropy-coded data left out."""
    found, at = [], 2
    while at < len(jpeg):
        if jpeg[at] != 0xFF or jpeg[at + 1] in {0x00, 0xFF, *range(0xD0, 0xD8)}:
            at += 1
            continue
        found.append(jpeg[at + 1])
        if jpeg[at + 1] == 0xD9:
            break
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def check_says_nothing(jpeg):
    """No metadata: only the segments that a picture needs, and a JFIF head without a thumbnail."""
    assert set(markers(jpeg)) <= PLAIN
    assert picturing.SECRET not in jpeg
    image = opened(jpeg)
    assert not image.getexif()
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


@pytest.mark.parametrize("format", pictures.FORMATS)
def test_what_a_phone_tells_about_its_owner_is_gone(format):
    sent = picturing.telling(format)
    assert picturing.SECRET in sent
    assert Image.open(BytesIO(sent)).getexif().get_ifd(picturing.GPS)
    picture = pictures.read(sent)
    check_says_nothing(picture.jpeg)
    check_says_nothing(picture.thumbnail)


@pytest.mark.parametrize("orientation", CORNERS)
def test_it_is_turned_upright(orientation):
    picture = pictures.read(picturing.telling(orientation=orientation))
    is_on_its_side = orientation >= 5
    assert (picture.width, picture.height) == ((480, 640) if is_on_its_side else (640, 480))
    for jpeg in (picture.jpeg, picture.thumbnail):
        image = opened(jpeg)
        for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
            pixel = image.getpixel((image.width * (1 + 2 * x) // 4, image.height * (1 + 2 * y) // 4))
            assert near(pixel, RED if CORNERS[orientation] == (x, y) else WHITE)


def test_a_large_one_becomes_smaller_and_a_small_one_stays():
    picture = pictures.read(picturing.file(picturing.scene(4000, 3000)))
    assert (picture.width, picture.height) == opened(picture.jpeg).size == (2048, 1536)
    assert opened(picture.thumbnail).size == (320, 240)
    tiny = pictures.read(picturing.file(picturing.scene(2, 1), "PNG"))
    assert opened(tiny.jpeg).size == opened(tiny.thumbnail).size == (2, 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_every_kind_of_pixel_becomes_colours(mode):
    grey = Image.new("L", (80, 60), 153)
    format = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    image = Image.new("I;16", (80, 60), 153 * 256) if mode == "I;16" else grey.convert("RGB").convert(mode)
    picture = pictures.read(picturing.file(image, format, **({"quality": 95} if format == "JPEG" else {})))
    if mode != "1":
        assert near(opened(picture.jpeg).getpixel((40, 30)), (153, 153, 153))


def test_what_was_transparent_is_white():
    picture = pictures.read(picturing.file(Image.new("RGBA", (80, 60), (0, 0, 0, 0)), "WEBP"))
    assert near(opened(picture.jpeg).getpixel((40, 30)), WHITE)


def test_a_jpeg_with_further_pictures_behind_it_is_the_first_one():
    scene = picturing.scene()
    picture = pictures.read(picturing.file(scene, "MPO", save_all=True, append_images=[Image.new("RGB", (64, 64))]))
    assert (picture.width, picture.height) == scene.size
    check_says_nothing(picture.jpeg)


def whole():
    return picturing.file(picturing.scene())


REFUSED = {
    "nothing": lambda: b"",
    "text": lambda: b"not a picture",
    "a PDF": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "an SVG": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a GIF": lambda: picturing.file(picturing.scene(), "GIF"),
    "a TIFF": lambda: picturing.file(picturing.scene(), "TIFF"),
    "the head of a JPEG": lambda: whole()[:200],
    "half a JPEG": lambda: whole()[: len(whole()) // 2],
    "half a PNG": lambda: picturing.file(picturing.scene(), "PNG")[:600],
    "half a WebP": lambda: picturing.telling("WEBP")[:300],
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused(make):
    with pytest.raises(pictures.PictureError):
        pictures.read(make())


def boxes(first, *others):
    """The head of a file in boxes that names these brands."""
    brands = first + b"\0\0\0\0" + b"".join(others)
    return (8 + len(brands)).to_bytes(4) + b"ftyp" + brands + b"\0\0\0\x08mdat" + b"\0" * 40


@pytest.mark.parametrize(
    ("body", "said"),
    [
        *((boxes(brand, b"mif1"), "formatet HEIC") for brand in (b"heic", b"heix", b"heim", b"hevc")),
        (boxes(b"mif1", b"mif1", b"heic"), "formatet HEIC"),
        (boxes(b"mif1", b"miaf", b"avif"), "formatet AVIF"),
        (boxes(b"mif1"), "formatet HEIC"),
        (boxes(b"avif", b"mif1"), "formatet AVIF"),
        (boxes(b"avis", b"msf1"), "formatet AVIF"),
        *(
            (boxes(brand, b"isom"), "en video")
            for brand in (b"isom", b"mp42", b"iso6", b"avc1", b"M4V ", b"qt  ", b"3gp5")
        ),
        (boxes(b"M4A ", b"mp42"), "men lyd"),
        (boxes(b"crx "), "formatet RAW"),
        (b"\0\0\0\x08wide\0\0\0\x08mdat", "en video"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81webm", "en video"),
        (b"RIFF\0\0\0\0AVI LIST", "en video"),
        (b"RIFF\0\0\0\0WAVEfmt ", "men lyd"),
        (b"ID3\4\0", "men lyd"),
        (b"%PDF-1.7\n", "formatet PDF"),
        (b"GIF89a\1\0\1\0", "formatet GIF"),
        (b"II*\0\x08\0\0\0", "formatet TIFF"),
        (b"PK\3\4\x14\0", "formatet zip"),
        (b'<?xml version="1.0"?>\n<SVG xmlns="http://www.w3.org/2000/svg"/>', "tegning"),
        (b"", "tom"),
        (b"hello", "ikke et billede"),
        (b"<!doctype html><p>Log ind", "ikke et billede"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "beskadiget"),
        (b"\x89PNG\r\n\x1a\n\0\0", "beskadiget"),
    ],
)
def test_what_is_no_picture_is_called_what_it_is(body, said):
    with pytest.raises(pictures.PictureError) as refused:
        pictures.read(body)
    assert said in str(refused.value)
    assert "%" not in str(refused.value)


@given(st.binary(max_size=64), st.booleans())
def test_whatever_it_is_words_are_found(body, has_boxes):
    with pytest.raises(pictures.PictureError, match=r"\.$"):
        pictures.read(body[:4].ljust(4, b"\0") + b"ftyp" + body[4:] if has_boxes else body)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_what_moves_is_refused(format):
    with pytest.raises(pictures.PictureError, match="bevæger sig"):
        pictures.read(picturing.moving(format))


def test_two_hundred_megapixels_are_refused_before_they_are_unpacked(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", None)  # would be called to unpack it
    body = picturing.wide_png(20_000, 10_000)
    assert len(body) < 100_000
    with pytest.raises(pictures.PictureError, match="200 millioner"):
        pictures.read(body)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_twelve_megapixels_are_the_limit_of_what_is_decoded_whole(format):
    assert (
        pictures.read(picturing.file(Image.new("1" if format == "PNG" else "RGB", (4_000, 3_000)), format)).width
        == 2048
    )
    with pytest.raises(pictures.PictureError, match=f"Højst 12 millioner som {format}"):
        pictures.read(picturing.file(Image.new("1" if format == "PNG" else "RGB", (4_000, 3_001)), format))


def test_of_a_jpeg_it_is_twice_as_many():
    assert pictures.read(picturing.file(Image.new("L", (6_000, 4_000)))).width == 2048
    with pytest.raises(pictures.PictureError, match="Højst 24 millioner som JPEG"):
        pictures.read(picturing.file(Image.new("L", (6_000, 4_001))))


@pytest.mark.parametrize("size", [(30_000, 5), (5, 30_000), (9_000, 1), (1, 9_000)])
@pytest.mark.parametrize("format", pictures.FORMATS)
def test_a_line_is_a_picture(format, size):
    if format == "WEBP" and max(size) > 16_383:
        return  # it can say no more
    picture = pictures.read(picturing.file(Image.new("RGB", size), format))
    assert sorted((picture.width, picture.height)) == [1, 2048]


def test_one_waits_for_another_and_a_third_is_told_to_come_again(app, monkeypatch):
    """Beside a picture that is being decoded, one more may wait."""
    decoding, go_on = threading.Event(), threading.Event()
    decoded = pictures._decoded

    def slow(body, most_side):
        decoding.set()
        assert go_on.wait(PATIENCE)
        return decoded(body, most_side)

    monkeypatch.setattr(pictures, "_decoded", slow)
    body = picturing.file(picturing.scene(8, 8))
    with ThreadPoolExecutor(2) as two:
        first = two.submit(pictures.read, body)
        assert decoding.wait(PATIENCE)
        second = two.submit(pictures.read, body)
        while pictures._places._value:
            time.sleep(0.01)
        with pytest.raises(pictures.BusyError) as busy:
            pictures.read(body)
        go_on.set()
        assert first.result().width == second.result().width == 8
    assert busy.value.retry_after == 5


def test_a_text_that_unpacks_without_end_is_refused():
    """A PNG's compressed comment may say 'a' a billion times; nobody wants to know."""
    body = picturing.file(picturing.scene(8, 8), "PNG")
    bomb = picturing.chunk(b"zTXt", b"Comment\0\0" + picturing.packed(b"a" * 80_000_000))
    with pytest.raises(pictures.PictureError):
        pictures.read(body[:33] + bomb + body[33:])


@given(
    st.sampled_from(pictures.FORMATS), st.integers(1, 8), st.integers(1, 90), st.integers(1, 90),
    st.text(min_size=1, max_size=40), st.tuples(st.floats(0, 89), st.floats(0, 179)),
)  # fmt: skip
@settings(max_examples=60, database=None)
def test_no_metadata_survives_whatever_it_says(format, orientation, width, height, words, degrees):
    told = picturing.exif(orientation)
    told[0x010E] = picturing.SECRET.decode() + words
    told.get_ifd(picturing.GPS)[picturing.GPS_LATITUDE] = degrees[0]
    told.get_ifd(picturing.GPS)[picturing.GPS_LONGITUDE] = degrees[1]
    picture = pictures.read(picturing.file(picturing.scene(width, height), format, exif=told))
    assert {picture.width, picture.height} == {width, height}
    check_says_nothing(picture.jpeg)
    check_says_nothing(picture.thumbnail)


@given(st.sampled_from(pictures.FORMATS), st.integers(0, 4_000), st.binary(min_size=1, max_size=12), st.booleans())
@settings(max_examples=150, database=None)
def test_damage_is_refused_or_does_no_harm(format, at, damage, is_cut):
    body = picturing.telling(format, size=(120, 90))
    at %= len(body)
    body = body[:at] + damage + (b"" if is_cut else body[at + len(damage) :])
    with suppress(pictures.PictureError):
        check_says_nothing(pictures.read(body).jpeg)
