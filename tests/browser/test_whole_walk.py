"""A whole walk: three phones without a network, an evening's points, a meeting, an answer, and the next walk that looks again."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import picturing
import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Page, expect
from sqlalchemy import select

from app import agreement, follow_up, photos
from app.access import people
from app.base import clock, db
from app.store import FollowUp, FollowUpObservation, Photo, Walk

from .engine import eventually
from .server import Server
from .test_main_job import cells, sign_in
from .test_photos import KEPT_NOW
from .walking import WalkersPhone, walkers_phones

HERE = {"latitude": 57.0721, "longitude": 9.9213, "accuracy": 8}
DESK = {"viewport": {"width": 1280, "height": 800}}
TAKER = "housing_technical"
# What is recorded without a finger on the glass, by each of the phones: kind, category, place, how many photos.
SEEN = [
    ("improve", "lighting", "Stien ved vaskeriet", 2),
    ("improve", "litter", "Containerpladsen", 1),
    ("good", "gathering", "Legepladsen", 1),
    ("improve", "paths", "Trappen ved blok 7", 2),
    ("improve", "planting", "Stien ved skolen", 1),
    ("improve", "traffic", "Parkeringspladsen", 1),
    ("good", "planting", "Haven ved Beboerhuset", 2),
    ("improve", "entrances", "Blok 12", 1),
    ("improve", "vandalism", "Torvet", 1),
]

# Both photos of the draft lie on the phone.
LIES_HERE = f"""async () => {{
    const {{ drafts, photos }} = await ({KEPT_NOW})();
    const listed = drafts.flatMap((draft) => draft.photos ?? []);
    return listed.length === 2 && listed.every((one) => photos.some(({{ id }}) => id === one.id));
}}"""


@pytest.fixture
def phones(browser_type: BrowserType, own_server: Server, tmp_path: Path) -> Iterator[list[WalkersPhone]]:
    """Three walkers' phones that know where they are."""
    with walkers_phones(browser_type, own_server, tmp_path, 3, geolocation=HERE) as phones:
        yield phones


def picture(chance: random.Random) -> bytes:
    """A photo as a phone's camera writes it, with where it was taken: no two are alike."""
    image = Image.effect_noise((32, 24), 60).resize((400, 300)).convert("RGB")
    image.paste(tuple(chance.randrange(256) for _ in range(3)), (0, 0, 200, 150))
    return picturing.file(image, exif=picturing.exif())


def captured(number: int, chance: random.Random) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    """The observations of one phone; the third has one photo more."""
    for index, (kind, category, place, count) in enumerate(SEEN):
        # Each phone goes its own way, but for the dark path that all of them notice.
        is_common = category == "lighting"
        position = HERE if is_common else HERE | {"latitude": round(57.08 + number / 50 + index / 1000, 4)}
        answers = {"kind": kind, "category": category, "feeling": "neutral", "position": position}
        answers["place"] = place if is_common else f"{place}, {number + 1}"
        extra = number == 2 and category == "litter"
        yield answers, [picture(chance) for _ in range(count + extra)]


def begin(page: Page, category: str) -> None:
    """Fill in a form by hand, as far as the photos."""
    page.goto("/form/observation")
    expect(page.get_by_text("Position fundet")).to_be_visible()
    page.check("[name=kind][value=improve]")
    page.check(f"[name=category][value={category}]")


def save(page: Page) -> None:
    page.get_by_role("button", name="Gem observation").click()
    expect(page.get_by_role("heading", name="Gemt på telefonen")).to_be_visible()


def go_on(page: Page) -> None:
    """With what was begun, after the app was opened anew."""
    page.goto("/")
    page.get_by_role("link", name="Fortsæt").click()
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()


@pytest.mark.long
def test_a_whole_walk(own_server: Server, phones: list[WalkersPhone], browser: Browser, tmp_path: Path) -> None:
    chance = random.Random(20171120)
    walk = own_server.add_walk()
    first, second, third = phones
    for number, phone in enumerate(phones):
        phone.join(walk.code.shown)
        phone.capture(clock.now() - timedelta(minutes=60 - 15 * number), *captured(number, chance))

    # The browser is killed while two photos are being made ready.
    files = [tmp_path / f"{number}.jpg" for number in range(2)]
    for file in files:
        file.write_bytes(picture(chance))
    begin(first.page, "buildings")
    first.page.set_input_files("[name=photos]", files)
    eventually(first.page, LIES_HERE)
    first.kill()
    go_on(first.page)
    expect(first.page.locator("[name=category][value=buildings]")).to_be_checked()
    expect(first.page.locator("[data-photo] img:visible")).to_have_count(2)
    save(first.page)

    # The camera takes the memory, and the photo is taken again.
    begin(second.page, "signage")
    with second.page.expect_file_chooser():
        second.page.click("[data-action=take]")
    second.kill()
    go_on(second.page)
    expect(second.page.locator("[name=category][value=signage]")).to_be_checked()
    second.page.set_input_files("[name=photos]", files[0])
    expect(second.page.locator("[data-photo] img:visible")).to_have_count(1)
    save(second.page)

    begin(third.page, "unrest")
    save(third.page)
    for phone in phones:
        phone.page.goto("/queue")
        expect(phone.page.locator("#status")).to_have_attribute("data-waiting", "10")

    sent: dict[str, str] = {}
    for phone in phones:
        sent |= phone.send_everything(chance)
    check_what_arrived(own_server, walk, sent)

    desk = office(browser, own_server, *own_server.account("leader"))
    put_together(desk, walk)
    agree(desk, walk)
    party = office(browser, own_server, *party_account(own_server))
    answer(party, files[1])
    following = own_server.add_walk(clock.today() + timedelta(days=1))
    look_again(third, following, files[0])
    confirm(desk, walk)
    check_follow_up(own_server, walk)
    check_paper(desk, walk)
    check_workbook(desk, own_server, walk)
    for page in (desk, party):
        page.context.close()


