"""Commands, as somebody types them."""

from typing import Any

from flask import Flask


def run(app: Flask, *arguments: Any) -> Any:
    """Run a command; what came of it."""
    return app.test_cli_runner().invoke(args=list(map(str, arguments)))


def refused(done: Any) -> str:
    """The one line with which a command was refused."""
    assert done.exit_code == 1, done.output
    (line,) = done.stderr.strip().splitlines()
    return str(line)
