"""The commands of agreements: in, out, which there are; everything that is wrong is told, and nothing is half done."""

import json
from pathlib import Path

import pytest
from agreeing import FOLDER, NAMES, READ, document, measure
from running import run

from app import criteria
from app.agreement import kept

pytestmark = pytest.mark.usefixtures("nothing_adopted")

SKOVPARKEN = Path(__file__).with_name("plan_files") / "skovparken.toml"


def stored(app):
    with app.app_context():
        return [(each.agreement, each.number) for each in kept.versions()], [each.agreement for each in kept.drafts()]


def file_of(tmp_path, found, name="ny.toml"):
    path = tmp_path / name
    path.write_bytes(criteria.written(found, path.suffix))
    return path


def test_a_file_is_a_draft_until_it_is_adopted(app):
    assert run(app, "agreement", "list").output == "Der er ingen aftaler.\n"
    done = run(app, "agreement", "import", FOLDER / "loevvangen.toml")
    assert done.output == "»Tryghed og Trivsel« (tryghed) er en kladde. Den gælder ikke, før den er vedtaget.\n"
    assert stored(app) == ([], ["tryghed"])
    again = run(app, "agreement", "import", FOLDER / "loevvangen.toml", "--adopt")
    assert again.exit_code == 1
    assert "Der er allerede en kladde til »tryghed«, rettet af flask." in again.stderr
    assert run(app, "agreement", "import", FOLDER / "loevvangen.toml", "--adopt", "--replace").exit_code == 0
    assert stored(app) == ([("tryghed", 1)], [])


def test_what_a_new_version_changes_is_told(app, tmp_path, moment):
    run(app, "agreement", "import", FOLDER / "loevvangen.toml", "--adopt")
    new = document()
    measure(new, "A2b")["aim"]["target"] = "90"
    new["version"]["valid_from"] = "2018-01-01"
    done = run(app, "agreement", "import", file_of(tmp_path, new, "ny.xlsx"), "--adopt")
    assert done.output.splitlines() == [
        "Aftalen, gælder fra: 01-01-2017 → 01-01-2018",
        "A2b: mindst 100 → mindst 90 henvendelser",
        "»Tryghed og Trivsel« (tryghed) er vedtaget.",
    ]
    assert run(app, "agreement", "list").output.splitlines() == [
        "tryghed: »Tryghed og Trivsel«, 2017–2020",
        "  version 1, gælder fra 01-01-2017, vedtaget 12-05-2026 af flask",
        "  version 2, gælder fra 01-01-2018, vedtaget 12-05-2026 af flask",
    ]


def test_all_faults_are_told_and_nothing_is_kept(app, tmp_path):
    wrong = document()
    measure(wrong, "A2b")["of"][0]["count"] = "visitors"
    wrong["figures"][0]["party"] = "nobody"
    (tmp_path / "a.json").write_text(json.dumps(wrong))
    done = run(app, "agreement", "import", tmp_path / "a.json", "--adopt")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 2
    run(app, "agreement", "import", FOLDER / "loevvangen.toml", "--adopt")
    new = document()
    new["parties"][0]["code"] = "politi"
    new["criteria"].pop()
    new["figures"] = [row | {"party": "board"} if row["party"] == "police" else row for row in new["figures"]]
    new["criteria"] = [row | {"party": "board"} if row.get("party") == "police" else row for row in new["criteria"]]
    done = run(app, "agreement", "import", file_of(tmp_path, new))
    assert done.exit_code == 1
    assert {line.partition("«")[0] for line in done.stderr.splitlines()} >= {
        "Error: »parties.police",
        "»version.valid_from",
    }
    assert stored(app) == ([("tryghed", 1)], [])


def test_the_old_format_is_converted_and_said_so(app):
    for path, code in ((SKOVPARKEN, "skovparken"), (SKOVPARKEN.with_name("loevvangen.toml"), "loevvangen")):
        done = run(app, "agreement", "import", path)
        assert done.output.startswith("Filen har det gamle format.")
        assert f"({code}) er en kladde" in done.output


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_out_is_what_went_in(app, tmp_path, name):
    run(app, "agreement", "import", FOLDER / f"{name}.toml", "--adopt")
    code = READ[name]["code"]
    for suffix in criteria.SUFFIXES:
        path = tmp_path / f"ud{suffix}"
        assert run(app, "agreement", "export", code, path).exit_code == 0
        assert criteria.read(path).document == document(name)
        again = run(app, "agreement", "import", path)
        assert "Aftalen er den samme som version 1; der er intet at vedtage" in again.stderr


def test_a_version_or_a_draft_can_be_taken_out(app, tmp_path):
    run(app, "agreement", "import", FOLDER / "loevvangen.toml")
    assert run(app, "agreement", "export", "tryghed", tmp_path / "a.json").exit_code == 0
    done = run(app, "agreement", "export", "tryghed", tmp_path / "a.json", "--version", 2)
    assert "version 2 af »tryghed« findes ikke; der er: ingen" in done.stderr
    assert "»x« findes ikke" in run(app, "agreement", "export", "x", tmp_path / "a.json").stderr
    assert "skal ende på en af" in run(app, "agreement", "export", "tryghed", tmp_path / "a.doc").stderr
    assert run(app, "agreement", "export", "tryghed", tmp_path / "no" / "a.json").exit_code == 1
