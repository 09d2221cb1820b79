"""Pictures as people send them: decoded, turned upright, made small, and written anew without anything but the picture.

What comes in may be anything. Its head is read first, so that nothing large or strange is ever unpacked. Pillow is loaded with
the first picture.
"""

import ctypes
import math
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from werkzeug.exceptions import ServiceUnavailable

from . import foreign_files

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
# A JPEG is decoded at a reduced scale, the others as they are.
MOST_PIXELS = {"JPEG": 24_000_000, "PNG": 12_000_000, "WEBP": 12_000_000}
MOST_SIDE = 2048
THUMBNAIL_SIDE = 320
# Each takes a hundred megabytes or two while it is decoded: one does, one more may wait for it.
AT_ONCE = 2
RETRY_AFTER = 5  # seconds
# Blocks from this size on go back to the system as soon as they are free (mallopt(3), M_MMAP_THRESHOLD).
LARGE_BLOCK, M_MMAP_THRESHOLD = 1024 * 1024, -3
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

TOO_LARGE = _("Billedet er for stort: %(millions)d millioner billedpunkter. Højst %(most)d millioner som %(kind)s.")
MOVES = _("Billedet bevæger sig. Brug et almindeligt billede.")
DAMAGED = _("Billedet er beskadiget og kan ikke læses. Tag eller vælg det igen.")

_one_at_a_time, _places = Lock(), BoundedSemaphore(AT_ONCE)


class BusyError(ServiceUnavailable):
    """Two pictures are under way already: whoever sends this one is to try again soon."""

    def __init__(self) -> None:
        super().__init__("pictures are being read; try again in a moment", retry_after=RETRY_AFTER)


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
    """The picture in `body` (JPEG, PNG or WebP); raises PictureError for anything else, BusyError where too many are under way."""
    with _alone():
        return _made(_decoded(body, MOST_SIDE))


def blacken(jpeg: bytes, fields: Iterable[tuple[float, float, float, float]]) -> Picture:
    """A picture of ours with fields of it black: left, top, width and height as fractions of the whole."""
    from PIL import ImageDraw

    with _alone():
        image = _upright(_open(jpeg), MOST_SIDE)
        pen = ImageDraw.Draw(image)
        for left, top, width, height in fields:
            corner = (left * image.width, top * image.height)
            pen.rectangle((corner, (corner[0] + width * image.width, corner[1] + height * image.height)), fill="black")
        return _made(image)


def upright(body: bytes, most_side: int = MOST_SIDE) -> "Image.Image":
    """The picture in `body` as pixels in RGB, the right way up, at most `most_side` wide and high; raises as `read` does."""
    with _alone():
        return _decoded(body, most_side)


@contextmanager
def _alone() -> Iterator[None]:
    """Within the block nobody else has a picture in memory; raises BusyError where one waits for that already."""
    if not _places.acquire(blocking=False):
        raise BusyError
    try:
        with _one_at_a_time:
            _give_large_blocks_back()
            yield
    finally:
        _places.release()


@cache
def _give_large_blocks_back() -> None:
    """Else glibc keeps what a picture took, and takes more for the next thread's; other systems' libraries need no word."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)


def _decoded(body: bytes, most_side: int) -> "Image.Image":
    image = _open(body)
    kind = (
        image.format if image.format in MOST_PIXELS else "JPEG"
    )  # with further pictures behind it, it has another name
    pixels, most = image.width * image.height, MOST_PIXELS[kind]
    if pixels > most:
        millions = {"millions": math.ceil(pixels / 1e6), "most": most // 1_000_000}
        raise PictureError(TOO_LARGE % (millions | {"kind": kind}))
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
    if foreign_files.is_of_boxes(body):
        raise PictureError(foreign_files.describe(body))
    try:
        image = Image.open(BytesIO(body), formats=FORMATS)
        # A JPEG may carry further pictures (depth, brightness); the first is the photo.
        moves = image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False)
    except MemoryError:
        raise
    except Exception as error:
        raise PictureError(DAMAGED if _begins_well(body) else foreign_files.describe(body)) from error
    if moves:
        raise PictureError(MOVES)
    return image


def _begins_well(body: bytes) -> bool:
    """Whether it begins as one of the formats that are read."""
    return body.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (body[:4] == b"RIFF" and body[8:12] == b"WEBP")


def _upright(image: "Image.Image", most_side: int) -> "Image.Image":
    """The picture in RGB, at most `most_side` wide and high, the right way up, and nothing of the file but its pixels."""
    from PIL import Image

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
    if max(image.size) > most_side:
        # Of a picture that is thousands of times as wide as it is high, a line is left.
        shrunk = (max(1, round(side * most_side / max(image.size))) for side in image.size)
        image = image.resize(tuple(shrunk), Image.Resampling.BICUBIC, reducing_gap=3)
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
