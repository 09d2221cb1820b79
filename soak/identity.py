"""Who a phone is, as identity.js keeps it: its secret, the codes that it remembers, an account; and the browser's cookie."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from random import Random
from typing import Any

GUEST = "guest"


@dataclass
class Remembered:
    """A code: the last date on which may be sent for it, and the generation of the server that refused it."""

    until: str
    refused: str | None = None


@dataclass
class Identity:
    """What is on the disk of it. `account`: the id of the account that signs in here, if one does.

    `proven`: the guest that the secret made of this phone, as the server last said. `met` and `again` by owner: the generation
    that the owner has met, and the one to which what is held is being offered again.
    """

    random: Random
    account: str | None = None
    cookie: str = ""
    proven: str | None = None
    is_shut_out: bool = False
    codes: dict[str, Remembered] = field(default_factory=dict)
    met: dict[str, str] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.renew_secret()

    @property
    def owners(self) -> list[str]:
        """Everybody whose records are at home here."""
        return [self.account, GUEST] if self.account else [GUEST]

    def owner(self, form: str) -> str:
        """Whose record of that form is: a counsellor's account may send no other than contacts."""
        return self.account if form == "contact" and self.account else GUEST

    def renew_secret(self) -> None:
        """Whoever comes next is somebody else to the server."""
        self.secret = urlsafe_b64encode(self.random.randbytes(32)).decode().rstrip("=")
        self.proven = None
        self.codes.clear()

    def remember(self, codes: list[Any]) -> None:
        """Keep the codes as the server told them."""
        self.codes |= {one["code"]: Remembered(one["until"]) for one in codes}

    def usable_codes(self, day: str, generation: str | None) -> list[str]:
        """Those that may be sent for and that this generation has not refused."""
        return [code for code, one in self.codes.items() if one.until >= day and one.refused != generation]

    def note_refused(self, codes: list[str], generation: str) -> None:
        """These let nobody in there."""
        for code in codes:
            if code in self.codes:
                self.codes[code].refused = generation
