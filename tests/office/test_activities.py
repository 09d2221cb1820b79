"""The leader makes walks and events, changes, closes and cancels them, and sees what has arrived."""

from datetime import date, time, timedelta

import pytest
from conftest import TODAY
from flask import render_template
from lxml.html import fromstring
from pages import post, text, words_of
from sending import send, statuses, submission
from sqlalchemy.orm import selectinload

from app.base import db
from app.definitions import EventFields, WalkFields
from app.questions import Text
from app.store import Event, Walk
from app.web.office import activities, activity_forms

WALK = {"title": "Aftenvandring", "date": "2026-05-20", "start": "16:30", "end": "18:30"}
EVENT = {"title": "Kulturfest", "kind": "kulturfest", "date": "2026-05-20"}
OTHER_PHONE = "d0000000-0000-4000-8000-000000000002"


@pytest.fixture
def read(app):
    """What is stored of the only walk or event."""

    def find(model):
        with app.app_context():
            return db.session.query(model).options(selectinload(model.codes)).one()

    return find


def errors(page):
    """The messages of the error summary, each with the control that it leads to."""
    tree = fromstring(page.get_data(as_text=True))
    links = tree.xpath("//*[@id='error-summary']//a")
    assert all(tree.get_element_by_id(link.get("href")[1:]) is not None for link in links)
    return [link.text_content() for link in links]


def test_a_walk_holds_what_was_said_of_it(leader, read):
    answer = post(
        leader, "/office/walks/new",
        **WALK, meeting_place=" Beboerhuset ", light="dark", weather="6 °C, tørt", participants="18",
        group_leader="Helhedsplanen", parties=["police", "programme"],
    )  # fmt: skip
    walk = read(Walk)
    assert (answer.status_code, answer.location) == (303, f"/office/walks/{walk.id}")
    assert (walk.date, walk.start, walk.end) == (date(2026, 5, 20), time(16, 30), time(18, 30))
    assert (walk.meeting_place, walk.light, walk.participants) == ("Beboerhuset", "dark", 18)
    assert walk.parties == ("police", "programme")
    page = text(leader.get(answer.location))
    for words in ("ons. 20. maj 2026", "16.30–18.30", "Mørkt, 6 °C, tørt", "18", "Nordjyllands Politi, nærpolitiet"):
        assert words in page
    assert f"{walk.code.code[:4]}-{walk.code.code[4:]}" in page


def test_an_event_holds_what_was_said_of_it(leader, read, make_user):
    host = make_user("host")
    post(
        leader,
        "/office/events/new",
        **EVENT,
        place="Torvet",
        doors=" Nord \n\nSyd\n",
        counts_for=["tryghed/A3c"],
        host_id=host,
    )
    event = read(Event)
    assert (event.kind, event.place, event.door_names) == ("kulturfest", "Torvet", ["Nord", "Syd"])
    assert (event.counts_for, event.host_id, event.start) == (("tryghed/A3c",), host, None)
    page = text(leader.get(f"/office/events/{event.id}"))
    assert "Kulturfest · tæller for A3c, når datoen er gået" in page
    assert "Nord · Syd" in page


def test_only_title_and_date_must_be_said(leader, read):
    post(leader, "/office/walks/new", title="Vandring", date="20. maj 2026")
    walk = read(Walk)
    assert (walk.date, walk.start, walk.meeting_place, walk.participants, walk.parties) == (
        date(2026, 5, 20),
        None,
        None,
        None,
        (),
    )


