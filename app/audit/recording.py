"""Which pages leave a trace, and what it says: one table, asked after every answer.

A file that cannot be noted is not handed out: the entry is committed before the first byte leaves.
"""

import logging
import re
from dataclasses import dataclass

from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError

from ..access import person
from ..base import trouble
from ..base.ids import UUID
from .trail import note

# What may stand in an entry of what the address says.
FACTS = ("year", "key", "form")
CODE = re.compile(r"[a-z0-9_]{1,20}")


@dataclass(frozen=True)
class Trace:
    """What a page does, to what kind of thing; `named`: the part of the address that is its id, `kind` may be one too."""

    action: str
    kind: str
    named: str = "id"


RECORD = "<form>"
TRACES: dict[str, Trace] = {
    "office.contacts": Trace("saw", "contacts"),
    "office.records": Trace("saw", "records"),
    "office.record": Trace("saw", RECORD),
    "office.amend": Trace("saw", RECORD),
    "office.quarantine": Trace("saw", "quarantine"),
    "office.quarantined": Trace("saw", "quarantine"),
    "office.photo": Trace("saw", "photo"),
    "office.workbook_file": Trace("exported", "workbook"),
    "office.csv": Trace("exported", "csv"),
    "office.observations_geojson": Trace("exported", "geojson"),
    "office.save_paper": Trace("made", RECORD),
    "office.save_amended": Trace("changed", RECORD),
    "office.withdraw": Trace("withdrew", RECORD),
    "office.restore": Trace("restored", RECORD),
    "office.resolve": Trace("decided", "quarantine"),
    "office.blacken_photo": Trace("redacted", "photo"),
    "office.show_photo": Trace("shown", "photo"),
    "office.remove_photo": Trace("deleted", "photo"),
    "office.edit_photo": Trace("saw", "photo"),
    "office.take_queue": Trace("imported", "queue"),
    "office.revoke_phone": Trace("shut_out", "phone"),
    "office.allow_phone": Trace("let_in", "phone"),
    "office.put_plan_up": Trace("made", "plan"),
    "office.pin_plan": Trace("changed", "plan"),
    "office.take_plan_down": Trace("deleted", "plan"),
    "office.make_leader_code": Trace("coded", "walk"),
    **{
        f"office.{verb}_{kind}": Trace(action, kind)
        for kind in ("walk", "event")
        for verb, action in (
            ("create", "made"), ("change", "changed"), ("cancel", "changed"), ("uncancel", "changed"),
            ("close", "changed"), ("reopen", "changed"), ("replace_code", "coded"),
        )
    },
    "account.create_person": Trace("made", "account"),
    "account.disable_person": Trace("shut_out", "account"),
    "account.enable_person": Trace("let_in", "account"),
    "account.reset_person": Trace("invited", "account"),
    "account.drop_second_step": Trace("second_step_off", "account"),
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Ask the table after every answer that was no refusal."""
    app.after_request(leave_trace)


def leave_trace(response: Response) -> Response:
    """Note what the page did, where the table says so."""
    trace = TRACES.get(request.endpoint or "")
    who = person() if trace and response.status_code < 400 else None
    if trace is None or who is None:
        return response
    values = {**request.args, **(request.view_args or {})}
    kind = str(values.get("form", "")) if trace.kind == RECORD else trace.kind
    if trace.action == "saw" and not _is_telling(kind, str(values.get("form", ""))):
        return response
    subject = str(values[trace.named]) if trace.named in (request.view_args or {}) else _made(response)
    facts = {name: str(values[name]) for name in FACTS if CODE.fullmatch(str(values.get(name, "")))}
    try:
        note(trace.action, who, kind, subject, **facts)
    except DBAPIError as error:
        if trouble.code(error) is None or trace.action == "exported":
            raise
        # On a full disk people must still be able to read.
        logging.getLogger(__name__).warning("an entry of the audit trail could not be written")
    return response


def _is_telling(kind: str, form: str) -> bool:
    """Whether reading it is worth a line: what was said to the counsellor, not what stands on the walk's page."""
    return kind not in {"observation", "attendance", "recheck"} and (kind != "records" or form in {"", "contact"})


def _made(response: Response) -> str | None:
    """The id of what was just made, in the address that the answer leads to."""
    ids = [part for part in (response.location or "").split("/") if UUID.fullmatch(part)]
    return ids[-1] if ids else None
