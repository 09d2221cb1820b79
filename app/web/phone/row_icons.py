"""The icons that scripts put into rows of records, as one module: in each page's own HTML they would weigh more."""

import json

from ...definitions import FORMS, Observation
from ..drawn import shapes

PATH = "js/phone/icons.js"
# States of records, what can be done about one, and a point without a category.
NAMES = (
    "smartphone", "cloud-upload", "cloud-check", "triangle-alert",
    "pencil", "download", "refresh-cw", "key-round", "list", "trash-2", "map-pin",
)  # fmt: skip


def module() -> str:
    """`SHAPES` by icon, and the icon of each category of an observation."""
    categories = {option.code: option.icon for option in Observation.questions["category"].options if option.icon}
    names = dict.fromkeys([*NAMES, *(form.icon for form in FORMS.values()), *categories.values()])
    drawn = {name: shapes(name) for name in names}
    return f"export const SHAPES = {json.dumps(drawn)};\nexport const CATEGORIES = {json.dumps(categories)};\n"
