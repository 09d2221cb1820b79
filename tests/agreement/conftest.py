"""A database in which no agreement has been adopted yet."""

import pytest
from agreeing import adopt_only


@pytest.fixture(autouse=True)
def _nothing_adopted(request):
    if "app" in request.fixturenames:
        with request.getfixturevalue("app").app_context():
            adopt_only()
