"""Somebody who makes a criterion by choosing alone: whatever its form lacks is added, chosen or typed, as the page asks for it."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

from app.criteria import choosing
from app.criteria.choosing.tree import MOST, PER

# What goes along with the form unseen.
UNSEEN = ("seen", "was")
TYPED = ("text", "textarea", "date")
HELD = "form => [...new FormData(form)].filter(([name]) => name !== 'seen' && !name.endsWith('-was'))"


class Chooser:
    """One page with the form. `at_once`: a script draws anew after every choice, else the button Vis does."""

    def __init__(self, page: Page, *, at_once: bool = True) -> None:
        self.page, self.at_once = page, at_once

    def make(self, document: Any, row: Any) -> None:
        """Choose until the form says that criterion, and save it."""
        wanted = choosing.settled(document, choosing.written(document, row)) | {"code": [row["code"]]}
        while any(self._press(path) for path in _rows(wanted)) or self._choose(wanted):
            pass
        self.page.get_by_role("button", name="Gem kriteriet").click()

    def _press(self, path: str) -> bool:
        """Add a row where there is none yet; whether there was need for it."""
        where, number = path.rstrip("0123456789"), int(path[len(path.rstrip("0123456789")) :])
        if self.page.locator(f'[name^="{path}-"]').count() or (number == 1 and where.endswith(("m", "t"))):
            return False
        button = self.page.locator(f'[name=add][value="{where}"]')
        if not button.count():
            return False
        self._drawn(button.click)
        return True

    def _choose(self, wanted: Any) -> bool:
        """Choose or type the first thing that is otherwise; what is typed changes no other control, so all of it at once."""
        held: dict[str, list[str]] = {}
        for name, value in self._held():
            held.setdefault(name, []).append(value)
        said: dict[str, list[str]] = {}
        for name, value in choosing.flat(wanted):
            said.setdefault(name, []).append(value)
        typed = False
        for name in [*said, *(name for name in held if name not in said)]:
            value = said.get(name, [])
            if name.split("-")[-1] in UNSEEN or set(held.get(name, [])) - {""} == set(value) - {""}:
                continue
            control = self.page.locator(f'form[data-choosing] [name="{name}"]:not([type=hidden])')
            if not control.count():
                continue
            if control.first.get_attribute("type") in ("radio", "checkbox") or _tag(control) == "select":
                self._drawn(lambda control=control, value=value: self._pick(control, value))
                return True
            self._open(control)
            control.fill(value[0] if value else "")
            typed = True
        if typed and not self.at_once:
            self._show()
        return False

    def _pick(self, control: Locator, value: list[str]) -> None:
        self._open(control.first)
        if _tag(control) == "select":
            control.select_option(value[0] if value else "")
            return
        for each in control.all():
            if each.is_checked() != (each.get_attribute("value") in value) and (
                each.get_attribute("type") == "checkbox" or each.get_attribute("value") in value
            ):
                each.click()

    def _open(self, control: Locator) -> None:
        """Unfold what it is folded in."""
        for fold in control.locator("xpath=ancestor::details[not(@open)]").all():
            fold.locator("summary").first.click()

    def _drawn(self, act: Any) -> None:
        """Do it, and wait until the page is drawn anew."""
        if self.at_once:
            self.page.evaluate("document.getElementById('chosen').dataset.old = 'yes'")
            act()
            self.page.locator("#chosen:not([data-old])").wait_for()
            return
        act()
        self._show()

    def _show(self) -> None:
        self.page.locator("button[name=show]:visible").first.click()
        self.page.wait_for_load_state()

    def _held(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = self.page.locator("form[data-choosing]").evaluate(HELD)
        return found


def _tag(control: Locator) -> str:
    name: str = control.first.evaluate("each => each.tagName")
    return name.lower()


def _rows(tree: Any, before: str = "") -> Iterator[str]:
    """The paths of all rows of a form: `m1`, `m1-t1`, `m1-t1-where1`."""
    for name, content in tree.items():
        if name in MOST:
            for number, row in enumerate(content, 1):
                yield f"{before}{name}{number}"
                yield from _rows(row, f"{before}{name}{number}-")
        elif name == PER:
            yield from _rows(content, f"{before}{PER}-")
