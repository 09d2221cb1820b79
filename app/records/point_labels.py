"""The points of earlier walks that re-checks are about, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import follow_up
from ..follow_up import Point
from ..questions.form import Form


@dataclass(frozen=True, slots=True)
class Named:
    """What an id in an answer stands for."""

    label: str


def point_label(point: Point) -> str:
    """`Belysning · Stien ved vaskeriet · 12-05-2017`: a point by what, where and when it was seen."""
    walk = point.walk
    return f"{point.title} · {walk.date:%d-%m-%Y}" if walk else point.title


def about_points(form: type[Form], answers: Iterable[Mapping[str, Any]]) -> dict[str, Named]:
    """The points that answers (JSON as sent) name, by the ids that they name them by."""
    names = [name for name, question in form.questions.items() if question.kind == "open_point"]
    said = {each[name] for each in answers for name in names if isinstance(each.get(name), str)}
    found: dict[str, Named] = {}
    for id in said:
        for point in follow_up.points(ids=[id.lower()]):
            found[id] = Named(point_label(point))
    return found
