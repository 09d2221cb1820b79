"""Dates and times as people type them; a plain slip gets a proposal."""

from datetime import date, time

import pytest

from app.questions.single import read_clock, read_day

pytestmark = pytest.mark.usefixtures("office")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-17", "17-11-2026", "17.11.2026", "17/11/2026", "17 11 2026", "17.11.26", " 17. november 2026 ",
        "17 nov 2026", "17. NOVEMBER 2026",
    ],
)  # fmt: skip
def test_a_date_may_be_written_in_every_danish_way(text):
    assert read_day(text) == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31-02-2026", "Den dato findes ikke. Mente du 28.02.2026?"),
        ("31-11-2026", "Den dato findes ikke. Mente du 30.11.2026?"),
        ("11-17-2026", "Den dato findes ikke. Mente du 17.11.2026?"),
        ("12-05-2206", "Datoen ligger i 2206. Mente du 12.05.2026?"),
        ("29-02-1926", "Den dato findes ikke. Mente du 28.02.1926?"),
        ("i morgen", "Skriv datoen som dag, måned og år, for eksempel 12.05.2026."),
        ("00-05-2026", "Skriv datoen som dag, måned og år, for eksempel 12.05.2026."),
        ("32-13-2026", "Skriv datoen som dag, måned og år, for eksempel 12.05.2026."),
        ("0000-01-01", "Datoen ligger i 2000. Mente du 01.01.2026?"),
        ("12. fjollember 2026", "Skriv datoen som dag, måned og år, for eksempel 12.05.2026."),
    ],
)
def test_a_wrong_date_gets_a_proposal_or_an_example(text, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the message is the point
        read_day(text)
    assert str(error.value.args[0]) == message


@pytest.mark.parametrize("text", ["16:30", "16.30", "1630", "kl. 16.30", "KL 16.30"])
def test_a_time_may_be_written_in_every_danish_way(text):
    assert read_clock(text) == time(16, 30)


def test_an_hour_alone_is_a_time():
    assert read_clock("9") == time(9)


@pytest.mark.parametrize("text", ["25.00", "16.60", "halv fem", "16:30:00:00", "4 pm", "163000"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="timer og minutter"):
        read_clock(text)
