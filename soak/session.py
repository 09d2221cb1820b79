"""Who is here, as a page knows it from the server: the rules of session.js."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from .disk import Disk
from .identity import GUEST
from .talk import FORM, PauseError, Wire

# Codes in one request.
MOST_CODES = 20


class Session:
    """The last answer of /api/session that a page has heard."""

    def __init__(self, wire: Wire, disk: Disk) -> None:
        self.wire, self.disk, self.who = wire, disk, disk.who
        self.account: str | None = None
        self.guest: str | None = None
        self.server: dict[str, Any] = {}

    @property
    def generation(self) -> str:
        """Which database the server has."""
        return str(self.server["generation"])

    def id_of(self, owner: str) -> str | None:
        """Under which id an owner's things go out; None where the owner is not here."""
        if owner == GUEST:
            return self.guest
        return owner if owner == self.account else None

    def as_(self, owner: str) -> str:
        """The same as the query of an address, where two are here at once."""
        return f"?as={self.id_of(owner)}" if self.account and self.guest else ""

    def must_answer(self) -> None:
        """Ask who is here, and join again where the server has forgotten; PauseError where nobody of ours answers well."""
        answer = self.wire.call("GET", "/api/session")
        if answer and answer.status >= 500 and answer.is_of_server:
            raise PauseError("ill", answer.delay)
        if not answer or answer.status != 200 or not self._hear(answer.body):
            raise PauseError("offline")
        if self._must_join():
            self._rejoin()

    def _hear(self, body: Any) -> bool:
        if not isinstance(body, dict) or not body.get("csrf_token") or "guest" not in body:
            return False
        user, guest = ((body[name] or {}).get("id") for name in ("user", "guest"))
        self.wire.token, self.server = body["csrf_token"], body["server"]
        self.account, self.guest = user if user != guest else None, guest
        self.who.is_shut_out = body.get("shut_out") is True
        for owner, key in ((self.account, "account"), (GUEST, "guest")):
            if owner and self.id_of(owner):
                self.disk.allow_again(owner, body["forms_of"][key])
        return True

    # Joining again

    def _must_join(self) -> bool:
        if self.guest:
            return self.guest != self.who.proven
        is_remembered = any(one.refused != self.generation for one in self.who.codes.values())
        return is_remembered or self.disk.holds(GUEST)

    def _rejoin(self) -> None:
        remembered = self.who.usable_codes(datetime.now(UTC).date().isoformat(), self.generation)
        self.join(remembered[-MOST_CODES:])
        if not self.guest and not remembered and not self.disk.holds(GUEST):
            self.who.renew_secret()

    def join(self, codes: list[str]) -> bool:
        """Say who this phone is, with codes that it knows or that somebody typed. → whether the guest is here now"""
        answer = self.wire.ask("/api/join", {"phone": self.who.secret, "codes": codes})
        if not answer or answer.status != 200 or not self._hear(answer.body):
            return False
        self.who.note_refused([each["code"] for each in answer.body["refused"]], self.generation)
        if self.guest:
            self.who.proven = self.guest
        return self.guest is not None

    # What people do on pages

    def join_by_form(self, code: str) -> None:
        """Somebody types a code on the page for it."""
        self._submit("/join", {"code": code, "phone": self.who.secret})

    def sign_in(self, email: str, password: str) -> None:
        """Somebody signs in."""
        self._submit("/account/sign-in", {"email": email, "password": password})

    def _submit(self, path: str, fields: dict[str, str]) -> None:
        self.wire.call("POST", path, urlencode(fields | {"csrf_token": self.wire.token}).encode(), FORM)
