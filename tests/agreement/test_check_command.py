"""`plan check` prints what Feltbog understands of a file, or says what is wrong with it."""

from pathlib import Path

import pytest
from running import run

from app import agreement, create_app

ROOT = Path(__file__).parent.parent.parent
OLD = Path(__file__).with_name("plan_files") / "loevvangen.toml"
OTHER = OLD.with_name("skovparken.toml")


@pytest.fixture
def check(app):
    return lambda path: run(app, "plan", "check", path)


def test_a_good_one_is_told_in_words(check):
    found = check(OLD)
    assert found.exit_code == 0
    for line in (
        "Filen har det gamle format. Feltbog læser den sådan:",
        "»Tryghed og Trivsel«, Løvvangen, afdeling 12",
        "Evalueres 2017–2020.",
        "A2b: 100 beboerhenvendelser er behandlet",
        "Hvert år 2017–2020: mindst 100 henvendelser.",
        "efterregning for vand over 1.000 kr. er mindst 15 % under tallet i 2015 (49)",
        "residents: Beboere i afdelingen (personer) fra Boligselskabets administration, 2015: 1.817",
        "dialogue_forum: Dialogforum, senest 31-12-2017; noten skal sige, hvilke beboergrupper der er med",
        "I alt 2017: 778",
        "I alt: 1.649.000 kr.",
        "Rykkerlisten fra Boligselskabets administration, hver måned",
    ):
        assert line in found.output
    assert "Skovparken" in check(OTHER).output


def test_a_bad_one_says_why_and_fails(check, tmp_path):
    path = tmp_path / "aftale.toml"
    path.write_text(OTHER.read_text().replace('measure = "contacts"', 'measure = "sum"'))
    found = check(path)
    assert found.exit_code == 1
    assert f"Error: {path}: »criteria.V1.measure« skal være en af: contacts" in found.output
    assert check(tmp_path / "nowhere.toml").exit_code == 1


def test_a_file_of_the_new_format_is_told_in_words_too(check):
    found = check(ROOT / "tests/criteria/agreements/svendborg.toml")
    assert found.exit_code == 0
    assert (
        "Hvert år 2018–2021, i hvert område: andelen af trygge beboere er mindst 77,5 % (i Skovparken 75 %)."
        in found.output
    )
    assert "gamle format" not in found.output


def test_the_schema_is_printed(app):
    assert '"feltbog-agreement/1"' in run(app, "agreement", "schema").output


def test_a_choice_that_is_there_already_cannot_be_added(check, tmp_path):
    path = tmp_path / "aftale.toml"
    path.write_text(OTHER.read_text() + '\n[referrals.programme]\nname = "Helhedsplanen"\n')
    found = check(path)
    assert found.exit_code == 1
    assert "»choices.contacts.referrals.programme« står to gange" in found.output


def test_a_database_does_not_begin_with_a_bad_one_and_says_why(tmp_path):
    made = create_app({"FELTBOG_INSTANCE": tmp_path, "FELTBOG_PLAN": str(tmp_path / "nowhere.toml")})
    found = run(made, "init")
    assert found.exit_code == 1
    assert "nowhere.toml: filen findes ikke" in found.output


def test_another_estate_chooses_its_own(tmp_path):
    made = create_app({"FELTBOG_INSTANCE": tmp_path, "FELTBOG_PLAN": str(OTHER)})
    assert run(made, "init").exit_code == 0
    with made.app_context():
        assert agreement.current().estate == "Skovparken"
