"""Two people have changed the same row of a draft: both versions side by side, with the words that differ, to choose from."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from http import HTTPStatus
from typing import NamedTuple

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...access import signed_in
from ...criteria import draft_rows, editing, row_words
from ...criteria.parts import Part
from .agreement_editing import Edited, form_address, page

# What goes along with a row's form and is no answer.
ALONG = frozenset({"csrf_token", "seen", "autosave"})

# Words, and whether the other version has others there.
Marked = list[tuple[str, bool]]


class Differing(NamedTuple):
    """A member that differs, as each of the two says it."""

    label: str
    theirs: Marked
    mine: Marked


def conflict_page(of: Edited, part: str, key: str, mine: Part, theirs: Part | None) -> ResponseReturnValue:
    """The answer to a form of which the row was changed meanwhile; whoever saves by itself is told so. of: as it is by now.

    mine: the row that was posted; theirs: how it is now, None where it is gone. Posting the same form with the mark that
    the page carries keeps mine.
    """
    if "autosave" in request.form:
        words = _("%(name)s har rettet det samme imens. Tryk Gem for at vælge.", name=of.draft.changed_by)
        draft_rows.keep_unfinished(of.code, form_address(part, key), posted(), [words], signed_in())
        return jsonify(says=[words]), HTTPStatus.CONFLICT
    return page(
        "office/agreement_conflict.html",
        of,
        HTTPStatus.CONFLICT,
        part=part,
        differing=differing(row_words.told(of.document, part, theirs or {}), row_words.told(of.document, part, mine)),
        gone=theirs is None,
        action=of.url_to_save(part, editing.NEW if theirs is None else key),
        back=of.url(part, "" if theirs is None else key),
        seen=editing.mark(theirs),
        posted=posted(),
    )


def posted() -> list[tuple[str, str]]:
    """What was typed into a form of the draft, as it was posted."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in ALONG]


def differing(theirs: Sequence[tuple[str, str]], mine: Sequence[tuple[str, str]]) -> list[Differing]:
    """The members of which the two say different things, in their order."""
    ours, own = dict(theirs), dict(mine)
    labels = dict.fromkeys((*own, *ours))
    return [
        Differing(label, *_marked(ours.get(label, ""), own.get(label, "")))
        for label in labels
        if ours.get(label) != own.get(label)
    ]


def _marked(one: str, other: str) -> tuple[Marked, Marked]:
    was, becomes = one.split(), other.split()
    steps = SequenceMatcher(None, was, becomes, autojunk=False).get_opcodes()
    left = [(" ".join(was[first:last]), tag != "equal") for tag, first, last, _from, _to in steps if last > first]
    right = [(" ".join(becomes[first:last]), tag != "equal") for tag, _from, _to, first, last in steps if last > first]
    return left, right
