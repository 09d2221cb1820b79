"""Reads the file that a phone saved from its queue."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from .intake import EnvelopeError, Submission, read_envelope

NOT_A_QUEUE = _("Det er ikke en kø fra Feltbog. Vælg den fil, som telefonen gemte.")
DAMAGED = _("Filen er beskadiget (%(fault)s). Gem den igen på telefonen.")
# As many as a phone may send at once.
BATCH = 100
SIGNATURE = "\ufeff".encode()


@dataclass(frozen=True)
class QueueFile:
    """What a phone had not sent when it saved the file."""

    device: str
    submissions: list[Submission]


def read_queue_file(body: bytes) -> QueueFile:
    """The queue in a file; raises ValueError with the Danish message for anything else."""
    body = body.removeprefix(SIGNATURE)
    try:
        marker = json.loads(body)["feltbog"]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise ValueError(NOT_A_QUEUE) from None
    if marker != "queue":
        raise ValueError(NOT_A_QUEUE)
    try:
        envelope = read_envelope(body)
    except EnvelopeError as error:
        raise ValueError(DAMAGED % {"fault": error}) from None
    return QueueFile(envelope.device, envelope.submissions)


def batches(queue: QueueFile) -> Iterator[list[Submission]]:
    """The submissions in their order, as many at a time as a phone sends."""
    for start in range(0, len(queue.submissions), BATCH):
        yield queue.submissions[start : start + BATCH]
