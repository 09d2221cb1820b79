"""QR codes, drawn inside the page."""

import segno
from markupsafe import Markup


def draw(address: str, title: str) -> Markup:
    """The address as a QR code that fills its place; readable with a seventh of it covered or torn off (level M)."""
    svg = segno.make(address, error="m", micro=False).svg_inline(border=4, light="#fff", dark="#000", omitsize=True)
    head, _, rest = svg.partition(">")
    return Markup('{head} role="img" aria-label="{title}">').format(head=Markup(head), title=title) + Markup(rest)  # noqa: S704 - segno's own shapes
