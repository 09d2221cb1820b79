"""Behind a real Caddy with a certificate of its own: the phone installs the app, goes offline, and syncs; tokens are asked for."""

import json
import shutil
import ssl
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import pytest
from https_proxy import PROGRAM, Proxy
from playwright.sync_api import BrowserType, expect

from .conftest import PHONE, launch_installed
from .releases import ready_offline
from .server import Server

pytestmark = pytest.mark.skipif(
    not (PROGRAM and shutil.which("openssl")), reason="there is no caddy, or no openssl, here"
)


class Stay(HTTPRedirectHandler):
    """Goes nowhere by itself."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Client:
    """Asks through the proxy, keeps cookies, and says neither a Referer nor, unless told to, from where it comes."""

    def __init__(self, proxy: Proxy) -> None:
        trusting = ssl.create_default_context(cafile=str(proxy.authority))
        self.url, self._opener = proxy.url, build_opener(HTTPSHandler(context=trusting), HTTPCookieProcessor(), Stay)

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """The status and the body; `Sec_Fetch_Site` in Python is `Sec-Fetch-Site` on the way."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with self._opener.open(Request(self.url + path, body, named), timeout=60) as answer:
                return answer.status, answer.read()
        except HTTPError as refused:
            with refused:
                return refused.code, refused.read()

    def post(self, path: str, fields: dict[str, str], **headers: str) -> int:
        """What posting a form is answered: the status."""
        return self.ask(path, urlencode(fields).encode(), **headers)[0]

    def token(self) -> str:
        """The session's."""
        told: dict[str, str] = json.loads(self.ask("/api/session")[1])
        return told["csrf_token"]


@pytest.fixture
def behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Proxy]]:
    """A server with the settings that go with a proxy, and the proxy."""
    monkeypatch.setenv("FELTBOG_HOSTS", "localhost,127.0.0.1")
    monkeypatch.setenv("FELTBOG_PROXIES", "1")
    server = Server(tmp_path / "instance")
    server.start()
    proxy = Proxy(tmp_path, server)
    yield server, proxy
    proxy.stop()
    server.stop()


def test_a_phone_installs_goes_offline_and_syncs_over_https(
    behind: tuple[Server, Proxy], browser_type: BrowserType, tmp_path: Path
) -> None:
    server, proxy = behind
    _status, headers = proxy.ask("/api/session")
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "; Secure" in headers["Set-Cookie"]
    with closing(HTTPConnection("localhost", proxy.plain_port)) as plain:
        plain.request("GET", "/form/observation")
        assert plain.getresponse().getheader("Location") == "https://localhost/form/observation"

    code = server.add_walk().code
    assert code is not None
    trust = f"--ignore-certificate-errors-spki-list={proxy.key_digest()}"
    phone = launch_installed(browser_type, tmp_path / "phone", trust, base_url=proxy.url, **PHONE)
    with closing(phone):
        page = phone.pages[0]
        page.goto(f"/join/{code.code}")
        page.wait_for_url("**/")
        ready_offline(page)
        assert page.evaluate("() => isSecureContext")
        wrong = phone.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert wrong == []

        phone.set_offline(True)
        page.goto("/form/observation")
        page.check("[name=kind][value=improve]")
        page.check("[name=category][value=lighting]")
        page.fill("[name=place]", "Stien ved vaskeriet")
        page.locator("#form [type=submit]").click()
        expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()
        assert server.count() == 0

        phone.set_offline(False)
        page.goto("/")
        expect(page.locator("#safety")).to_have_attribute("data-waiting", "0")
    (row,) = server.records("observation")
    assert row["place"] == "Stien ved vaskeriet"


def test_what_writes_asks_for_a_token_and_for_no_referer(behind: tuple[Server, Proxy]) -> None:
    server, proxy = behind
    client = Client(proxy)
    new = "/office/walks/new"
    walk = {"title": "Tryghedsvandring", "date": "2026-05-05"}
    sync = json.dumps({"device": "d0000000-0000-4000-8000-000000000001", "submissions": []}).encode()
    kind = {"Content_Type": "application/json"}

    # Nobody is there yet: that comes first, whatever the token.
    assert client.ask("/api/sync", sync, **kind)[0] == 401
    assert client.ask("/api/sync", sync, X_CSRFToken=client.token(), Sec_Fetch_Site="cross-site", **kind)[0] == 401
    assert client.post(new, walk) == 302

    email, password = server.account("leader")
    answer = {"email": email, "password": password}
    assert client.post("/account/sign-in", answer) == 403
    assert client.post("/account/sign-in", answer | {"csrf_token": client.token()}) == 303

    csrf = client.token()
    assert client.post(new, walk) == 403
    assert client.post(new, walk | {"csrf_token": "wrong"}) == 403
    assert client.post(new, walk | {"csrf_token": csrf}, Sec_Fetch_Site="cross-site") == 403
    assert client.post(new, walk | {"csrf_token": csrf}) == 303
    assert client.post(new, walk | {"csrf_token": csrf}, Sec_Fetch_Site="same-origin") == 303

    assert client.post("/api/sync", {"csrf_token": csrf}) == 403
    assert client.ask("/api/sync", sync, X_CSRFToken=csrf, Sec_Fetch_Site="cross-site", **kind)[0] == 403
    assert client.ask("/api/sync", sync, X_CSRFToken=csrf, **kind)[0] == 200
