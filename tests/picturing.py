"""Makes the pictures that tests send: nothing of the kind lies in the repository."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

# Found in a picture's bytes, each of these would tell something about whoever took it.
SECRET = b"FELTBOG-SECRET"
NORTH = (IFDRational(57), IFDRational(4), IFDRational(1956, 100))
EAST = (IFDRational(9), IFDRational(55), IFDRational(1668, 100))
ORIENTATION, MAKER, GPS, GPS_LATITUDE, GPS_LONGITUDE, WHEN = 0x0112, 0x010F, 0x8825, 2, 4, 0x0132


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """A picture whose upper left quarter is red, so that everybody sees which side is up."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((200, 30, 30), (0, 0, width // 2, height // 2))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes into its photos: where, when, with what, and which side is up."""
    told = Image.Exif()
    told[ORIENTATION] = orientation
    told[MAKER] = SECRET.decode()
    told[WHEN] = "2026:05:12 14:32:05"
    told.get_ifd(GPS).update({1: "N", GPS_LATITUDE: NORTH, 3: "E", GPS_LONGITUDE: EAST})
    return told


def file(image: Image.Image, format: str = "JPEG", **more: Any) -> bytes:
    """The picture as a file."""
    written = BytesIO()
    image.save(written, format, **more)
    return written.getvalue()


def telling(format: str = "JPEG", orientation: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """A photo with everything in it that must not be kept: GPS, camera, time, comment, profile, packet of XMP."""
    image = scene(*size)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"comment": SECRET} if format == "JPEG" else {}
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    more |= {} if format == "PNG" else {"xmp": packet}
    return file(image, format, exif=exif(orientation), icc_profile=profile, **more)


def moving(format: str) -> bytes:
    """A picture of three frames."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "white", "black")]
    return file(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


def wide_png(width: int, height: int) -> bytes:
    """A PNG of one colour and one bit, however large: small as a file, and huge once it is unpacked."""
    pack, row = zlib.compressobj(9), b"\0" * (1 + (width + 7) // 8)
    pixels = b"".join(pack.compress(row) for _row in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def packed(content: bytes) -> bytes:
    """Compressed as tightly as a PNG's chunks can be."""
    return zlib.compress(content, 9)
