"""A real Caddy before the server, with the file that operators get for it.

`FELTBOG_CADDY` names another one than the machine's, such as that of the container.
"""

import base64
import hashlib
import os
import shutil
import ssl
import subprocess
from contextlib import closing, suppress
from http.client import HTTPSConnection
from pathlib import Path

from browser.server import ROOT, Server, free_port
from patience import PATIENCE, until

PROGRAM = shutil.which(os.environ.get("FELTBOG_CADDY", "caddy"))


def shipped() -> Path:
    """The file in deploy/ that is for this Caddy's version."""
    said = subprocess.check_output([PROGRAM or "caddy", "version"], text=True).lstrip("v")
    major, minor = (int(part) for part in said.split(".")[:2])
    return ROOT / "deploy" / ("Caddyfile.newer" if (major, minor) > (2, 6) else "Caddyfile")


class Proxy:
    """Caddy with the file that operators get, on ports of its own."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self.url = f"https://localhost:{self.port}"
        options = f"{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {self.plain_port}\n\thttps_port {self.port}\n"
        file = folder / "Caddyfile"
        file.write_text(shipped().read_text().replace("{\n", options, 1))
        environment = {
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "FELTBOG_SITE": "localhost",
            "FELTBOG_UPSTREAM": f"127.0.0.1:{server.port}",
        }
        with (folder / "caddy.log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(PROGRAM), "run", "--config", str(file), "--adapter", "caddyfile"],
                env=os.environ | environment,
                stdout=log,
                stderr=log,
            )
        until(self._answers)

    @property
    def authority(self) -> Path:
        """The certificate that it makes all others with."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def trusting(self) -> ssl.SSLContext:
        """What a client has that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.authority))

    def connect(self) -> HTTPSConnection:
        """A connection of such a client."""
        return HTTPSConnection("localhost", self.port, context=self.trusting(), timeout=PATIENCE)

    def ask(self, path: str) -> tuple[int, dict[str, str]]:
        """What such a client is answered: the status and the headers."""
        with closing(self.connect()) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status, dict(answer.getheaders())

    def key_digest(self) -> str:
        """What Chromium is told to trust: the key that stands above the site's in what it is sent."""
        above = self.authority.with_name("intermediate.crt")
        public = subprocess.check_output(["openssl", "x509", "-in", str(above), "-noout", "-pubkey"])
        der = subprocess.run(
            ["openssl", "pkey", "-pubin", "-outform", "der"], input=public, capture_output=True, check=True
        )
        return base64.b64encode(hashlib.sha256(der.stdout).digest()).decode()

    def _answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "caddy.log").read_text()
        with suppress(OSError):
            return self.authority.exists() and self.ask("/healthz")[0] == 200
        return False

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(PATIENCE)
