"""What a walk gave: its observations by number, the matters that they make, and what may be the same matter.

The office's page of a walk, the closing meeting, the protocol and the map for others are all made of this.
`outline` is the whole walk in short; `review`, `matters` and `noted` read it, or some of it, in full.
"""

from .map_features import collection
from .same_matter import Suggestion, metres, suggestions, where
from .walk_review import Matter, Review, matters, noted, outline, review
