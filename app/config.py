"""The settings: defaults, then the environment, then whatever a test passes in.

Every setting of Feltbog stands in `DEFAULTS` with the line that says what it is;
`docs/settings.md` repeats them for operators, and a test compares the two.
"""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import Flask, current_app

# Installed, the package is called `feltbog`, and so is its command; in a checkout it is the folder `app`.
IS_INSTALLED = __name__.startswith("feltbog.")
# What the commands are called, in messages that name one.
COMMAND = "feltbog" if IS_INSTALLED else "flask --app wsgi"
# Where the instance folder is unless a setting says so: in the checkout, else where Feltbog is started.
HOME = Path.cwd() if IS_INSTALLED else Path(__file__).resolve().parent.parent
# In the instance folder: its copies, where no setting says otherwise.
BACKUPS = "backups"
TILES = re.compile(r"https?://[A-Za-z0-9.{}:-]+/\S+")

# Read from the environment under the same name. None: worked out in `load`.
DEFAULTS: dict[str, Any] = {
    # The folder of everything that must survive: database, secrets.
    "FELTBOG_INSTANCE": str(HOME / "instance"),
    # The folder of the copies that Feltbog makes and looks after; None: `backups` in the instance folder.
    "FELTBOG_BACKUPS": None,
    # Where the database is; None means SQLite in the instance folder.
    "DATABASE_URL": None,
    # Signs the session cookies; None means made once, kept in the instance folder.
    "SECRET_KEY": None,
    # What an empty database begins with: an agreement's file, or `loevvangen` for the one that comes with Feltbog.
    "FELTBOG_PLAN": None,
    # The host names that may be asked for, comma-separated; None: localhost and 127.0.0.1.
    "FELTBOG_HOSTS": None,
    # How many proxies in front of Feltbog may be believed about the client's address and scheme.
    "FELTBOG_PROXIES": 0,
    # Sync requests a minute that one session may make; 120 to 600.
    "FELTBOG_SYNC_PER_MINUTE": 300,
    # How many new records a guest or an account may send on a day.
    "FELTBOG_RECORDS_PER_DAY": 300,
    # How many MiB of text, what waits for review included.
    "FELTBOG_MEGABYTES_PER_DAY": 16,
    # How many photos.
    "FELTBOG_PHOTOS_PER_DAY": 90,
    # How many new guests one code lets in within an hour from one address.
    "FELTBOG_GUESTS_PER_HOUR": 60,
    # How many on a day, from anywhere.
    "FELTBOG_GUESTS_PER_DAY": 300,
    # After how many months what people wrote with their own words is deleted.
    "FELTBOG_KEEP_TEXTS": 24,
    # After how many months photos are.
    "FELTBOG_KEEP_PHOTOS": 24,
    # After how many months lines of the audit trail are.
    "FELTBOG_KEEP_AUDIT": 24,
    # After how many days without use a session or a phone is.
    "FELTBOG_KEEP_SESSIONS": 90,
    # After how many months since it was handed in a year's evaluation is.
    "FELTBOG_KEEP_EVALUATIONS": 60,
    # Where a walk's map comes from, as https://tile.example.org/{z}/{x}/{y}.png; None: no map, the plan alone.
    "FELTBOG_TILES": None,
    # What that map asks to have written below it.
    "FELTBOG_TILES_ATTRIBUTION": None,
    # After how many minutes without use the office asks for the password again.
    "FELTBOG_OFFICE_IDLE": 60,
    # After how many hours it does so however much it is used.
    "FELTBOG_OFFICE_LONGEST": 12,
}
WHOLE = (
    "FELTBOG_PROXIES", "FELTBOG_SYNC_PER_MINUTE", "FELTBOG_RECORDS_PER_DAY", "FELTBOG_MEGABYTES_PER_DAY",
    "FELTBOG_PHOTOS_PER_DAY", "FELTBOG_GUESTS_PER_HOUR", "FELTBOG_GUESTS_PER_DAY", "FELTBOG_KEEP_TEXTS",
    "FELTBOG_KEEP_PHOTOS", "FELTBOG_KEEP_AUDIT", "FELTBOG_KEEP_SESSIONS", "FELTBOG_KEEP_EVALUATIONS", "FELTBOG_OFFICE_IDLE", "FELTBOG_OFFICE_LONGEST",
)  # fmt: skip

