"""Every setting stands in the operator's table."""

from pathlib import Path

import pytest

from app import config

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
