"""What an agreement's criteria mean: their parts, whether they fit together, and each as one Danish sentence."""

from pathlib import Path

from flask import Flask

from ..agreement import Agreement
from .agreement_file import Readable, read
from .conversion import converted
from .faults import check, warnings
from .sentences import sentence
from .summary import in_words

SHIPPED = Path(__file__).with_name("loevvangen.toml")


def init_app(app: Flask) -> None:
    """Load the agreement once, at start: a faulty file stops Feltbog with a message instead of failing later."""
    app.extensions["agreement"] = Agreement(read(Path(app.config["FELTBOG_PLAN"] or SHIPPED)).document)