def check_what_arrived(server: Server, walk: Walk, sent: dict[str, str]) -> None:
    """Thirty observations, and forty photos as they were sent, which say nothing but what they show."""
    rows = [row for row in server.records("observation") if row["walk"] == walk.id]
    assert len(rows) == 30
    with server.app.app_context():
        kept = db.session.execute(select(Photo.id, Photo.sha256, Photo.picture, Photo.thumbnail)).all()
        belonging = photos.of("observation", [row["id"] for row in rows])
    assert len(kept) == 40
    assert {id: digest for id, digest, _picture, _small in kept} == sent
    assert sorted(id for ids in belonging.values() for id in ids) == sorted(sent)
    for _id, _digest, whole, small in kept:
        for body in (whole, small):
            assert picturing.SECRET not in body
            assert not Image.open(BytesIO(body)).getexif()


def office(browser: Browser, server: Server, email: str, password: str) -> Page:
    """A desk where somebody has signed in."""
    page = browser.new_context(base_url=server.url, **DESK).new_page()
    sign_in(page, email, password)
    return page


def party_account(server: Server) -> tuple[str, str]:
    """Somebody of the caretakers."""
    email, password = "vicevaert@example.org", "lygtepæl-og-havehæk"
    with server.app.app_context():
        people.create(email, "Viceværten", "party", TAKER, password)
    return email, password


def put_together(desk: Page, walk: Walk) -> None:
    """Everything is on the walk's page, and the path that three noticed is one matter."""
    desk.goto(f"/office/walks/{walk.id}")
    expect(desk.get_by_text("30 observationer fra 3 telefoner")).to_be_visible()
    expect(desk.get_by_role("heading", name="Er det samme sag?")).to_be_visible()
    expect(desk.locator(".side-by-side > li")).to_have_count(3)
    desk.get_by_role("button", name="Samme sag, saml dem").click()
    expect(desk.get_by_text("er nu én sag.")).to_be_visible()
    expect(desk.get_by_text("Samme sag: 3 observationer")).to_be_visible()
    desk.get_by_role("button", name="Luk vandringen").click()
    expect(desk.get_by_text("Lukket").first).to_be_visible()


def agree(desk: Page, walk: Walk) -> None:
    """The closing meeting, by keyboard: two matters go to the caretakers, one cannot be done."""
    desk.goto(f"/office/walks/{walk.id}/meeting")
    for keys in (["2", "h", "2", "j"], ["2", "s", "4"]):
        desk.wait_for_selector("body[data-ready]")
        desk.keyboard.press("p")
        expect(desk.locator("#parties")).to_be_visible()
        for key in keys:
            desk.locator("[data-status]").evaluate("element => { element.textContent = '' }")
            desk.keyboard.press(key)
            expect(desk.locator("[data-status]")).to_contain_text("Gemt kl")
        before = desk.url
        desk.keyboard.press("ArrowRight")
        desk.wait_for_url(lambda url, before=before: url != before)
    desk.wait_for_selector("body[data-ready]")
    desk.keyboard.press("i")
    desk.keyboard.type("Trappen bliver revet ned")
    desk.keyboard.press("Escape")
    expect(desk.locator("[data-status]")).to_contain_text("Gemt kl")


def answer(party: Page, photo: Path) -> None:
    """The caretakers see their two points and nothing else, and say that one is done."""
    party.goto("/office/follow-up")
    expect(party.locator("tbody tr")).to_have_count(2)
    expect(party.locator("body")).not_to_contain_text("beboer")
    party.get_by_role("link", name="Belysning").click()
    party.get_by_label("Hvor langt er I?").select_option("done")
    party.get_by_label("Jeres svar").fill("Vi har skiftet tre pærer")
    party.get_by_label("Foto af det færdige arbejde").set_input_files(photo)
    party.get_by_role("button", name="Send svaret").click()
    expect(party.locator(".facts.point")).to_contain_text("Udført")


