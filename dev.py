"""Sets the project up and runs, tests and measures it: `python3 dev.py help` lists how.

Needs nothing but Python's standard library, because it runs before anything is installed:
a fresh Debian with python3, make and git is enough. It is the only place that knows how;
the Makefile and the CI script call it. What pip has it installs by itself, into .venv; what needs
root stands in `SYSTEM`.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Says what was installed last, so that the usual start asks no package index.
STAMP = VENV / "installed"
LOCKS = {
    "runtime": ROOT / "requirements.txt",
    "postgresql": ROOT / "requirements-postgresql.txt",
    "dev": ROOT / "requirements-dev.txt",
}
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
# A version that is there for good: the real index tells its advisories, a mirror of files knows no such page.
ADVISORIES = "https://pypi.org/pypi/flask/3.1.0/json"
# The first is the same Chromium without the machinery of windows: the tests take two thirds of the time in it.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
POSTGRESQL = Path("/usr/lib/postgresql")
# While something is installed, a line this often says how far it is.
PACE_SECONDS = 5


def call(*command: str | Path, **options) -> None:
    """Runs a command to its end; its failure is ours."""
    subprocess.run(command, check=True, **options)


def become(*command: str | Path) -> None:
    """Turns this process into another, which then gets signals and gives the exit code itself."""
    sys.stdout.flush()
    os.execv(command[0], [str(part) for part in command])


def latest(output: str) -> str:
    """What stands last in a file, but for warnings."""
    lines = Path(output).read_text(errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip() and "WARNING" not in line), "…")


def watch(*command: str | Path) -> None:
    """Runs a command that may take minutes: now and then a line with its latest word, all its words where it fails."""
    began = time.monotonic()
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with tempfile.NamedTemporaryFile() as output:
        shown = {"stdout": output, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        with subprocess.Popen(command, env=environment, **shown) as process:
            while process.poll() is None:
                try:
                    process.wait(PACE_SECONDS)
                except subprocess.TimeoutExpired:
                    print(f"{time.monotonic() - began:6.0f} s  {latest(output.name)[:100]}", flush=True)
        if process.returncode:
            print(Path(output.name).read_text(errors="replace"), flush=True)
            raise subprocess.CalledProcessError(process.returncode, command)
    print(f"{time.monotonic() - began:6.0f} s  done", flush=True)


# The virtual environment


def usable() -> bool:
    """Whether .venv is whole and of the Python that runs this."""
    if not PYTHON.exists():
        return False
    pip = subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True, text=True)
    return f"(python {VERSION})" in pip.stdout


def create_venv(uv: str | None) -> None:
    """Makes .venv anew."""
    prepare("setup")
    print("Making .venv …", flush=True)
    if uv:
        call(uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, VENV)
    else:
        watch(sys.executable, "-m", "venv", "--clear", VENV)


def install(kind: str) -> None:
    """Brings .venv to a lock file, of which each holds those before it. Usually there is nothing to do."""
    locked = b"".join(lock.read_bytes() for lock in LOCKS.values())
    digest = hashlib.sha256(locked + VERSION.encode()).hexdigest()
    installed = STAMP.read_text() if STAMP.exists() and PYTHON.exists() else ""
    kinds = list(LOCKS)
    if installed in [f"{enough} {digest}" for enough in kinds[kinds.index(kind) :]]:
        return
    uv = shutil.which("uv")
    if not usable():
        create_venv(uv)
    print(f"Installing {LOCKS[kind].name} into .venv; the first time takes a minute or more …", flush=True)
    if uv:
        installer = [uv, "pip", "install", "--python", PYTHON]
    else:
        installer = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        installer += ["--progress-bar", "off"]
    watch(*installer, "--require-hashes", "-r", LOCKS[kind])
    STAMP.write_text(f"{kind} {digest}")


def needed() -> str:
    """What running the app takes: on PostgreSQL its driver too."""
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "runtime"


# What pip does not have


@dataclass(frozen=True)
class Part:
    """Something that Debian's package manager brings, and the commands that want it."""

    package: str
    what: str
    commands: tuple[str, ...]
    is_here: Callable[[], bool]
    # Without it the commands stop; without the others, single tests are skipped and say so.
    is_needed: bool = False

    def __str__(self) -> str:
        return f"{self.package} ({self.what})"


