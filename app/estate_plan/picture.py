"""Makes the picture of a plan small enough for a phone to keep, without anything in it but the picture."""

from dataclasses import dataclass
from io import BytesIO

from flask_babel import lazy_gettext as _
from PIL import Image

from .. import pictures

MOST_BYTES = 600_000
# The picture's longest side in pixels; each next one is tried where the one before takes too much room.
SIDES = (2400, 2000, 1600, 1200, 800)
# Nobody can point at anything on less.
LEAST_SIDE = 300
COLOURS = 256

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
    image = pictures.upright(body, SIDES[0])
    if min(image.size) < LEAST_SIDE:
        raise pictures.PictureError(TOO_SMALL % {"width": image.width, "height": image.height})
    made = _written(image)
    for side in SIDES[1:]:
        if len(made.body) <= MOST_BYTES:
            break
        smaller = image.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        made = _written(smaller)
    return made


def _written(image: Image.Image) -> PlanPicture:
    """Whichever takes less: few colours do in PNG, many in JPEG."""
    drawing, photograph = BytesIO(), BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(drawing, "PNG", optimize=True)
    image.save(photograph, "JPEG", quality=80, optimize=True, progressive=True)
    size = (image.width, image.height)
    if len(drawing.getvalue()) <= len(photograph.getvalue()):
        return PlanPicture(drawing.getvalue(), "image/png", *size)
    return PlanPicture(photograph.getvalue(), "image/jpeg", *size)
