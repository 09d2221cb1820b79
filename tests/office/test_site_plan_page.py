"""The plan of the estate in the office: put up, pinned, replaced, drawn with pins."""

import picturing
import pytest
from lxml import html
from pages import post, upload, words_of
from sending import send, statuses, submission
from site_planning import drawing, known, put_up

from app.photos import site_plan
from app.web.office.site_plan_pins import Pin
from app.web.office.site_plan_pins import drawing as drawn

PAGE = "/office/plan"


def put(client, body):
    return upload(client, PAGE, "picture", body)


def post_pins(client, plan, *rows, **more):
    """Post pins as a person would: rows are (x, y, latitude, longitude) in their words."""
    fields = {
        f"pin{number}-{part}": words
        for number, row in enumerate(rows, 1)
        for part, words in zip(("x", "y", "latitude", "longitude"), row, strict=True)
    }
    return post(client, f"{PAGE}/{plan}/pins", **fields, **more)


def words(answer):
    return words_of(html.fromstring(answer.get_data(as_text=True)))


@pytest.fixture
def current(app):
    """What the current plan's pins are."""

    def ask():
        with app.app_context():
            return site_plan.current().pins

    return ask


@pytest.fixture
def plan(app):
    with app.app_context():
        return put_up()


def test_a_picture_is_put_up_and_the_one_before_is_kept(app, leader):
    assert "Sæt planen op" in words(leader.get(PAGE))
    assert put(leader, drawing(1000, 700)).status_code == 303
    assert put(leader, drawing(900, 700)).status_code == 303
    page = words(leader.get(PAGE))
    assert "Planen har ingen målestok endnu" in page
    assert "Ingen observationer peger på den" in page
    with app.app_context():
        assert site_plan.current().width == 900
        assert [before.width for before, _count in site_plan.earlier()] == [1000]


def test_a_large_scan_is_taken(app, sign_in):
    scan = picturing.file(picturing.Image.effect_noise((1400, 1400), 100).convert("RGB"), "PNG")
    assert len(scan) > 2 * 1024 * 1024
    assert put(sign_in("leader"), scan).status_code == 303
    with app.app_context():
        assert len(site_plan.current().picture) <= 600_000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Vælg et billede af planen"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ikke et billede"),
        (drawing(200, 200), "for lille"),
    ],
)
def test_what_is_no_picture_changes_nothing(app, sign_in, plan, body, said):
    answer = put(sign_in("leader"), body)
    assert answer.status_code == 422
    assert said in words(answer)
    with app.app_context():
        assert site_plan.current().id == plan


def test_pins_are_typed_as_people_write_and_paste_them(leader, plan, current):
    rows = [("0,1", "0.1", "57.0731, 9.9131", ""), ("0,9", "0,8", "57,0710° N", " 9,9190 ")]
    assert post_pins(leader, plan, *rows).status_code == 303
    assert [(pin["x"], pin["y"], pin["latitude"], pin["longitude"]) for pin in current()] == [
        (0.1, 0.1, 57.0731, 9.9131),
        (0.9, 0.8, 57.071, 9.919),
    ]
    page = words(leader.get(PAGE))
    assert "Planen har fået en målestok" in page
    assert "Fra punkt 1 til 2 er der 426 m" in page


