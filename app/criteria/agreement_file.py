"""An agreement's file as a document without faults, and a document as a file: TOML, JSON or Excel, by the file's name."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, Final

from .. import agreement
from ..agreement import PlanError
from ..agreement.format import DOCUMENT
from ..agreement.plan_file import RETENTION, load
from ..agreement.shape import Fault
from ..agreement.toml_spelling import UnreadableError, from_toml, parsed, to_toml
from .book_places import BookPlaces
from .book_reading import BookFaultsError, read_book
from .book_writing import to_book
from .conversion import converted
from .faults import check
from .parts import Document

SUFFIXES: Final = (".toml", ".json", ".xlsx")
# What FELTBOG_PLAN can say instead of a file: the agreement that comes with Feltbog.
SHIPPED: Final = "loevvangen"
_LETTERS = {"æ": "ae", "ø": "oe", "å": "aa"}


@dataclass(frozen=True)
class Readable:
    """A file that can be an agreement. `is_old`: it had the format of the twelve measures, and was converted; `periods`: how
    long it says that things are kept, where that is not what is usual (`plan_file.RETENTION`). `places`: of one from Excel.
    """

    document: Document
    is_old: bool = False
    periods: Mapping[str, int] = field(default_factory=dict)
    places: BookPlaces | None = None

    def told(self, fault: Fault) -> str:
        """A fault with its place in the file."""
        return told(fault, self.places)


def told(fault: Fault, places: BookPlaces | None = None) -> str:
    """A fault with its place: in Excel the sheet, row and column, else its path in the document."""
    where = places.of(fault.path) if places else ""
    return f"{where}: {fault.says}" if where else str(fault)


def read(path: Path, complete: Callable[[Document], Document] = dict) -> Readable:
    """The document of a file; raises PlanError with every fault, a line each, each with the file's name.

    complete: adds what a file may lack.
    """
    tables, places = _tables(path)
    if "format" in tables:
        made = Readable(DOCUMENT.canonical(complete(tables)), places=places)
    else:
        plan = load(path)
        periods = {name: value for name, value in plan.retention.items() if value != RETENTION[name]}
        made = Readable(converted(plan, code_of(path)), is_old=True, periods=periods)
    if found := check(made.document):
        raise _error(path, found, places)
    return made


def shipped() -> Document:
    """The document of the agreement that comes with Feltbog."""
    return read(Path(agreement.__file__).with_name("shipped") / f"{SHIPPED}.toml").document


def read_upload(name: str, body: bytes, complete: Callable[[Document], Document] = dict) -> Readable:
    """The document of a file that somebody sent, called `name` there; raises PlanError as `read` does, without the file's name."""
    called = PurePath(re.sub(r"[^\w.-]", "_", name)).name[-80:].lstrip(".") or "aftale.toml"
    with TemporaryDirectory() as folder:
        path = Path(folder) / called
        path.write_bytes(body)
        try:
            return read(path, complete)
        except PlanError as error:
            raise PlanError(str(error).replace(f"{path}: ", "").replace(f"{folder}/", "")) from None


def written(document: Document, suffix: str) -> bytes:
    """A document without faults as a file's content; ValueError for a suffix that no spelling has."""
    if suffix == ".json":
        return f"{json.dumps(DOCUMENT.canonical(document), ensure_ascii=False, indent=2)}\n".encode()
    if suffix == ".xlsx":
        return to_book(document)
    if suffix == ".toml":
        return to_toml(document).encode()
    raise ValueError(f"Filens navn skal ende på en af: {', '.join(SUFFIXES)}")


def code_of(path: Path) -> str:
    """The code of an agreement whose file does not say it: its name as far as a code can have it."""
    name = "".join(_LETTERS.get(letter, letter) for letter in path.stem.casefold())
    code = re.sub(r"[^a-z0-9]+", "_", name).strip("_")
    return (code if code[:1].isalpha() else f"aftale_{code}".strip("_"))[:40]


def _tables(path: Path) -> tuple[dict[str, Any], BookPlaces | None]:
    try:
        if path.suffix.lower() == ".xlsx":
            return read_book(path.read_bytes())
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError(f"{path}: filen findes ikke") from None
    except OSError as error:
        raise PlanError(f"{path}: filen kan ikke læses ({error.strerror})") from None
    except BookFaultsError as error:
        raise _error(path, error.faults) from None
    except UnicodeDecodeError:
        raise PlanError(f"{path}: filen skal være gemt som UTF-8") from None
    if path.suffix.lower() == ".json":
        return _from_json(path, text), None
    try:
        return from_toml(parsed(text)), None
    except UnreadableError as error:
        raise _error(path, [error.fault]) from None


def _from_json(path: Path, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _error(path, [Fault("", f"filen er ikke rigtig JSON ({error})")]) from None
    if not isinstance(found, dict):
        raise _error(path, [Fault("", "filen skal have én JSON-tabel med aftalens dele")])
    found.setdefault("format", None)  # the old format had no JSON
    return found


def _error(path: Path, faults: list[Fault], places: BookPlaces | None = None) -> PlanError:
    return PlanError("\n".join(f"{path}: {told(fault, places)}" for fault in faults))
