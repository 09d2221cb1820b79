"""What is drawn inside a page, so that no page waits for a second request: icons of the sprite, and QR codes."""

import re
from functools import cache
from pathlib import Path

import segno
from flask import Flask
from markupsafe import Markup

SPRITE = Path(__file__).parent.parent / "static" / "icons" / "sprite.svg"
SYMBOL = re.compile(r'<symbol\s+id="([^"]+)"([^>]*)>(.*?)</symbol>', re.DOTALL)
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')


def init_app(app: Flask) -> None:
    """Give every template ``icon(name)``."""
    app.jinja_env.globals["icon"] = icon


def icon(name: str, css_class: str = "icon") -> Markup:
    """One icon as inline SVG, hidden from screen readers: its word always stands beside it.

    Raises KeyError for a name that the sprite does not have.
    """
    view_box, shapes = _symbols()[name]
    return Markup(  # noqa: S704 - shapes of our own sprite
        f'<svg class="{css_class}" viewBox="{view_box}" width="24" height="24" aria-hidden="true" focusable="false" '
        'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
        f"{shapes}</svg>"
    )


def shapes(name: str) -> str:
    """What an icon is drawn of, in a field of 24 by 24; KeyError for a name that the sprite does not have."""
    return _symbols()[name][1]


def qr_code(address: str, title: str) -> Markup:
    """The address as a QR code that fills its place; readable with a seventh of it covered or torn off (level M)."""
    svg = segno.make(address, error="m", micro=False).svg_inline(border=4, light="#fff", dark="#000", omitsize=True)
    head, _, rest = svg.partition(">")
    return Markup('{head} role="img" aria-label="{title}">').format(head=Markup(head), title=title) + Markup(rest)  # noqa: S704 - segno's own shapes


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    """Read the sprite once: name → (view box, shapes)."""
    symbols = {}
    for name, attributes, shapes in SYMBOL.findall(SPRITE.read_text("utf-8")):
        view_box = VIEW_BOX.search(attributes)
        symbols[name] = (view_box[1] if view_box else "0 0 24 24", shapes.strip())
    return symbols
