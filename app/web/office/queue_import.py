"""Take in a file that a phone saved from its queue: choose it, see what is in it, take it in, see what became of it."""

from collections import Counter
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import intake
from ...access import allow, signed_in
from ...definitions import FORMS
from ...intake import queue_file
from ...records import phone_list
from . import upload_cache
from .pages import pages
from .uploads import chosen

# Ten thousand records and more, or eighty photos; `flask import` takes any file. Other requests stay below the app's own limit.
MOST_MEGABYTES = 32


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
    return redirect(url_for("office.ask_import", id=upload_cache.keep(queue, signed_in().id)), 303)


@pages.get("/import/<id>")
@allow("queue.import")
def ask_import(id: str) -> ResponseReturnValue:
    """What is in the file; nothing is taken in yet."""
    queue = upload_cache.find(id, signed_in().id)
    if queue is None:
        return _gone()
    counts = Counter(_form_of(submission.form) for submission in queue.submissions)
    phone = phone_list.find(queue.device)
    return render_template(
        "office/ask_import.html", counts=counts, total=counts.total(), photos=len(queue.photos), phone=phone
    )


@pages.post("/import/<id>")
@allow("queue.import", trace="imported queue")
def take_queue(id: str) -> ResponseReturnValue:
    """Take the records in, in their owner's name; the same file again changes nothing."""
    who = signed_in()
    queue = upload_cache.find(id, who.id)
    if queue is None:
        return _gone()
    sender, held, found = queue_file.sender(queue, who), phone_list.pending(queue.device), Counter[str]()
    for batch in queue_file.batches(queue):
        held = max(0, held - len(batch))
        found.update(result["status"] for result in intake.accept(sender, batch, device=queue.device, pending=held))
    photos = Counter(queue_file.take_photos(queue, sender))
    upload_cache.drop(id, who.id)
    return render_template("office/imported.html", found=found, total=found.total(), photos=photos)


def _page(problem: str | None = None) -> ResponseReturnValue:
    return render_template("office/import.html", problem=problem, most=MOST_MEGABYTES), 422 if problem else 200


def _gone() -> ResponseReturnValue:
    return _page(_("Filen bliver kun husket i en halv time. Vælg den igen."))


def _form_of(name: object) -> str:
    """What a submission is, in words."""
    form = FORMS.get(name) if isinstance(name, str) else None
    return str(form.sheet if form else _("Ukendt skema"))
