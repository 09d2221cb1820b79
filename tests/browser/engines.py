"""Firefox and WebKit, driven by what each brings along: Marionette and WebKitWebDriver. Nothing but the standard library."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, BinaryIO

from .server import free_port

PATIENCE = 30  # seconds
WEBKIT = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "NO_AT_BRIDGE": "1"}
# What tests say to a page is a function, as in Playwright; what goes wrong in it comes back as words.
CALL = """const done = arguments[arguments.length - 1], given = arguments[0];
Promise.resolve().then(() => (%s)(given)).then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));"""


class EngineError(AssertionError):
    """The browser refused, or a script failed."""


class Phone:
    """A browser of another make, with one page. `command` is how it is spoken to."""

    def __init__(self, command: Callable[[str, str, dict[str, Any]], Any]) -> None:
        self._command = command

    def open(self, url: str) -> None:
        """Go to an address."""
        self._command("Navigate", "url", {"url": url})

    def run(self, function: str, argument: Any = None) -> Any:
        """Call a JavaScript function in the page, with one argument."""
        answer = self._command("ExecuteAsyncScript", "execute/async", {"script": CALL % function, "args": [argument]})
        if "error" in answer:
            raise EngineError(answer["error"])
        return answer["value"]

    def wait(self, function: str, argument: Any = None) -> Any:
        """Call a function until it gives something that is true; → that."""
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(EngineError):  # a page that is just being replaced
                if found := self.run(function, argument):
                    return found
            if time.monotonic() > until:
                raise EngineError(f"never: {function} ({argument}) on {self.run('() => document.body.innerText')}")
            time.sleep(0.1)

    def click(self, selector: str) -> None:
        """Tap on what the selector finds first, once it is there."""
        self.wait("(one) => document.querySelector(one) !== null", selector)
        self.run(
            "(one) => { const it = document.querySelector(one); it.scrollIntoView({block: 'center'}); it.click(); }",
            selector,
        )

    def fill(self, selector: str, text: str) -> None:
        """Write into a field."""
        self.run(
            """([selector, text]) => {
                const field = document.querySelector(selector);
                field.value = text;
                for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
            }""",
            [selector, text],
        )

    def attach(self, selector: str, picture: bytes) -> None:
        """Choose a picture, as somebody does who has just taken it."""
        self.run(
            """([selector, text]) => {
                const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
                const chosen = new DataTransfer();
                chosen.items.add(new File([bytes], "photo.jpg", { type: "image/jpeg" }));
                const field = document.querySelector(selector);
                field.files = chosen.files;
                field.dispatchEvent(new Event("change", { bubbles: true }));
            }""",
            [selector, b64encode(picture).decode()],
        )


@contextlib.contextmanager
def firefox() -> Iterator[Phone]:
    """Debian's Firefox, or whichever is called so."""
    program = shutil.which("firefox-esr") or shutil.which("firefox") or "firefox"
    with tempfile.TemporaryDirectory(prefix="firefox-") as profile:
        port = free_port()
        (Path(profile) / "user.js").write_text(
            f'user_pref("marionette.port", {port});\n'
            'user_pref("intl.accept_languages", "da");\n'
            'user_pref("app.update.disabledForTesting", true);\n'
            'user_pref("network.captive-portal-service.enabled", false);\n'
        )
        command = [program, "--headless", "--marionette", "--no-remote", "--profile", profile]
        with process(command, {"HOME": profile}), _connect(port) as connection, connection.makefile("rb") as answers:
            yield Phone(_marionette(connection, answers))


def _marionette(connection: socket.socket, answers: BinaryIO) -> Callable[[str, str, dict[str, Any]], Any]:
    """Speaks Firefox's own protocol: `length:[0, number, command, parameters]`."""

    def read() -> Any:
        length = b""
        while (one := answers.read(1)) != b":":
            length += one
        return json.loads(answers.read(int(length)))

    def command(name: str, _path: str, parameters: dict[str, Any]) -> Any:
        message = json.dumps([0, 1, f"WebDriver:{name}", parameters]).encode()
        connection.sendall(b"%d:%s" % (len(message), message))
        _kind, _number, error, result = read()
        if error:
            raise EngineError(error["message"])
        return result.get("value") if isinstance(result, dict) and "value" in result else result

    read()  # its greeting
    command("NewSession", "", {"capabilities": {"alwaysMatch": {"timeouts": {"script": PATIENCE * 1000}}}})
    return command


@contextlib.contextmanager
def webkit() -> Iterator[Phone]:
    """WebKitGTK's MiniBrowser, on a screen that nobody looks at (`xvfb-run`)."""
    port = free_port()
    with process(["xvfb-run", "-a", "dbus-run-session", "--", "WebKitWebDriver", f"--port={port}"], WEBKIT):
        _connect(port).close()
        capabilities = {"browserName": "MiniBrowser", "timeouts": {"script": PATIENCE * 1000}}
        capabilities["webkitgtk:browserOptions"] = {"binary": str(minibrowser()), "args": ["--automation"]}
        session = _post(port, "/session", {"capabilities": {"alwaysMatch": capabilities}})["sessionId"]
        yield Phone(lambda _name, path, parameters: _post(port, f"/session/{session}/{path}", parameters))


def missing(name: str) -> str | None:
    """What this machine lacks for one of them, in words."""
    if name == "firefox":
        return None if shutil.which("firefox-esr") or shutil.which("firefox") else "there is no Firefox (firefox-esr)"
    wanted = [program for program in ("WebKitWebDriver", "xvfb-run", "dbus-run-session") if not shutil.which(program)]
    if not minibrowser():
        wanted.append("MiniBrowser")
    return f"there is no {', '.join(wanted)} (webkit2gtk-driver, xvfb, xauth, dbus)" if wanted else None


def minibrowser() -> Path | None:
    """Where Debian puts it."""
    return next(iter(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser")), None)


def _post(port: int, path: str, parameters: dict[str, Any]) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=2 * PATIENCE)
    connection.request("POST", path, json.dumps(parameters), {"Content-Type": "application/json"})
    value = json.loads(connection.getresponse().read())["value"]
    connection.close()
    if isinstance(value, dict) and "error" in value and "message" in value:
        raise EngineError(value["message"] or value["error"])
    return value


def _connect(port: int) -> socket.socket:
    for _ in range(600):
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        time.sleep(0.1)
    raise EngineError("the browser does not start")


@contextlib.contextmanager
def process(command: list[str], more: dict[str, str]) -> Iterator[None]:
    """A program with all that it starts, until the block ends."""
    started = subprocess.Popen(
        command, env=os.environ | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait(10)
