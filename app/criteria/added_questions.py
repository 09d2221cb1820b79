"""What must hold of the questions that an agreement adds to the forms."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ..agreement.shape import Fault
from ..definitions import extra, forms
from ..definitions.countable import KIND_OF_FORM, KINDS
from .parts import Document, Part

OWN_NAME = "er et navn, som Feltbog selv bruger; vælg en anden kode"
# The forms that take any, in the order in which the office shows them.
FORMS = tuple(form.name for form in forms.every() if form.takes_more())
AT_MOST = "en formular kan få højst ti"
TWICE = "står to gange; hver kode skal være sin egen"
NO_SUM = "kan ikke være en tekst eller en dato: fremmøde lægges sammen for hele arrangementet"
CHOSEN = frozenset({"choice", "choices"})
# The kinds of question that have a limit, by the limit.
LIMITED = {"most": frozenset({"text", "count"}), "least": frozenset({"count"})}
TALLIED = frozenset({"count", "yes_no", *CHOSEN})


def added_questions(document: Document) -> Iterator[Fault]:
    """Every fault of them, and of which choices they have."""
    asked = document.get("questions", ())
    yield from too_many([document])
    for name, number in Counter(f"{each['form']}.{each['code']}".casefold() for each in asked).items():
        if number > 1:
            yield Fault(f"questions.{name}", TWICE)
    for row in asked:
        yield from _question(document, row)


def too_many(documents: Sequence[Document]) -> Iterator[Fault]:
    """Of agreements that are in force at once: nobody answers more than ten of one form."""
    for form in dict.fromkeys(row["form"] for document in documents for row in document.get("questions", ())):
        if (number := asked_at_once(documents, form)) > extra.MOST_ASKED:
            others = " med de andre aftalers" if len(documents) > 1 else ""
            yield Fault("questions", f"har {number} til {title(form)}{others}; {AT_MOST}. Lad ét af dem udgå")


def no_more(documents: Sequence[Document], form: str) -> list[Fault]:
    """The fault of one question more, where agreements that are in force at once ask ten of a form already."""
    if asked_at_once(documents, form) < extra.MOST_ASKED:
        return []
    return [
        Fault(
            "questions",
            f"{title(form)} har allerede ti ekstra spørgsmål, og flere svarer ingen på. Lad et af dem udgå først.",
        )
    ]


def asked_at_once(documents: Sequence[Document], form: str) -> int:
    """How many questions agreements ask of a form together, without those that are out of use."""
    rows = (row for document in documents for row in document.get("questions", ()))
    return len({row["code"] for row in rows if row["form"] == form and "retired_on" not in row})


def title(form: str) -> str:
    """What a form is called."""
    return str(forms.of(form).title)


def can_say(row: Part, member: str) -> bool:
    """Whether a question of its kind has that member, or has it all the same; of a new one nobody knows yet."""
    kind = row.get("kind")
    return kind is None or member in row or kind in LIMITED.get(member, {kind})


def own_names(form: str) -> set[str]:
    """What no question that is added to a form can be called, because Feltbog itself does."""
    return {*forms.of(form).questions.own, *KINDS[KIND_OF_FORM[form]].fields, *extra.RESERVED}


def _question(document: Document, row: Part) -> Iterator[Fault]:
    path, kind = f"questions.{row['form']}.{row['code']}", row["kind"]
    if row["form"] == "attendance" and kind not in TALLIED:
        yield Fault(f"{path}.kind", NO_SUM)
    if row["code"] in own_names(row["form"]):
        yield Fault(path, OWN_NAME)
    for limit in (name for name, kinds in LIMITED.items() if name in row and kind not in kinds):
        yield Fault(f"{path}.{limit}", "har en grænse, som den slags svar ikke kan have; slet tallet")
    if kind == "text" and row.get("most", 1) > extra.LONGEST_TEXT:
        yield Fault(f"{path}.most", f"kan være højst {extra.LONGEST_TEXT} tegn")
    if kind == "count" and not row.get("least", 0) <= row.get("most", extra.MOST_COUNT) <= extra.HIGHEST_COUNT:
        yield Fault(f"{path}.least", "skal have en nedre grænse, der ikke er over den øvre")
    choices = [each for each in document.get("choices", ()) if each["list"] == f"{row['form']}.{row['code']}"]
    if bool(choices) != (kind in CHOSEN):
        yield Fault(
            path, "skal have mindst ét valg" if kind in CHOSEN else "har valg, men er ikke et spørgsmål med valg"
        )
