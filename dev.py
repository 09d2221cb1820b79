"""Sets the project up and runs, tests and measures it: `python3 dev.py help` lists how.

Needs nothing but Python's standard library, because it runs before anything is installed:
a fresh Debian with python3, make and git is enough. It is the only place that knows how;
the Makefile and the CI script call it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
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
# What works the workbook's formulas out, stands in front of the server, and starts it; and Debian's packages of them.
PROGRAMS = {
    "soffice": "libreoffice-calc-nogui",
    "caddy": "caddy",
    "openssl": "openssl",
    "systemd-analyze": "systemd",
}


def call(*command: str | Path, **options) -> None:
    """Runs a command to its end; its failure is ours."""
    subprocess.run(command, check=True, **options)


def become(*command: str | Path) -> None:
    """Turns this process into another, which then gets signals and gives the exit code itself."""
    sys.stdout.flush()
    os.execv(command[0], [str(part) for part in command])


def apt_install(*packages: str) -> bool:
    """Installs Debian packages where that is possible: False where this is not root on Debian."""
    release = Path("/etc/os-release")
    if os.geteuid() != 0 or not release.exists() or "ID=debian" not in release.read_text().splitlines():
        return False
    print(f"Installing {', '.join(packages)} with apt-get …", flush=True)
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdin": subprocess.DEVNULL}
    call("apt-get", "-qq", "update", **quiet)
    options = ("--yes", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0")
    call("apt-get", "-qq", "install", *options, *packages, stdout=subprocess.DEVNULL, **quiet)
    return True


# The virtual environment


def usable() -> bool:
    """Whether .venv is whole and of the Python that runs this."""
    if not PYTHON.exists():
        return False
    pip = subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True, text=True)
    return f"(python {VERSION})" in pip.stdout


def create_venv(uv: str | None) -> None:
    """Makes .venv anew."""
    if uv:
        call(uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, VENV)
        return
    # Debian keeps this module apart from its python3, and `venv` fails half-way without it.
    if not importlib.util.find_spec("ensurepip") and not apt_install("python3-venv"):
        sys.exit("Python's ensurepip is missing. On Debian and Ubuntu: sudo apt install python3-venv")
    call(sys.executable, "-m", "venv", "--clear", VENV)


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
    print(f"Installing {LOCKS[kind].name}; the first time takes a minute …", flush=True)
    if uv:
        installer = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    else:
        # Errors only: warnings here are about pip itself, not about the packages.
        installer = [PYTHON, "-m", "pip", "install", "-qqq", "--no-input", "--disable-pip-version-check"]
    call(*installer, "--require-hashes", "-r", LOCKS[kind])
    STAMP.write_text(f"{kind} {digest}")


def needed() -> str:
    """What running the app takes: on PostgreSQL its driver too."""
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "runtime"


# What tests and linters need besides Python packages


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


def bundled_node() -> Path:
    """The node that the Playwright package brings along; it needs a library that a small Debian lacks."""
    (node,) = VENV.glob("lib/python*/site-packages/playwright/driver/node")
    works = subprocess.run([node, "--version"], check=False, capture_output=True).returncode == 0
    if not works and not apt_install("libatomic1"):
        sys.exit("Playwright's node does not start. On Debian and Ubuntu: sudo apt install libatomic1")
    return node


def prepare_browser() -> None:
    """Finds or installs Chromium and tells the tests where it is; without one they must not pass."""
    bundled_node()
    if not os.environ.get("CHROMIUM") and not shutil.which(BROWSERS[0]):
        with contextlib.suppress(subprocess.CalledProcessError):  # an older Debian does not have it
            apt_install(BROWSERS[0])
    browser = find_browser()
    if not browser and apt_install("chromium"):
        browser = find_browser()
    if not browser:
        sys.exit("No Chromium (and a snap will not do). Install Chromium or Chrome, or set CHROMIUM to its path.")
    os.environ["FELTBOG_CHROMIUM"] = browser


def prepare_programs() -> None:
    """Finds or installs the programs that single tests try things with; without one, those tests are skipped and say so."""
    wanting = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if wanting and not apt_install(*wanting):
        print(f"Without {', '.join(wanting)} some tests are skipped; pytest -rs says which.", flush=True)


def check_scripts() -> None:
    """Has node parse the browser's modules, from standard input because it judges a file by its folder."""
    node = shutil.which("node") or bundled_node()
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


def test(*arguments: str) -> None:
    """Run all tests in Chromium and out of it, on two cores; arguments go to pytest"""
    install("dev")
    prepare_browser()
    prepare_programs()
    become(PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-rR", *arguments)


def test_postgresql(*arguments: str) -> None:
    """Run the tests that need a database, on a PostgreSQL that they start themselves; arguments go to pytest"""
    install("dev")
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not apt_install("postgresql"):
        sys.exit("PostgreSQL is not installed. On Debian and Ubuntu: sudo apt install postgresql")
    os.environ["FELTBOG_TEST_DATABASE"] = "postgresql"
    become(PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-rR", *arguments)


def test_browsers(*arguments: str) -> None:
    """Try the phone's whole job in WebKit and Firefox too; on Debian as root it installs them"""
    install("dev")
    prepare_browser()
    programs = {"WebKitWebDriver": "webkit2gtk-driver", "firefox-esr": "firefox-esr", "xvfb-run": "xvfb"}
    programs |= {"xauth": "xauth", "dbus-run-session": "dbus"}
    wanting = [package for program, package in programs.items() if not shutil.which(program)]
    if wanting and not apt_install(*wanting):
        print(f"Without {', '.join(wanting)} some are skipped; pytest says which.", flush=True)
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
    install("dev")
    prepare_browser()
    become(PYTHON, "-m", "benchmarks", *arguments)


def soak(*arguments: str) -> None:
    """Run phones against a server with everything between them going wrong, for a quarter of an hour or so"""
    install("dev")
    prepare_browser()
    become(PYTHON, "-m", "soak", *arguments)


def lock(*arguments: str) -> None:
    """Write the lock files from pyproject.toml; `lock --upgrade` takes newer versions"""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv")
        if not uv:
            call(sys.executable, "-m", "venv", folder)
            call(f"{folder}/bin/pip", "install", "-qqq", "uv")
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
        run,
        demo,
        test,
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
