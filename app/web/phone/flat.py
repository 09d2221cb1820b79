"""Writes nested style rules out one by one: a phone of 2015 knows cascade layers and `:has()`, but no nesting (Safari before 16.5).

What comes out means the same to a browser that knows nesting. Comments must be gone before.
"""

import re
from collections.abc import Iterator

# At-rules that hold rules, which apply where these stand; what others hold is left as it is.
GROUPS = ("@layer", "@media", "@supports", "@container")
PART = re.compile(r"""("[^"]*"|'[^']*'|\([^()]*\)|[^{};"'()]|[()])*""")
COMBINED = re.compile(r"[\s>+~]")


def flatten(css: str) -> str:
    """A style sheet without nested rules."""
    return "".join(_flat(css, ""))


def _flat(block: str, parent: str) -> Iterator[str]:
    """The rules of a block, whose declarations are for `parent`, in their order."""
    declarations: list[str] = []
    for head, inside in _statements(block):
        if inside is None and parent:
            declarations.append(f"{head};")
            continue
        if declarations:
            yield f"{parent}{{{''.join(declarations)}}}\n"
            declarations = []
        if inside is None:
            yield f"{head};\n"
        elif head.startswith(GROUPS):
            yield f"{head}{{\n{''.join(_flat(inside, parent))}}}\n"
        elif head.startswith("@"):
            yield f"{head}{{{inside}}}\n"
        else:
            yield from _flat(inside, _resolve(head, parent))
    if declarations:
        yield f"{parent}{{{''.join(declarations)}}}\n"


def _statements(block: str) -> Iterator[tuple[str, str | None]]:
    """What stands in a block: declarations, and rules with what is in them."""
    place = 0
    while place < len(block):
        end = _end(block, place)
        head = " ".join(block[place:end].split())
        if end < len(block) and block[end] == "{":
            place = _closing(block, end)
            yield head, block[end + 1 : place]
        elif head:
            yield head, None
            place = end
        else:
            place = end
        place += 1


def _end(block: str, place: int) -> int:
    """Where a declaration or the head of a rule ends."""
    match = PART.match(block, place)
    return match.end() if match else place


def _closing(block: str, opening: int) -> int:
    """Where the brace that opens there is closed; braces in texts do not count."""
    depth, place = 0, opening
    while True:
        place = _end(block, place)
        depth += {"{": 1, "}": -1}.get(block[place], 0)
        if depth == 0:
            return place
        place += 1


def _resolve(head: str, parent: str) -> str:
    """The selectors of a rule that stands in one for `parent`."""
    if not parent:
        return head
    return ", ".join(_inside(selector, parent) for selector in _listed(head))


def _inside(selector: str, parent: str) -> str:
    if "&" not in selector:
        selector = f"& {selector}"
    is_alone = len(_listed(parent)) == 1
    if is_alone and (selector.startswith("&") or not COMBINED.search(parent)):
        selector = parent + selector[1:] if selector.startswith("&") else selector.replace("&", parent, 1)
    return selector.replace("&", f":is({parent})")


def _listed(selectors: str) -> list[str]:
    """The selectors between those commas that stand in no brackets."""
    found, depth = [""], 0
    for character in selectors:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [one.strip() for one in found]
