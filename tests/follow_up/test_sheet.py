"""*Opfølgning* in the workbook agrees with the points, row by row."""

from app import clock, follow_up, plan
from app.workbook import snapshot
from app.workbook.follow_ups import FollowUpSheet

from .conftest import LEADER


def rows(year=2026):
    sheet = FollowUpSheet(year)
    titles = [column.title for column in sheet.columns]
    with snapshot() as connection:
        found = [dict(zip(titles, row, strict=True)) for row in sheet.rows(connection)]
        assert sheet.counts(connection).rows == len(found)
    return found


def test_every_point_of_the_year_is_one_row_as_the_office_shows_it(observe, change, moment):
    together = [observe(place="Blok 7", category="lighting"), observe(place="Blok 8", category="lighting")]
    follow_up.group(together, LEADER)
    change(together[0], party="police", priority="urgent", deadline="2026-06-01", problem="Mørk sti", proposal="Lamper")
    loose = observe(place="Torvet", category="litter")
    cannot = change(observe(place="Kælderen"), state="not_possible", reason="Flugtvej")
    observe(kind="good")
    moment.set("2026-06-11T10:00:00+00:00")

    found = {row["Id"]: row for row in rows()}
    points = {point.id: point for point in follow_up.points()}
    assert found.keys() == points.keys()
    for id, row in found.items():
        point = points[id]
        assert (row["Nr."], row["Tilstand"], row["Part"] or "") == (point.number, point.state_words, point.party_words)
        assert (row["Hastegrad"] or "", row["Frist"]) == (point.priority_words, point.deadline)
        assert row["Observationer"] == len(point.counted)
        assert row["Set første gang"] == clock.local(point.observations[0].captured_at).date()
    first = found[follow_up.get(together[0]).id]
    assert (first["Dage over fristen"], first["Problem"], first["Forslag"]) == (10, "Mørk sti", "Lamper")
    assert first["Part"] == plan.current().parties["police"]
    assert set(first["Observationernes id"].split(", ")) == set(together)
    assert (found[loose]["Nr."], found[loose]["Tilstand"], found[loose]["Sted"]) == (None, "Ny", "Torvet")
    assert (found[cannot]["Tilstand"], found[cannot]["Begrundelse"]) == ("Kan ikke gennemføres", "Flugtvej")


def test_another_year_has_none_of_them(observe):
    observe()
    assert rows(2025) == []
