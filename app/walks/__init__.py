"""What a walk gave: its observations by number, the matters that they make, and what may be the same matter.

The office's page of a walk, the closing meeting, the protocol and the map for others are all made of this.
"""

from .features import collection
from .numbering import numbers
from .review import Matter, Noted, Review, review
from .same_matter import Suggestion, metres, suggestions, where

__all__ = [
    "Matter",
    "Noted",
    "Review",
    "Suggestion",
    "collection",
    "metres",
    "numbers",
    "review",
    "suggestions",
    "where",
]
