"""The phones that have sent something, and a file that one of them could not send."""

import threading
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_babel import gettext as _

from ... import audit
from ...access import allow, signed_in
from ...activities import scheduling
from ...base import clock
from ...definitions import forms
from ...intake import queue_file
from ...intake.queue_file import QueueFile
from ...questions import Upload
from ...questions.html_form import PageForm
from ...records import inbox
from ...store import Code
from .pages import chosen, pages

# The others are there for whoever asks.
MOST = 100


@pages.get("/phones")
@allow("phones.manage")
def phones() -> ResponseReturnValue:
    """Every phone, and what to do about one that does not send."""
    found = inbox.everyone()
    shown = found if request.args.get("all") else found[:MOST]
    return render_template("office/phones.html", phones=shown, more=len(found) - len(shown))


@pages.get("/phones/<id>/revoke")
@allow("phones.manage")
def ask_revoke(id: str) -> ResponseReturnValue:
    """Ask before a phone is shut out."""
    return render_template("office/ask_phone.html", phone=_find(id), codes=inbox.codes(id))


@pages.post("/phones/<id>/revoke")
@allow("phones.manage", trace="shut_out phone")
def revoke_phone(id: str) -> ResponseReturnValue:
    """Shut the phone out; and where that was chosen, replace the codes that it could come back with."""
    phone = _find(id)
    wanted = request.form.getlist("new_code")
    chosen = [code for code in inbox.codes(id) if code.id in wanted]
    inbox.shut_out(id, out=True)
    said = gettext(
        "Telefon %(short)s er lukket ude. Det, den registrerer fra nu af, venter til gennemsyn.", short=phone.short
    )
    flash(said)
    for code in chosen:
        _replace(code)
    return redirect(url_for("office.phones"), 303)


@pages.get("/phones/<id>/allow")
@allow("phones.manage")
def ask_allow(id: str) -> ResponseReturnValue:
    """Ask before a phone is let in again."""
    return render_template("office/ask_phone.html", phone=_find(id))


@pages.post("/phones/<id>/allow")
@allow("phones.manage", trace="let_in phone")
def allow_phone(id: str) -> ResponseReturnValue:
    """Let the phone in again."""
    phone = _find(id)
    inbox.shut_out(id, out=False)
    flash(gettext("Telefon %(short)s er med igen.", short=phone.short))
    return redirect(url_for("office.phones"), 303)


def _replace(code: Code) -> None:
    """A new code for everybody else, which a group leader's does not touch."""
    gathering: Any = code.gathering
    made = (
        scheduling.new_leader_code(gathering.id)
        if code.leads
        else scheduling.replace_code(type(gathering), gathering.id)
    )
    audit.note("coded", signed_in(), gathering.__tablename__, gathering.id)
    title = gathering.title
    flash(gettext("Ny kode til %(title)s: %(code)s. Hæng den nye plakat op.", title=title, code=made.shown))


def _find(id: str) -> inbox.Phone:
    return inbox.find(id) or abort(404)


# Ten thousand records and more, or eighty photos; `flask import` takes any file. Other requests stay below the app's own limit.
MOST_MEGABYTES = 32
KEPT = timedelta(minutes=30)
_lock = threading.Lock()


class QueueForm(PageForm):
    """The file that the phone saved."""

    file = Upload(lazy_gettext("Filen fra telefonen"), attributes={"accept": ".json,application/json"})


@dataclass(frozen=True)
class HeldFile:
    """A file that somebody chose, and when."""

    id: str
    queue: QueueFile
    since: datetime


@pages.url_value_preprocessor
def let_a_queue_be_long(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit for the file alone, before the gate looks at the form for its token."""
    if endpoint == "office.read_queue":
        request.max_content_length = MOST_MEGABYTES * 1024 * 1024


@pages.get("/import")
@allow("queue.import")
def import_queue() -> ResponseReturnValue:
    """Ask for the file."""
    return _page()


@pages.post("/import")
@allow("queue.import")
def read_queue() -> ResponseReturnValue:
    """Read the file, and hold it until the leader has seen what is in it."""
    body = chosen("file")
    if not body:
        return _page(_("Vælg den fil, som telefonen gemte."))
    try:
        queue = queue_file.read_queue_file(body)
    except ValueError as error:
        return _page(str(error))
    if not queue.submissions:
        return _page(_("Filen er en kø fra Feltbog, men der er ingen registreringer i den."))
    held = HeldFile(str(uuid.uuid4()), queue, clock.now())
    with _lock:
        _held()[signed_in().id] = held
    return redirect(url_for("office.ask_import", id=held.id), 303)


@pages.get("/import/<id>")
@allow("queue.import")
def ask_import(id: str) -> ResponseReturnValue:
    """What is in the file; nothing is taken in yet."""
    queue = _find_queue(id, signed_in().id)
    if queue is None:
        return _gone()
    counts = Counter(_form_of(submission.form) for submission in queue.submissions)
    phone = inbox.find(queue.device)
    return render_template(
        "office/ask_import.html", counts=counts, total=counts.total(), photos=len(queue.photos), phone=phone
    )


@pages.post("/import/<id>")
@allow("queue.import", trace="imported queue")
def take_queue(id: str) -> ResponseReturnValue:
    """Take the records in, in their owner's name; the same file again changes nothing."""
    who = signed_in()
    queue = _find_queue(id, who.id)
    if queue is None:
        return _gone()
    sender, found = queue_file.sender(queue, who), Counter[str]()
    for results in queue_file.take_in(queue, sender):
        found.update(result["status"] for result in results)
    photos = Counter(queue_file.take_photos(queue, sender))
    with _lock:
        if (held := _held().get(who.id)) and held.id == id:
            del _held()[who.id]
    return render_template("office/imported.html", found=found, total=found.total(), photos=photos)


def _page(problem: str = "") -> ResponseReturnValue:
    form = QueueForm()
    form.show({"file": problem} if problem else {})
    return render_template("office/import.html", form=form, most=MOST_MEGABYTES), 422 if problem else 200


def _gone() -> ResponseReturnValue:
    return _page(_("Filen bliver kun husket i en halv time. Vælg den igen."))


def _form_of(name: object) -> str:
    """What a submission is, in words."""
    form = forms.get(name)
    return str(form.sheet if form else _("Ukendt skema"))


def _find_queue(id: str, person_id: str) -> QueueFile | None:
    """The person's file with that id, if it is still held."""
    limit = clock.now() - KEPT
    with _lock:
        for owner, held in list(_held().items()):
            if held.since < limit:
                del _held()[owner]
        found = _held().get(person_id)
    return found.queue if found and found.id == id else None


def _held() -> dict[str, HeldFile]:
    """The current app's files, by the person who chose them."""
    files: dict[str, HeldFile] = current_app.extensions.setdefault("queue_files", {})
    return files
