"""A new fact of a walk and of a point is one line and one migration each.

Tried in a copy of the app, whose tests in `added_field.py` find the two from the form to the workbook.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The line that the declarations have more, and the one that it stands below.
ADDED = {
    "walk": (
        '    weather = Text(_("Vejr"), most=MOST_WORDS, fold="day", led=True)\n',
        '    noise = Text(_("Støj"), most=40, help=_("Hvor meget der larmede"), fold="day", led=True)\n',
    ),
    "point": (
        '    proposal = Text(_("Forslag"), most=1000)\n',
        '    blocked_by = Text(_("Venter på"), most=80, help=_("Hvad der skal ske først"))\n',
    ),
}


def test_one_line_and_one_migration_reach_everything(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__", "browser", "test_*.py")
    for folder in ("app", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for name in ("wsgi.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copy(ROOT / "tests" / "added_field.py", tmp_path / "tests" / "test_added.py")
    left_out = ("FELTBOG_TEST_DATABASE", "PYTEST_ADDOPTS", "DATABASE_URL")
    settings = {name: value for name, value in os.environ.items() if name not in left_out}
    settings["FELTBOG_INSTANCE"] = str(tmp_path / "instance")

    def run(*command):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    for name, (after, line) in ADDED.items():
        declaration = tmp_path / "app" / "definitions" / "office_fields.py"
        text = declaration.read_text("utf-8")
        assert text.count(after) == 1
        run("flask", "--app", "wsgi", "init")
        declaration.write_text(text.replace(after, after + line), "utf-8")
        run("flask", "--app", "wsgi", "migration", f"field of a {name}")
    run("pytest", "-q", "-p", "no:cacheprovider", "tests/test_added.py")
