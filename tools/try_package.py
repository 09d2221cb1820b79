"""Tries the package as somebody who has only the wheel: `try_package.py WHEEL REQUIREMENTS`, as `make package` does.

Installs it into an empty environment, starts it there, joins a walk as a phone does, sends a first record, and finds it
in the workbook. Needs nothing but Python's standard library, so that nothing of the checkout can help.
"""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener
from zipfile import ZipFile

PLACE = "Stien ved vaskeriet"
PATIENCE = 60


class Phone:
    """A phone that keeps its cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, body: Any = None) -> Any:
        """The JSON that the server answers."""
        headers = {"Content-Type": "application/json"}
        if body is not None:
            headers["X-CSRFToken"] = self.ask("/api/session")["csrf_token"]
        data = None if body is None else json.dumps(body).encode()
        with self.opener.open(Request(self.address + path, data, headers), timeout=PATIENCE) as answer:
            return json.load(answer)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def wait_for(phone: Phone) -> None:
    """Until the server takes records; what went wrong last, where that never happens."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            phone.ask("/readyz")
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def send_first(phone: Phone, code: str) -> None:
    """Join with the code and send one observation."""
    session = phone.ask("/api/join", {"phone": secrets.token_urlsafe(32), "codes": [code]})
    assert session["refused"] == [], session
    record = {
        "id": str(uuid.uuid4()),
        "form": "observation",
        "version": 1,
        "revision": 1,
        "captured_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "answers": {"kind": "improve", "category": "lighting", "place": PLACE},
    }
    answer = phone.ask("/api/sync", {"device": str(uuid.uuid4()), "submissions": [record]})
    assert [result["status"] for result in answer["results"]] == ["stored"], answer


def main(wheel: str, requirements: str) -> None:
    """Install, serve, send, look."""
    with tempfile.TemporaryDirectory() as folder:
        venv, work = Path(folder, "venv"), Path(folder, "work")
        work.mkdir()
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        pip = [venv / "bin" / "python", "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", requirements], check=True)
        subprocess.run([*pip, "--no-deps", Path(wheel).resolve()], check=True)
        port = free_port()
        # None of the settings around it, and nothing of the checkout: the instance folder is made where it is started.
        environ = {"PATH": os.environ["PATH"], "PORT": str(port), "LANG": "C.UTF-8"}
        alike: dict[str, Any] = {"cwd": work, "env": environ}
        feltbog = venv / "bin" / "feltbog"

        def run(*arguments: str) -> str:
            return subprocess.run([feltbog, *arguments], check=True, stdout=subprocess.PIPE, text=True, **alike).stdout

        assert "/account/invitation/" in run("init")
        today = datetime.now().astimezone().date()
        made = json.loads(run("walk", "add", "--title", "Aftenvandring", "--date", today.isoformat()))
        with subprocess.Popen([feltbog, "run"], **alike) as server:
            try:
                phone = Phone(f"http://127.0.0.1:{port}")
                wait_for(phone)
                send_first(phone, made["code"])
                page = phone.opener.open(f"{phone.address}/", timeout=PATIENCE).read().decode()
                files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
                assert files
                for file in files:
                    phone.opener.open(phone.address + file, timeout=PATIENCE).close()
            finally:
                server.terminate()
        run("export", "--year", str(today.year), "year.xlsx")
        with ZipFile(work / "year.xlsx") as book:
            assert any(PLACE in book.read(name).decode() for name in book.namelist() if "worksheets/" in name)
    print("The wheel was installed into an empty environment, and a first record went through it into the workbook.")


if __name__ == "__main__":
    main(*sys.argv[1:])
