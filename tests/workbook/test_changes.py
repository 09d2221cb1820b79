"""*Ændret siden sidst*: what a person's last workbook of the year did not have yet."""

from datetime import date

from openpyxl import load_workbook
from reading import download, records
from running import run
from sending import send, statuses, store, submission

from app import intake
from app.access import Person
from app.definitions import forms
from app.evaluation import reported

NAME = "Ændret siden sidst"


def changes(book):
    return [(row["Ark"], row["Hvad skete der"], row["Id"]) for row in records(book, NAME)]


def test_the_first_workbook_lists_nothing_and_says_why(leader):
    store(leader, "contact")
    book = download(leader)
    assert changes(book) == []
    assert "ikke hentet" in book[NAME]["A3"].value


def test_what_came_or_was_changed_or_withdrawn_since(app, leader, moment, make_walk):
    old, gone = store(leader, "contact"), store(leader, "contact")
    moment.set("2026-05-12T12:45:00+00:00")
    download(leader)
    moment.set("2026-05-13T08:00:00+00:00")
    person = Person("00000000-0000-4000-8000-000000000009", "Leder", "leader")
    new = store(leader, "contact")
    revised = submission("contact", {"topics": ["water"]}, id=old, revision=2)
    assert statuses(send(leader, revised)) == ["updated"]
    with app.app_context():
        intake.withdraw(forms.of("contact"), gone, person, "talt to gange")
        reported.milestones.reach("evaluation", date(2026, 5, 13), note="Referat", person=person)
    walk = make_walk("Morgenvandring")
    book = download(leader)
    assert changes(book) == [
        ("Henvendelser", "Ny", new),
        ("Henvendelser", "Rettet på telefonen", old),
        ("Henvendelser", "Trukket tilbage", gone),
        ("Vandringer", "Ny", walk.id),
        ("Milepæle", "Skrevet eller rettet", "evaluation"),
    ]
    assert "12.05.2026 kl. 14.45" in book[NAME]["A3"].value
    assert records(book, NAME)[2]["Bemærkning"] == "talt to gange"


def test_each_person_and_each_year_has_a_last_time_of_its_own(leader, sign_in, moment):
    download(leader)
    download(leader, 2025)
    moment.set("2026-05-13T08:00:00+00:00")
    id = store(leader, "contact")
    assert changes(download(leader, 2025)) == []
    assert changes(download(sign_in("leader", "anden@example.org"))) == []
    moment.set("2026-05-13T09:00:00+00:00")
    assert changes(download(leader)) == [("Henvendelser", "Ny", id)]
    moment.set("2026-05-14T08:00:00+00:00")
    assert changes(download(leader)) == []


def test_only_a_workbook_that_was_read_to_its_end_counts(leader, moment):
    begun = leader.get("/office/workbook/2026.xlsx", buffered=False)
    begun.close()
    moment.set("2026-05-13T08:00:00+00:00")
    assert "ikke hentet" in download(leader)[NAME]["A3"].value


def test_the_command_lists_what_changed_since_a_moment(app, leader, moment, tmp_path):
    moment.set("2026-05-13T08:00:00+00:00")
    id = store(leader, "contact")
    found = {}
    for since in ("2026-05-13", "2026-05-13T11:00"):
        file = tmp_path / f"{len(found)}.xlsx"
        result = run(app, "export", "--year", "2026", "--since", since, file)
        assert result.exit_code == 0, result.output
        found[since] = changes(load_workbook(file))
    assert found == {"2026-05-13": [("Henvendelser", "Ny", id)], "2026-05-13T11:00": []}
