"""Photos and the map of the estate: taken in, made small, made black or taken away."""

from .stored import (
    MOST_BYTES,
    QUARANTINE,
    PhotoError,
    Uses,
    arrived,
    attach,
    attach_all,
    find,
    follow,
    hidden,
    keep,
    kept_back,
    may_send,
    of,
    received,
    removed,
)
