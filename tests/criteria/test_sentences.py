"""A criterion's sentence is made of its parts: those of four agreements as they stand in `sentences.txt`."""

from pathlib import Path

import pytest
from agreeing import NAMES, READ, criterion, document, measure

from app import criteria
from app.agreement.plan_file import load


def written() -> dict[tuple[str, str], str]:
    found, name = {}, ""
    for line in Path(__file__).with_name("sentences.txt").read_text().splitlines():
        if line.startswith("== "):
            name = line[3:]
        else:
            code, _space, sentence = line.partition(" ")
            found[name, code] = sentence.strip()
    return found


def test_every_criterion_is_the_sentence_that_was_written_down():
    made = {
        (name, each["code"]): criteria.sentence(READ[name], each) for name in NAMES for each in READ[name]["criteria"]
    }
    assert made == written()


@pytest.mark.parametrize("name", NAMES)
def test_the_pieces_of_a_sentence_are_the_sentence_and_name_what_was_chosen(name):
    for each in READ[name]["criteria"]:
        pieces = criteria.in_parts(READ[name], each)
        assert "".join(words for words, _chosen in pieces) == criteria.sentence(READ[name], each)
        assert any(chosen for _words, chosen in pieces), each["code"]


@pytest.mark.parametrize(("change", "said"), [
    (lambda m: m.update(aim={"direction": "at_most", "target": "3"}), "højst 3 henvendelser."),
    (lambda m: m["aim"].update({"except": [{"value": "90", "years": [2019, 2020]}, {"value": "80", "years": [2017]}]}), "mindst 100 (i 2019–2020 90 og i 2017 80) henvendelser."),
    (lambda m: m.update(of=[{"sum": "contacts.minutes", "where": [{"field": "channel", "is": ["home"]}]}]), "mindst 100 minutter ved henvendelser, hvor kontaktformen er »Hjemmebesøg«."),
    (lambda m: m.update(of=[{"count": "contacts", "where": [{"field": "topics", "is_not": ["debt", "rent"]}]}]), "mindst 100 henvendelser, hvor emnet ikke er »Gæld« eller »Huslejerestance/udsættelse«."),
    (lambda m: m.update(per={"figure": "residents"}, times=1000), "henvendelser pr. 1.000 af beboerne er mindst 100."),
    (lambda m: m.update(aim={"direction": "at_least", "from": "previous", "change": "5"}), "antallet af henvendelser er mindst 5 % over året før."),
    (lambda m: m.update(of=[{"distinct": "events.countries"}]), "mindst 100 forskellige nationaliteter ved arrangementer."),
])  # fmt: skip
def test_a_change_changes_the_sentence(change, said):
    found = document()
    criterion(found, "A2b")["measures"] = [measure(found, "A2b")]
    change(measure(found, "A2b"))
    assert criteria.check(found) == []
    assert criteria.sentence(found, criterion(found, "A2b")).endswith(f": {said}")


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent.parent / "agreement/plan_files").glob("*.toml")), ids=lambda path: path.stem
)
def test_a_file_of_the_old_format_says_what_it_said(path):
    plan, made = load(path), criteria.read(path)
    assert made.is_old
    document = made.document
    assert criteria.check(document) == []
    assert [each["code"] for each in document["criteria"]] == [each.id for each in (*plan.criteria, *plan.promises)]
    assert [each["code"] for each in document["figures"]] == list(plan.figures)
    assert len(document["hours"]) == len(plan.hours)
    for each in document["criteria"]:
        assert criteria.sentence(document, each).count(": ") >= 1


def test_what_was_chosen_is_what_is_counted_and_the_aim():
    pieces = criteria.in_parts(READ["loevvangen"], criterion(READ["loevvangen"], "A2b"))
    assert [words for words, chosen in pieces if chosen] == [
        "mindst 100", "henvendelser", "mindst 100", "henvendelser i målgruppen »Kom selv (målgruppe 1)«",
    ]  # fmt: skip
