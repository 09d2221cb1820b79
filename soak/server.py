"""The server under test: a process of its own that is killed, starved and updated from outside."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flask import session
from sqlalchemy import func, select

from app import clock, create_app, db, gatherings, guests, migrate, sign_ins
from app.forms import Observation
from app.models import Code, Event, User, Walk
from app.models.people import new_id
from benchmarks.server import free_port

ROOT = Path(__file__).parents[1]
QUESTION = '    pavement = Text(_("Underlag"), most=40)\n    observer = Choice(_("Jeg er …"), OBSERVERS'


class Server:
    """Feltbog on a port that it keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.instance = folder / "instance"
        self.port = free_port()
        self.code = ROOT
        self.process: subprocess.Popen[bytes] | None = None
        self.app = create_app({"FELTBOG_INSTANCE": str(self.instance)})
        with self.app.app_context():
            migrate.upgrade()
        self.log = self.instance / "server.log"
        self.pages = self.instance / "pages"

    # Starting and stopping

    def start(self) -> None:
        """Serve; returns when it answers."""
        more = {"FELTBOG_INSTANCE": self.instance, "PORT": self.port, "FELTBOG_SYNC_PER_MINUTE": 600}
        environ = os.environ | {name: str(value) for name, value in more.items()} | {"SOAK_PAGES": str(self.pages)}
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "soak.served"]
            self.process = subprocess.Popen(command, cwd=self.code, env=environ, stdout=log, stderr=log)
        for _ in range(1200):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20).close()
            except (URLError, OSError):
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(self.log.read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process; SIGKILL is a power cut."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    # What goes wrong

    def fill_disk(self) -> None:
        """From now on there is room for hardly anything: SQLite says that the disk is full."""
        with closing(sqlite3.connect(self.instance / "feltbog.sqlite3", timeout=30)) as database:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
        self.pages.write_text(str(pages + 1))

    def refuse_writes(self) -> None:
        """From now on no file of the server grows: writes fail half-way, in the middle of a commit."""
        if self.process:
            journal = self.instance / "feltbog.sqlite3-wal"
            size = journal.stat().st_size if journal.exists() else 0
            limits = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (max(size, 1) + 2048, limits[1]))

    def make_room(self) -> None:
        """Undo both."""
        self.pages.unlink(missing_ok=True)
        if self.process:
            hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (hard, hard))

    def prepare_release(self) -> Path:
        """A copy of the app with one more question in the form and a migration for it."""
        code = self.folder / "next"
        for part in ("app", "migrations", "soak", "benchmarks"):
            shutil.copytree(ROOT / part, code / part, ignore=shutil.ignore_patterns("__pycache__"))
        form = code / "app" / "forms" / "observation.py"
        old, new = f'_("Observation"), {Observation.version}', f'_("Observation"), {Observation.version + 1}'
        text = form.read_text().replace(old, new).replace(QUESTION.splitlines()[1], QUESTION)
        if "pavement" not in text or new not in text:
            raise RuntimeError("the form has changed: the soak no longer knows how to add a question to it")
        form.write_text(text)
        (code / "wsgi.py").write_text("from app import create_app\n\napp = create_app()\n")
        # Drafted against a database of its own: the real one is in use.
        drafting = self.folder / "drafting"
        with create_app({"FELTBOG_INSTANCE": str(drafting)}).app_context():
            migrate.upgrade()
        self.command("migration", "pavement", instance=drafting, code=code)
        return code

    def migrate_to(self, code: Path) -> None:
        """Between two requests: the power goes, and what comes back is the next release."""
        self.stop(signal.SIGKILL)
        self.code = code
        self.command("init")
        self.start()

    def command(self, *arguments: str, instance: Path | None = None, code: Path | None = None) -> None:
        """Run a command of Feltbog's beside the server, on this database or another; RuntimeError with what it said."""
        environ = os.environ | {"FELTBOG_INSTANCE": str(instance or self.instance)}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(command, cwd=code or self.code, env=environ, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr}")

    # Who is there

    def make_walk(self) -> str:
        """A walk of today; → its id."""
        with self.app.app_context():
            return gatherings.create(Walk, {"title": "Tryghedsvandring", "date": clock.today()}).id

    def make_event(self) -> str:
        """An event of today; → its id."""
        with self.app.app_context():
            facts = {"title": "Kulturfest", "date": clock.today(), "kind": "kulturfest"}
            return gatherings.create(Event, facts).id

    def code_of(self, gathering: str) -> str:
        """What people type to join."""
        with self.app.app_context():
            return self._code(gathering).code

    def join(self, gathering: str) -> tuple[str, str]:
        """Somebody who has joined; → their id and their cookie."""
        with self.app.test_request_context():
            guests.join(None, [self._code(gathering).code])
            return session["guest"], self._cookie({"guest": session["guest"], "_permanent": True})

    def sign_in_counsellor(self) -> tuple[str, str]:
        """A counsellor who has signed in; → their id and their cookie."""
        with self.app.app_context():
            with db.writing() as database:
                who = User(
                    id=new_id(), email=f"{new_id()}@example.org", name="R", role="counsellor", created_at=clock.now()
                )
                database.add(who)
            started = sign_ins.start(db.session.get_one(User, who.id), phone=True)
            return who.id, self._cookie({"_user_id": started, "_permanent": True})

    def _code(self, gathering: str) -> Code:
        found = select(Code).where(gathering == func.coalesce(Code.walk_id, Code.event_id))
        return db.session.scalars(found).one()

    def _cookie(self, content: dict[str, object]) -> str:
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        return f"{self.app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}"