# Fixed for every installation; a test may override them.
FIXED: dict[str, Any] = {
    "BABEL_DEFAULT_LOCALE": "da",
    "BABEL_DEFAULT_TIMEZONE": "Europe/Copenhagen",
    # An office form with all answers at their longest stays far below 1 MiB; so does a sync.
    "MAX_CONTENT_LENGTH": 1024 * 1024,
    # And none has so many fields; a field that is no file stays in memory.
    "MAX_FORM_PARTS": 1000,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    # A phone that joined in spring still sends in autumn; 400 days is what browsers keep at most.
    "PERMANENT_SESSION_LIFETIME": timedelta(days=400),
    # A late answer to a background request must not overwrite a newer session.
    "SESSION_REFRESH_EACH_REQUEST": False,
    "SESSION_COOKIE_NAME": "feltbog",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    # Tokens live as long as the session: a phone may be offline for weeks.
    "WTF_CSRF_TIME_LIMIT": None,
    # The gate in `app.access.rights` has them checked, after it has asked who you are (401 before 403).
    "WTF_CSRF_CHECK_DEFAULT": False,
    "WTF_CSRF_HEADERS": ["X-CSRFToken"],
    # From where a request comes, Fetch Metadata says (`app.http.transport`); a browser may keep the Referer to itself.
    "WTF_CSRF_SSL_STRICT": False,
    # What a password costs whoever guesses: argon2id as OWASP advises for servers that also do other work.
    "ARGON2": {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1},
}


def load(app: Flask, overrides: Mapping[str, Any] | None = None) -> None:
    """Fill `app.config`; makes the instance folder and the key of its sessions when they are missing."""
    app.config.update(FIXED)
    for name, default in DEFAULTS.items():
        app.config[name] = os.environ.get(name) or default
    app.config.update(overrides or {})
    for name in WHOLE:
        app.config[name] = int(app.config[name])
    check_tiles(app.config["FELTBOG_TILES"])
    folder = Path(app.config["FELTBOG_INSTANCE"]).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.config["FELTBOG_INSTANCE"] = folder
    app.config["FELTBOG_BACKUPS"] = Path(app.config["FELTBOG_BACKUPS"] or folder / BACKUPS).resolve()
    app.config["DATABASE_URL"] = database_url(app.config["DATABASE_URL"], folder)
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or secret(folder / "secret_key")


def instance() -> Path:
    """The instance folder of the current app."""
    folder: Path = current_app.config["FELTBOG_INSTANCE"]
    return folder


def backups() -> Path:
    """The folder of the current app's copies; it may not be there yet."""
    folder: Path = current_app.config["FELTBOG_BACKUPS"]
    return folder


def check_tiles(address: str | None) -> None:
    """A ValueError for an address that cannot be a map's: it would only show as a grey field."""
    if address and not (TILES.fullmatch(address) and all(part in address for part in ("{z}", "{x}", "{y}"))):
        raise ValueError("FELTBOG_TILES must be an address such as https://tile.example.org/{z}/{x}/{y}.png")


def database_url(url: str | None, instance: Path) -> str:
    """The SQLAlchemy address: SQLite in the instance folder unless told otherwise; `postgres://` is accepted."""
    if not url:
        return f"sqlite:///{instance / 'feltbog.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def secret(path: Path) -> str:
    """64 hex digits from `path`, made on first use and readable by its owner alone (0600).

    It is there as a whole or not at all, whatever happens meanwhile; of two who make it at once, one does.
    """
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as made:
            made.write(secrets.token_hex(32))
            made.flush()
            os.fsync(made.fileno())
            with suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_text().strip()
