"""A criterion made by choosing: what its form asks, which controls that are, and what they say."""

from . import offered
from .aims import aim_in
from .starters import STARTERS, Starter
from .tree import Tree, add, flat, nested, one, remove, rows
from .whole_criterion import Said, control_of, read, settled, with_code, written
