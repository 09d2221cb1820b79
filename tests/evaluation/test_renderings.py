"""Page, workbook, text and JSON are renderings of the one report: every figure of every criterion is the same in all."""

import json
import re
from datetime import date
from io import BytesIO
from itertools import accumulate

import pytest
from accounts import LEADER, enter
from lxml import html
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from app import evaluation, workbook
from app.base.numbers import shown
from app.cli.common import OPERATOR
from app.evaluation import reported

from .conftest import PLAIN

FIVE = ("DK", "SO", "TR", "SY", "XK")
DAYS = ["2017-11-20", "2018-06-01"]
# What has nothing to count beside its figure, or says it in other words: a gap, a yes, hours.


@pytest.fixture
def year(estate, make_user):
    """A year in which every kind of state and of number comes up; a browser of the leader's."""
    estate.figures(safety_basic_estate="85,25", safety_basic_city="89,4", safety_perceived_city="66,5", on="2017-11-02")
    estate.figures(evictions="3", residents="2262", eviction_level="0,13", bike_patrol_hours="187,5", on="2017-11-02")
    estate.figures(water_bills_over_1000="42", club_visits="0")
    estate.milestone("dialogue_forum", "2017-03-14")
    estate.milestone("volunteer_group", "2017-05-22", "")
    estate.milestone("evaluation", "2017-12-12", "", decision="fortsætter")
    estate.walk("2017-02-01")
    estate.event("2017-11-20", "A1b")
    for month, named in ((3, FIVE), (9, FIVE[:4]), (12, FIVE)):
        estate.tally(estate.event(f"2017-{month:02}-07", "A3c", title=f"Fest {month}"), *named)
    estate.contacts(25, "2017-03-01", referrals=["programme"])
    estate.contacts(5, "2017-12-01", referrals=["other"], digital_outcome="open")
    estate.contacts(1, **PLAIN)
    estate.hours("1.25")
    reported.comments.write("A2d", 2017, "Vi har henvist færre.", person=LEADER)
    return make_user("leader")


@pytest.fixture(params=DAYS)
def report(request, estate, moment, year):
    moment.set(f"{request.param}T11:00:00+00:00")
    return evaluation.evaluate(2017, date.fromisoformat(request.param))


def flat(text):
    """Words with one space between them."""
    return " ".join(str(text).split())


@pytest.fixture
def ledger(app, year, report):
    """The ledger: criterion → figure, unit, target, state, provisional, everything that is said."""

    def row(cells):
        figure, state = cells[2], cells[4]
        return {
            "what": flat(cells[0].text_content()),
            "aim": flat(cells[1].text_content()),
            "shown": flat(figure.findtext("strong")),
            "state": flat(state.find("span").text_content()),
            "provisional": state.find("em") is not None,
            "how": flat(cells[3].text_content()),
        }

    tree = html.fromstring(enter(app, year).get("/office/evaluation/2017").get_data(as_text=True))
    rows = tree.xpath("//table[contains(@class, 'criteria')]//tr[td]")
    return {flat(each.findtext("th")): row(each.findall("td")) for each in rows}


@pytest.fixture
def sheet(report):
    made = BytesIO()
    workbook.write(made, 2017, workbook.sheets_of(2017, OPERATOR))
    page = load_workbook(made)["Succeskriterier"]
    (table,) = page.tables.values()
    left, top, right, bottom = range_boundaries(table.ref)
    header, *rows = ([cell.value for cell in row] for row in page.iter_rows(top, bottom, left, right))
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


@pytest.fixture
def printed(app, report):
    """The text of the command: criterion → its lines."""
    command = ["report", "--year", "2017", "--as-of", report.as_of.isoformat()]
    text = app.test_cli_runner().invoke(args=command).stdout
    found = re.findall(r"^  (\w+) +(.+)\n +(.+)\n((?: {7}.+\n)*)", text.partition("Også aftalt")[0], re.MULTILINE)
    return {id: {"what": what, "line": line, "reading": flat(reading)} for id, what, line, reading in found}


@pytest.fixture
def listed(app, report):
    command = ["report", "--year", "2017", "--as-of", report.as_of.isoformat(), "--json"]
    return {each["id"]: each for each in json.loads(app.test_cli_runner().invoke(args=command).stdout)["criteria"]}


def close(value):
    """The nearest number that a file holds."""
    return None if value is None else pytest.approx(float(value), abs=1e-12)


