"""The forms. Adding a question is one line here and one migration."""

from ..questions.form import Form
from .attendance import Attendance
from .contact import Contact
from .extra_choices import check, init_app
from .observation import Observation
from .recheck import Recheck

FORMS: dict[str, type[Form]] = {form.name: form for form in (Observation, Attendance, Contact, Recheck)}


def listed_forms() -> dict[str, type[Form]]:
    """The forms that people meet as such; the others are a part of one of these."""
    return {name: form for name, form in FORMS.items() if form.goes_with is None}


__all__ = ["FORMS", "Attendance", "Contact", "Observation", "Recheck", "check", "init_app", "listed_forms"]
