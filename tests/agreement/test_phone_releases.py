"""A changed agreement is a new release for phones; a new day is none, and the files stay where they are."""

import re

from agreeing import agree

QUESTION = {"form": "observation", "code": "smell", "kind": "yes_no", "label": "Lugter her?"}
RETIRED = {
    "list": "observations.category",
    "code": "litter",
    "label": "Affald og renholdelse",
    "retired_on": "2026-05-13",
}


def release(app):
    """The release of a page, and the address of its scripts."""
    page = app.test_client().get("/form/observation")
    (files,) = set(re.findall(r"/static/([0-9a-f]{16})/", page.text))
    assert f'data-release="{page.headers["X-Feltbog-Release"]}"' in page.text
    return page.headers["X-Feltbog-Release"], files


def test_each_change_is_a_release_and_its_files_stay(app):
    before, files = release(app)
    agree(app, questions=[QUESTION])
    asked, same = release(app)
    agree(app, questions=[QUESTION], choices=[RETIRED])
    retired, again = release(app)
    assert len({before, asked, retired}) == 3
    assert files == same == again
    assert app.test_client().get(f"/static/{files}/phone/main.js").status_code == 200
    worker = app.test_client().get("/sw.js").text
    assert f'const RELEASE = "{retired}"' in worker


def test_other_words_are_a_release_and_what_no_form_says_is_none(app):
    agree(app, questions=[QUESTION])
    before = release(app)
    agree(app, questions=[QUESTION], milestones=[{"code": "later", "name": "Senere", "each_year": True}])
    assert release(app) == before
    agree(app, questions=[QUESTION | {"label": "Hvordan lugter her?"}])
    assert release(app)[0] != before[0]


def test_the_day_is_no_release(app, moment):
    """The choice is retired on the morrow; phones know that already."""
    agree(app, choices=[RETIRED])
    before = release(app)
    moment.set("2026-06-01T10:00:00+00:00")
    app.extensions.pop("release")
    assert release(app) == before
