"""The agreement's file: read whole, and every fault named by file and key with what is allowed."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from app import criteria
from app.agreement import Agreement, PlanError
from app.agreement.plan_file import load

FILES = Path(__file__).with_name("plan_files")
DEFAULT, TEMPLATE, OTHER = (FILES / f"{name}.toml" for name in ("loevvangen", "skabelon", "skovparken"))
CRITERIA = ["M1", "M2", "M3", "A1a", "A1b", "A2a", "A2b", "A2c", "A2d", "A3a", "A3b", "A3c"]


def test_the_agreement_that_comes_with_feltbog():
    plan = Agreement(criteria.shipped())
    assert [each.id for each in plan.criteria] == CRITERIA
    assert plan.counts_for == ("A1b", "A3c")
    assert [sum(each.hours for each in plan.budgets(2017, activity)) for activity in ("A1", "A2", "A3")] == [
        198,
        494,
        86,
    ]
    assert sum(each.hours for each in plan.budgets(2018)) == 692
    assert sum(part.amount for part in plan.money) == 1_649_000
    assert plan.figures["safety_basic_city"].baseline == Decimal("89.0")
    assert str(plan.figures["eviction_level"].baseline) == "0.13"  # a decimal, never a float
    assert set(plan.lists) == {"reminders", "water_charges"}


@pytest.mark.parametrize("path", [TEMPLATE, OTHER], ids=["template", "other"])
def test_others_can_be_read_too(path):
    assert load(path).criteria


FAULTS = [
    ("years = [2017", 'years = ["x", 2017', "»years« skal være en liste af årstal"),
    ("baseline_year = 2015", "baseline_year = 2018", "»baseline_year« skal være før aftalens første år, 2017"),
    ('estate = "Løvvangen"', 'estate = ""', "»estate« skal være en tekst"),
    ("[parties]", "[partier]", "»parties« skal være en tabel fra kode til tekst; nøglen mangler"),
    ("[parties]", "[partier]", "»partier« kendes ikke; her kan stå: years, name, estate"),
    ("[parties]", "[parties", "filen er ikke rigtig TOML"),
    ("baseline = 83.9", 'baseline = "83,9"', "»figures.safety_basic_estate.baseline« skal være et tal fra 0 til 100"),
    ("baseline = 83.9", "baseline = 183.9", "»figures.safety_basic_estate.baseline« skal være et tal fra 0 til 100"),
    ("baseline = 83.9", "baseline = nan", "»figures.safety_basic_estate.baseline« skal være et tal"),
    ("baseline = 83.9\n", "", "»figures.safety_basic_estate.baseline« skal være et tal, fordi »criteria.M1« måles mod"),
    ('kind = "index"', 'kind = "points"', "skal være en af: share, index, count, amount"),
    ('part_of = "residents"', 'part_of = "people"', "»figures.evictions.part_of« er »people«, som ikke findes"),
    ('measure = "contacts"', 'measure = "sum"', "»criteria.A2b.measure« skal være en af: contacts, share_asked"),
    ('id = "A2b"', 'id = "A2a"', "»criteria.A2a.id« står to gange"),
    ("target = 100\nunit = \"henv", "target = \"100\"\nunit = \"henv", "»criteria.A2b.target« skal være et helt tal, mindst 1"),
    ("target = 80", "target = 180", "»criteria.A2d.target« skal være et tal fra 0 til 100"),
    ("target = 80", "tagret = 80", "»criteria.A2d.tagret« kendes ikke; her kan stå: measure, id"),
    ('city = "safety_basic_city"', 'city = "city"', "»criteria.M1.city« er »city«, som ikke findes; vælg en af: safety_basic"),
    ('milestone = "playbook"', 'milestone = "book"', "»criteria.A3b.milestone« er »book«"),
    ('kind = "meeting_a1"', 'kind = "meeting"', "»promises.meetings_a1.kind« er »meeting«"),
    ("years = [2017]\nmeasure = \"mile", "years = [2016]\nmeasure = \"mile", "skal være en liste af årstal fra aftalen: 2017, 2018, 2019, 2020"),
    ("deadline = 2017-12-31", 'deadline = "31-12-2017"', "»milestones.dialogue_forum.deadline« skal være en dato uden anførselstegn"),
    ("yearly = true", "yearly = true\ndeadline = 2017-12-31", "skal ikke stå her"),
    ("hours = 100", "hours = -1", "»hours.1.hours« skal være et tal, mindst 0"),
    ('task = "activities"', 'task = "lead"', "»hours.2« står der før"),
    ('role = "network_coordinator"', 'role = "nobody"', "»hours.3.role« skal være en af: social_worker"),
    ("amount = 516000", "amount = 516.000", "»money.2.amount« skal være et helt tal"),
    ("months = [3, 4]\nonce", "months = [3, 14]\nonce", "»lists.water_charges.months« skal være en liste af måneder, 1 til 12"),
    ('activity = "A3"', 'activity = "A4"', "skal være en af: M, A1, A2, A3"),
    ('places = [\n  "Beboerhuset",', 'places = [\n  "Vaskeriet",', "»places« skal være en liste af tekster"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_fault_names_file_key_and_what_is_allowed(old, new, said, tmp_path):
    path = tmp_path / "aftale.toml"
    assert old in DEFAULT.read_text()
    path.write_text(DEFAULT.read_text().replace(old, new, 1))
    with pytest.raises(PlanError) as caught:
        load(path)
    assert said in str(caught.value)
    assert all(line.startswith(f"{path}: ") for line in str(caught.value).splitlines())


def test_all_faults_are_told_at_once(tmp_path):
    path = tmp_path / "aftale.toml"
    path.write_text(DEFAULT.read_text().replace("target = 80", "target = 180").replace("hours = 70", "hours = true"))
    with pytest.raises(PlanError) as caught:
        load(path)
    assert len(str(caught.value).splitlines()) == 2


def test_a_table_that_is_not_there_is_told_once(tmp_path):
    path = tmp_path / "aftale.toml"
    path.write_text(DEFAULT.read_text().replace("[parties]", "[partier]"))
    with pytest.raises(PlanError) as caught:
        load(path)
    assert len(str(caught.value).splitlines()) == 2


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    for content, said in ((None, "findes ikke"), (b'name = "L\xf8vvangen"', "UTF-8")):
        path = tmp_path / "aftale.toml"
        if content:
            path.write_bytes(content)
        with pytest.raises(PlanError, match=said):
            load(path)
    with pytest.raises(PlanError, match="kan ikke læses"):
        load(tmp_path)


SOURCE = re.compile(r"Løvvang|Tryghed og Trivsel|\b(?:A[123][a-d]|M[123])\b")


def test_nothing_of_the_source_agreement_stands_in_code_or_pages():
    """It is data: the shipped file, and the year of the demo."""
    app = Path(criteria.__file__).parents[1]
    files = [path for kind in ("py", "html", "js") for path in app.rglob(f"*.{kind}") if "demo" not in path.parts]
    found = {str(path.relative_to(app)): SOURCE.findall(path.read_text("utf-8")) for path in files}
    assert {name: words for name, words in found.items() if words} == {}
