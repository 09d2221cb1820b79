"""What the project leader takes away under way, through the office's pages; it must never come back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from random import Random
from secrets import token_urlsafe
from typing import TypeVar

from .faults import Tally
from .ledger import Ledger, Saved
from .life import Life
from .office import Office
from .people import LEADER, LEAVING, Gatherings
from .planted import Planted
from .server import Server
from .truth import SERIAL, open_database

CODE = "SELECT id, code FROM code WHERE coalesce(walk_id, event_id) = ? AND revoked_at IS NULL ORDER BY created_at DESC"
Thing = TypeVar("Thing")
# Of what a phone captures after it was shut out, no more than 50 are kept for review.
FEW = 30
RIGHT = timedelta()


class Leader:
    """Somebody at the desk, and what they have taken away. `lives` are the phones that they may shut out."""

    def __init__(
        self, server: Server, there: Gatherings, ledger: Ledger, planted: Planted, tally: Tally, seed: int
    ) -> None:
        self.server, self.there, self.ledger, self.planted, self.tally = server, there, ledger, planted, tally
        self.random = Random(f"{seed}/leader")
        self.office = Office(server.port, LEADER)
        self.former = Office(server.port, LEAVING)
        self.old_code = ""
        self.lives: list[Life] = []
        self.once: list[Callable[[], bool]] = [self._replace_code, self._close_account, self._shut_out]

    def take_away(self) -> None:
        """A bit of everything that there is to take away."""
        self._records()
        self._photos()
        self._quarantined()
        self.once = [act for act in self.once if not act()]

    def code_of(self, gathering: str) -> str:
        """What people type to join, as the leader says it today; empty where there is none, or nobody can look."""
        try:
            found = self._ask(CODE, gathering)
        except sqlite3.OperationalError:
            return ""
        return str(found[0]["code"]) if found else ""

    def give_code(self) -> None:
        """A restore may have lost the code in the place of the one that was replaced."""
        if not self.code_of(self.there.other_walk):
            self.office.do(f"/office/walks/{self.there.other_walk}/code")

    def _records(self) -> None:
        there = [
            (form, row["id"])
            for form in SERIAL
            for row in self._ask(f"SELECT id FROM {form} WHERE withdrawn_at IS NULL")
        ]
        mine = [(form, id, one) for form, id in there if (one := self.ledger.records.get(id))]
        for form, id, one in self._some(mine, 3):
            self.office.do(f"/office/records/{form}/{id}/erase")
            self.planted.erased[id] = one.serial
            # The phone may send them again: nothing of them is wanted.
            self.planted.removed |= one.photos.keys()
            self.tally.add("erased: records")
        for form, id, _one in self._some([each for each in mine if self._may_be_withdrawn(*each)], 3):
            self.office.do(f"/office/records/{form}/{id}/withdraw", reason="Prøve")
            self.planted.withdrawn.add(id)
            self.tally.add("withdrawn: records")

    def _may_be_withdrawn(self, form: str, id: str, one: Saved) -> bool:
        """What the phone will still correct, would be a conflict then."""
        return form != "contact" and one.is_last and id not in self.planted.erased

    def _photos(self) -> None:
        found = [row["id"] for row in self._ask("SELECT id FROM photo WHERE removed_at IS NULL AND changed_at IS NULL")]
        free = [id for id in found if id not in self.planted.removed | self.planted.blackened]
        for id in self._some(free, 2):
            self.office.do(f"/office/photos/{id}/remove")
            self.planted.removed.add(id)
            self.tally.add("removed: photos")
        for id in self._some([id for id in free if id not in self.planted.removed], 2):
            self.office.do(f"/office/photos/{id}/blacken", left="10", top="10", width="30", height="30")
            self.planted.blackened.add(id)
            self.tally.add("blackened: photos")

    def _quarantined(self) -> None:
        rows = self._ask("SELECT id, submission_id FROM quarantine WHERE resolved_at IS NULL")
        bad = [row for row in rows if (one := self.ledger.records.get(row["submission_id"])) and not one.is_valid]
        for row in self._some(bad, 2):
            self.office.do(f"/office/quarantine/{row['id']}", decision="discard")
            self.planted.discarded.add(row["submission_id"])
            self.tally.add("discarded: what waited for review")

    # Once in a soak

    def _replace_code(self) -> bool:
        row = self._ask(CODE, self.there.other_walk)[0]
        self.ledger.reviewed |= {life.name for life in self.lives if life.gathering == self.there.other_walk}
        self.office.do(f"/office/walks/{self.there.other_walk}/code")
        self.planted.codes.add(row["id"])
        self.old_code = row["code"]
        self.tally.add("replaced: the code of a walk")
        return True

    def _close_account(self) -> bool:
        self.former.sign_in()
        (row,) = self._ask("SELECT id FROM user WHERE email = ?", LEAVING)
        self.office.do(f"/office/people/{row['id']}/disable")
        self.planted.closed.add(row["id"])
        self.tally.add("closed: an account")
        return True

    def _shut_out(self) -> bool:
        """A walker's phone that has sent something, and will not send more than anybody looks at.

        Of one whose clock has been ahead, all would seem to be captured later.
        """
        able = [
            life
            for life in self.lives
            if life.gathering == self.there.walk and not life.email and life.furthest <= RIGHT
        ]
        sent = {row["id"] for row in self._ask("SELECT id FROM device WHERE guest_id IS NOT NULL")}
        found = [life for life in able if life.disk.device in sent and 0 < life.left <= FEW and life.disk.who.proven]
        if not found:
            return False
        life = self.random.choice(found)
        self.ledger.reviewed.add(life.name)
        self.office.do(f"/office/phones/{life.disk.device}/revoke")
        self.planted.shut_out.add(str(life.disk.who.proven))
        self.tally.add("shut out: a phone")
        return True

    # At the end

    def back(self) -> list[str]:
        """What has come back from the dead: in the database, on the office's pages, at the door."""
        with closing(open_database(self.server.instance)) as database:
            found = self.planted.back(database)
        found += [f"shown: {id}" for id, serial in self.planted.erased.items() if self._is_shown(id, serial)]
        if self.planted.closed and (self._is_account(self.former) or self.former.sign_in()):
            found.append("the closed account can sign in")
        if self.old_code and self._lets_in(self.old_code):
            found.append("the replaced code lets somebody in")
        return found

    def _is_shown(self, id: str, serial: str) -> bool:
        form = self.ledger.records[id].form
        return f"{serial}<" in self.office.see(f"/office/records/{form}/{id}")

    def _is_account(self, browser: Office) -> bool:
        return browser.here()["user"] is not None

    def _lets_in(self, code: str) -> bool:
        stranger = Office(self.server.port, "")
        stranger.ask("POST", "/join", {"code": code, "phone": token_urlsafe(32)})
        return stranger.here()["guest"] is not None

    def _some(self, things: list[Thing], most: int) -> list[Thing]:
        return self.random.sample(things, min(most, len(things)))

    def _ask(self, query: str, *given: str) -> list[sqlite3.Row]:
        with closing(open_database(self.server.instance)) as database:
            return database.execute(query, given).fetchall()