def has(program: str) -> Callable[[], bool]:
    """A question: is that program here?"""
    return lambda: shutil.which(program) is not None


def can_make_venv() -> bool:
    """Debian keeps `ensurepip` apart from its python3, and `venv` fails half-way without it."""
    return bool(importlib.util.find_spec("ensurepip") or shutil.which("uv")) or usable()


def has_atomic() -> bool:
    """Whether there is the library that the node in the Playwright package needs, and a small Debian lacks."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return sys.platform != "linux"
    return True


def is_snap(browser: str) -> bool:
    """Whether a browser is Ubuntu's snap, which can read neither /tmp nor hidden folders, so tests cannot use it."""
    path = Path(browser).resolve()
    with path.open("rb") as start:
        return path.is_relative_to("/snap") or b"/snap/" in start.read(4096)


def find_browser() -> str | None:
    """The path of a Chromium that tests can use."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen) or sys.exit(f"CHROMIUM is {chosen}, which cannot be run.")
    found = filter(None, map(shutil.which, BROWSERS))
    return next((browser for browser in found if not is_snap(browser)), None)


TESTS = ("test", "test-all")
BROWSER_TESTS = (*TESTS, "test-browsers", "bench", "soak")
# Where two packages would do, the first that this Debian has is taken.
CHROMIUM = "chromium-headless-shell|chromium"
SYSTEM = (
    Part("python3-venv", "makes .venv", ("setup",), can_make_venv, True),
    Part(
        CHROMIUM,
        "the browser, or CHROMIUM=PATH to one that is no snap",
        BROWSER_TESTS,
        lambda: bool(find_browser()),
        True,
    ),
    Part("libatomic1", "what Playwright's node links to", (*BROWSER_TESTS, "lint"), has_atomic, True),
    Part("libreoffice-calc-nogui", "works the workbook's formulas out", TESTS, has("soffice")),
    Part("caddy", "HTTPS in front of the server", TESTS, has("caddy")),
    Part("openssl", "reads Caddy's certificates", TESTS, has("openssl")),
    Part("systemd", "reads the units in deploy/", TESTS, has("systemd-analyze")),
    Part("postgresql", "the other database", ("test-postgresql",), lambda: any(POSTGRESQL.glob("*/bin/initdb")), True),
    Part("webkit2gtk-driver", "WebKit", ("test-browsers",), has("WebKitWebDriver")),
    Part("firefox-esr", "Firefox", ("test-browsers",), lambda: has("firefox-esr")() or has("firefox")()),
    Part("xvfb", "a screen for WebKit", ("test-browsers",), has("xvfb-run")),
    Part("xauth", "for that screen", ("test-browsers",), has("xauth")),
    Part("dbus", "what WebKit talks over", ("test-browsers",), has("dbus-run-session")),
)


def missing(*commands: str) -> list[Part]:
    """What these commands want and is not here."""
    return [part for part in SYSTEM if not set(commands).isdisjoint(part.commands) and not part.is_here()]


def can_install() -> bool:
    """Whether this is root on Debian."""
    release = Path("/etc/os-release")
    return os.geteuid() == 0 and release.exists() and "ID=debian" in release.read_text().splitlines()


def is_offered(package: str) -> bool:
    """Whether this Debian has a package of that name."""
    return subprocess.run(["apt-cache", "show", package], check=False, capture_output=True).returncode == 0


def apt_install(parts: list[Part]) -> None:
    """Installs Debian packages."""
    print(f"Installing with apt-get: {', '.join(map(str, parts))} …", flush=True)
    watch("apt-get", "update")
    packages = [next(filter(is_offered, part.package.split("|")), part.package) for part in parts]
    watch("apt-get", "install", "--yes", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", *packages)


def prepare(*commands: str) -> None:
    """Sees to what these commands want: as root on Debian it is installed, elsewhere a line says how. Asks no network for what is here."""
    if (parts := missing(*commands)) and can_install():
        apt_install(parts)
        parts = missing(*commands)
    if not parts:
        return
    packages = " ".join(part.package.partition("|")[0] for part in parts)
    line = f"Not here: {', '.join(map(str, parts))}. On Debian and Ubuntu: sudo apt install {packages}"
    if any(part.is_needed for part in parts):
        sys.exit(line)
    print(f"{line} (without them some tests are skipped)", flush=True)


def make_ready(command: str) -> None:
    """Sees to all that a command wants which tests or measures, and tells it where the browser is."""
    prepare("setup", command)
    install("dev")
    os.environ["FELTBOG_CHROMIUM"] = find_browser() or ""


def check_scripts() -> None:
    """Has node parse the browser's modules, from standard input because it judges a file by its folder."""
    node = shutil.which("node")
    if not node:
        prepare("lint")
        (node,) = VENV.glob("lib/python*/site-packages/playwright/driver/node")
    for script in sorted(ROOT.glob("app/static/js/**/*.js")):
        with script.open("rb") as source:
            checked = subprocess.run([node, "--input-type=module", "--check", "-"], check=False, stdin=source)
        if checked.returncode:
            sys.exit(f"{script.relative_to(ROOT)} is not a module that a browser can read (see above).")


