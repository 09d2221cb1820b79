"""dev.py asks for what a command wants and nothing else, and no network where everything is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent


@pytest.fixture
def started(monkeypatch):
    """The commands that it starts; none is."""
    commands = []
    monkeypatch.setattr(dev, "watch", lambda *command: commands.append(command))
    monkeypatch.setattr(subprocess, "run", lambda command, **_options: commands.append(tuple(command)))
    return commands


def lacking(monkeypatch, *packages):
    here = [dev.Part(one.package, one.what, one.commands, lambda: False, one.is_needed) for one in dev.SYSTEM]
    monkeypatch.setattr(dev, "SYSTEM", [one for one in here if one.package in packages])


def test_the_makefile_has_every_command_and_the_table_only_such():
    makefile = (ROOT / "Makefile").read_text()
    assert set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set(dev.COMMANDS)
    assert set(re.findall(r"dev\.py ([a-z-]+)", makefile)) | {"help"} == set(dev.COMMANDS)
    assert {command for part in dev.SYSTEM for command in part.commands} <= set(dev.COMMANDS)


def test_where_all_is_there_nothing_is_started(monkeypatch, started):
    lacking(monkeypatch)
    dev.prepare(*dev.COMMANDS)
    assert started == []


def test_root_on_debian_gets_what_the_command_wants_and_no_more(monkeypatch, started, capsys):
    lacking(monkeypatch, "caddy", "postgresql", "firefox-esr")
    monkeypatch.setattr(dev, "can_install", lambda: True)
    monkeypatch.setattr(dev, "is_offered", lambda package: True)
    dev.prepare("setup", "test")
    update, install = started
    assert (update, install[:2], install[-1]) == (("apt-get", "update"), ("apt-get", "install"), "caddy")
    assert "caddy (HTTPS in front of the server)" in capsys.readouterr().out


def test_elsewhere_one_line_says_what_to_install(monkeypatch, started, capsys):
    lacking(monkeypatch, "caddy", "openssl", "postgresql")
    monkeypatch.setattr(dev, "can_install", lambda: False)
    dev.prepare("setup", "test")
    line, rest = capsys.readouterr().out.split("\n")
    assert line.endswith("sudo apt install caddy openssl (without them some tests are skipped)")
    with pytest.raises(SystemExit, match=r"sudo apt install postgresql$"):
        dev.prepare("test-postgresql")
    assert (rest, started) == ("", [])


def test_what_takes_long_is_told_and_what_fails_is_told_whole(monkeypatch, capsys):
    monkeypatch.setattr(dev, "PACE_SECONDS", 0.05)
    script = (
        "import sys, time; print('Unpacking', flush=True); print('Setting up', flush=True); time.sleep(1); sys.exit({})"
    )
    dev.watch(sys.executable, "-c", script.format(0))
    told = capsys.readouterr().out
    assert re.search(r"^ +\d+ s  Setting up$", told, re.MULTILINE)
    assert told.endswith(" s  done\n")
    with pytest.raises(subprocess.CalledProcessError):
        dev.watch(sys.executable, "-c", script.format(1))
    assert "Unpacking\nSetting up\n" in capsys.readouterr().out
