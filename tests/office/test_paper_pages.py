"""Forms that came in on paper are typed in at a desk, through the same intake as a phone's."""

from datetime import date, time

import pytest
from pages import hidden, post, text
from sending import new_id

from app.activities import scheduling
from app.store import Walk

CONTACT = {
    "date": "2026-05-12", "channel": "visit", "target_group": "self", "topics": ["letters", "heat"],
    "digital_asked": "true", "digital_outcome": "not_needed",
}  # fmt: skip
OBSERVATION = {"kind": "improve", "category": "litter", "place": "Blok 9"}


def fill(client, form, query="", **fields):
    """Open the page and send it back filled in; its response."""
    page = client.get(f"/office/paper/{form}{query}")
    assert page.status_code == 200
    given = {"id": hidden(page, "id"), "captured_at": hidden(page, "captured_at")} | fields
    return post(client, f"/office/paper/{form}", **given)


def test_an_observation_for_a_closed_walk_is_dated_when_it_began(leader, rows, make_walk, app):
    walk = make_walk(date=date(2026, 5, 5), start=time(19))
    with app.app_context():
        scheduling.close(Walk, walk.id, closed=True)
    answer = fill(leader, "observation", f"?walk={walk.id}", walk=walk.id, **OBSERVATION)
    assert answer.status_code == 303
    (row,) = rows("observation")
    assert (row["walk"], row["place"], row["device_id"]) == (walk.id, "Blok 9", None)
    assert row["captured_at"].isoformat() == "2026-05-05T17:00:00+00:00"
    assert answer.location == f"/office/records/observation/{row['id']}"


def test_a_double_click_is_one_record(leader, rows, walk):
    page = leader.get(f"/office/paper/observation?walk={walk.id}")
    fields = {"id": hidden(page, "id"), "captured_at": "2026-05-12T10:00", "walk": walk.id, **OBSERVATION}
    first, second = (post(leader, "/office/paper/observation", **fields) for _click in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(rows("observation")) == 1


def test_without_a_time_the_walks_day_is_taken(leader, rows, make_walk):
    walk = make_walk(date=date(2026, 5, 5))
    fill(leader, "observation", walk=walk.id, **OBSERVATION)
    assert rows("observation")[0]["captured_at"].date() == date(2026, 5, 5)


@pytest.mark.parametrize(
    ("captured_at", "words"),
    [
        ("", "Skriv, hvornår det var"),
        ("i går", "Skriv dato og klokkeslæt"),
        ("2026-05-12", "Skriv dato og klokkeslæt"),
        ("2026-05-13T10:00", "Tidspunktet ligger i fremtiden"),
        ("99999-05-13T10:00", "Skriv dato og klokkeslæt"),
    ],
)
def test_a_time_that_cannot_be_is_named(leader, rows, captured_at, words):
    page = fill(leader, "observation", captured_at=captured_at, **OBSERVATION)
    assert page.status_code == 422
    assert words in text(page)
    assert 'href="#q-captured_at"' in page.text
    assert rows("observation") == []


def test_far_from_the_walks_day_is_an_error_not_a_review(leader, rows, make_walk):
    walk = make_walk(date=date(2026, 5, 12))
    page = fill(leader, "observation", walk=walk.id, captured_at="2026-04-20T10:00", **OBSERVATION)
    assert page.status_code == 422
    assert "mere end 14 dage fra 12-05-2026" in text(page)
    assert rows("observation") == []


def test_what_is_missing_is_named_and_what_was_typed_stays(leader):
    page = fill(leader, "contact", **CONTACT | {"topics": [], "note": "kom igen"})
    assert page.status_code == 422
    assert "Vælg mindst ét emne" in text(page)
    assert "kom igen" in page.text


def test_a_walk_that_does_not_exist_is_named(leader, rows):
    page = fill(leader, "observation", walk=new_id(), captured_at="2026-05-12T10:00", **OBSERVATION)
    assert page.status_code == 422
    assert "»Vandring« findes ikke" in text(page)


def test_a_counsellor_types_in_a_contact_and_sees_it(counsellor, rows, make_user):
    answer = fill(counsellor, "contact", **CONTACT)
    (row,) = rows("contact")
    assert (row["user_id"], row["topics"]) == (make_user("counsellor"), ("heat", "letters"))
    assert counsellor.get(answer.location).status_code == 200


def test_a_host_types_in_a_tally_and_goes_on_with_the_next(sign_in, rows, event):
    answer = fill(
        sign_in("host"), "attendance", f"?event={event.id}", event=event.id, adults="12", countries=["DK", "SY"]
    )
    assert answer.location == f"/office/paper/attendance?event={event.id}"
    (row,) = rows("attendance")
    assert (row["adults"], set(row["countries"])) == (12, {"DK", "SY"})


def test_one_paper_after_the_other(leader, walk, rows):
    answer = fill(leader, "observation", f"?walk={walk.id}", walk=walk.id, again="1", **OBSERVATION)
    assert answer.location == f"/office/paper/observation?walk={walk.id}"
    fill(leader, "observation", f"?walk={walk.id}", walk=walk.id, **OBSERVATION)
    assert len(rows("observation")) == 2


def test_a_condition_stands_in_words_where_no_script_hides_the_question(leader):
    page = text(leader.get("/office/paper/contact"))
    assert "Svar kun her, når du har svaret »Ja« til »Har du spurgt" in page


@pytest.mark.parametrize(
    ("role", "form", "status"),
    [
        ("counsellor", "observation", 403), ("counsellor", "attendance", 403), ("host", "contact", 403),
        ("host", "observation", 403), ("party", "contact", 403), ("leader", "nonsense", 404),
    ],
)  # fmt: skip
def test_nobody_types_in_what_they_may_not_send(role, form, status, sign_in):
    assert sign_in(role).get(f"/office/paper/{form}").status_code == status


def test_an_id_that_is_none_is_refused(leader):
    assert fill(leader, "contact", id="1; drop table", **CONTACT).status_code == 400


def test_personal_numbers_are_masked_and_said_so(leader, rows):
    answer = fill(leader, "contact", **CONTACT | {"note": "010190-1234"})
    assert rows("contact")[0]["note"] == "******-****"
    assert "Et CPR-nummer er fjernet" in text(leader.get(answer.location))
