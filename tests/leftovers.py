"""Whether something that should be gone can still be found."""

from flask import Flask
from sqlalchemy import select

from app.base import db


def in_file(app: Flask, words: str) -> bool:
    """Whether the database's files hold the words anywhere; of PostgreSQL, whose files are not ours, whether a row does."""
    if app.config["DATABASE_URL"].startswith("postgresql"):
        with app.app_context():
            rows = [row for table in db.Base.metadata.sorted_tables for row in db.session.execute(select(table))]
        return any(words in str(row) for row in rows)
    folder = app.config["FELTBOG_INSTANCE"]
    return any(words.encode() in path.read_bytes() for path in folder.glob("feltbog.sqlite3*"))
