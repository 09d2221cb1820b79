"""An agreement's file of either format, TOML or JSON, as a document without faults."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..agreement import PlanError
from ..agreement.format import DOCUMENT
from ..agreement.plan_file import load
from ..agreement.shape import Fault
from ..agreement.toml_spelling import UnreadableError, from_toml, parsed
from .conversion import converted
from .faults import check
from .parts import Document


@dataclass(frozen=True)
class Readable:
    """A file that can be an agreement. `is_old`: it had the format of the twelve measures, and was converted."""

    document: Document
    is_old: bool


def read(path: Path) -> Readable:
    """The document of a file; raises PlanError with every fault, a line each, each with the file's name."""
    tables = _tables(path)
    is_old = "format" not in tables
    document = converted(load(path)) if is_old else DOCUMENT.canonical(tables)
    if found := check(document):
        raise _error(path, found)
    return Readable(document, is_old)


def _tables(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError(f"{path}: filen findes ikke") from None
    except OSError as error:
        raise PlanError(f"{path}: filen kan ikke læses ({error.strerror})") from None
    except UnicodeDecodeError:
        raise PlanError(f"{path}: filen skal være gemt som UTF-8") from None
    if path.suffix.lower() == ".json":
        return _from_json(path, text)
    try:
        return from_toml(parsed(text))
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


def _error(path: Path, faults: list[Fault]) -> PlanError:
    return PlanError("\n".join(f"{path}: {fault}" for fault in faults))
