"""The floor of the ingest benchmark: an endpoint that parses, inserts, commits and answers, and nothing else."""

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from flask import Flask, request
from waitress import serve

COLUMNS = ["id", "form", "version", "revision", "captured_at", "kind", "category", "feeling", "place", "latitude", "longitude", "accuracy", "light", "description", "observer"]  # fmt: skip


def bare_app(folder: str) -> Flask:
    """Parse, insert, commit, answer."""
    app = Flask(__name__)
    path = str(Path(folder) / "bare.sqlite3")

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    connection = connect()
    connection.execute(f"CREATE TABLE IF NOT EXISTS record ({', '.join(COLUMNS)}, PRIMARY KEY (id))")
    insert = f"INSERT INTO record VALUES ({', '.join('?' * len(COLUMNS))})"

    @app.get("/healthz")
    def health() -> str:
        return "ok"

    @app.post("/bare")
    def bare() -> dict[str, Any]:
        items = request.get_json()["submissions"]
        rows = []
        for item in items:
            answers = item["answers"]
            point = answers["position"]
            rows.append(
                (
                    *(item[name] for name in COLUMNS[:5]),
                    *(answers[name] for name in COLUMNS[5:9]),
                    *(point[name] for name in COLUMNS[9:12]),
                    *(answers[name] for name in COLUMNS[12:]),
                )
            )
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows)
        connection.execute("COMMIT")
        return {"results": [{"id": item["id"], "status": "stored"} for item in items]}

    return app


if __name__ == "__main__":
    serve(bare_app(sys.argv[1]), host="127.0.0.1", port=int(os.environ["PORT"]), threads=8, _quiet=True)
