"""Feltbog in a process of its own, and what a test puts into its database."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from flask import session
from patience import PATIENCE, until
from playwright.sync_api import BrowserContext
from sending import take_in
from sqlalchemy import func, select

from app import agreement, create_app, criteria
from app.access import guests, invitations, people, sessions
from app.activities import scheduling
from app.base import clock, db, migrate
from app.base.ids import new_id
from app.cli.common import OPERATOR
from app.definitions import forms
from app.store import Code, Event, User, Walk

ROOT = Path(__file__).parents[2]


class Server:
    """Feltbog in a process of its own, on a port that it keeps through restarts."""

    def __init__(self, instance: Path, *, agreed: bool = True) -> None:
        """agreed: its database begins with an agreement."""
        self.instance = instance
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.app = create_app({"FELTBOG_INSTANCE": str(instance)})
        with self.app.app_context():
            migrate.upgrade()
            plan = os.environ.get("FELTBOG_PLAN")
            document = criteria.read(Path(plan)).document if plan else criteria.shipped()
            if agreed and not agreement.years():
                criteria.import_document(document, OPERATOR, adopt=True)

    def start(self, code: Path = ROOT) -> None:
        """Serve the app that lies in ``code``; returns when it answers."""
        environment = os.environ | {"FELTBOG_INSTANCE": str(self.instance), "PORT": str(self.port)}
        command = [sys.executable, "-m", "app.serve"]
        with (self.instance / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=code, env=environment, stdout=log, stderr=log)
        until(self._answers)

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, (self.instance / "server.log").read_text()
        with suppress(OSError):
            urlopen(f"{self.url}/healthz", timeout=PATIENCE).close()
            return True
        return False

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the process; SIGKILL is a power cut."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def restart(self, code: Path = ROOT) -> None:
        """Stop, and serve again on the same port."""
        self.stop()
        self.start(code)

    def records(self, form: str) -> list[dict[str, Any]]:
        """The rows of a form's table."""
        with self.app.app_context():
            return [dict(row) for row in db.session.execute(select(forms.of(form).table)).mappings()]

    def count(self, form: str = "observation") -> int:
        """How many records of a form have arrived."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(forms.of(form).table)) or 0

    def add_account(self, role: str) -> str:
        """A new account; → its id."""
        with self.app.app_context(), db.writing() as database:
            who = User(
                id=new_id(), email=f"{new_id()}@example.org", name=role.title(), role=role, created_at=clock.now()
            )
            database.add(who)
        return who.id

    def account(self, role: str) -> tuple[str, str]:
        """A new account that can sign in; → its e-mail and password."""
        email, password = f"{role}@example.org", "lygtepæl-og-havehæk"
        with self.app.app_context():
            people.create(email, role.title(), role, password=password)
        return email, password

    def first_link(self) -> str:
        """The address that makes the first leader's account, as `init` prints it."""
        with self.app.app_context():
            return f"{self.url}/account/invitation/{invitations.first_leader()}"

    def add_walk(self, day: date | None = None, **facts: Any) -> Walk:
        """A new walk with a code, today unless told otherwise."""
        facts = {"title": "Tryghedsvandring", "date": day or clock.today()} | facts
        with self.app.app_context():
            return scheduling.create(Walk, facts)

    def add_event(self, **facts: Any) -> Event:
        """A new event with a code, today unless told otherwise."""
        facts = {"title": "Kulturfest", "date": clock.today(), "kind": "kulturfest"} | facts
        with self.app.app_context():
            return scheduling.create(Event, facts)

    def observe(self, at: datetime | None = None, **answers: Any) -> str:
        """An observation that has come in from a leader's phone, made now unless told otherwise; → its id."""
        with self.app.test_request_context():
            return take_in(answers=answers, captured_at=clock.iso(at or clock.now()))

    def cookie(self, content: dict[str, Any]) -> dict[str, str]:
        """A session cookie with this content, as the browser takes it."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": serializer.dumps(content), "url": self.url}

    def sign_in(self, context: BrowserContext, user_id: str) -> None:
        """Give a phone the session of an account."""
        context.add_cookies([self.session_of(user_id)])

    def session_of(self, user_id: str) -> dict[str, str]:
        """The cookie of a new session of an account."""
        with self.app.app_context():
            id = sessions.start(db.session.get_one(User, user_id), phone=True)
        return self.cookie({"_user_id": id, "_permanent": True})

    def join(self, context: BrowserContext, *joined: Walk | Event, guest: str | None = None) -> str:
        """Give a phone the session of somebody who joined with codes, perhaps known already; → the guest's id."""
        with self.app.test_request_context():
            session["guest"] = guest or ""
            for gathering in joined:
                code = db.session.scalars(
                    select(Code).where(gathering.id == func.coalesce(Code.walk_id, Code.event_id))
                ).one()
                guests.join(None, [code.code], "")
            who: str = session["guest"]
        context.add_cookies([self.cookie({"guest": who, "_permanent": True})])
        return who


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
