"""Draws the app's icons as PNG from app/static/icons/icon.svg, in the browser that tests use.

    FELTBOG_CHROMIUM=/usr/bin/chromium .venv/bin/python tools/app_icons.py

A phone cuts its own shape out of a maskable icon, and iOS out of its own, so these two
fill their square; the mark keeps within the middle four fifths that are always left.
"""

import os
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parent.parent / "app/static/icons"
PINE = "#0F5C4D"


class Picture(NamedTuple):
    """One file to draw; a ground fills the corners that the drawing leaves open."""

    name: str
    size: int
    ground: str = "transparent"


PICTURES = (
    Picture("icon-192.png", 192),
    Picture("icon-512.png", 512),
    Picture("maskable-512.png", 512, PINE),
    Picture("apple-touch-icon.png", 180, PINE),
)


def main() -> None:
    """Writes every picture over the one that is there."""
    drawing = (ICONS / "icon.svg").read_text(encoding="ascii")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["FELTBOG_CHROMIUM"], args=["--no-sandbox"])
        for name, size, ground in PICTURES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>html {{ background: {ground} }} body {{ margin: 0 }}</style>{drawing}")
            page.screenshot(path=ICONS / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
