"""How much one guest or account may send on a day, how many may join by a code, and what the leader hears of it."""

from datetime import timedelta

import pytest
from pages import post, token
from pages import text as words
from picturing import file, scene
from sending import new_id, send, statuses, submission
from sqlalchemy import select

from app.access.quotas import MOST_PHONES
from app.base import db
from app.store import Device, Guest, Sent

SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA{}"
OTHER_DEVICE = "d0000000-0000-4000-8000-00000000000f"


@pytest.fixture
def limits(app, monkeypatch):
    """Set limits by their names without FELTBOG_."""
    return lambda **most: [monkeypatch.setitem(app.config, f"FELTBOG_{name}", number) for name, number in most.items()]


def is_full(answer):
    """Whether it was refused for the day, in words that a person understands, and for an hour at most."""
    if answer.status_code != 429:
        return False
    assert "bliver sendt i morgen" in answer.get_json()["detail"]
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600
    return True


def send_photo(phone, number):
    """A picture that is no other's."""
    body = file(scene(40, 30 + number))
    headers = {"X-CSRFToken": token(phone), "Content-Type": "image/jpeg"}
    return phone.put(f"/api/photos/{new_id()}", data=body, headers=headers)


class TestADay:
    def test_new_records_count_and_revisions_and_repeats_do_not(self, limits, joined, make_walk, rows):
        limits(RECORDS_PER_DAY=3)
        phone = joined(make_walk())
        first = submission()
        sent = [first, submission(), submission(captured_at="no time")]
        assert statuses(send(phone, *sent)) == ["stored", "stored", "quarantined"]
        assert statuses(send(phone, *sent)) == ["unchanged", "unchanged", "quarantined"]
        assert statuses(send(phone, first | {"revision": 2})) == ["updated"]
        assert is_full(send(phone, submission()))
        assert len(rows("observation")) == 2
        assert statuses(send(phone, *sent)) == ["stale", "unchanged", "quarantined"], "whose answer was lost"
        assert is_full(send(phone, submission(answers={"odd": "x" * 20_000})))

    def test_whoever_says_it_is_another_phone_or_signs_in_to_another_session_is_the_same(
        self, limits, app, make_walk, rows
    ):
        limits(RECORDS_PER_DAY=2)
        code = make_walk().code.code
        for _number in range(2):
            phone = app.test_client()
            post(phone, "/join", code=code, phone=SECRET.format("A"))
            assert statuses(send(phone, submission(), device=new_id())) == ["stored"]
        assert is_full(send(phone, submission(), device=new_id()))
        again = app.test_client()
        post(again, "/join", code=code, phone=SECRET.format("A"))
        assert is_full(send(again, submission()))

    def test_nothing_of_a_request_that_is_too_much_is_kept_and_less_of_it_is_taken(
        self, limits, joined, make_walk, rows
    ):
        limits(RECORDS_PER_DAY=3)
        phone = joined(make_walk())
        assert statuses(send(phone, submission(), submission())) == ["stored"] * 2
        assert is_full(send(phone, submission(), submission()))
        assert len(rows("observation")) == 2

    def test_tomorrow_is_another_day(self, limits, joined, make_walk, moment):
        limits(RECORDS_PER_DAY=1)
        phone = joined(make_walk())
        send(phone, submission())
        assert is_full(send(phone, submission()))
        moment.at += timedelta(days=1)
        assert statuses(send(phone, submission())) == ["stored"]

    def test_the_counts_are_kept_for_two_days_more(self, app, joined, make_walk, moment):
        phone = joined(make_walk())
        for _day in range(5):
            send(phone, submission())
            moment.at += timedelta(days=1)
        with app.app_context():
            assert len(db.session.scalars(select(Sent.day)).all()) == 3

    def test_others_go_on(self, limits, joined, make_walk):
        limits(RECORDS_PER_DAY=1)
        walk = make_walk()
        one, other = joined(walk), joined(walk)
        send(one, submission())
        assert is_full(send(one, submission()))
        assert statuses(send(other, submission())) == ["stored"]

    def test_an_account_is_limited_the_same(self, limits, sign_in):
        limits(RECORDS_PER_DAY=1)
        phone = sign_in("counsellor")
        assert statuses(send(phone, submission("contact"))) == ["stored"]
        assert is_full(send(phone, submission("contact")))

    def test_text_counts_by_its_size_also_what_waits_and_what_is_written_anew(self, limits, joined, make_walk, rows):
        limits(MEGABYTES_PER_DAY=1)
        phone = joined(make_walk())
        odd = [submission(answers={f"odd {number}": "x" * 13_000 for number in range(60)}) for _ in range(70)]
        answers = [send(phone, each) for each in odd]
        kept = sum(answer.status_code == 200 for answer in answers)
        # 16 KiB are kept of each.
        assert 63 <= kept <= 66
        assert is_full(answers[-1])

    def test_photos_have_a_limit_of_their_own_and_one_again_counts_once(self, limits, joined, make_walk):
        limits(PHOTOS_PER_DAY=2)
        phone = joined(make_walk())
        for number in range(2):
            assert send_photo(phone, number).status_code == 200
        assert is_full(send_photo(phone, 2))
        assert statuses(send(phone, submission())) == ["stored"], "records are taken all the same"

    def test_so_many_numbers_that_a_phone_gives_itself_are_enough(self, joined, make_walk, rows):
        phone = joined(make_walk())
        assert {send(phone, device=new_id()).status_code for _ in range(MOST_PHONES)} == {200}
        assert is_full(send(phone, device=new_id()))
        assert statuses(send(phone, submission(), device=rows(Device)[0].id)) == ["stored"]

    def test_the_leader_at_a_desk_is_not_limited(self, limits, sign_in, walk):
        limits(RECORDS_PER_DAY=1)
        leader = sign_in("leader")
        for _ in range(3):
            typed = {"id": new_id(), "captured_at": "2026-05-12T14:00", "kind": "good", "category": "lighting"}
            assert post(leader, "/office/paper/observation", walk=walk.id, place="Torvet", **typed).status_code == 303


