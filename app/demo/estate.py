"""The demo's plan of the estate: drawn, invented, and true to the positions in `places`."""

from dataclasses import asdict
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from ..photos import site_plan

WIDTH, HEIGHT = 1600, 960
# Degrees at the picture's left and upper edge, and how many it spans.
NORTH, WEST = 57.07310, 9.91310
DOWN, ACROSS = 0.00235, 0.00720

GROUND, GRASS, ROAD, PATH, HOUSE, PLACE, TREE, INK = (
    "#F1F0E6", "#E6EDDF", "#FFFFFF", "#FBFAF2", "#C9D0CB", "#DCD6C6", "#C3D8B9", "#2B3834",
)  # fmt: skip
BLOCKS = [(360, 110), (860, 110), (360, 300), (860, 300), (360, 490), (860, 490), (360, 670), (860, 670)]
BLOCK = (400, 62)
# Name, middle (x, y), size.
PLACES = [
    ("Torvet", (180, 815), (190, 70)),
    ("Beboerhus", (845, 462), (150, 50)),
    ("Leg", (755, 395), (70, 60)),
    ("Vaskeri", (556, 268), (130, 46)),
    ("Boldbane", (165, 470), (170, 130)),
    ("Skole", (1480, 200), (150, 120)),
    ("Parkering", (1190, 800), (180, 50)),
    ("Containere", (655, 790), (170, 44)),
]
TREES = [(90, 150), (150, 260), (60, 330), (250, 340), (1400, 420), (1520, 520), (1450, 640), (1400, 300), (480, 395), (1000, 395), (620, 580), (1120, 650), (960, 265), (1190, 200)]  # fmt: skip
# The share of phones that know where they are.
KNOWING = 0.85
# Where the demo's observations were made, on the drawing.
SPOTS = {
    "Legepladsen": (755, 430), "Legepladsen ved blok 3": (735, 370), "Bænkene ved blok 3": (640, 395),
    "Stien mellem blok 7 og 8": (812, 700), "Cykelskuret ved blok 5": (470, 575), "Affaldsøen ved blok 2": (1240, 205),
    "Opgang 4B": (1000, 385), "Opgang 2A": (960, 190), "Opgang 7C": (560, 745), "Kælderen i blok 6": (1080, 575),
    "Blok 4, nordgavlen": (1262, 300), "Blok 1, sydgavlen": (362, 172), "Haverne foran blok 1": (450, 205),
    "Ny belægning ved blok 1": (650, 205), "Trappen ved beboerhuset": (835, 510), "Beboerhuset": (870, 490),
    "Vaskeriet": (556, 295), "Trappen ved vaskeriet": (505, 282), "Containerpladsen": (655, 815),
    "Parkeringspladsen": (1190, 828), "Parkeringen ved blok 8": (1150, 770), "Stamvejen": (700, 915),
    "Stamvejen ved busstoppet": (520, 895), "Torvet": (180, 850), "Cafeen": (130, 800), "Boldbanen": (165, 530),
    "Stien bag boldbanen": (205, 330), "Stien ved skolen": (1420, 430), "Skolen": (1480, 280), "Tunnelen": (320, 870),
    "Biblioteksbussen": (260, 890),
}  # fmt: skip
# Two corners of houses that everybody finds, in fractions of the picture.
PINS = [
    {"x": BLOCKS[0][0] / WIDTH, "y": BLOCKS[0][1] / HEIGHT, "label": "Blok 1, nordvestlige hjørne"},
    {"x": (BLOCKS[7][0] + BLOCK[0]) / WIDTH, "y": (BLOCKS[7][1] + BLOCK[1]) / HEIGHT, "label": "Blok 8, sydøstlige hjørne"},
]  # fmt: skip


def pins() -> list[dict[str, object]]:
    """The known points with their positions."""
    return [pin | {"latitude": NORTH - pin["y"] * DOWN, "longitude": WEST + pin["x"] * ACROSS} for pin in PINS]  # type: ignore[operator]


def put_up() -> None:
    """Put the plan up, with its known points."""
    drawn = site_plan.clean(picture())
    plan = site_plan.add(drawn.body, drawn.mime, drawn.width, drawn.height)
    site_plan.pin(plan.id, pins())


def where(place: str, chance: Random) -> dict[str, Any]:
    """The answers that say where a place is: most phones know, on the others somebody pointed at the plan."""
    x, y = SPOTS[place]
    position = {
        "latitude": round(NORTH - y / HEIGHT * DOWN + chance.uniform(-5e-5, 5e-5), 6),
        "longitude": round(WEST + x / WIDTH * ACROSS + chance.uniform(-8e-5, 8e-5), 6),
        "accuracy": float(chance.randint(4, 25)),
    }
    plan = site_plan.current()
    if plan is None or chance.random() < KNOWING:
        return {"position": position}
    across, down = round(x / WIDTH, 4), round(y / HEIGHT, 4)
    found = site_plan.project(plan, across, down)
    return {"plan": {"plan": plan.id, "x": across, "y": down}, "position": found and asdict(found)}


def picture() -> bytes:
    """The drawing as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 290, 720), GRASS)
    draw.rectangle((1340, 0, WIDTH, 760), GRASS)
    draw.rectangle((340, 80, 1290, 760), GRASS)
    draw.rounded_rectangle((300, 40, 1330, 1300), 60, outline=ROAD, width=38)
    draw.line((0, 905, 500, 915, 1100, 905, WIDTH, 860), ROAD, 76, "curve")
    for start, end in (
        ((810, 80), (810, 880)),
        ((330, 235), (1300, 235)),
        ((330, 430), (WIDTH, 430)),
        ((330, 615), (1300, 615)),
        ((200, 120), (230, 820)),
    ):
        draw.line((start, end), PATH, 14)
    for x, y in TREES:
        draw.ellipse((x - 20, y - 20, x + 20, y + 20), TREE)
    for number, (x, y) in enumerate(BLOCKS, 1):
        draw.rectangle((x, y, x + BLOCK[0], y + BLOCK[1]), HOUSE, INK, 2)
        _words(draw, f"Blok {number}", (x + BLOCK[0] / 2, y + BLOCK[1] / 2), 30)
    for name, (x, y), (wide, high) in PLACES:
        draw.rounded_rectangle((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), 8, PLACE, INK, 2)
        _words(draw, name, (x, y), 26)
    _words(draw, "Stamvejen", (1000, 912), 26)
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _words(draw: ImageDraw.ImageDraw, text: str, middle: tuple[float, float], size: int) -> None:
    draw.text(middle, text, INK, ImageFont.load_default(size), anchor="mm")