def test_distances_are_shown_before_anything_is_kept(sign_in, plan, current):
    rows = [("0", "0", "57,0731", "9,9131"), ("1", "1", "57,0710", "9,9190")]
    answer = post_pins(sign_in("leader"), plan, *rows, **{"try": "1"})
    assert answer.status_code == 200
    assert "Punkterne er ikke gemt endnu" in words(answer)
    assert "426 m" in words(answer)
    assert current() == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("0", "0", "57,0731", "9,9131")], "Sæt mindst to punkter"),
        ([("0", "0", "57,0731", "9,9131"), ("1", "1", "57,0731", "9,9131")], "næsten den samme position"),
        ([("0", "0", "9,9131", "57,0731")], "Mente du 57,0731 og 9,9131?"),
        ([("2", "0", "57,0731", "9,9131")], "Skriv et tal fra 0 til 1"),
        ([("", "", "57,0731", "9,9131")], "Sæt punktet på planen"),
        ([("0", "0", "nord", "9,9131")], "Skriv tallet i grader"),
        ([("0", "0", "157,0731", "9,9131")], "Tallet skal være fra -90 til 90"),
        ([("0", "0", "nan", "inf")], "Skriv tallet i grader"),
    ],
)
def test_pins_that_cannot_be_right_are_not_kept(sign_in, plan, current, rows, said):
    answer = post_pins(sign_in("leader"), plan, *rows)
    assert answer.status_code == 422
    assert said in words(answer)
    page = html.fromstring(answer.get_data(as_text=True))
    # What was typed is still there.
    assert page.find('.//*[@name="pin1-longitude"]').get("value") == rows[0][3]
    assert current() == []


def test_empty_pins_take_them_away(app, sign_in):
    with app.app_context():
        plan = put_up((0, 0), (1, 1))
    assert post_pins(sign_in("leader"), plan).status_code == 303
    with app.app_context():
        assert site_plan.current().pins == []


def test_a_replaced_plan_cannot_be_pinned_any_more(app, sign_in, plan):
    with app.app_context():
        put_up()
    assert post_pins(sign_in("leader"), plan).status_code == 404


def test_a_plan_is_taken_down(app, leader, plan):
    assert post(leader, f"{PAGE}/{plan}/remove").status_code == 303
    assert leader.get("/api/reference").get_json()["plan"] is None
    assert leader.get(f"/api/plan/{plan}").status_code == 200


def test_an_observation_on_paper_can_be_pointed_out(app, leader, plan):
    page = html.fromstring(leader.get("/office/paper/observation").get_data(as_text=True))
    assert page.find('.//*[@name="plan_plan"]').get("value") == plan
    spot = {"plan": plan, "x": 0.25, "y": 0.5}
    sent = submission(answers={"place": None, "plan": spot})
    assert statuses(send(leader, sent)) == ["stored"]
    record = words(leader.get(f"/office/records/observation/{sent['id']}"))
    assert "25 % fra venstre, 50 % fra toppen" in record


def test_pins_make_room_for_each_other_and_keep_their_number(app):
    with app.test_request_context():
        plan = site_plan.get(put_up())
        pins = [Pin(number, "improve", 0.5, 0.5, "Stien") for number in range(1, 9)]
        found = drawn(plan, pins)
    spots = [each.at for each in found.pins]
    for one in range(len(spots)):
        for other in range(one):
            (x, y), (a, b) = spots[one], spots[other]
            assert (x - a) ** 2 + (y - b) ** 2 > (1.9 * found.radius) ** 2
    assert [each.pin.number for each in found.pins] == list(range(1, 9))
    assert found.seen == (0, 0, 1000, 750)


def test_the_drawing_tells_the_shapes_apart_and_leads_to_the_list(app, sign_in):
    with app.test_request_context():
        plan = site_plan.get(put_up())
        pins = [Pin(1, "improve", 0.2, 0.2, "Mørk sti", "#o1"), Pin(2, "good", 0.98, 0.5, "Bænk", "#o2")]
        macro = app.jinja_env.get_template("office/plan_map.html").module
        whole = html.fromstring(str(macro.plan_map(plan, pins)))
        near = html.fromstring(str(macro.plan_map(plan, pins, focus=2)))
    first, second = sorted(whole.iterfind(".//a"), key=lambda link: link.get("href"))
    assert (first.get("href"), first.find("circle") is not None, first.find("title").text) == (
        "#o1",
        True,
        "Nr. 1: Mørk sti",
    )
    assert second.find("rect") is not None
    # Near one pin the others are dots; nothing beyond the picture's edge is seen.
    assert [link.get("href") for link in near.iterfind(".//a")] == ["#o2"]
    left, _top, wide, _high = map(float, near.get("viewbox").split())
    assert left + wide <= 1000
    assert known(0, 0)["x"] == 0
