"""Whatever comes back as the sheet for figures: it is read, or refused with words that name the cell."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.evaluation.reported.sheet_file import SheetError
from app.evaluation.reported.sheet_making import write
from app.evaluation.reported.sheet_reading import read

YEAR = 2018
quick = settings(max_examples=25, database=None, suppress_health_check=list(HealthCheck))
CELLS = (
    st.text(max_size=12).filter(str.isprintable)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.datetimes()
    | st.sampled_from(["=1+1", "#REF!", "=HYPERLINK(1)", "83,9 %", "1.000", "010190-1234", ""])
)


@pytest.fixture
def sheet(app):
    with app.test_request_context():
        yield write(YEAR)


def outcome(body):
    """How many figures were read; anything but rows or a SheetError fails the test."""
    try:
        return len(read(body, YEAR))
    except SheetError as error:
        faults = error.faults
    assert faults
    assert all(message for _cell, message in faults)
    return 0


@quick
@given(cells=st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 12)), CELLS, min_size=1, max_size=8))
def test_any_value_in_any_cell(cells, sheet):
    book = load_workbook(BytesIO(sheet))
    for (row, column), value in cells.items():
        try:
            book.worksheets[0].cell(row, column).value = value
        except (ValueError, AttributeError):
            continue  # what no sheet can hold, or a cell that is a part of another one
    changed = BytesIO()
    book.save(changed)
    outcome(changed.getvalue())


@quick
@given(at=st.floats(0, 1, exclude_max=True), damage=st.binary(min_size=1, max_size=40), is_cut=st.booleans())
def test_any_damage(at, damage, is_cut, sheet):
    place = int(at * len(sheet))
    outcome(sheet[:place] if is_cut else sheet[:place] + damage + sheet[place + len(damage) :])


@quick
@given(st.binary(max_size=300))
def test_any_bytes_at_all(app, body):
    with app.test_request_context():
        assert outcome(body) == 0
        assert outcome(b"PK\x03\x04" + body) == 0
