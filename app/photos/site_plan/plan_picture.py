"""Makes the picture of a plan small enough for a phone to keep, without anything in it but the picture."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from .. import pictures

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 600_000
# The picture's longest side in pixels; the next one is tried where the one before takes too much room.
SIDES = (2400, 2000, 1600, 1200, 800)
# Nobody can point at anything on less.
LEAST_SIDE = 300
COLOURS = 256
SAMPLE = 600

TOO_SMALL = _(
    "Billedet er for lille til at pege på: %(width)d × %(height)d. Brug et på mindst 300 × 300 billedpunkter."
)


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """A picture ready to be put up: JPEG where it is a photograph, PNG where it is a drawing."""

    body: bytes
    mime: str
    width: int
    height: int


def clean(body: bytes) -> PlanPicture:
    """The picture in `body` (PNG, JPEG or WebP), written anew; raises pictures.PictureError for anything else."""
    from PIL import ImageOps

    image = pictures.upright(body, SIDES[0])
    if min(image.size) < LEAST_SIDE:
        raise pictures.PictureError(TOO_SMALL % {"width": image.width, "height": image.height})
    is_drawing = _takes_less_as_drawing(image)
    for side in SIDES:
        smaller = image if max(image.size) <= side else ImageOps.contain(image, (side, side))
        made = _drawing(smaller) if is_drawing else _photograph(smaller)
        if len(made.body) <= MOST_BYTES:
            break
    return made


def _takes_less_as_drawing(image: "Image.Image") -> bool:
    """Few colours and sharp edges do in PNG, many colours in JPEG; a sample tells."""
    from PIL import Image, ImageOps

    sample = ImageOps.contain(image, (SAMPLE, SAMPLE), Image.Resampling.NEAREST)
    return len(_drawing(sample).body) <= len(_photograph(sample).body)


def _drawing(image: "Image.Image") -> PlanPicture:
    from PIL import Image

    written = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return PlanPicture(written.getvalue(), "image/png", image.width, image.height)


def _photograph(image: "Image.Image") -> PlanPicture:
    written = BytesIO()
    image.save(written, "JPEG", quality=80, optimize=True, progressive=True)
    return PlanPicture(written.getvalue(), "image/jpeg", image.width, image.height)
