"""Agreements: what a document consists of, how it is spelled, the versions in the database, and which one is in force."""

from . import format
from .document import (
    AMOUNT,
    COUNT,
    INDEX,
    SHARE,
    Activity,
    Agreement,
    Arrival,
    Budget,
    Criterion,
    Figure,
    Milestone,
    Money,
    PlanError,
    Privacy,
)
from .present import (
    InForce,
    areas,
    as_if,
    choose,
    chosen,
    covering,
    current,
    earlier,
    earliest,
    every,
    figures,
    in_force,
    of_year,
    parties,
    spans,
    view,
    worked_out,
    years,
)
from .toml_spelling import to_toml
