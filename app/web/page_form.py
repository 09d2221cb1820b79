"""The base of the forms on the account's and the office's pages."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict


class PageForm(FlaskForm):
    """A form of an account's or the office's page. It carries the session's token, which the gate checks.

    It reads what a view hands over and nothing else: of several forms on a page one was posted.
    """

    def __init__(self, formdata: MultiDict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(formdata=formdata, **kwargs)
        # Several forms of one page would say the same id.
        self["csrf_token"].render_kw = {"id": False}

    @property
    def data(self) -> dict[str, Any]:
        """The answers by field, without the token."""
        return {name: value for name, value in super().data.items() if name != "csrf_token"}

    def show(self, errors: Mapping[str, str]) -> None:
        """Put each error beside its field; what belongs to none of them stands above the form."""
        for name, message in errors.items():
            if name in self:
                self[name].errors = [message]
            else:
                self.form_errors.append(message)
