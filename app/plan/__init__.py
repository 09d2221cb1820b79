"""The agreement as data: one TOML file a plan, chosen with `FELTBOG_PLAN`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from flask import Flask, current_app

DEFAULT = Path(__file__).with_name("loevvangen.toml")

# The criteria that an event or a walk can count for.
COUNTS_FOR = ("A1b", "A3c")


class PlanError(ValueError):
    """A plan that cannot be used; the message names file, key and what is allowed."""


@dataclass(frozen=True)
class Privacy:
    """What people are told about their information (GDPR, article 13).

    Each is one sentence in Danish.
    """

    responsible: str
    contact: str
    basis: str
    kept: str


@dataclass(frozen=True)
class Plan:
    """What the pages need of an agreement: its name, estate and years, and the words for places, events, parties."""

    name: str
    estate: str
    section: str
    years: tuple[int, ...]
    places: tuple[str, ...]
    event_kinds: Mapping[str, str]
    parties: Mapping[str, str]
    privacy: Privacy


def init_app(app: Flask) -> None:
    """Load the plan once, at start: a faulty file stops Feltbog with a message instead of failing later."""
    app.extensions["plan"] = load(Path(app.config["FELTBOG_PLAN"] or DEFAULT))


def current() -> Plan:
    """The plan of the current app."""
    plan: Plan = current_app.extensions["plan"]
    return plan


def load(path: Path) -> Plan:
    """The plan in the file; raises PlanError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanError(f"{path}: filen findes ikke") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path}: {error}") from None
    return Plan(
        name=_text(path, data, "name"),
        estate=_text(path, data, "estate"),
        section=_text(path, data, "section"),
        years=tuple(_list(path, data, "years", int, "årstal")),
        places=tuple(_list(path, data, "places", str, "tekster")),
        event_kinds=_words(path, data, "event_kinds"),
        parties=_words(path, data, "parties"),
        privacy=_privacy(path, data),
    )


def _text(path: Path, data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PlanError(f"{path}: »{key}« skal være en tekst")
    return value


def _privacy(path: Path, data: dict[str, Any]) -> Privacy:
    table = _words(path, data, "privacy")
    return Privacy(**{field.name: _text(path, dict(table), field.name) for field in fields(Privacy)})


def _list(path: Path, data: dict[str, Any], key: str, kind: type, words: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(item, kind) for item in value):
        raise PlanError(f"{path}: »{key}« skal være en liste af {words}")
    return value


def _words(path: Path, data: dict[str, Any], key: str) -> dict[str, str]:
    value = data.get(key)
    if not isinstance(value, dict) or not value or not all(isinstance(item, str) for item in value.values()):
        raise PlanError(f"{path}: »{key}« skal være en tabel fra kode til tekst")
    return value
