"""Pictures as people send them: decoded, turned upright, made small, and written anew without anything but the picture.

What comes in may be anything. Its head is read first, so that nothing large or strange is ever unpacked. Pillow is loaded with
the first picture.
"""

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
MOST_SIDE = 2048
THUMBNAIL_SIDE = 320
# From here on pictures are decoded one at a time: each takes hundreds of megabytes.
LARGE = 12_000_000
ORIENTATION = 0x0112
# What Pillow's decoders and encoders say, without a number, when they are short of memory.
OUT_OF_MEMORY = "out of memory"
# What the tag says, and by which of Pillow's transpositions the picture is turned upright.
TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}

NO_PICTURE = _("Det er ikke et billede, som Feltbog kan læse. Brug JPEG, PNG eller WebP.")
HEIC = _("Billedet er i formatet HEIC. Gem det som JPEG, og vælg det igen.")
TOO_LARGE = _("Billedet er for stort: %(millions)d millioner billedpunkter. Højst 50 millioner.")
MOVES = _("Billedet bevæger sig. Brug et almindeligt billede.")
DAMAGED = _("Billedet er beskadiget og kan ikke læses. Tag eller vælg det igen.")

_one_at_a_time = Lock()


class PictureError(ValueError):
    """What was sent is no picture that can be kept; the message is Danish and says what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made safe: two JPEGs without metadata, and the larger one's size in pixels."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def read(body: bytes) -> Picture:
    """The picture in `body` (JPEG, PNG or WebP); raises PictureError for anything else."""
    return _made(upright(body))


def blacken(jpeg: bytes, fields: Iterable[tuple[float, float, float, float]]) -> Picture:
    """A picture of ours with fields of it black: left, top, width and height as fractions of the whole."""
    from PIL import ImageDraw

    image = _upright(_open(jpeg), MOST_SIDE)
    pen = ImageDraw.Draw(image)
    for left, top, width, height in fields:
        corner = (left * image.width, top * image.height)
        pen.rectangle((corner, (corner[0] + width * image.width, corner[1] + height * image.height)), fill="black")
    return _made(image)


def upright(body: bytes, most_side: int = MOST_SIDE) -> "Image.Image":
    """The picture in `body` as pixels in RGB, the right way up, at most `most_side` wide and high; raises PictureError."""
    image = _open(body)
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise PictureError(TOO_LARGE % {"millions": round(pixels / 1e6)})
    with _one_at_a_time if pixels > LARGE else nullcontext():
        try:
            with _memory():
                return _upright(image, most_side)
        except MemoryError:
            raise
        except Exception as error:
            raise PictureError(DAMAGED) from error


def _open(body: bytes) -> "Image.Image":
    """The picture with nothing but its head read."""
    from PIL import Image

    # Our own limit is lower and is looked at before anything is decoded; Pillow's would warn on top of it.
    Image.MAX_IMAGE_PIXELS = None
    if body[4:8] == b"ftyp":
        raise PictureError(HEIC)
    try:
        image = Image.open(BytesIO(body), formats=FORMATS)
        # A JPEG may carry further pictures (depth, brightness); the first is the photo.
        moves = image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False)
    except MemoryError:
        raise
    except Exception as error:
        raise PictureError(NO_PICTURE) from error
    if moves:
        raise PictureError(MOVES)
    return image


def _upright(image: "Image.Image", most_side: int) -> "Image.Image":
    """The picture in RGB, at most `most_side` wide and high, the right way up, and nothing of the file but its pixels."""
    from PIL import Image, ImageOps

    turn = _turn(image)
    # JPEG can be decoded at a half, a quarter or an eighth of its size: much less work.
    image.draft("RGB", (most_side, most_side))
    image.load()
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode != "RGB":
        image = image.convert("RGB")
    image = ImageOps.contain(image, (most_side, most_side)) if max(image.size) > most_side else image
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image, mask=image if image.mode == "RGBA" else None)
    return clean if turn is None else clean.transpose(Image.Transpose[turn])


def _turn(image: "Image.Image") -> str | None:
    """What the camera says about which side is up; nothing where that cannot be read."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return None


def _made(image: "Image.Image") -> Picture:
    from PIL import Image

    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(image, 85), _jpeg(small, 80), image.width, image.height)


def _jpeg(image: "Image.Image", quality: int) -> bytes:
    written = BytesIO()
    with _memory():
        image.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()


@contextmanager
def _memory() -> Iterator[None]:
    """Where its decoders are short of memory, Pillow says so as if the file were broken: MemoryError instead."""
    try:
        yield
    except OSError as error:
        if OUT_OF_MEMORY in str(error):
            raise MemoryError from error
        raise
