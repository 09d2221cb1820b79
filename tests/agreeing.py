"""Four agreements of real kinds: the source's, two like other estates', and one of criteria met in many places."""

import copy
from pathlib import Path
from typing import Any

from app import criteria

FOLDER = Path(__file__).with_name("criteria") / "agreements"
NAMES = ["loevvangen", "urbanplanen", "svendborg", "blandet"]
READ = {name: criteria.read(FOLDER / f"{name}.toml").document for name in NAMES}


def document(name: str = "loevvangen") -> dict[str, Any]:
    """A copy to spoil."""
    return copy.deepcopy(dict(READ[name]))


def criterion(document: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in document["criteria"] if each["code"] == code)


def measure(document: dict[str, Any], code: str, number: int = 0) -> dict[str, Any]:
    return criterion(document, code)["measures"][number]
