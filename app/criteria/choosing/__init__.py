"""A criterion made by choosing: what its form asks, which controls that are, and what they say."""

from . import offered
from .criteria import Said, measures_of, read, settled, with_code, written
from .tree import Tree, add, flat, nested, one, remove
