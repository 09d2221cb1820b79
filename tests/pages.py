"""Pages as a browser without script uses them: their forms filled in and sent, their words read."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from lxml.html import HtmlElement, fromstring


def token(client: FlaskClient) -> str:
    """The session's CSRF token, as a phone fetches it."""
    text: str = client.get("/api/session").get_json()["csrf_token"]
    return text


def post(client: FlaskClient, path: str, **fields: Any) -> Any:
    """Post a form's fields; lists are several values of one name."""
    return client.post(path, data={"csrf_token": token(client)} | fields)


def form_of(page: Any) -> Any:
    """The first form of what a page is about."""
    return fromstring(page.get_data(as_text=True)).xpath("//main//form")[0]


def fill(client: FlaskClient, path: str, **answers: Any) -> Any:
    """Open a page, fill its form in and send it, with everything that is hidden in it."""
    return fill_again(client, client.get(path), path, **answers)


def fill_again(client: FlaskClient, page: Any, path: str = "", **answers: Any) -> Any:
    """Fill in the form that came back."""
    form = form_of(page)
    said = {name: value for name, value in form.fields.items() if value is not None}
    # Several controls of one name.
    hidden = {name: value if isinstance(value, str) else sorted(value) for name, value in said.items()}
    return client.post(form.action or path, data=hidden | answers)


def upload(client: FlaskClient, path: str, name: str, body: bytes, filename: str = "fil") -> Any:
    """Choose a file in the field `name` and send the form, without the test client's own temporary files."""
    head = 'Content-Disposition: form-data; name="'
    parts = [
        f'--x\r\n{head}csrf_token"\r\n\r\n{token(client)}\r\n'.encode(),
        f'--x\r\n{head}{name}"; filename="{filename}"\r\n\r\n'.encode(),
        body,
        b"\r\n--x--\r\n",
    ]
    return client.post(path, data=b"".join(parts), content_type="multipart/form-data; boundary=x")


def text(page: Any) -> str:
    """The words of a page, without its head and its markup."""
    plain = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page.get_data(as_text=True), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain)))


def words_of(element: HtmlElement) -> str:
    """The words of an element, a space between them wherever there is any."""
    return " ".join(element.text_content().split())


def lines(page: Any) -> list[str]:
    """The words of each row of a page's tables, without their heads."""
    return [words_of(row) for row in fromstring(page.text).xpath("//tbody/tr")]


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.get_data(as_text=True))
    assert found, f"no field {name}"
    return html.unescape(found[1])
