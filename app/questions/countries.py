"""The countries of the world in Danish: codes of ISO 3166-1 and names of CLDR, by way of Babel."""

from functools import cache

from babel import Locale

# Babel's list of territories also has regions, former states and special areas that are no countries.
NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
DANISH_ORDER = str.maketrans({"å": "z\x7f\x7f", "ø": "z\x7f", "æ": "z~"})


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """(code, Danish name) of every country, Denmark first, then in Danish alphabetical order; Kosovo is `XK`."""
    territories = Locale.parse("da").territories
    found = [
        (code, name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return tuple(sorted(found, key=lambda country: (country[0] != "DK", _order(country[1]))))


def _order(name: str) -> str:
    return name.lower().translate(DANISH_ORDER)
