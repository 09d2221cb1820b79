"""Every sentence of the phone's scripts stands in one module under a key, and each key is used."""

import re
from pathlib import Path

PHONE = Path(__file__).parents[1] / "app" / "static" / "js" / "phone"
KEY = re.compile(r'^  "([a-z_.]+)":', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
NAMED = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+)"')
MADE = re.compile(r"`([a-z_]+\.)\$\{")  # a key that ends in a code
DANISH = re.compile(r'["`][^"`\n]*(?:[æøåÆØÅ]|[A-Z][a-z]+ [a-z]+)[^"`\n]*["`]')
# What an earlier release wrote into the phone's database is read back once, when that is brought up to date.
READS_BACK = "owners.js"


def scripts() -> dict[str, str]:
    return {path.name: COMMENT.sub("", path.read_text()) for path in PHONE.glob("*.js")}


def test_each_key_is_there_and_used():
    sources = scripts()
    keys = KEY.findall(sources.pop("words.js"))
    said = {name for source in sources.values() for name in NAMED.findall(source)}
    starts = tuple(start for source in sources.values() for start in MADE.findall(source))
    assert len(keys) == len(set(keys)) > 100
    assert said <= set(keys)
    unused = [key for key in keys if key.removesuffix(".how") not in said and key not in said]
    assert [key for key in unused if not key.startswith(starts)] == []


def test_no_other_module_says_anything():
    sources = scripts()
    assert DANISH.search(sources.pop("words.js"))
    assert {name: found for name, source in sources.items() if (found := DANISH.findall(source))}.keys() <= {READS_BACK}