# The commands


def setup(kind: str = "") -> None:
    """Create .venv and install what runs the app; `setup dev` adds what tests and linters need"""
    install(kind or needed())


def run() -> None:
    """Bring the database up to date and serve on http://127.0.0.1:$PORT (8000)"""
    install(needed())
    call(PYTHON, "-m", "flask", "--app", "wsgi", "init")
    become(PYTHON, "-m", "app.serve")


def demo() -> None:
    """The same on a database of its own, filled with an invented year; prints logins"""
    # Whatever the settings around it name, invented records never reach a real database.
    os.environ["FELTBOG_INSTANCE"] = str(ROOT / "instance" / "demo")
    os.environ.pop("DATABASE_URL", None)
    install("runtime")
    call(PYTHON, "-m", "flask", "--app", "wsgi", "demo")
    become(PYTHON, "-m", "app.serve")


def system(*commands: str) -> None:
    """List what pip does not have and, as root on Debian, install it; `system test` only what `make test` wants"""
    known = sorted({command for part in SYSTEM for command in part.commands})
    if unknown := set(commands) - set(known):
        sys.exit(f"Nothing is known of {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    wanted = commands or known
    for part in (part for part in SYSTEM if not set(wanted).isdisjoint(part.commands)):
        state = "here" if part.is_here() else "missing"
        print(f"  {state:8} {part.package:33} {part.what}; for {', '.join(part.commands)}", flush=True)
    prepare(*wanted)


def run_pytest(*arguments: str) -> None:
    """Becomes pytest on two cores, which names what needed another try."""
    become(PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-rR", *arguments)


def test(*arguments: str) -> None:
    """Run the tests in Chromium and out of it but for the long ones, on two cores; arguments go to pytest"""
    make_ready("test")
    run_pytest("-m", "not long", *arguments)


def test_all(*arguments: str) -> None:
    """Run all tests, the long ones too; arguments go to pytest"""
    make_ready("test-all")
    run_pytest(*arguments)


def test_postgresql(*arguments: str) -> None:
    """Run the tests that need a database, on a PostgreSQL that they start themselves; arguments go to pytest"""
    prepare("setup", "test-postgresql")
    install("dev")
    os.environ["FELTBOG_TEST_DATABASE"] = "postgresql"
    run_pytest(*arguments)


def test_browsers(*arguments: str) -> None:
    """Try the phone's whole job in WebKit and Firefox too; arguments go to pytest"""
    make_ready("test-browsers")
    os.environ["FELTBOG_ENGINES"] = "1"
    become(PYTHON, "-m", "pytest", "-rs", "tests/browser/test_engines.py", *arguments)


def lint() -> None:
    """Check style, types, templates, scripts and vendored files; changes nothing"""
    install("dev")
    call(PYTHON, "-m", "ruff", "check")
    call(PYTHON, "-m", "ruff", "format", "--check")
    call(PYTHON, "-m", "mypy", "app")
    call(PYTHON.with_name("lint-imports"), "--no-logo")
    call(PYTHON, "-m", "djlint", "--quiet", "--lint", "app/templates")
    check_scripts()
    call(PYTHON, "tools/vendor.py", "--check")


def knows_advisories() -> bool:
    """Whether the place that knows of faults in packages answers from here."""
    try:
        with urllib.request.urlopen(ADVISORIES, timeout=15) as answer:
            return "vulnerabilities" in json.load(answer)
    except (OSError, ValueError):
        return False


def audit() -> None:
    """Look up whether what runs in production has known faults; a package that cannot be looked up is one"""
    install("dev")
    if not knows_advisories():
        print("SKIPPED: nothing was looked up, because pypi.org's advisories cannot be reached from here.")
        return
    call(PYTHON, "-m", "pip_audit", "--strict", "--disable-pip", "--require-hashes", "-r", LOCKS["runtime"])


def format_() -> None:
    """Bring Python files into the shape that lint asks for"""
    install("dev")
    call(PYTHON, "-m", "ruff", "check", "--quiet", "--fix-only")
    call(PYTHON, "-m", "ruff", "format", "--quiet")


def package() -> None:
    """Build the wheel, install it into an empty environment and send a first record through it"""
    install("dev")
    with tempfile.TemporaryDirectory() as folder:
        quiet = ("-q", "--disable-pip-version-check")
        call(PYTHON, "-m", "pip", "wheel", *quiet, "--no-deps", "--wheel-dir", folder, str(ROOT))
        (wheel,) = Path(folder).glob("*.whl")
        call(sys.executable, "tools/try_package.py", wheel, LOCKS["runtime"])


def bench(*arguments: str) -> None:
    """Measure the app against its budgets; arguments go to the benchmarks"""
    make_ready("bench")
    become(PYTHON, "-m", "benchmarks", *arguments)


def soak(*arguments: str) -> None:
    """Run phones against a server with everything between them going wrong, for a quarter of an hour or so"""
    make_ready("soak")
    become(PYTHON, "-m", "soak", *arguments)


def lock(*arguments: str) -> None:
    """Write the lock files from pyproject.toml; `lock --upgrade` takes newer versions"""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv")
        if not uv:
            watch(sys.executable, "-m", "venv", folder)
            watch(f"{folder}/bin/pip", "install", "uv")
            uv = f"{folder}/bin/uv"
        common = (uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes")
        common += ("--no-annotate", "--custom-compile-command", "make lock", *arguments, "pyproject.toml")
        call(*common, "-o", LOCKS["runtime"].name)
        alike = ("--constraints", LOCKS["runtime"].name)
        call(*common, "-o", LOCKS["postgresql"].name, "--extra", "postgresql", *alike)
        call(*common, "-o", LOCKS["dev"].name, "--group", "dev", *alike)


def help_() -> None:
    """List these commands"""
    for name, command in COMMANDS.items():
        print(f"  {name:16} {command.__doc__}")


COMMANDS = {
    command.__name__.strip("_").replace("_", "-"): command
    for command in (
        setup,
        system,
        run,
        demo,
        test,
        test_all,
        test_postgresql,
        test_browsers,
        lint,
        audit,
        format_,
        package,
        bench,
        soak,
        lock,
        help_,
    )
}


def main(name: str = "help", *arguments: str) -> int | str:
    """Runs one command; returns what the process exits with."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this file is also how an older Python is met)
        return "Feltbog needs Python 3.11 or newer."
    if name not in COMMANDS:
        return f"There is no command {name}; `python3 dev.py help` lists them."
    os.chdir(ROOT)
    try:
        COMMANDS[name](*arguments)
    except KeyboardInterrupt:
        return 130
    except subprocess.CalledProcessError as failure:
        return f"Failed: {' '.join(map(str, failure.cmd))}"
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
