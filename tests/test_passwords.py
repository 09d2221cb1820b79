"""What is too easy to guess is refused, and what is merely simple is not."""

import pytest

from app.access.passwords import KNOWN, LEAST, MOST, TOO_LONG, fault, is_common


@pytest.mark.parametrize(
    "password",
    [
        "password123", "Password2026!", "p4ssw0rd2025", "Sommer2026!", "!!velkommen!!", "feltbogfeltbog", "Feltbog1234",
        "adgangskode", "Kodeord-2026", "1234567890", "0987654321", "qwertyuiopå", "qwerty12345", "1q2w3e4r5t", "asdfghjklæø",
        "1qaz2wsx3edc", "abcdefghijk", "aaaaaaaaaaaa", "010190-1234", "96 34 77 33 21", "iloveyou2025", "Løvvangen2017",
        "sommerferie26", "hejmeddig123", "jegelskerdig!", "københavn2024", "manchesterunited", "tiger.tiger.1",
        "Strawberry2026", "harrypotter", "zxcasdqwe123", "qazwsxedcrfv",
    ],
)  # fmt: skip
def test_the_usual_ones_are_refused(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password", ["lygtepæl-og-havehæk", "blåbærgrød på bål", "tre våde gummistøvler", "Xk9!vTq2mLp0", "dZ7vq-Hn3rw-4m"]
)
def test_what_nobody_tries_first_is_not(password):
    assert not is_common(password)


def test_ones_own_name_with_digits_is_refused():
    assert is_common("birthe1957!!", own="birthe")
    assert not is_common("birthe-cykler-langt", own="birthe")


def test_the_list_of_known_ones_holds_what_could_be_chosen_and_no_more():
    assert len(KNOWN) > 1500
    assert all(len(each) >= LEAST and each == each.casefold() and is_common(each) for each in KNOWN)


def test_a_long_sentence_is_taken_and_a_flood_is_refused_unread():
    sentence = "tre våde gummistøvler og en lygtepæl ved det gamle vaskeri, " * 3
    assert fault(sentence, "anna@example.org") is None
    assert fault("tiger" * MOST * 1000, "anna@example.org") == TOO_LONG
