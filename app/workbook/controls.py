"""x"""

from typing import Any, NamedTuple


class Control(NamedTuple):
    figure: str = ""
    numerator: str = ""
    denominator: str = ""


class Controls:
    def __init__(self, *a: Any) -> None:
        pass

    def of(self, f: Any) -> Control:
        return Control()
