"""What a submission says by itself. It needs no database, and is worked out before anybody has to wait for the write lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

from ..access import Person
from ..base import cpr, messages
from ..definitions import forms
from ..questions import Cleaned
from ..questions.form import Form
from .safe_copy import SafeCopy
from .submission import Submission, read_moment


class UnpreparedError(Exception):
    """A copy for review is wanted that has not been made: let go of the lock, make it, begin again."""


@dataclass(frozen=True)
class Reading:
    """One submission, read: its form where there is such a one, the keyed digest that tells a repeat, its size in bytes, its
    answers cleaned.

    `form_name`: what the phone calls the form, harmless to show. `version` is 0 and `captured_at` None where they cannot be read. `errors`: what is wrong with it whatever the database
    holds, by field, as a person reads it.
    """

    submission: Submission
    form: type[Form] | None
    form_name: str
    digest: str
    size: int
    version: int
    captured_at: datetime | None
    cleaned: Cleaned
    errors: Mapping[str, str]

    @property
    def id(self) -> str:
        """The submission's UUID in lower case."""
        return self.submission.id

    @property
    def revision(self) -> int | None:
        """The revision, None where it is none."""
        return self.submission.readable_revision

    @cached_property
    def made_copy(self) -> SafeCopy:
        """What is kept of it for a leader to look at, made now. It takes long: never while the database is locked."""
        return self.submission.safe_copy(self.form.questions if self.form else ())

    @property
    def safe_copy(self) -> SafeCopy:
        """The same, where it has been made; raises UnpreparedError where it has not."""
        if "made_copy" not in vars(self):
            raise UnpreparedError
        return self.made_copy


def read_all(submissions: Sequence[Submission], sender: Person, digest_key: bytes) -> list[Reading]:
    """Read them, in their order; what will wait for review is made ready for it."""
    readings = [_read(submission, sender, digest_key) for submission in submissions]
    for reading in readings:
        if reading.errors:
            _ = reading.made_copy
    return readings


def _read(submission: Submission, sender: Person, digest_key: bytes) -> Reading:
    form, captured_at = forms.get(submission.form), read_moment(submission.captured_at)
    text = submission.canonical()
    digest = blake2b(text, key=digest_key, digest_size=16).hexdigest()
    if form is None:
        cleaned, errors = Cleaned({}, {}, 0), {"form": str(messages.UNKNOWN_FORM)}
        name = cpr.short(submission.form) if isinstance(submission.form, str) else ""
        return Reading(submission, None, name, digest, len(text), 0, captured_at, cleaned, errors)
    version, errors = 0, dict[str, str]()
    if submission.doubled:
        errors["answers"] = str(messages.DOUBLED_NAME)
    if submission.readable_revision is None:
        errors["revision"] = str(messages.UNREADABLE_REVISION)
    try:
        version = read_version(form, submission.version)
    except ValueError as error:
        errors["version"] = str(error.args[0])
    if captured_at is None:
        errors["captured_at"] = str(messages.UNREADABLE_TIME)
    answers = submission.answers
    if not isinstance(answers, dict):
        errors["answers"] = str(messages.UNREADABLE_ANSWERS)
        answers = {}
    cleaned = form.clean(with_joined(answers, sender, form))
    return Reading(
        submission, form, form.name, digest, len(text), version, captured_at, cleaned, errors | cleaned.errors
    )


def read_version(form: type[Form], raw: Any) -> int:
    """The form's version with which a phone captured; ValueError where that is none, or one that this server does not know."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        raise ValueError(messages.UNREADABLE_VERSION)
    try:
        forms.of(form.name, raw)
    except KeyError:
        raise ValueError(messages.UNKNOWN_VERSION) from None
    return raw


def with_joined(answers: dict[str, Any], sender: Person, form: type[Form]) -> dict[str, Any]:
    """Left out by somebody with a code, the walk or event is the one that was joined, where there is exactly one."""
    reference, joined = form.reference(), sender.joined_for(form.name)
    chooses = sender.may_send_any(form.name) and not sender.stands_in
    if reference and answers.get(reference.name) in (None, "") and not chooses and len(joined) == 1:
        return {**answers, reference.name: next(iter(joined))}
    return answers
