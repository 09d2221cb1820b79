"""What the tests of follow-up share: observations that have come in."""

from collections.abc import Callable

import pytest
from flask import Flask
from sending import take_in


@pytest.fixture
def observe(office: Flask) -> Callable[..., str]:
    """Takes in an observation to improve, unless the answers say otherwise; its id."""

    def take(**answers: object) -> str:
        return take_in(answers=answers)

    return take
