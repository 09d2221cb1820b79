"""Why something was not written down."""

from collections.abc import Mapping


class EntryRefusedError(ValueError):
    """`errors` says what is wrong, in Danish, by figure or by field; as text it is all of it on one line."""

    def __init__(self, errors: Mapping[str, object]) -> None:
        self.errors = {name: str(message) for name, message in errors.items()}
        super().__init__(" ".join(self.errors.values()))
