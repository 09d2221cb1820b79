"""What lies in deploy/ is understood by the programs that it is for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app import config

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})


def run(*command):
    done = subprocess.run([*map(str, command)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("caddy"), reason="there is no caddy here")
def test_caddy_takes_the_file():
    assert "Valid configuration" in run("caddy", "validate", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path):
    """With what they start in its place: systemd looks whether that is there."""
    made = tmp_path / "opt" / "feltbog" / ".venv" / "bin"
    made.mkdir(parents=True)
    for program in ("python", "flask"):
        (made / program).touch(mode=0o755)
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/feltbog", str(tmp_path / "opt" / "feltbog")))
    assert run("systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)) == ""


def test_the_backup_is_shut_in_like_the_server():
    """Everything after the blank line that begins the list, but for who wants the unit."""

    def limits(name):
        return (DEPLOY / name).read_text().partition("CapabilityBoundingSet=")[2].partition("[Install]")[0].strip()

    assert limits("feltbog.service")
    assert limits("feltbog.service") == limits("feltbog-backup.service")


@pytest.mark.parametrize("path", [*UNITS, DEPLOY / "feltbog.env"], ids=lambda path: path.name)
def test_they_name_settings_that_there_are(path):
    named = re.findall(r"^(?:# |Environment=)?([A-Z_]{4,})=", path.read_text(), re.MULTILINE)
    assert set(named) <= {*config.DEFAULTS, "HOST", "PORT"}


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_operators_are_told_of_it(path):
    assert path.name in (ROOT / "docs" / "operations.md").read_text()
