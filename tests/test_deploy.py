"""What lies in deploy/ is understood by the programs that it is for; of the containers, what can be told without an engine."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from https_proxy import PROGRAM, shipped

from app import config

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted(path for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})


def run(*command, **environ):
    done = subprocess.run([*map(str, command)], check=False, capture_output=True, text=True, env=os.environ | environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.skipif(not PROGRAM, reason="there is no caddy here")
@pytest.mark.parametrize("environ", [{}, COMPOSE["services"]["caddy"]["environment"]], ids=["alone", "in a container"])
def test_caddy_takes_the_file(environ):
    assert "Valid configuration" in run(PROGRAM, "validate", "--config", shipped(), "--adapter", "caddyfile", **environ)


def test_the_two_files_for_caddy_differ_by_one_setting_alone():
    def settings(name):
        return [line for line in (DEPLOY / name).read_text().splitlines() if not line.strip().startswith("#")]

    debian, newer = settings("Caddyfile"), settings("Caddyfile.newer")
    assert [line for line in debian if line not in newer] == ["\t\tbuffer_requests", "\t\tmax_buffer_size 256KB"]
    assert [line for line in newer if line not in debian] == ["\t\trequest_buffers 256KB"]


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


def instructions(name):
    """What a Containerfile says under that name, one line each."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    return re.findall(rf"^{name} +(.+)$", text, re.MULTILINE)


def test_the_image_has_what_it_copies_and_runs_as_nobody_important():
    copied = [source for line in instructions("COPY") for source in line.split()[:-1]]
    assert {"app", "pyproject.toml", "requirements.txt"} <= set(copied)
    assert all((ROOT / source).exists() for source in copied)
    assert instructions("USER") == ["feltbog"]
    assert "useradd --uid 10001" in instructions("RUN")[0]
    named = re.findall(r"([A-Z_]{4,})=", *instructions("ENV"))
    assert set(named) <= {*config.DEFAULTS, "HOST", "PORT"}


def test_the_containers_fit_together():
    feltbog, caddy = COMPOSE["services"]["feltbog"], COMPOSE["services"]["caddy"]
    assert set(feltbog["environment"]) <= set(config.DEFAULTS)
    assert caddy["environment"]["FELTBOG_SITE"] in feltbog["environment"]["FELTBOG_HOSTS"].split(",")
    assert set(caddy["environment"]) == set(re.findall(r"{\$(\w+):", (DEPLOY / "Caddyfile.newer").read_text()))
    assert (DEPLOY / feltbog["build"]["context"] / feltbog["build"]["dockerfile"]).exists()
    assert "127.0.0.1:8000/healthz" in feltbog["healthcheck"]["test"][-1]
    mounted = [volume.split(":")[0] for service in (feltbog, caddy) for volume in service["volumes"]]
    assert {name for name in mounted if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert all((DEPLOY / name).exists() for name in mounted if name.startswith("."))
    assert instructions("VOLUME") == [feltbog["volumes"][0].split(":")[1]]


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_operators_are_told_of_it(path):
    assert path.name in (ROOT / "docs" / "operations.md").read_text()
