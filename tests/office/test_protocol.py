"""A walk on paper: everything for those who took part, nothing internal for everybody."""

import re
from functools import partial

import pytest
from lxml.html import fromstring
from pages import hidden, post, text, words_of
from site_planning import put_up

from app.access import Person
from app.web.office.protocol import quoted

PARTY = Person("a0000000-0000-4000-8000-000000000003", "Bent fra driften", "party", party="housing_technical")


@pytest.fixture
def walk(make_walk):
    return make_walk(parties=["police"], meeting_place="Beboerhuset", group_leader="Grethe", participants=18)


@pytest.fixture
def observe(observe, walk):
    """Of the walk."""
    return partial(observe, walk=walk.id)


def sheet(leader, walk, which="protocol"):
    """The sheet of paper alone: its words, and its element."""
    answer = leader.get(f"/office/walks/{walk.id}/{which}")
    assert answer.status_code == 200
    [article] = fromstring(answer.text).xpath("//article[@class='paper sheet']")
    return words_of(article), article


def test_who_does_what_by_when(leader, walk, observe, change):
    first = observe(10, place="Trappen", description="Løst trin", suggestion="En rampe")
    change(first, party="housing_technical", priority="urgent", deadline="2026-06-01", state="planned")
    said, article = sheet(leader, walk)
    [row] = article.xpath(".//tbody/tr")
    assert [words_of(cell) for cell in row] == [
        "1punkt 1",
        "Trappen BelysningLøst trinForslag: En rampe",
        "Boligselskabets tekniske afdeling",
        "Haster01.06.2026",
        "Planlagt",
    ]
    assert "Parter til stedeNordjyllands Politi, nærpolitiet" in said


def test_good_places_stand_before_faults_and_what_is_impossible_has_its_reason(leader, walk, observe, change):
    observe(10, kind="good", place="Legepladsen")
    observe(20, place="Trappen")
    third = observe(30, place="Kælderen")
    change(third, state="not_possible", party="housing_admin", reason="Loftet bærer ikke et spejl")
    said, article = sheet(leader, walk)
    assert [each.text for each in article.xpath(".//h3")] == [
        "Gode steder, som skal bevares",
        "Det skal forbedres",
        "Det kan ikke lade sig gøre",
        "Sådan læses tilstanden",
    ]
    assert "3 Kælderen. Boligselskabets administration: Loftet bærer ikke et spejl" in said
    assert len(article.xpath(".//tbody/tr")) == 1


def test_a_duplicate_is_named_with_what_it_is_a_duplicate_of(leader, walk, observe, change):
    first, second = observe(10), observe(20)
    change(first, priority="soon")
    change(second, state="duplicate", duplicate_of=1)
    for which in ("protocol", "public"):
        assert "Nr. 2 er samme sag som nr. 1." in sheet(leader, walk, which)[0]


def test_the_plan_has_the_numbers_of_the_list(app, leader, walk, observe):
    with app.app_context():
        plan = put_up((0.1, 0.1), (0.9, 0.9))
    observe(10, kind="good", plan={"plan": plan, "x": 0.25, "y": 0.5})
    observe(20, plan={"plan": plan, "x": 0.75, "y": 0.5})
    for which in ("protocol", "public"):
        pins = sheet(leader, walk, which)[1].xpath(".//*[contains(@class, 'plan-map')]//*[local-name()='text']")
        assert sorted(each.text for each in pins) == ["1", "2"]


def test_the_margins_name_the_walk_and_the_pages(leader, walk):
    answer = leader.get(f"/office/walks/{walk.id}/protocol")
    [style] = fromstring(answer.text).xpath("//style")
    assert 'content: "Aftenvandring 12.05.2026 · Løvvangen, afdeling 12";' in style.text
    assert 'content: "Side " counter(page) " af " counter(pages);' in style.text
    assert re.search(r"style-src 'self' 'sha256-[\w+/]+=*'", answer.headers["Content-Security-Policy"])


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("Vandring, øst", '"Vandring, øst"'),
        ('"} body { display: none', '"\\000022\\00007d body \\00007b display\\00003a none"'),
        ("</style>", '"\\00003c\\00002fstyle\\00003e"'),
        ("a\\b\nc", '"a\\00005cb\\00000ac"'),
    ],
)
def test_a_title_cannot_leave_its_margin(words, escaped):
    assert quoted(words) == escaped


