"""One release of what phones keep: static files and shell pages, compressed.

Static files stand under the digest of the code alone; the release is one of that and of what the forms say. Neither is of
pages as they are rendered, nor of the day.
"""

import gzip
import hashlib
import json
import mimetypes
import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...definitions import Observation, forms
from ..drawn import shapes
from . import bundle, flat

ROOT = Path(__file__).parents[2] / "static"
# Whose source says, besides the static files, what pages are made of.
SOURCES = ("web/phone", "definitions", "questions", "templates/phone", "templates/questions", "base/messages.py")
# What every page in the phone's look links as one file: each request of its own would cost a slow phone time.
SHELL_STYLES = ("tokens", "base", "questions", "phone")
# What the pages name themselves, in `js/phone`; everything else comes with these.
SHELL_SCRIPTS = ("easy-danish", "main", "home", "capture", "tally", "queue", "points", "walk")
# The icons that scripts put into rows: states of records, what can be done about one, and a point without a category.
ICONS = (
    "smartphone", "cloud-upload", "cloud-check", "triangle-alert",
    "check", "pencil", "plus", "download", "refresh-cw", "key-round", "list", "trash-2", "map-pin",
)  # fmt: skip
IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"'();]*["'](\.[^"']+)["']""", re.MULTILINE)
IMPORT_LATER = re.compile(r"""\bimport\(\s*["'](\.[^"']+)["']""")
NEEDED = re.compile(r"/static/[0-9a-f]{16}/([\w./@-]+\.(?:js|css))")
WORDS = re.compile(r"\bmessages\.([A-Z_]+)")
COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)
# What has lines of its own, and is a fifth of what a phone would have to fetch.
REMARK = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"<(style|script)(?:\s+type=\"module\")?>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True)
class Asset:
    """What one address answers, ready to be sent."""

    body: bytes
    compressed: bytes | None
    content_type: str
    etag: str
    is_immutable: bool


@dataclass(frozen=True)
class Release:
    """Everything that phones keep, by path; ``inline`` are the CSP hashes of the pages' own styles and scripts."""

    digest: str
    assets: dict[str, Asset]
    inline: dict[str, list[str]]


def make(
    digest: str, pages: dict[str, str], worker: Callable[[list[str]], str], documents: dict[str, tuple[str, str]]
) -> Release:
    """Put a release together.

    ``pages`` are HTML by path, ``worker`` makes the service worker from the files that the pages need,
    ``documents`` are (content type, text) by path.
    """
    texts = {path: ("text/html; charset=utf-8", html) for path, html in pages.items()}
    texts["/sw.js"] = ("text/javascript; charset=utf-8", worker(needed_files(pages.values())))
    texts |= documents
    assets = {f"/static/{of_code()}/{name}": asset for name, asset in _static_assets().items()}
    for path, (content_type, text) in texts.items():
        assets[path] = _asset(text.encode(), content_type, is_immutable=False)
    return Release(digest, assets, _inline_hashes(pages.values()))


@cache
def of_code() -> str:
    """The digest of the code that phones keep, and that makes what they keep."""
    app = ROOT.parent
    found = [app / name for name in SOURCES]
    sources = [path for each in found for path in ([each] if each.is_file() else sorted(each.rglob("*.*")))]
    kept = {
        path.relative_to(app).as_posix(): path.read_bytes()
        for path in sources
        if path.suffix in {".py", ".html", ".js"}
    }
    return _digest(kept | static_files())


def of(told: str) -> str:
    """The digest of a release: of the code, and of what the forms say."""
    return _hash(f"{of_code()} {told}".encode())[:16]


def module_names(*entries: str) -> list[str]:
    """Modules and all that they import at once, in the order in which they are met."""
    return list(_reachable(list(entries), [IMPORT]))


def needed_files(pages: Iterable[str]) -> list[str]:
    """The scripts and styles that pages name, and every module that those may ever import."""
    named = sorted({name for html in pages for name in NEEDED.findall(html)})
    return sorted(_reachable(named, [IMPORT, IMPORT_LATER]))


def words_said() -> list[str]:
    """The names of the server's messages that the scripts use."""
    scripts = [body.decode() for name, body in static_files().items() if name.startswith(f"{bundle.FOLDER}/")]
    return sorted({name for script in scripts for name in WORDS.findall(script)})


def _reachable(names: list[str], patterns: list[re.Pattern[str]]) -> dict[str, None]:
    """Follow relative imports; a dict keeps the order."""
    found: dict[str, None] = {}
    ahead = list(names)
    while ahead:
        name = ahead.pop(0)
        if name in found:
            continue
        found[name] = None
        source = static_files()[name].decode() if name.endswith(".js") else ""
        ahead += [bundle.resolve(name, path) for pattern in patterns for path in pattern.findall(source)]
    return found


@cache
def static_files() -> dict[str, bytes]:
    """Read every static file once for the life of the process, by its path under ``static``."""
    files = sorted(path for path in ROOT.rglob("*") if path.is_file() and not path.name.startswith("."))
    contents = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}
    contents["js/phone/icons.js"] = _icons_module().encode()
    # The catalogues of classes are for whoever reads the files.
    styles = b"".join(COMMENT.sub(b"", contents[f"css/{name}.css"]) for name in SHELL_STYLES)
    contents["css/shell.css"] = flat.flatten(styles.decode()).encode()
    scripts = {name: body.decode() for name, body in contents.items() if name.endswith(".js")}
    modules = {name: text for name, text in scripts.items() if not name.startswith("js/office/")}
    linked = bundle.link(modules, [f"js/phone/{name}.js" for name in SHELL_SCRIPTS])
    return contents | {name: REMARK.sub("", text).encode() for name, text in linked.items()}


def _icons_module() -> str:
    """The icons in rows of records as one module: in each page's own HTML they would weigh more. `SHAPES` by icon, and the icon
    of each category of an observation.
    """
    categories = {option.code: option.icon for option in Observation.category.own_options if option.icon}
    names = dict.fromkeys([*ICONS, *(form.icon for form in forms.every()), *categories.values()])
    drawn = {name: shapes(name) for name in names}
    return f"export const SHAPES = {json.dumps(drawn)};\nexport const CATEGORIES = {json.dumps(categories)};\n"


@cache
def _static_assets() -> dict[str, Asset]:
    return {name: _asset(body, _content_type(name), is_immutable=True) for name, body in static_files().items()}


def _content_type(name: str) -> str:
    if name.endswith(".js"):
        return "text/javascript; charset=utf-8"  # whatever this machine's own list of types says
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{content_type}; charset=utf-8" if content_type.startswith("text/") else content_type


def _asset(body: bytes, content_type: str, *, is_immutable: bool) -> Asset:
    compressed = gzip.compress(body, 9, mtime=0)
    is_smaller = len(compressed) < 0.95 * len(body)
    return Asset(body, compressed if is_smaller else None, content_type, _hash(body)[:16], is_immutable)


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _digest(files: dict[str, bytes]) -> str:
    return _hash("\n".join(f"{path} {_hash(body)}" for path, body in sorted(files.items())).encode())[:16]


def _inline_hashes(pages: Iterable[str]) -> dict[str, list[str]]:
    """Name every inline style and script to the content security policy, which refuses all others."""
    hashes: dict[str, set[str]] = {"style": set(), "script": set()}
    for html in pages:
        for tag, text in INLINE.findall(html):
            sha = b64encode(hashlib.sha256(text.encode()).digest()).decode()
            hashes[tag].add(f"'sha256-{sha}'")
    return {tag: sorted(found) for tag, found in hashes.items()}