class TestAtTheDoor:
    def test_so_many_join_by_a_code_in_an_hour_from_one_address(self, limits, app, make_walk, moment, rows):
        limits(GUESTS_PER_HOUR=2)
        walk, other = make_walk(), make_walk("En anden")
        phones = [app.test_client() for _ in range(3)]
        answers = [post(phone, "/join", code=walk.code.code) for phone in phones]
        assert [answer.status_code for answer in answers] == [303, 303, 429]
        assert "Usædvanligt mange har brugt koden" in words(answers[2])
        assert len(rows(Guest)) == 2
        # Those who are in go on, other codes too, and whoever comes from elsewhere.
        assert statuses(send(phones[0], submission())) == ["stored"]
        assert post(phones[0], "/join", code=walk.code.code).status_code == 303
        assert post(phones[2], "/join", code=other.code.code).status_code == 303
        elsewhere = app.test_client()
        page = {"code": walk.code.code, "csrf_token": token(elsewhere)}
        assert elsewhere.post("/join", data=page, environ_base={"REMOTE_ADDR": "192.0.2.9"}).status_code == 303
        moment.at += timedelta(hours=1, seconds=1)
        assert post(phones[2], "/join", code=walk.code.code).status_code == 303

    def test_so_many_join_on_a_day_from_anywhere(self, limits, app, make_walk):
        limits(GUESTS_PER_DAY=2)
        walk, found = make_walk(), []
        for number in range(3):
            phone = app.test_client()
            page = {"code": walk.code.code, "csrf_token": token(phone)}
            answer = phone.post("/join", data=page, environ_base={"REMOTE_ADDR": f"192.0.2.{number + 1}"})
            found.append(answer.status_code)
        assert found == [303, 303, 429]

    def test_a_phone_that_joins_by_itself_waits_and_keeps_its_code(self, limits, app, make_walk):
        limits(GUESTS_PER_DAY=1)
        code = make_walk().code.code
        first, second = app.test_client(), app.test_client()

        def join(phone, letter):
            body = {"phone": SECRET.format(letter), "codes": [code]}
            return phone.post("/api/join", json=body, headers={"X-CSRFToken": token(phone)})

        assert join(first, "A").status_code == 200
        refused = join(second, "B")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
        assert join(first, "A").get_json()["refused"] == [], "who is in stays in"


class TestTheLeaderIsTold:
    @pytest.fixture
    def leader(self, sign_in):
        return sign_in("leader")

    def test_of_a_phone_that_sends_too_much_until_it_is_shut_out(self, limits, leader, joined, make_walk, rows):
        limits(RECORDS_PER_DAY=1)
        walk = make_walk()
        page = f"/office/walks/{walk.id}"
        phone = joined(walk)
        send(phone, submission())
        assert "usædvanligt meget" not in words(leader.get("/office/")) + words(leader.get(page))
        send(phone, submission())
        assert "En kode sender usædvanligt meget" in words(leader.get("/office/"))
        shown = leader.get(page)
        assert "Én telefon har sendt så meget, som vi tager imod på en dag." in words(shown)
        (device,) = rows(Device)
        assert f'href="/office/phones/{device.id}/revoke"' in shown.text
        assert f'href="{page}/code"' in shown.text
        post(leader, f"/office/phones/{device.id}/revoke")
        assert "usædvanligt meget" not in words(leader.get("/office/")) + words(leader.get(page))
        assert is_full(send(phone, submission(), device=OTHER_DEVICE))

    def test_of_a_code_that_lets_nobody_new_in_until_there_is_another(self, limits, leader, app, make_walk, moment):
        limits(GUESTS_PER_DAY=1)
        walk = make_walk()
        for _ in range(2):
            post(app.test_client(), "/join", code=walk.code.code)
        assert "En kode sender usædvanligt meget" in words(leader.get("/office/"))
        assert "den ikke lukker nye ind i dag" in words(leader.get(f"/office/walks/{walk.id}"))
        post(leader, f"/office/walks/{walk.id}/code")
        assert "usædvanligt meget" not in words(leader.get("/office/"))

    def test_for_two_days(self, limits, leader, joined, make_walk, moment):
        limits(PHOTOS_PER_DAY=0)
        phone = joined(make_walk())
        send(phone, submission())
        assert is_full(send_photo(phone, 1))
        assert "En kode sender usædvanligt meget" in words(leader.get("/office/"))
        moment.at += timedelta(days=2, minutes=1)
        assert "usædvanligt meget" not in words(leader.get("/office/"))