def test_everybody_reads_no_word_that_the_leader_has_not_made_theirs(leader, walk, observe, change):
    observe(10, kind="good", place="Hos Hansen", description="Hansens have")
    observe(20, place="Foran Hansens dør", description="Hansen larmer", suggestion="Smid Hansen ud", observer="police")
    change(observe(30, place="Torvet"), note="Hansen har lovet det", party="housing_technical", state="planned")
    said, _article = sheet(leader, walk, "public")
    assert "Hansen" not in said
    assert "Grethe" not in said
    assert "Torvet" in said
    assert "fra politiet" not in said


def test_what_the_leader_wrote_or_took_over_is_in_it(leader, walk, observe, change):
    change(observe(10, description="Rå tekst"), problem="Lampen er gået", proposal="En ny lampe")
    second = observe(20, description="Der er mørkt", suggestion="Mere lys")
    said, _article = sheet(leader, walk, "public")
    assert "Lampen er gåetForslag: En ny lampe" in said
    assert "Rå tekst" not in said
    assert "Der er mørkt" not in said
    page = leader.get(f"/office/walks/{walk.id}/public")
    assert "1 punkt har ingen tekst, som alle må læse" in text(page)
    post(leader, f"/office/walks/{walk.id}/public/{second}", seen=hidden(page, "seen"))
    assert "Der er mørktForslag: Mere lys" in sheet(leader, walk, "public")[0]


def test_taking_over_words_that_changed_meanwhile_is_refused(leader, walk, observe, change):
    first = observe(10, description="Der er mørkt")
    change(first, priority="soon")
    answer = post(leader, f"/office/walks/{walk.id}/public/{first}", seen=0)
    assert answer.status_code == 303
    assert "Der er mørkt" not in sheet(leader, walk, "public")[0]


def test_done_planned_and_impossible_are_apart(leader, walk, observe, change):
    done, seen, ahead, never, _new = (observe(minute, place="Torvet") for minute in (10, 20, 30, 40, 50))
    change(done, party="housing_technical", state="done")
    change(seen, state="checked", checked_by="Grethe", checked_on="2026-05-11")
    change(ahead, party="police", state="in_progress", deadline="2026-06-01")
    change(never, state="not_possible", reason="Vejen er privat")
    said, article = sheet(leader, walk, "public")
    assert [each.text for each in article.xpath(".//h3")] == [
        "Det er gjort",
        "Det er der taget hånd om",
        "Det er ikke besluttet endnu",
        "Det kan ikke lade sig gøre",
    ]
    rows = [words_of(row) for row in article.xpath(".//tbody/tr")]
    assert [row[0] for row in rows] == ["1", "2", "3", "5"]
    assert "Udført, siger parten" in rows[0]
    assert "Kontrolleret på stedet" in rows[1]
    assert "11.05.2026" in rows[1]
    assert "Derfor: Vejen er privat" in said
    assert "Grethe" not in said


def test_a_partys_remark_and_photos_stay_inside(leader, walk, observe, change):
    first = observe(10, place="Torvet")
    change(first, party="housing_technical")
    change(first, person=PARTY, note="Spørg Bent", state="in_progress")
    said, article = sheet(leader, walk, "public")
    assert "Bent" not in said
    assert not article.xpath(".//img")


def test_a_walk_that_is_not_there(leader):
    for which in ("protocol", "public", "meeting"):
        assert leader.get(f"/office/walks/nothing/{which}").status_code == 404
