"""Whatever form of the office or an account is sent empty: what is wrong stands at the top and leads to where it is mended."""

import pytest
from lxml.html import fromstring
from pages import token

from app import agreement
from app.base import clock

from .test_routes import TABLE, address, routes

# What no form of ours sends without: a page of its own says so.
NEVER_EMPTY = {
    "/office/paper/<form>", "/office/quarantine/<int:id>", "/office/follow-up/<id>/split", "/office/walks/<id>/split",
}  # fmt: skip
# The thing itself is not there.
NOT_THERE = {
    "/account/invitation/<token>", "/office/evaluation/<int(fixed_digits=4):year>/held", "/office/photos/<id>/show",
    "/office/plan/<id>/pins", "/office/plan/<id>/remove",
}  # fmt: skip


@pytest.fixture
def refused(app, sign_in, things):
    """The pages that say no, by their rules; each form sent by somebody who may, what erases a record last."""
    found = {}
    with app.app_context():
        year = agreement.current().years[0]
    for (method, rule), it in sorted(routes(app).items(), key=lambda each: "erase" in each[0][1]):
        if method != "POST" or rule.startswith("/api/") or rule in NEVER_EMPTY | NOT_THERE:
            continue
        who = next((role for role in ("leader", "party") if role in TABLE[method, rule]), "")
        browser = sign_in(who) if who else app.test_client()
        path = address(app, it, things, who).replace(f"/{clock.today().year}/", f"/{year}/")
        answer = browser.post(path, data={"csrf_token": token(browser)})
        if answer.status_code >= 400:
            found[rule] = answer
    return found


def faults(answer):
    """What is missing on a page that says no."""
    page = fromstring(answer.text)
    summary = page.xpath('//*[@id="error-summary"]')
    if not summary:
        return [] if page.xpath('//main//*[contains(@class, "notice")]') else ["nothing says what is wrong"]
    lost = [
        link.get("href") for link in summary[0].iterfind(".//a") if not page.xpath(f'//*[@id="{link.get("href")[1:]}"]')
    ]
    untold = [] if page.findtext(".//title").startswith("Fejl:") else ["the title does not say so"]
    return [f"{href} leads nowhere" for href in lost] + untold


def test_what_is_wrong_stands_at_the_top_and_leads_to_its_control(refused):
    assert len(refused) > 20
    assert {rule: found for rule, answer in refused.items() if (found := faults(answer))} == {}
