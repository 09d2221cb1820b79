"""A personal number typed into any field of any page is written down nowhere."""

from collections.abc import Iterator

import pytest
from lxml.html import HtmlElement, fromstring

from .test_routes import NOT_THERE, RIGHTS, TABLE, address, routes

NUMBER = "010190-1234"
TYPED = {"text", "search", "email", "tel"}
# What stands in the other fields, by what they are for.
PLAIN = {"email": "bo@example.org", "numeric": "1", "decimal": "1"}
# Not written down as they were typed, or nothing that one types.
APART = {"password", "current", "new", "code", "csrf_token"}


def filled(form: HtmlElement) -> Iterator[dict[str, str]]:
    """What the form sends with the number in one field after the other, and something possible in the rest."""
    fields = {
        each.get("name"): PLAIN.get(each.get("type"), PLAIN.get(each.get("inputmode"), "Ved broen"))
        for each in form.xpath(".//textarea | .//input")
        if each.get("name") and (each.tag == "textarea" or each.get("type", "text") in TYPED)
    }
    chosen = {box.get("name"): box.get("value") for box in form.xpath(".//input[@type='radio']")}
    chosen |= {menu.get("name"): next(filter(None, menu.value_options), "") for menu in form.xpath(".//select")}
    said = chosen | fields | {name: value for name, value in form.form_values() if value}
    for name in sorted(fields.keys() - APART):
        yield said | {name: f"{NUMBER} {said[name]}"}


@pytest.mark.parametrize("who", ["leader", "counsellor", "host", "party"])
def test_no_field_takes_one(who, app, everybody, things):
    browser, taken = everybody[who], set()
    for (method, rule), it in routes(app).items():
        if method != "GET" or rule in NOT_THERE or not TABLE[method, rule] & RIGHTS[who]:
            continue
        with browser.get(address(app, it, things, who)) as answer:
            page = answer.text if answer.mimetype == "text/html" and answer.status_code == 200 else "<p>"
        for form in fromstring(page).xpath("//form[@method='post']"):
            for values in filled(form):
                sent = browser.post(form.get("action") or address(app, it, things, who), data=values)
                if sent.status_code < 400:
                    taken.add(rule)
    assert taken or who == "counsellor", "else nothing was tried but refusals"
    kept = b"".join(path.read_bytes() for path in app.config["FELTBOG_INSTANCE"].glob("feltbog.sqlite3*"))
    assert NUMBER.encode() not in kept
