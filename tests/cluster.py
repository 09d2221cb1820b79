"""A PostgreSQL cluster of the tests' own, from Debian's packages: nothing of the machine's is touched."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, create_engine, delete, insert, select, text
from sqlalchemy.exc import DBAPIError

BINARIES = Path("/usr/lib/postgresql")
# Tests may forget everything in a power cut.
QUICKLY = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60", "listen_addresses=''")


def binaries() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """A running cluster, reached by a socket in a folder of its own; `stop` removes it."""

    def __init__(self) -> None:
        found = binaries()
        if found is None:
            raise RuntimeError("PostgreSQL is not installed. On Debian and Ubuntu: sudo apt install postgresql")
        self._programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="feltbog-pg-"))
        # The server refuses to run as root.
        self._as: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []}
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        else:
            self._as = {}
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (self._data / "postgresql.auto.conf").open("a") as settings:
            settings.writelines(f"{line}\n" for line in (*QUICKLY, f"unix_socket_directories='{self.folder}'"))
        self._run("pg_ctl", "--wait", f"--log={self.folder}/log", "start")
        self._free: list[str] = []
        self._lent = 0
        self._beginning: list[tuple[Table, list[dict[str, Any]]]] = []
        self._admin: Engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, empty or a copy of another; → its address."""
        with self._admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def remember(self, name: str, tables: Sequence[Table]) -> None:
        """Keep the rows that a database has now: those that are lent begin with them."""
        engine = create_engine(self.url(name))
        with engine.connect() as connection:
            found = [(table, [dict(row) for row in connection.execute(select(table)).mappings()]) for table in tables]
        engine.dispose()
        self._beginning = [(table, rows) for table, rows in found if rows]

    def lend(self, template: str) -> str:
        """The name of a copy of a database as it began: one that was given back, or a new one."""
        if self._free:
            return self._free.pop()
        self._lent += 1
        self.create(f"lent_{self._lent}", template)
        return f"lent_{self._lent}"

    def take_back(self, name: str, tables: Sequence[Table], revision: str) -> None:
        """Let a database begin anew for the next one who needs it, which takes a tenth of the time that a new one does."""
        engine = create_engine(self.url(name))
        try:
            with engine.begin() as connection:
                for table in reversed(tables):
                    connection.execute(delete(table))
                connection.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))
                for table, rows in self._beginning:
                    connection.execute(insert(table), rows)
                    if "id" in table.c:
                        connection.execute(
                            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                            {"name": table.name, "last": max(row["id"] for row in rows)},
                        )
                usable = connection.scalar(text("SELECT version_num FROM alembic_version")) == revision
        except DBAPIError:
            usable = False
        finally:
            engine.dispose()
        if usable:
            self._free.append(name)
        else:
            self.drop(name)

    def stop(self) -> None:
        """End it and leave nothing behind."""
        self._admin.dispose()
        self._run("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), f"--pgdata={self._data}", *options]
        done = subprocess.run(
            command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.folder, **self._as
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
