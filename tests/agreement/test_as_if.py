"""A document is tried as if it were adopted: what is done meanwhile sees it, and nothing else ever does."""

import pytest
from agreeing import document, with_more

from app import agreement
from app.agreement import kept
from app.definitions import Contact, Observation

ASKED = [{"form": "contact", "code": "hope", "kind": "text", "label": "Håb"}]


def tried(**version):
    found = with_more(document(), questions=ASKED)
    found["version"] = found["version"] | version
    return found


def test_all_that_reads_agreements_sees_it(app):
    with app.app_context(), agreement.as_if(tried(valid_from="2017-01-01", note="Rettet")) as version:
        assert version.number == 2
        assert agreement.current().document["version"]["note"] == "Rettet"
        assert "hope" in Contact.questions
        assert "hope" in Contact.wtform()


def test_afterwards_everything_is_as_it_was_the_very_same_objects(app):
    with app.app_context():
        before = kept.versions(), agreement.spans(), agreement.current(), Observation.category.options
        with agreement.as_if(tried()):
            assert agreement.spans() != before[1]
        after = kept.versions(), agreement.spans(), agreement.current(), Observation.category.options
        assert all(one is other for one, other in zip(before, after, strict=True))
        assert "hope" not in Contact.questions
        assert "hope" not in Contact.wtform()


def test_what_fails_meanwhile_leaves_nothing_behind(app):
    with app.app_context():
        with pytest.raises(KeyError), agreement.as_if(tried()):
            raise KeyError("something")
        assert "hope" not in Contact.questions


def test_one_trial_stands_within_another(app):
    with app.app_context(), agreement.as_if(tried()) as outer:
        with agreement.as_if(with_more(tried(), questions=[{**ASKED[0], "code": "fear"}])) as inner:
            assert (outer.number, inner.number) == (2, 3)
            assert "fear" in Contact.questions
        assert "hope" in Contact.questions
        assert "fear" not in Contact.questions
