"""Whatever stands in a plan's file: it is loaded, or it is refused with the key and what is allowed."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.agreement import PlanError
from app.agreement.plan_file import load

FILES = Path(__file__).with_name("plan_files")
DEFAULT, TEMPLATE = FILES / "loevvangen.toml", FILES / "skabelon.toml"
quick = settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
VALUES = ["", '""', "0", "-1", "1e400", "nan", "inf", "true", "[]", "{}", "[[]]", '"x"', "2017-02-29", "2017-13-01", "1979-05-27T07:32:00Z",
          "[2017, 2017]", '["a", 1]', "99999999999999999999", '"\\u0000"', "07:32:00"]  # fmt: skip


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def outcome(text: str | bytes, folder: Path) -> str:
    """What `load` makes of it; anything but a plan or a PlanError fails the test."""
    path = folder / "plan.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    try:
        load(path)
    except PlanError as error:
        return str(error)
    return ""


@quick
@given(data=st.data(), source=st.sampled_from([DEFAULT, TEMPLATE]))
def test_any_value_in_the_place_of_another(data, source, tmp_path):
    rows = lines(source)
    keyed = [number for number, row in enumerate(rows) if " = " in row and not row.startswith("#")]
    number = data.draw(st.sampled_from(keyed))
    rows[number] = f"{rows[number].partition(' = ')[0]} = {data.draw(st.sampled_from(VALUES))}"
    assert all(part.startswith(str(tmp_path)) for part in outcome("\n".join(rows), tmp_path).splitlines())


@quick
@given(data=st.data(), source=st.sampled_from([DEFAULT, TEMPLATE]))
def test_any_lines_gone_doubled_or_moved(data, source, tmp_path):
    rows = lines(source)
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=6))
    for number in chosen:
        match data.draw(st.sampled_from(["gone", "doubled", "moved"])):
            case "gone":
                rows[number] = ""
            case "doubled":
                rows[number] = f"{rows[number]}\n{rows[number]}"
            case _:
                rows[number], rows[-1] = rows[-1], rows[number]
    outcome("\n".join(rows), tmp_path)


@quick
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_at_all(tmp_path, body):
    assert outcome(body, tmp_path)


@pytest.mark.parametrize("deep", ["[" * 5000, "a = " + "[" * 5000, "a." * 5000 + "b = 1", "a = " + "{b = " * 3000])
def test_what_is_nested_without_end(deep, tmp_path):
    assert outcome(deep, tmp_path)


def test_the_template_is_a_plan_as_it_stands(tmp_path):
    assert tomllib.loads(TEMPLATE.read_text("utf-8"))
    assert outcome(TEMPLATE.read_text("utf-8"), tmp_path) == ""
