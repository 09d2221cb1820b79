"""Fills in the forms of pages as a browser without script does."""

from conftest import PASSWORD
from lxml.html import fromstring

from app.access import people


def form_of(page):
    """The first form of what a page is about."""
    return fromstring(page.get_data(as_text=True)).xpath("//main//form")[0]


def fill(client, path, **answers):
    """Open a page, fill its form in and send it, with everything that is hidden in it."""
    return fill_again(client, client.get(path), path, **answers)


def fill_again(client, page, path, **answers):
    """Fill in the form that came back."""
    form = form_of(page)
    hidden = {name: value for name, value in form.fields.items() if value is not None}
    return client.post(form.action or path, data=hidden | answers)


def make_account(app, role="counsellor", email="anna@example.org", name="Anna", password=PASSWORD, party=None):
    """An account with a password; its id."""
    with app.app_context():
        return people.create(email, name, role, party, password).id


def who(client):
    """What the server says that this browser is; None for a stranger."""
    return client.get("/api/session").get_json()["user"]


def text(page):
    """What a page says, without its markup."""
    return " ".join(fromstring(page.get_data(as_text=True)).text_content().split())
