"""Who may do what, and who it is: the table of rights, accounts and their sessions, guests, the second step, throttling."""

from .rights import (
    COUNSELLOR,
    HOST,
    LEADER,
    NOBODY,
    PARTY,
    Person,
    acting,
    allow,
    forget_person,
    here,
    init_app,
    person,
    signed_in,
)