@pytest.mark.parametrize(
    ("path", "facts", "messages"),
    [
        ("walks", {"title": " ", "date": ""}, ["Skriv en titel", "Vælg datoen"]),
        ("events", {"title": "Fest", "date": "2026-05-20"}, ["Vælg, hvad det er"]),
        ("walks", WALK | {"date": "31-02-2026"}, ["Den dato findes ikke. Mente du 28.02.2026?"]),
        ("walks", WALK | {"end": "04:30"}, ["Slut skal være senere end start."]),
        ("walks", WALK | {"end": "06:30"}, ["Slut er før start. Mente du 18.30?"]),
        ("walks", WALK | {"end": "16:30"}, ["Slut skal være senere end start."]),
        ("walks", WALK | {"start": ""}, ["Skriv også, hvornår det starter."]),
        ("walks", WALK | {"start": "kl. halv fem"}, ["Skriv klokkeslættet som timer og minutter, for eksempel 16.30."]),
        ("walks", WALK | {"participants": "18,5"}, ["Skriv et helt tal fra 0 til 500."]),
        ("walks", WALK | {"participants": "-1"}, ["Skriv et helt tal fra 0 til 500."]),
        ("walks", WALK | {"light": "neon"}, ["Vælg en af mulighederne. »neon« findes ikke."]),
        ("walks", WALK | {"parties": ["police", "mafia"]}, ["Vælg en af mulighederne. »mafia« findes ikke."]),
        ("walks", WALK | {"title": "x" * 121}, ["Skriv højst 120 tegn. Der er 121."]),
        ("walks", WALK | {"group_leader": "Ole 010190-1234"}, ["Her står et CPR-nummer. Fjern det, og gem igen."]),
        ("events", EVENT | {"kind": "rave"}, ["Vælg en af mulighederne. »rave« findes ikke."]),
        ("events", EVENT | {"host_id": "nobody"}, ["»Vært« findes ikke. Vælg den rigtige."]),
        ("events", EVENT | {"counts_for": ["M1"]}, ["Vælg en af mulighederne. »M1« findes ikke."]),
        ("events", EVENT | {"doors": "Nord\nnord"}, ["Indgangen »nord« står to gange. Giv dem hver sit navn, eller slet den ene."]),
        ("events", EVENT | {"doors": "x" * 41}, ["En indgang må højst have 40 tegn. Kort »xxxxxxxxxxxx …« af."]),
        ("events", EVENT | {"doors": "\n".join(map(str, range(21)))}, ["Skriv højst 20 indgange. Der er 21."]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_control_and_nothing_is_lost(leader, app, path, facts, messages):
    page = post(leader, f"/office/{path}/new", **facts)
    assert page.status_code == 422
    assert "Fejl:" in fromstring(page.text).findtext(".//title")
    assert errors(page) == messages
    form = fromstring(page.text).xpath("//main//form")[0]
    for name, value in facts.items():
        if isinstance(value, str) and name in form.fields and name not in {"light", "kind", "host_id", "doors"}:
            assert form.fields[name] in {value, value.strip()}
    with app.app_context():
        assert db.session.query(Walk).count() + db.session.query(Event).count() == 0


def test_a_title_is_text_whatever_it_says(leader, read):
    post(leader, "/office/walks/new", title="<script>alert(1)</script> & =1+1\x00", date="2026-05-20")
    assert read(Walk).title == "<script>alert(1)</script> & =1+1"
    page = leader.get(f"/office/walks/{read(Walk).id}")
    assert "<script>alert" not in page.text


def test_editing_changes_what_was_said_and_takes_away_what_was_emptied(leader, read):
    post(leader, "/office/walks/new", **WALK, weather="regn", parties=["police"])
    walk = read(Walk)
    form = fromstring(leader.get(f"/office/walks/{walk.id}/edit").text).xpath("//main//form")[0]
    assert (form.fields["date"], form.fields["start"], form.fields["weather"]) == ("2026-05-20", "16:30", "regn")
    answer = post(leader, form.action, title="Ny titel", date="21-05-2026")
    assert answer.status_code == 303
    changed = read(Walk)
    assert (changed.title, changed.date, changed.start, changed.weather, changed.parties) == (
        "Ny titel",
        date(2026, 5, 21),
        None,
        None,
        (),
    )
    assert changed.code.code == walk.code.code


@pytest.mark.parametrize(
    ("model", "fields", "kind"), [(Walk, WalkFields, activities.WALK), (Event, EventFields, activities.EVENT)]
)
def test_a_new_question_is_in_the_form_and_on_the_page(app, leader, walk, event, monkeypatch, model, fields, kind):
    dogs = Text("Hunde", most=20, help="Løse og i snor.")
    dogs.name = "dogs"
    monkeypatch.setitem(fields.questions, "dogs", dogs)
    monkeypatch.setattr(model, "dogs", "To", raising=False)
    at_a_desk = {name: None for name, question in fields.questions.items() if question.kind != "moment"}
    form = type("Trial", (activity_forms.GatheringForm,), {}, asks=fields, labels=at_a_desk)
    with app.test_request_context():
        drawn = fromstring(render_template("office/gathering_form.html", kind=kind, form=form(), gathering=None))
    label = drawn.xpath("//label[@for='dogs']")[0]
    assert words_of(label.getparent()) == "Hunde (kan springes over) Løse og i snor."
    page = fromstring(leader.get(f"/office/{kind.plural}/{(walk if model is Walk else event).id}").text)
    shown = {words_of(fact[0]): words_of(fact[1]) for fact in page.xpath("//dl[contains(@class, 'facts')]/div")}
    assert shown["Hunde"] == "To"


def test_cancelling_asks_first_and_can_be_taken_back(leader, walk):
    question = leader.get(f"/office/walks/{walk.id}/cancel")
    assert "Aflys »Aftenvandring«?" in text(question)
    assert "Aflyst" not in text(leader.get(f"/office/walks/{walk.id}"))
    post(leader, f"/office/walks/{walk.id}/cancel")
    assert "Aflyst 12. maj 2026. Tæller ikke med" in text(leader.get(f"/office/walks/{walk.id}"))
    assert "Aflyst" in text(leader.get("/office/walks"))
    assert leader.get("/api/reference").get_json()["walks"] == []
    post(leader, f"/office/walks/{walk.id}/uncancel")
    assert "Aflyst" not in text(leader.get("/office/walks"))
    assert len(leader.get("/api/reference").get_json()["walks"]) == 1


def test_closing_only_takes_it_from_what_can_be_chosen(leader, event, joined):
    phone = joined(event)
    post(leader, f"/office/events/{event.id}/close")
    assert "Lukket 12. maj 2026." in text(leader.get(f"/office/events/{event.id}"))
    assert phone.get("/api/reference").get_json()["events"] == []
    assert statuses(send(phone, submission("attendance"))) == ["stored"]
    post(leader, f"/office/events/{event.id}/reopen")
    assert len(phone.get("/api/reference").get_json()["events"]) == 1


def test_a_new_code_asks_first_and_shuts_the_old_one(leader, client, walk):
    old = walk.code.shown
    assert f"Koden {old} holder op med at virke" in text(leader.get(f"/office/walks/{walk.id}/code"))
    answer = post(leader, f"/office/walks/{walk.id}/code")
    page = text(leader.get(answer.location))
    assert "Den nye kode er" in page
    assert old not in page
    assert post(client, "/join", code=old).status_code == 404


def test_an_events_page_sums_its_phones_and_counts_countries_once(leader, make_event):
    event = make_event(doors="Nord\nSyd", counts_for=("tryghed/A3c",))
    to = {"event": event.id}
    send(
        leader,
        submission("attendance", to | {"door": "Nord", "adults": 3, "children": 5, "countries": ["DK", "SO", "XK"]}),
    )
    send(
        leader,
        submission("attendance", to | {"door": "Syd", "adults": 4, "youth": 2, "children": 0, "volunteers": 1, "countries": ["DK", "SY"]}),
        device=OTHER_PHONE,
    )  # fmt: skip
    page = leader.get(f"/office/events/{event.id}")
    figures = [words_of(item) for item in fromstring(page.text).xpath("//ul[@class='figures']/li")]
    assert figures == [
        "Gæster i alt14fra 2 telefoner", "Voksne7", "Unge2", "Børn5", "Frivillige1", "Antal lande4",
    ]  # fmt: skip
    rows = [words_of(row) for row in fromstring(page.text).xpath(".//tbody/tr")]
    assert rows[0].startswith("Nord Telefon 1 3 – 5 – 3")
    assert rows[1].startswith("Syd Telefon 2 4 2 0 1 2")
    assert rows[2].startswith("I alt 7 2 5 1 4")


def test_an_event_says_whether_it_is_documented_for_what_counts_in_its_year(leader, make_event):
    event = make_event(date=date(2017, 5, 5), counts_for=("tryghed/A3c",))
    said = {"event": event.id, "door": "", "adults": 3, "countries": ["DK", "SO"]}
    assert statuses(send(leader, submission("attendance", said, captured_at="2017-05-05T18:00:00+02:00"))) == ["stored"]
    page = text(leader.get(f"/office/events/{event.id}"))
    assert "Ikke dokumenteret A3c: mindst 5" in page[page.index("Antal lande") :]


def test_two_phones_at_one_door_are_pointed_out(leader, make_event):
    event = make_event(doors="Nord")
    for device in (None, OTHER_PHONE):
        tally = submission("attendance", {"event": event.id, "door": "Nord"})
        send(leader, tally, **({"device": device} if device else {}))
    assert "Flere telefoner har talt ved »Nord«." in text(leader.get(f"/office/events/{event.id}"))


def test_what_was_withdrawn_is_in_no_count(leader, walk):
    sent = submission(answers={"walk": walk.id})
    send(leader, sent, submission(answers={"walk": walk.id, "kind": "good"}))
    post(leader, f"/office/records/observation/{sent['id']}/withdraw", reason="Prøve")
    page = fromstring(leader.get(f"/office/walks/{walk.id}").text)
    chips = [words_of(each) for each in page.xpath("//ul[@class='filters']//a")]
    assert chips == ["Alle 1", "Skal forbedres 0", "Gode steder 1"]


def test_a_walk_says_which_of_its_phones_still_hold_records(leader, make_walk, joined):
    walk, other = make_walk(), make_walk("En anden")
    send(joined(walk), submission(), pending=4)
    assert "En telefon har 4 registreringer, som ikke er sendt." in text(leader.get(f"/office/walks/{walk.id}"))
    assert "ikke er sendt." not in text(leader.get(f"/office/walks/{other.id}"))


def test_the_list_parts_what_comes_from_what_is_past_in_pages(leader, make_walk):
    make_walk("Kommende", TODAY)
    for day in range(1, 53):
        make_walk(f"Tidligere {day}", TODAY - timedelta(days=day))
    page = leader.get("/office/walks")
    tables = fromstring(page.text).xpath("//table")
    assert [len(table.xpath(".//tbody/tr")) for table in tables] == [1, 50]
    assert "Side 1 af 2" in text(page)
    assert "Tidligere 52" in text(leader.get("/office/walks?page=2"))
    assert "Tidligere 52" in text(leader.get("/office/walks?page=99"))


def test_a_host_sees_the_own_events_and_cannot_change_them(sign_in, make_user, make_event):
    own, other = make_event("Min fest", host_id=make_user("host")), make_event("En andens fest")
    host = sign_in("host")
    page = text(host.get("/office/events"))
    assert "Min fest" in page
    assert "En andens fest" not in page
    assert "Mine arrangementer" in page
    shown = host.get(f"/office/events/{own.id}")
    assert own.code.shown in shown.text
    assert "Ret oplysningerne" not in shown.text
    assert host.get(f"/office/events/{own.id}/poster").status_code == 200
    assert host.get(f"/office/events/{other.id}").status_code == 403
    assert host.get(f"/office/events/{other.id}/poster").status_code == 403
    assert host.get(f"/office/events/{own.id}/edit").status_code == 403
    assert post(host, f"/office/events/{own.id}/cancel").status_code == 403


@pytest.mark.parametrize("page", ["", "/edit", "/poster", "/cancel", "/code"])
def test_what_does_not_exist_is_a_404(leader, page):
    assert leader.get(f"/office/walks/nothing{page}").status_code == 404
