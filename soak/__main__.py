"""`python -m soak [--seed N] [--short] [--records N] …`: runs one soak and prints its table; fails unless nothing was lost."""

import argparse
import sys
import tempfile
from dataclasses import fields, replace
from pathlib import Path

from .run import Soak, table, timed
from .size import SHORT, Size


def main(arguments: list[str]) -> int:
    """Run it; → 0 where the promise was kept."""
    parser = argparse.ArgumentParser(prog="make soak ARGS=…", description="Nothing lost, nothing doubled?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="what the tests run")
    numbers = [field for field in fields(Size) if field.type in {int, float}]
    for field in numbers:
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=field.type)
    chosen = parser.parse_args(arguments)
    given = {field.name: value for field in numbers if (value := getattr(chosen, field.name)) is not None}
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soak = Soak(Path(folder), chosen.seed, replace(SHORT if chosen.short else Size(), **given))
        verdict, seconds = timed(soak)
        print(table(soak, verdict, seconds))
    for what, found in verdict.wrong.items():
        if found:
            print(f"\n{what}: {', '.join(found[:10])}")
    return 0 if verdict.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
