"""A server that waits for phones has loaded nothing that only the office's files, pictures and migrations need."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVE = """
import sys
from app import create_app, serve

client = create_app().test_client()
for page in ("/healthz", "/readyz", "/", "/form/observation"):
    assert client.get(page).status_code == 200, page
print({name.partition(".")[0] for name in sys.modules} & {"openpyxl", "alembic", "lxml", "PIL"})
"""


def test_what_is_large_and_seldom_needed_is_not_loaded(instance):
    command = [sys.executable, "-c", SERVE]
    environ = os.environ | {"FELTBOG_INSTANCE": str(instance)}
    done = subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
