"""What must hold of the questions that an agreement adds to the forms."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ..agreement.shape import Fault
from ..definitions import extra, forms
from ..definitions.countable import KIND_OF_FORM, KINDS
from .parts import Document, Part

OWN_NAME = "er et navn, som Feltbog selv bruger; vælg en anden kode"
TWICE = "står to gange; hver kode skal være sin egen"
CHOSEN = frozenset({"choice", "choices"})


def added_questions(document: Document) -> Iterator[Fault]:
    """Every fault of them, and of which choices they have."""
    asked = document.get("questions", ())
    for form, number in Counter(each["form"] for each in asked if "retired_on" not in each).items():
        if number > extra.MOST_ASKED:
            yield Fault("questions", f"har {number} til {form}; en formular kan få højst ti")
    for name, number in Counter(f"{each['form']}.{each['code']}".casefold() for each in asked).items():
        if number > 1:
            yield Fault(f"questions.{name}", TWICE)
    for row in asked:
        yield from _question(document, row)


def _question(document: Document, row: Part) -> Iterator[Fault]:
    path, kind = f"questions.{row['form']}.{row['code']}", row["kind"]
    if row["code"] in {*forms.of(row["form"]).questions.own, *KINDS[KIND_OF_FORM[row["form"]]].fields, *extra.RESERVED}:
        yield Fault(path, OWN_NAME)
    if kind not in {"text", "count"} and ("most" in row or "least" in row):
        yield Fault(path, "har en grænse; den kan kun en tekst og et antal have")
    if kind == "text" and ("least" in row or row.get("most", 1) > extra.LONGEST_TEXT):
        yield Fault(path, f"er en tekst: den kan være på højst {extra.LONGEST_TEXT} tegn og har ingen nedre grænse")
    if kind == "count" and not row.get("least", 0) <= row.get("most", extra.MOST_COUNT) <= extra.HIGHEST_COUNT:
        yield Fault(path, "skal have en nedre grænse, der ikke er over den øvre")
    choices = [each for each in document.get("choices", ()) if each["list"] == f"{row['form']}.{row['code']}"]
    if bool(choices) != (kind in CHOSEN):
        yield Fault(
            path, "skal have mindst ét valg" if kind in CHOSEN else "har valg, men er ikke et spørgsmål med valg"
        )


def together(documents: Sequence[Document]) -> Iterator[Fault]:
    """What agreements that are in force at once must say alike: a code is one thing, and nobody answers more than ten."""
    known: dict[tuple[str, str], Part] = {}
    for row in (row for document in documents for row in document.get("questions", ())):
        before = known.setdefault((row["form"], row["code"]), row)
        if before["kind"] != row["kind"]:
            yield Fault(f"questions.{row['form']}.{row['code']}", "er et spørgsmål af en anden slags i en anden aftale")
    for form, number in Counter(form for (form, _code), row in known.items() if "retired_on" not in row).items():
        if number > extra.MOST_ASKED:
            yield Fault("questions", f"har {number} til {form} med de andre aftalers; en formular kan få højst ti")
