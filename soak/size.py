"""How much of everything there is in a soak."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much of everything. `restores`: when such shares of the records have been saved."""

    records: int = 10_000
    photos: int = 2_000
    phones: int = 60
    at_once: int = 24
    browsers: int = 3
    stall: float = 30
    patience: float = 20
    rate: float = 0.25
    every: int = 700
    backlog: int = 10
    update: bool = True
    restores: tuple[float, ...] = (0.2, 0.45, 0.6, 0.62, 0.9)


SHORT = Size(
    records=240, photos=40, phones=10, at_once=5, browsers=0, stall=0.4, rate=0.4, every=4, backlog=3,
    update=False, restores=(0.25, 0.6),
)  # fmt: skip
