"""What a list is limited to, as questions: read from an address, drawn like any other, put back into an address."""

from typing import Any, Self

from werkzeug.datastructures import MultiDict

from .fields import Fields
from .question import printable
from .single import Text


class SearchWords(Text):
    """Words to look for; what is longer than `most` is cut."""

    kind = "search"

    def clean(self, raw: Any) -> str | None:
        return printable(raw).strip()[: self.most] or None if isinstance(raw, str) else None


class Filters(Fields):
    """The base of all filters; nothing chosen means not limited, as an empty text.

    `filters["state"]` (in a template `filters.state`) is what was chosen.
    """

    def __init__(self, **chosen: Any) -> None:
        """chosen: values by question. What is no question may be chosen by the program alone, and is in no address."""
        self.__dict__ |= dict.fromkeys(self.questions, "") | chosen

    @classmethod
    def read(cls, arguments: MultiDict[str, str], **fixed: Any) -> Self:
        """The filters in an address; what is unknown is left out. `fixed` ones are not for the visitor to choose."""
        found: dict[str, Any] = {}
        for name, question in cls.questions.items():
            try:
                value = question.clean(question.read(arguments, name))
            except ValueError:
                continue
            if value is not None:
                found[name] = value
        return cls(**found | fixed)

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def address(self, **changes: Any) -> dict[str, Any]:
        """The arguments of an address that shows a list with these filters, some of them changed."""
        said = {name: self[name] for name in self.questions} | changes
        return {name: value for name, value in said.items() if value not in ("", None)}
