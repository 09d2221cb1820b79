"""The countries that guests say they are from, and the names by which a phone finds them."""

import datetime as dt
import json
from collections.abc import Container, Iterable, Sequence
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from markupsafe import Markup

from .choice import Choices
from .question import Header, Option, Words

# Babel's list of territories also has regions, former states and special areas that are no countries.
NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
# Parts of other states, and places where nobody is from. Nobody is offered them; what was answered with one stays an answer.
NO_STATES = frozenset({
    "AI", "AQ", "AS", "AW", "AX", "BL", "BM", "BQ", "BV", "CC", "CK", "CW", "CX", "EH", "FK", "GF", "GG",
    "GI", "GP", "GS", "GU", "HM", "IM", "IO", "JE", "KY", "MF", "MO", "MP", "MQ", "MS", "NC", "NF", "NU",
    "PF", "PM", "PN", "PR", "RE", "SH", "SJ", "SX", "TC", "TF", "TK", "UM", "VG", "VI", "WF", "YT",
})  # fmt: skip
# What people in Denmark call them besides; and what people from there do, where it is not Babel's word.
EVERYDAY = {
    "AE": "Emiraterne|UAE|Dubai|Abu Dhabi",
    "AL": "Shqipëria",
    "AZ": "Azerbaijan",
    "BA": "Bosnien og Hercegovina",
    "BY": "Hviderusland",
    "CD": "Zaire|Den Demokratiske Republik Congo|DR Congo",
    "CF": "Centralafrika",
    "CG": "Republikken Congo",
    "CI": "Ivory Coast",
    "CN": "Folkerepublikken Kina",
    "CZ": "Den Tjekkiske Republik|Česká republika",
    "DO": "Den Dominikanske Republik",
    "EG": "Ægypten",
    "ET": "Æthiopien|Ethiopien|Abessinien",
    "GB": "England|Skotland|Wales|Nordirland|UK|Det Forenede Kongerige",
    "GE": "Grusien",
    "HK": "Hong Kong",
    "IR": "Persien",
    "KG": "Kirgisien",
    "KH": "Kambodja|Kampuchea",
    "KM": "Comoros",
    "KR": "한국",
    "KZ": "Kazakhstan",
    "LK": "Ceylon",
    "MD": "Moldavien",
    "MK": "Makedonien",
    "MM": "Burma",
    "MR": "Mauritanien",
    "NL": "Holland",
    "NZ": "Ny Zealand",
    "PS": "Palæstina|Gaza|Vestbredden|فلسطين",
    "SK": "Den Slovakiske Republik",
    "SY": "سورية",
    "SZ": "Swaziland",
    "TD": "Chad",
    "TH": "ประเทศไทย",
    "TJ": "Tadjikistan",
    "TL": "Østtimor",
    "TM": "Turkmenien",
    "TW": "Formosa",
    "TZ": "Zanzibar",
    "US": "Amerika|De Forenede Stater",
    "UZ": "Uzbekistan",
    "VA": "Vatikanet",
    "XK": "Kosova",
}
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


class Countries(Choices):
    """A set of countries, ISO 3166-1 alpha-2 and Kosovo (`XK`); never counted per country."""

    kind = "countries"

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label, [Option(code, name) for code, name in countries()], **{"look": "countries"} | rest)
        self.states = [option for option in self.own_options if option.code not in NO_STATES]

    @property
    def options(self) -> Sequence[Option]:
        return self.states

    def headers(self) -> list[Header]:
        """Only the readable column: 250 columns of 0/1 would help nobody."""
        return [self._readable()]

    def schema(self) -> dict[str, Any]:
        """What is offered now; what was answered before stays an answer."""
        return super().schema() | {"items": {"type": "string", "enum": [option.code for option in self.options]}}

    def offered(self, day: dt.date, chosen: Any = ()) -> Sequence[Option]:
        return self.with_chosen(chosen or ())

    def with_chosen(self, chosen: Container[str]) -> list[Option]:
        """What can be chosen, with what was chosen before there were only states to choose from."""
        return [option for code, option in self.by_code.items() if code not in NO_STATES or code in chosen]

    @property
    def found_by(self) -> Markup:
        """By code, the names that a country is found by, as a script in a page reads them: "Nederlandene|Holland"."""
        names = {option.code: "|".join(_names(option)) for option in self.options}
        return Markup(json.dumps(names, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))  # noqa: S704


def _names(option: Option) -> Iterable[str]:
    """The Danish name, then those of every day and of the country's own languages, each once."""
    everyday = EVERYDAY.get(option.code, "").split("|")
    return dict.fromkeys(name for name in (str(option.label), *everyday, *_own_names(option.code)) if name)


def _own_names(code: str) -> Iterable[str]:
    for language in get_official_languages(code, regional=True, de_facto=True):
        try:
            name = Locale.parse(language).territories.get(code)
        except UnknownLocaleError:
            continue
        if name:
            yield name