def test_they_agree_figure_by_figure(report, ledger, sheet, printed, listed):
    ids = [finding.id for finding in report.findings]
    assert list(ledger) == list(sheet) == list(printed) == list(listed) == ids
    for finding in report.findings:
        on_page, row, text, member = (each[finding.id] for each in (ledger, sheet, printed, listed))
        criterion = finding.criterion
        numbers = {
            "figure": (finding.figure, "Tal 2017"),
            "numerator": (finding.numerator, "Tæller"),
            "denominator": (finding.denominator, "Nævner"),
            "target": (finding.target, "Grænse"),
            "baseline": (finding.baseline, "Udgangspunkt 2015"),
        }
        for name, (exact, title) in numbers.items():
            assert member[name] == close(exact), (finding.id, name)
            assert row[title] == close(exact), (finding.id, title)
        # What people read is the same words everywhere.
        assert on_page["shown"] == finding.shown
        assert text["line"].startswith(finding.shown)
        assert on_page["aim"] == row["Mål"] == finding.aim
        assert f"({finding.aim})" in text["line"]
        said = f"{finding.state_words}, foreløbig" if finding.provisional else finding.state_words
        assert text["line"].endswith(f" · {said}")
        assert (on_page["state"], on_page["provisional"]) == (finding.state_words, finding.provisional)
        assert (member["state"], member["provisional"]) == (finding.state.value, finding.provisional)
        assert row["Tilstand"] == finding.state_words
        assert row["Foreløbig"] == (None if finding.figure is None else "Ja" if finding.provisional else "Nej")
        assert row["Sådan er det regnet"] == member["reading"] == finding.reading
        assert text["reading"] == flat(finding.reading)
        for part in (finding.how, *finding.remarks):
            assert flat(part) in on_page["how"]
        assert criterion.source in on_page["what"]
        assert row["Kilde"] == member["source"] == criterion.source
        if (
            finding.numerator is not None
            and finding.figure is not None
            and not (finding.is_gap or finding.is_milestone)
        ):
            for number in (finding.numerator, finding.denominator):
                assert shown(number) in on_page["how"], finding.id
        comment = report.comments.get(finding.id)
        assert row["Projektlederens bemærkning"] == comment
        assert comment is None or comment in on_page["how"]


def test_the_year_has_every_kind_of_answer(report):
    states = {finding.state.value for finding in report.findings}
    running = {"met", "on_track", "behind"} if report.period.running else {"met", "not_met"}
    assert states >= {"narrowed", "missing", "undocumented"} | running
    assert {finding.provisional for finding in report.findings} == {True, False}


def words(element):
    return flat(element.text_content())


def test_tables_of_people_have_the_same_rows_on_pages_and_print_in_workbook_and_json(app, estate, year, report):
    estate.contacts(2, "2017-05-02")
    estate.contacts(8, "2017-07-02", channel="phone", target_group="outreach")
    guests = {"adults": 40, "youth": 6, "children": 20, "volunteers": 5}
    party = estate.event("2017-08-08", "A3c", title="Sommerfest")
    estate.send("attendance", {"event": party.id, **guests}, day=party.date)
    printed = app.test_cli_runner().invoke(args=["report", "--year", "2017", "--json"]).stdout
    told = {each["id"]: each["rows"] for each in json.loads(printed)["tables"]}
    totals = [line["total"] for row in told["contacts_by_month"] for line in row["parts"] or [row]]
    client = enter(app, year)

    def page(path):
        return html.fromstring(client.get(path).get_data(as_text=True))

    for path in ("/office/evaluation/2017/A2", "/office/evaluation/2017/report"):
        (months,) = (each for each in page(path).iter("table") if "Tempo" in words(each))
        assert [int(words(row.find("td"))) for row in months.findall("tbody/tr")] == totals
        assert page(path).xpath("//svg/text[@text-anchor='middle'][not(@class)]/text()") == list(map(str, totals))
    for path, key in (
        ("/office/contacts?year=2017", "contacts_by_month"),
        ("/office/evaluation/2017/A2", "contacts_by_channel"),
        ("/office/evaluation/2017/report", "contacts_by_channel"),
        ("/office/evaluation/2017/A3", "attendance_by_event"),
        ("/office/evaluation/2017/report", "attendance_by_event"),
    ):
        found = [[words(cell) for cell in row.findall("td")] for row in page(path).xpath("//table/tbody/tr")]
        for row in told[key]:
            numbers = [str(number) for number in (*row["cells"], row["total"])]
            assert any(numbers in (cells, cells[:-1], cells[1:-1]) for cells in found), (path, row["label"])
    made = BytesIO()
    workbook.write(made, 2017, workbook.sheets_of(2017, OPERATOR))
    book = load_workbook(made)
    points = [row[2] for row in book["Diagrammer"].iter_rows(values_only=True) if str(row[0]).startswith("A2b")]
    assert points == list(accumulate(totals))
    header, *events = book["Arrangementer"].iter_rows(min_row=5, values_only=True)
    first = header.index("Voksne (18+)")
    assert {row[1]: row[first : first + 4] for row in events if row[first] is not None} == {
        "Sommerfest": tuple(guests.values()),
        "Lagt sammen: Fest 3, Fest 9 og Fest 12": (9, 0, 0, 0),
    }
