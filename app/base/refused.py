"""What cannot be done, and why: the one error about what a person said."""

from collections.abc import Mapping


class RefusedError(ValueError):
    """`errors` has the Danish message by field; as text it is all of them on one line. Nothing was written."""

    def __init__(self, errors: Mapping[str, object]) -> None:
        self.errors = {name: str(message) for name, message in errors.items()}
        super().__init__(" ".join(self.errors.values()))
