"""The API does what its description says: schemathesis sends what it allows and what it does not."""

import schemathesis
from conftest import enter, token
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance


def test_generated_requests_meet_the_description(app, make_user, make_walk):
    make_walk()
    browser = enter(app, make_user("leader"))
    headers = {"X-CSRFToken": token(browser)}
    cookie = browser.get_cookie("feltbog")
    assert cookie is not None
    app.config["FELTBOG_SYNC_PER_MINUTE"] = 1_000_000
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    schema.config.generation.update(modes=list(schemathesis.GenerationMode))
    seen: set[int] = set()

    for operation in schema.get_all_operations():

        @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(operation.ok().as_strategy())
        def check(case):
            case.headers = headers
            case.cookies = {"feltbog": cookie.value}
            response = case.call()
            seen.add(response.status_code)
            case.validate_response(
                response, checks=[not_a_server_error, content_type_conformance, response_schema_conformance]
            )

        check()
    assert 200 in seen
