"""What the tests of the office's pages share: posting a form of a page, and reading it."""

import html
import re
from typing import Any

from conftest import token
from flask.testing import FlaskClient


def post(client: FlaskClient, address: str, **fields: Any) -> Any:
    """Post a page's form; lists are several values of one name."""
    return client.post(address, data={"csrf_token": token(client)} | fields)


def text(page: Any) -> str:
    """The words of a page, without tags; 200 is expected unless it is something else that was asked for."""
    plain = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page.get_data(as_text=True), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain)))


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.get_data(as_text=True))
    assert found, f"no field {name}"
    return html.unescape(found[1])
