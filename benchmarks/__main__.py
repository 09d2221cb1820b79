"""Measures Feltbog against its budgets: `make bench`, or `make bench ARGS="workbook"` for some of it.

Every module here that has a `run()` measures something, with its floor in the same run, and gives rows for the table.
"""

import importlib
import os
import platform
import sys
from pathlib import Path
from typing import Any

TABLE = ("what", "Feltbog", "floor", "figure", "budget", "")
HERE = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem for path in HERE.glob("[a-z]*.py") if "\ndef run(" in path.read_text())


def main(chosen: list[str]) -> int:
    """Run the chosen ones, or all; the number of budgets that were missed."""
    unknown = set(chosen) - set(names())
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {', '.join(names())}.")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    print("| " + " | ".join(TABLE) + " |\n" + "|---" * len(TABLE) + "|", flush=True)
    missed = 0
    for name in chosen or names():
        for row in importlib.import_module(f"benchmarks.{name}").run():
            missed += not row["ok"]
            print(_line(row), flush=True)
    return missed


def _line(row: dict[str, Any]) -> str:
    cells = (
        row["what"],
        row["ours"],
        row["floor"],
        f"{row['ratio']:.2f}",
        row["budget"],
        "ok" if row["ok"] else "MISSED",
    )
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
