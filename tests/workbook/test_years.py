"""Which year's workbook a record stands in, at the turn of the year in Danish time."""

from datetime import date

import pytest
from reading import download, records
from sending import send, statuses, store, submission

NEW_YEARS_EVE, NEW_YEARS_DAY = date(2025, 12, 31), date(2026, 1, 1)


def ids(leader, name, year):
    return [row["Id"] for row in records(download(leader, year), name)]


def test_an_observation_without_a_walk_goes_by_when_it_was_captured(leader):
    moments = {
        "2025-12-31T22:59:59Z": 2025,  # a second to midnight in Denmark
        "2025-12-31T23:00:00Z": 2026,
        "2026-01-01T00:30:00+02:00": 2025,  # somebody else's New Year
        "2025-12-31T23:59:59+01:00": 2025,
        "2026-01-01T00:00:00+01:00": 2026,
    }
    years = {store(leader, "observation", captured_at=at): year for at, year in moments.items()}
    for year in (2025, 2026):
        assert set(ids(leader, "Observationer", year)) == {id for id, of in years.items() if of == year}


def test_an_observation_goes_by_its_walks_date(leader, make_walk):
    walk = make_walk(date=NEW_YEARS_DAY)
    id = store(leader, "observation", {"walk": walk.id}, captured_at="2025-12-30T12:00:00Z")
    assert ids(leader, "Observationer", 2026) == [id]
    assert ids(leader, "Observationer", 2025) == []


def test_attendance_goes_by_its_events_date(leader, make_event):
    event = make_event(date=NEW_YEARS_EVE)
    id = store(leader, "attendance", {"event": event.id}, captured_at="2026-01-01T01:30:00+01:00")
    assert ids(leader, "Fremmøde", 2025) == [id]
    assert ids(leader, "Fremmøde", 2026) == []
    assert ids(leader, "Arrangementer", 2025) == [event.id]


def test_a_contact_goes_by_its_date(leader):
    id = store(leader, "contact", {"date": "2025-12-31"}, captured_at="2026-01-02T09:00:00+01:00")
    assert ids(leader, "Henvendelser", 2025) == [id]
    assert ids(leader, "Henvendelser", 2026) == []


def test_times_are_danish_in_summer_and_winter(leader):
    store(leader, "observation", captured_at="2026-01-15T12:00:00Z")
    store(leader, "observation", captured_at="2026-05-01T12:00:00.750Z")
    found = [row["Registreret"].isoformat() for row in records(download(leader), "Observationer")]
    assert found == ["2026-01-15T13:00:00", "2026-05-01T14:00:00"]


@pytest.mark.parametrize("year", ["1900", "9000", "0000", "9999", "0001", "99999", "9" * 5000, "-2026", "abcd", ""])
@pytest.mark.parametrize("address", ["/office/workbook/{}", "/office/workbook/{}.xlsx", "/office/csv/{}/contact.csv"])
def test_a_year_that_cannot_be_is_a_danish_404(leader, address, year):
    answer = leader.get(address.format(year))
    assert answer.status_code == 404
    assert "findes ikke" in answer.get_data(as_text=True)


@pytest.mark.parametrize("year", [1901, 2099, 8999])
def test_a_year_without_anything_is_an_empty_workbook(leader, year):
    assert ids(leader, "Observationer", year) == []


def test_a_phone_with_its_clock_years_back_can_still_be_found(leader):
    assert statuses(send(leader, submission(captured_at="1970-01-01T00:00:10Z"))) == ["stored"]
    assert len(ids(leader, "Observationer", 1970)) == 1
    assert ">1970</a>" in leader.get("/office/workbook/2026").get_data(as_text=True)
