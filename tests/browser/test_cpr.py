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


def test_a_long_text_takes_no_time(engine: Engine) -> None:
    spent = engine.run(
        """() => {
            const start = performance.now();
            for (const text of ["1".repeat(1e6), "01 ".repeat(3e5), "010190-12".repeat(1e5), "01\\u00ad".repeat(3e5)]) cpr.findCpr(text);
            return performance.now() - start;
        }"""
    )
    assert spent < 3000
