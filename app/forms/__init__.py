"""The forms. Adding a question is one line here and one migration."""

from ..form import Form
from .attendance import Attendance
from .contact import Contact
from .observation import Observation

FORMS: dict[str, type[Form]] = {form.name: form for form in (Observation, Attendance, Contact)}

__all__ = ["FORMS", "Attendance", "Contact", "Observation"]
