"""The server under test: a process of its own that is killed, starved, updated and restored from outside."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from app import create_app, criteria
from app.base import migrate
from app.cli.common import OPERATOR
from app.definitions import Observation
from benchmarks.server import PATIENCE, free_port, wait_for

ROOT = Path(__file__).parents[1]
DATABASE = "feltbog.sqlite3"
QUESTION = '    pavement = Text(_("Underlag"), most=40)\n    observer = Choice(_("Jeg er …"), OBSERVERS'


class Server:
    """Feltbog on a port that it keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.instance = folder / "instance"
        self.port = free_port()
        self.code = ROOT
        self.process: subprocess.Popen[bytes] | None = None
        self.restored = 0
        self.log, self.pages, self.clock = (folder / name for name in ("server.log", "pages", "clock"))
        with create_app({"FELTBOG_INSTANCE": str(self.instance)}).app_context():
            migrate.upgrade()
            criteria.import_document(criteria.shipped(), OPERATOR, adopt=True)

    # Starting and stopping

    def start(self) -> None:
        """Serve; returns when it answers."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "soak.served"]
            environ = self._environ(self.instance)
            self.process = subprocess.Popen(command, cwd=self.code, env=environ, stdout=log, stderr=log)
        try:
            wait_for(self.port)
        except TimeoutError:
            raise RuntimeError(self.log.read_text()) from None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process; SIGKILL is a power cut."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def command(self, *arguments: str, instance: Path | None = None, code: Path | None = None) -> None:
        """Run a command of Feltbog's beside the server, on this database or another; RuntimeError with what it said."""
        command = [sys.executable, "-m", "soak.served", *arguments]
        environ, folder = self._environ(instance or self.instance), code or self.code
        done = subprocess.run(command, cwd=folder, env=environ, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr}")

    def _environ(self, instance: Path) -> dict[str, str]:
        """Every phone has an address of its own (the proxy says which), and may send as often as a soak must."""
        settings = {"FELTBOG_INSTANCE": instance, "FELTBOG_SYNC_PER_MINUTE": 600, "FELTBOG_PROXIES": 1}
        ours = {"PORT": self.port, "SOAK_PAGES": self.pages, "SOAK_CLOCK": self.clock}
        return os.environ | {name: str(value) for name, value in (settings | ours).items()}

    # What goes wrong

    def fill_disk(self) -> None:
        """From now on there is room for hardly anything: SQLite says that the disk is full."""
        with closing(sqlite3.connect(self.instance / DATABASE, timeout=30)) as database:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
        self.pages.write_text(str(pages + 1))

    def refuse_writes(self) -> None:
        """From now on no file of the server grows: writes fail half-way, in the middle of a commit."""
        if self.process:
            journal = self.instance / f"{DATABASE}-wal"
            size = journal.stat().st_size if journal.exists() else 0
            limits = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (max(size, 1) + 2048, limits[1]))

    def make_room(self) -> None:
        """Undo both."""
        self.pages.unlink(missing_ok=True)
        if self.process:
            hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (hard, hard))

    def step_clock(self, seconds: int) -> None:
        """From now on its clock is so far ahead; 0: right again."""
        made = self.clock.with_suffix(".new")
        made.write_text(str(seconds))
        made.replace(self.clock)

    def lose_secret(self) -> None:
        """The key that cookies are signed with is another one."""
        self.stop()
        (self.instance / "secret_key").unlink()
        self.start()

    def restore(self, backup: Path) -> None:
        """As operations.md says it: the folder moved away, the backup restored into a new one, with the old one's journal."""
        self.stop()
        self.restored += 1
        old = self.folder / f"instance.{self.restored}"
        self.instance.rename(old)
        self.command("restore", str(backup), "--from", str(old))
        self.start()

    def copy_database(self) -> Path:
        """What somebody copies who does not know of `backup`; a good copy, but the database does not hear of it."""
        copied = self.folder / "copy.sqlite3"
        copied.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.instance / DATABASE)) as database, closing(sqlite3.connect(copied)) as copy:
            database.backup(copy)
        self.command("tend")
        return copied

    def put_back(self, copy: Path) -> None:
        """And what they do with it when something has gone wrong."""
        self.stop()
        for file in self.instance.glob(f"{DATABASE}*"):
            file.unlink()
        shutil.copy(copy, self.instance / DATABASE)
        self.start()

    def prepare_release(self) -> Path:
        """A copy of the app with one more question in the form and a migration for it."""
        code = self.folder / "next"
        for part in ("app", "soak", "benchmarks"):
            shutil.copytree(ROOT / part, code / part, ignore=shutil.ignore_patterns("__pycache__"))
        form = code / "app" / "definitions" / "observation.py"
        old, new = f'_("Observation"), {Observation.version}', f'_("Observation"), {Observation.version + 1}'
        text = form.read_text().replace(old, new).replace(QUESTION.splitlines()[1], QUESTION)
        if "pavement" not in text or new not in text:
            raise RuntimeError("the form has changed: the soak no longer knows how to add a question to it")
        form.write_text(text)
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
