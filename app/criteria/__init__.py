"""What an agreement's criteria mean: their parts, whether they fit together, and each as one Danish sentence."""

from .agreement_file import Readable, read
from .conversion import converted
from .faults import check, warnings
from .sentences import sentence
from .summary import in_words
