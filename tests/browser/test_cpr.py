"""The browser finds the same CPR numbers as the server."""

import json
from pathlib import Path

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


def test_a_long_text_takes_no_time(engine: Engine) -> None:
    spent = engine.run(
        """() => {
            const start = performance.now();
            for (const text of ["1".repeat(1e6), "01 ".repeat(3e5), "010190-12".repeat(1e5)]) cpr.findCpr(text);
            return performance.now() - start;
        }"""
    )
    assert spent < 3000
