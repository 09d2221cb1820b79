"""What Alembic runs for every command: `app.base.migrate` knows how it meets the tables."""

from alembic import context

context.config.attributes["run"](context)
