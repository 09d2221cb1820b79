"""Plans of an estate for tests: a picture of one colour, with pins in the corners of a known piece of land."""

from io import BytesIO

from PIL import Image

from app.photos import site_plan

WIDTH, HEIGHT = 800, 600
# About 400 by 300 metres.
NORTH, WEST, DOWN, ACROSS = 57.0731, 9.9131, 0.0027, 0.0066


def drawing(width=WIDTH, height=HEIGHT, format="PNG", colour="#E6EDDF"):
    """A picture's file."""
    written = BytesIO()
    Image.new("RGB", (width, height), colour).save(written, format)
    return written.getvalue()


def known(x, y):
    """A pin at the spot (x, y), where the plan lies in the tests."""
    return {"x": x, "y": y, "latitude": NORTH - y * DOWN, "longitude": WEST + x * ACROSS, "label": ""}


def put_up(*spots):
    """Put a plan up and pin these spots; the plan's id."""
    picture = site_plan.clean(drawing())
    plan = site_plan.add(picture.body, picture.mime, picture.width, picture.height)
    site_plan.pin(plan.id, [known(*spot) for spot in spots])
    return plan.id
