"""Makes app/static/icons/sprite.svg from Lucide's icons.

    python tools/sprite.py

The names in sprite.txt, one a line, become the ids of `<symbol>`s of 24 by 24. They carry
no colour or stroke: the style sheet of the page that uses one says how it is drawn.
"""

import re
from xml.etree import ElementTree

from vendor import ROOT, fetch

LUCIDE = ("lucide-static", "1.62.0")
ICONS = ROOT / "app/static/icons"
SVG = "http://www.w3.org/2000/svg"


def symbol(name: str, drawing: bytes) -> str:
    """One icon on one line: the shapes of Lucide's file without its outer element."""
    shapes = "".join(
        ElementTree.tostring(shape, encoding="unicode").strip() for shape in ElementTree.fromstring(drawing)
    )
    plain = re.sub(r'\s*xmlns="[^"]*"', "", shapes).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{plain}</symbol>\n'


def main() -> None:
    """Writes the sprite and, beside it, the licence that its icons come under."""
    ElementTree.register_namespace("", SVG)
    names = sorted((ICONS / "sprite.txt").read_text(encoding="ascii").split())
    contents = fetch(*LUCIDE, ["LICENSE", *(f"icons/{name}.svg" for name in names)])
    (ICONS / "lucide-LICENSE.txt").write_bytes(contents["LICENSE"])
    symbols = "".join(symbol(name, contents[f"icons/{name}.svg"]) for name in names)
    heading = f"<!-- {LUCIDE[0]} {LUCIDE[1]}, ISC, see lucide-LICENSE.txt. Made by tools/sprite.py. -->\n"
    (ICONS / "sprite.svg").write_text(f'<svg xmlns="{SVG}">\n{heading}{symbols}</svg>\n', encoding="ascii")
    print(f"sprite.svg: {len(names)} icons")


if __name__ == "__main__":
    main()
