"""After a restore: the photos that wait for somebody to look."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import photos
from ...access import allow
from ...photos import photo_redaction
from .pages import pages
from .photo_editing import find_photo


@pages.get("/photos/hidden")
@allow("privacy.manage")
def hidden_photos() -> ResponseReturnValue:
    """The photos that nobody else sees before the leader has looked."""
    return render_template("office/hidden_photos.html", ids=photos.hidden())


@pages.post("/photos/<id>/show")
@allow("privacy.manage", trace="shown photo")
def show_photo(id: str) -> ResponseReturnValue:
    """Let everybody see it as it is."""
    photo_redaction.show(find_photo(id).id)
    flash(_("Fotoet bliver vist, som det er."))
    return redirect(url_for("office.hidden_photos"), 303)
