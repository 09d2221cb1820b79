"""The demo's photos, drawn, so that nobody has to be in them; and its plan of the estate, true to where they were taken."""

from collections.abc import Callable
from dataclasses import asdict
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from ..photos import site_plan
from .year import DATA

SIZE = (960, 720)
HORIZON = 400
# Sky and ground by the light of the walk.
GROUNDS = {
    "daylight": ("#AFC6DA", "#8A8F7C"),
    "dusk": ("#5B6C84", "#4B5148"),
    "dark": ("#232D3D", "#23261F"),
}
WIDTH, HEIGHT = 1600, 960
# Degrees at the picture's left and upper edge, and how many it spans.
NORTH, WEST = 57.07310, 9.91310
DOWN, ACROSS = 0.00235, 0.00720

GROUND, GRASS, ROAD, PATH, HOUSE, PLACE, TREE, INK = (
    "#F1F0E6", "#E6EDDF", "#FFFFFF", "#FBFAF2", "#C9D0CB", "#DCD6C6", "#C3D8B9", "#2B3834",
)  # fmt: skip
BLOCK = (400, 62)
BLOCKS, PLACES, TREES, SPOTS = (DATA["estate"][name] for name in ("blocks", "places", "trees", "spots"))
# The share of phones that know where they are.
KNOWING = 0.85
# Two corners of houses that everybody finds, in fractions of the picture, and where they are on earth.
PINS: list[dict[str, Any]] = [
    {"x": x, "y": y, "label": label, "latitude": NORTH - y * DOWN, "longitude": WEST + x * ACROSS}
    for label, x, y in (
        ("Blok 1, nordvestlige hjørne", BLOCKS[0][0] / WIDTH, BLOCKS[0][1] / HEIGHT),
        ("Blok 8, sydøstlige hjørne", (BLOCKS[7][0] + BLOCK[0]) / WIDTH, (BLOCKS[7][1] + BLOCK[1]) / HEIGHT),
    )
]

Draw = ImageDraw.ImageDraw


def _lamp(draw: Draw, x: int) -> None:
    draw.polygon([(420, HORIZON), (520, HORIZON), (760, 720), (120, 720)], fill="#6E6D66")
    draw.rectangle((x, 140, x + 18, 560), fill="#181C1B")
    draw.polygon([(x - 10, 140), (x + 130, 130), (x + 110, 165), (x - 10, 165)], fill="#20262A")


def _bushes(draw: Draw, x: int) -> None:
    draw.polygon([(600, HORIZON), (680, HORIZON), (960, 720), (420, 720)], fill="#7B7A72")
    for step, radius in enumerate((150, 190, 130, 170)):
        left = x - 160 + step * 150
        draw.ellipse((left - radius, 460 - radius, left + radius, 460 + radius), fill=("#2F4A2C", "#3B5A35")[step % 2])


def _litter(draw: Draw, x: int) -> None:
    draw.rectangle((x - 80, 300, x + 260, 560), fill="#3E5F57", outline="#1D2E2A", width=6)
    for step in range(4):
        left = x - 180 + step * 130
        draw.ellipse(
            (left, 500 + step % 2 * 40, left + 140, 640 + step % 2 * 40), fill=("#2A2A2C", "#C9C5B8")[step % 2]
        )


def _stairs(draw: Draw, x: int) -> None:
    for step in range(7):
        draw.rectangle(
            (x - 200 - step * 24, 330 + step * 50, x + 240 + step * 24, 380 + step * 50),
            fill=("#8F8B83", "#77736C")[step % 2],
        )


def _paint(draw: Draw, x: int) -> None:
    draw.rectangle((0, 90, 960, 560), fill="#A1594A")
    for row in range(10):
        draw.line((0, 90 + row * 48, 960, 90 + row * 48), fill="#8A4A3D", width=4)
    points = [(x - 200 + step * 55, 300 + (step * 71) % 130) for step in range(9)]
    draw.line(points, fill="#2B4FB0", width=26, joint="curve")


def _door(draw: Draw, x: int) -> None:
    draw.rectangle((0, 60, 960, 590), fill="#B9B2A2")
    draw.rectangle((x - 110, 180, x + 110, 590), fill="#4A3B30", outline="#2C231C", width=10)
    draw.polygon([(x - 110, 180), (x - 10, 215), (x - 10, 600), (x - 110, 590)], fill="#151310")


def _road(draw: Draw, x: int) -> None:
    draw.rectangle((0, 440, 960, 720), fill="#4B4C4E")
    for step in range(6):
        draw.rectangle((step * 180, 570, step * 180 + 90, 584), fill="#D8D6CE")
    draw.rounded_rectangle((x - 150, 420, x + 150, 520), 30, fill="#7C2F2B")
    for wheel in (-90, 90):
        draw.ellipse((x + wheel - 36, 490, x + wheel + 36, 562), fill="#141414")


def _tunnel(draw: Draw, x: int) -> None:
    draw.rectangle((0, 120, 960, 600), fill="#7F7C75")
    draw.pieslice((x - 220, 200, x + 220, 860), 180, 360, fill="#0C0D0D")


SCENES: dict[str, Callable[[Draw, int], None]] = {
    "lighting": _lamp,
    "planting": _bushes,
    "litter": _litter,
    "paths": _stairs,
    "vandalism": _paint,
    "entrances": _door,
    "traffic": _road,
    "deserted": _tunnel,
}


def photo(category: str, light: str | None, chance: Random) -> bytes:
    """A JPEG of what somebody noticed, a little different every time."""
    sky, ground = GROUNDS.get(light or "", GROUNDS["daylight"])
    image = Image.new("RGB", SIZE, sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, HORIZON, *SIZE), fill=ground)
    SCENES[category](draw, chance.randrange(300, 640))
    if light in {"dusk", "dark"}:
        image = Image.blend(image, Image.new("RGB", SIZE, "#0E1624"), 0.25 if light == "dusk" else 0.5)
    written = BytesIO()
    image.save(written, "JPEG", quality=85)
    return written.getvalue()


# The plan


def put_up() -> None:
    """Put the plan up, with its known points."""
    drawn = site_plan.clean(_plan())
    plan = site_plan.add(drawn.body, drawn.mime, drawn.width, drawn.height)
    site_plan.pin(plan.id, PINS)


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


def _plan() -> bytes:
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
