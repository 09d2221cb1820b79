"""Nested style rules, written out for browsers that know no nesting."""

import pytest

from app.web.phone import release
from app.web.phone.flat import flatten

CASES = {
    ".a { color: red; & .b { color: blue; } }": ".a{color: red;} .a .b{color: blue;}",
    ".a { & > .b, &.c { x: y } }": ".a > .b, .a.c{x: y;}",
    ".a, .b { & .c { x: y; } }": ":is(.a, .b) .c{x: y;}",
    ".a { & .b { :root & .c { x: y; } } }": ":root :is(.a .b) .c{x: y;}",
    ".a { @media (min-width: 1rem) { x: y; & .b { z: w; } } }": "@media (min-width: 1rem){ .a{x: y;} .a .b{z: w;} }",
    ".a { &:not(.b, .c) { x: y; } .d { x: z; } }": ".a:not(.b, .c){x: y;} .a .d{x: z;}",
    '.a { &::before { content: "};{&"; } x: y; }': '.a::before{content: "};{&";} .a{x: y;}',
    "@layer a, b; @layer a { .c { x: url(data:a;b); } }": "@layer a, b; @layer a{ .c{x: url(data:a;b);} }",
    "@keyframes k { from { x: y; } }": "@keyframes k{ from { x: y; } }",
}


@pytest.mark.parametrize("css", CASES)
def test_what_stands_in_a_rule_stands_alone_then(css: str) -> None:
    assert " ".join(flatten(css).split()) == CASES[css]


def test_nothing_is_nested_in_what_phones_get() -> None:
    sheet = release.static_files()["css/shell.css"].decode()
    assert "&" not in sheet
    assert sheet.count("{") == sheet.count("}") > 300