def look_again(phone: WalkersPhone, walk: Walk, photo: Path) -> None:
    """The next walk takes the points along, and sees what has become of them without a network."""
    phone.context.set_offline(False)
    phone.page.goto("/join")
    phone.page.fill("[name=code]", walk.code.shown)
    phone.page.locator("form:has([name=code]) [type=submit]").click()
    phone.page.wait_for_url("**/")
    phone.page.goto(f"/points?walk={walk.id}")
    path = phone.page.locator("[data-point]", has_text="Stien ved vaskeriet")
    litter = phone.page.locator("[data-point]", has_text="Containerpladsen, 1")
    expect(path).to_have_count(1)
    phone.context.set_offline(True)
    path.get_by_role("button", name="Bedre").click()
    litter.get_by_role("button", name="Værre").click()
    expect(litter).to_contain_text("Gemt på telefonen")
    litter.get_by_role("link", name="Foto eller bemærkning").click()
    phone.page.set_input_files("[name=photos]", photo)
    expect(phone.page.locator("[data-photo] img:visible")).to_have_count(1)
    phone.page.get_by_role("button", name="Gem svar").click()
    expect(phone.page.get_by_role("heading", name="Gemt på telefonen")).to_be_visible()
    phone.context.set_offline(False)
    phone.page.goto("/queue")
    expect(phone.page.locator("#status")).to_have_attribute("data-waiting", "0")


def confirm(desk: Page, walk: Walk) -> None:
    """What the party calls done and a walker found better, the leader confirms as seen."""
    desk.goto(f"/office/follow-up?walk={walk.id}&show=done")
    desk.get_by_role("link", name="Belysning").click()
    expect(desk.locator("main")).to_contain_text("Vi har skiftet tre pærer")
    expect(desk.locator("main")).to_contain_text("Bedre")
    desk.get_by_label("Ny tilstand").select_option("checked")
    desk.get_by_label("Hvem så det?").fill("Deltagerne på den næste vandring")
    desk.get_by_label("Hvornår?").fill(clock.today().isoformat())
    desk.get_by_role("button", name="Gem ny tilstand").click()
    expect(desk.locator("main")).to_contain_text("Kontrolleret på stedet")


def check_follow_up(server: Server, walk: Walk) -> None:
    """What became of the points, in the database."""
    with server.app.test_request_context():
        points = follow_up.points(walk_id=walk.id)
        at = {point.observations[0].place: point for point in points}
        path, litter = at["Stien ved vaskeriet"], at["Containerpladsen, 1"]
        (recheck,) = [entry for entry in follow_up.history(litter.id) if entry.action == "rechecked"]
        (stairs,) = [point for point in points if point.state == "not_possible"]
    assert len(points) == 22
    assert (len(path.observations), path.state, path.party, path.rechecked.words) == (3, "checked", TAKER, "Bedre")
    assert (litter.state, litter.priority, litter.rechecked.words) == ("new", "soon", "Værre")
    assert litter.deadline == clock.today() + timedelta(weeks=4)
    assert len(recheck.photo_ids) == 1
    assert stairs.reason == "Trappen bliver revet ned"


def check_paper(desk: Page, walk: Walk) -> None:
    """The protocol fits on paper."""
    desk.goto(f"/office/walks/{walk.id}/protocol")
    expect(desk.locator("main")).to_contain_text("Trappen bliver revet ned")
    paper = desk.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") > 1


def check_workbook(desk: Page, server: Server, walk: Walk) -> None:
    """The sheet says of every point what the database says, and of each only once."""
    answer = desk.request.get(f"/office/workbook/{walk.date.year}.xlsx")
    assert answer.ok
    names = ("Id", "Nr.", "Tilstand", "Part", "Frist", "Begrundelse", "Set af", "Observationer")
    rows = [tuple(row[name] for name in names) for row in cells(load_workbook(BytesIO(answer.body())), "Opfølgning")]
    with server.app.test_request_context():
        parties = agreement.current().parties
        places = Counter(db.session.scalars(select(FollowUpObservation.follow_up_id)))
        begun = [
            (
                row.id,
                row.number,
                str(follow_up.STATES[row.state].label),
                parties.get(row.party or ""),
                row.deadline and datetime.combine(row.deadline, time()),
                row.reason,
                row.checked_by,
                places[row.id],
            )
            for row in db.session.scalars(select(FollowUp))
        ]
        known = set(db.session.scalars(select(FollowUpObservation.observation_id)))
        seen = server.records("observation")
    loose = [
        (row["id"], None, "Ny", None, None, None, None, 1)
        for row in seen
        if row["kind"] == "improve" and row["id"] not in known
    ]
    assert sorted(rows) == sorted(begun + loose)
    assert len(begun) == 3
    assert len(loose) == 19
