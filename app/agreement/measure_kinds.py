"""The vocabulary of measures: their names, what they are in words, and what each must be told in the plan's file.

How they are worked out stands in `app.evaluation.measures`; a test holds the two together.
"""

from dataclasses import dataclass
from typing import Final

# What a setting is: the id of a figure or a milestone, the code of a kind of event, a whole number, a share in %.
FIGURE, MILESTONE, EVENT_KIND, WHOLE, SHARE = "figure", "milestone", "event_kind", "whole", "share"


@dataclass(frozen=True)
class Measure:
    """`settings`: name → kind. `target`: whether it has one, and whether that is a share. `optional`: settings that
    may be left out. `baseline`: settings whose figure must have one.
    """

    words: str
    settings: dict[str, str]
    target: str | None = None
    optional: frozenset[str] = frozenset()
    baseline: frozenset[str] = frozenset()


MEASURES: Final = {
    "contacts": Measure("antal henvendelser", {}, target=WHOLE),
    "share_asked": Measure("andel af henvendelserne, hvor der er spurgt om digital hjælp", {}, target=SHARE),
    "share_referred": Measure("andel af henvendelserne, der er henvist (snæver)", {}, target=SHARE),
    "initiatives": Measure("antal vandringer og arrangementer, der tæller for kriteriet", {}, target=WHOLE),
    "qualifying_events": Measure(
        "antal arrangementer, der tæller for kriteriet og har mindst så mange nationaliteter",
        {"nationalities": WHOLE},
        target=WHOLE,
    ),
    "indicator_gap": Measure(
        "byens tal minus afdelingens, sammenlignet med udgangspunktet",
        {"estate": FIGURE, "city": FIGURE},
        baseline=frozenset({"estate", "city"}),
    ),
    "indicator_rate": Measure(
        "et tal som andel af et andet, højst på niveau med et tredje",
        {"part": FIGURE, "whole": FIGURE, "level": FIGURE, "other_whole": FIGURE},
        optional=frozenset({"other_whole"}),
    ),
    "reduction": Measure(
        "et tal, der skal mindst så mange procent under udgangspunktet",
        {"figure": FIGURE, "percent": SHARE},
        baseline=frozenset({"figure"}),
    ),
    "milestone": Measure("en milepæl med dato og dokumentation", {"milestone": MILESTONE}),
    "meetings": Measure("antal møder af en slags om året", {"kind": EVENT_KIND}, target=WHOLE),
    "figure": Measure("et tal, andre leverer, mindst så stort som målet", {"figure": FIGURE}, target=WHOLE),
    "hours": Measure("aktivitetens timer mod timebudgettet", {}),
}
