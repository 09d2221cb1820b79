"""What a phone says of itself, as safety.js puts it together from what is on the disk."""

from dataclasses import dataclass, field

from .disk import Disk

# The states of the safety line in which people are told that nothing is missing.
SAFE, WAITING, STOPPED, LOST = "safe", "waiting", "stopped", "lost"


@dataclass(frozen=True)
class Statement:
    """What the phone of that name says: the state, what it has not sent, and what it names as no longer on the server.

    `answer`: the queue's, where there is a real screen.
    """

    phone: str
    state: str
    unsent: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    answer: str = field(default="", compare=False)


def statement(phone: str, disk: Disk) -> Statement:
    """What stands on the front page while nothing is being sent."""
    with disk.lock:
        unsent, named, stopped = disk.unsent(), disk.lost(), disk.stopped()
    state = LOST if named else STOPPED if stopped else WAITING if unsent else SAFE
    return Statement(phone, state, frozenset(unsent), frozenset(named))
