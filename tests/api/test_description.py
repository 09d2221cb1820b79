"""The API does what its description says: schemathesis sends what it allows and what it does not."""

import pytest
import schemathesis
from accounts import enter
from hypothesis import HealthCheck, given, settings
from pages import token
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
QUICK = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture
def described(app, make_user, make_walk):
    """The description, and what a signed-in leader sends along: (headers, cookies)."""
    make_walk()
    browser = enter(app, make_user("leader"))
    app.config["FELTBOG_SYNC_PER_MINUTE"] = 1_000_000
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    schema.config.generation.update(modes=list(schemathesis.GenerationMode))
    return schema, {"X-CSRFToken": token(browser)}, {"feltbog": browser.get_cookie("feltbog").value}


def test_generated_requests_meet_the_description(described):
    schema, headers, cookies = described
    seen: set[int] = set()

    for operation in schema.get_all_operations():

        @settings(max_examples=25, **QUICK)
        @given(operation.ok().as_strategy())
        def check(case):
            case.headers, case.cookies = headers, cookies
            response = case.call()
            seen.add(response.status_code)
            case.validate_response(response, checks=CHECKS)

        check()
    assert 200 in seen


def test_so_do_those_that_follow_from_answers(described):
    """A token, then a submission with it, then a photo that it lacks; a walk out of the reference, then its facts."""
    schema, headers, cookies = described
    schema.config.generation.update(modes=[schemathesis.GenerationMode.POSITIVE])
    followed: set[tuple[str, int]] = set()

    class Phone(schema.as_state_machine()):
        def before_call(self, case):
            case.headers = {**(case.headers or {}), **headers}
            case.cookies = cookies

        def validate_response(self, response, case, **_more):
            followed.add((case.operation.path, response.status_code))
            case.validate_response(response, checks=CHECKS)

    Phone.run(settings=settings(max_examples=15, stateful_step_count=8, derandomize=True, **QUICK))
    assert {("/api/sync", 200), ("/api/walks/{id}", 200)} <= followed
