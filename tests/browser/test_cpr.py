"""The browser finds the same CPR numbers as the server."""

import json
import random
from pathlib import Path

from app.base import cpr

from .engine import Engine

CASES = json.loads((Path(__file__).parents[1] / "cases" / "cpr.json").read_text("utf-8"))
MASK = """(texts) => texts.map((text) => {
    let masked = "", done = 0;
    for (const [start, end] of cpr.findCpr(text)) {
        masked += text.slice(done, start) + "******-****";
        done = end;
    }
    return masked + text.slice(done);
})"""


def test_it_masks_what_the_shared_cases_say(engine: Engine) -> None:
    masked = engine.run(MASK, [case["text"] for case in CASES])
    assert masked == [case["masked"] or case["text"] for case in CASES]


def test_it_masks_what_the_server_masks(engine: Engine) -> None:
    """Five thousand texts of what numbers are made of, the same ones in every run."""
    chance = random.Random(19900101)
    parts = [
        "01", "02", "31", "61", "90", "2000", "1234", "5", "-", " ", ".", "/", "\u200b", "–", "a", "０", "𝟎", "kl. ", "26", "2026",
        "12", "05", "18.30", "10", "jan", " maj ", "+49", "+45", "kr. ", " kr.", ",", "\n", "O", "l", "(", ":", "19900101", "e\u0301",
    ]  # fmt: skip
    texts = ["".join(chance.choices(parts, k=chance.randint(4, 12))) for _ in range(5000)]
    assert engine.run(MASK, texts) == [cpr.mask(text) for text in texts]


def test_a_long_text_is_read_once(engine: Engine) -> None:
    """Were it tried in every division, this would not end."""
    texts = ["1" * 10**6, "01 " * 300_000, "010190-12" * 100_000, "01\u00ad" * 300_000, "+49 30 12 34 56 78 " * 50_000]
    assert engine.run("(texts) => texts.map((text) => cpr.findCpr(text).length)", texts) == [
        sum(1 for _found in cpr.find(text)) for text in texts
    ]


def test_it_brings_text_to_the_servers_form(engine: Engine) -> None:
    cases = json.loads((Path(__file__).parents[1] / "cases" / "text.json").read_text("utf-8"))
    assert engine.run("(texts) => texts.map((one) => text.tidy(one))", [case["text"] for case in cases]) == [
        case["tidy"] for case in cases
    ]
