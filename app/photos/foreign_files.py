"""What a file is that is no picture Feltbog can read, told by its first bytes, so that a person knows what to do about it."""

from typing import Any

from flask_babel import lazy_gettext as _

_CHOOSE = _("Vælg et billede i JPEG, PNG eller WebP.")
EMPTY = _("Filen er tom og ikke et billede. Vælg den igen.")
OTHER_FORMAT = _("Billedet er i formatet %(kind)s. Gem det som JPEG, og vælg det igen.")
VIDEO, SOUND = _("Det er ikke et billede, men en video. %(choose)s"), _("Det er ikke et billede, men lyd. %(choose)s")
DOCUMENT, OTHER = (
    _("Det er ikke et billede, men en fil i formatet %(kind)s. %(choose)s"),
    _("Det er ikke et billede. %(choose)s"),
)

DRAWING = _("Det er ikke et billede af punkter, men en tegning (SVG). Gem den som PNG, og vælg den igen.")

# Brands of the ISO base media format (ISO/IEC 14496-12, 23008-12; https://mp4ra.org/registered-types/brands). Whatever
# names none of these is a video: its brands are many.
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AVIF = frozenset({b"avif", b"avis", b"avio"})
_HEIF = frozenset({b"mif1", b"mif2", b"msf1", b"miaf", b"1pic"})  # pictures, by what else is named
_SOUND = frozenset({b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "})
_RAW = frozenset({b"crx "})
_MOST_BRANDS = 64

# How a file begins → what it is. Longer beginnings stand first.
_BEGINNINGS = (
    (b"\0\0\0\x0cJXL \r\n\x87\n", OTHER_FORMAT, "JPEG XL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", OTHER_FORMAT, "JPEG 2000"),
    (b"%PDF-", DOCUMENT, "PDF"),
    (b"GIF8", OTHER_FORMAT, "GIF"),
    (b"II*\0", OTHER_FORMAT, "TIFF"),
    (b"MM\0*", OTHER_FORMAT, "TIFF"),
    (b"8BPS", OTHER_FORMAT, "Photoshop"),
    (b"PK\3\4", DOCUMENT, "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOCUMENT, "Office"),
    (b"\x1a\x45\xdf\xa3", VIDEO, ""),
    (b"\0\0\1\xba", VIDEO, ""),
    (b"\0\0\1\xb3", VIDEO, ""),
    (b"FLV\1", VIDEO, ""),
    (b"ID3", SOUND, ""),
    (b"OggS", SOUND, ""),
    (b"fLaC", SOUND, ""),
    (b"#!AMR", SOUND, ""),
    (b"\xff\x0a", OTHER_FORMAT, "JPEG XL"),
    (b"BM", OTHER_FORMAT, "BMP"),
)
_RIFF = {b"AVI ": VIDEO, b"WAVE": SOUND}
# Boxes with which QuickTime's files begin that name no brand.
_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip"})


def describe(body: bytes) -> str:
    """What it is and what to do, in Danish."""
    words, kind = _told(body)
    return str(words % {"kind": kind, "choose": _CHOOSE})


def is_of_boxes(body: bytes) -> bool:
    """Whether it names itself as one of the formats with boxes (HEIC, AVIF, videos): none of them is tried."""
    return body[4:8] == b"ftyp"


def _told(body: bytes) -> tuple[Any, str]:
    if not body:
        return EMPTY, ""
    if is_of_boxes(body):
        return _of_brands(body)
    if body[4:8] in _QUICKTIME:
        return VIDEO, ""
    if body[:4] == b"RIFF" and body[8:12] in _RIFF:
        return _RIFF[body[8:12]], ""
    for beginning, words, kind in _BEGINNINGS:
        if body.startswith(beginning):
            return words, kind
    if b"<svg" in body[:1024].lower():
        return DRAWING, ""
    return OTHER, ""


def _of_brands(body: bytes) -> tuple[Any, str]:
    """The brand that it names first decides; one of pictures in general, by the others."""
    size = min(int.from_bytes(body[:4]), 16 + 4 * _MOST_BRANDS, len(body))
    first, others = body[8:12], [body[at : at + 4] for at in range(16, size - 3, 4)]
    for brand in [first, *(others if first in _HEIF else [])]:
        if brand in _AVIF:
            return OTHER_FORMAT, "AVIF"
        if brand in _HEIC:
            return OTHER_FORMAT, "HEIC"
    if first in _HEIF:
        return OTHER_FORMAT, "HEIC"
    if first in _RAW:
        return OTHER_FORMAT, "RAW"
    return (SOUND, "") if first in _SOUND else (VIDEO, "")
