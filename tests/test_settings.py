"""Every setting stands in the operator's table."""

from pathlib import Path

import pytest

from app import config
from app.plan import DEFAULT, PlanError, load

TABLE = (Path(__file__).parent.parent / "docs" / "settings.md").read_text()


@pytest.mark.parametrize("name", config.DEFAULTS)
def test_it_is_described(name):
    assert f"| `{name}` |" in TABLE


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first = config.secret(tmp_path / "key")
    assert config.secret(tmp_path / "key") == first
    assert len(first) == 64
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://a@b/c", "postgresql+psycopg://a@b/c"),
        ("postgresql://a@b/c", "postgresql+psycopg://a@b/c"),
        ("sqlite:////tmp/x", "sqlite:////tmp/x"),
    ],
)
def test_the_usual_addresses_of_databases_are_understood(url, expected, tmp_path):
    assert config.database_url(url, tmp_path) == expected


def test_the_plan_that_comes_with_feltbog_is_whole():
    plan = load(DEFAULT)
    assert (plan.estate, plan.years) == ("Løvvangen", (2017, 2018, 2019, 2020))
    assert list(plan.event_kinds)[:2] == ["halloween", "fastelavn"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("years = [2017", 'years = ["x", 2017'), "»years« skal være en liste af årstal"),
        (('estate = "Løvvangen"', 'estate = ""'), "»estate« skal være en tekst"),
        (("[parties]", "[partier]"), "»parties« skal være en tabel"),
        (("[parties]", "[parties"), "plan.toml"),
    ],
)
def test_a_faulty_plan_says_which_key(change, said, tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(DEFAULT.read_text().replace(*change))
    with pytest.raises(PlanError, match=said):
        load(path)
