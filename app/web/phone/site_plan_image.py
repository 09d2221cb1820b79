"""The picture of the estate's plan, which phones keep and the office shows."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from ...access import allow
from ...photos import site_plan
from .pages import api

# A plan's picture never changes: a new one has an id of its own.
KEPT = "private, max-age=31536000, immutable"


@api.get("/plan/<id>", endpoint="estate_plan")
@allow("plan.see")
def picture(id: str) -> ResponseReturnValue:
    """The picture, of a replaced plan too: a phone may still hold observations that point at it."""
    plan = site_plan.get(id)
    if plan is None:
        abort(404)
    return Response(plan.picture, mimetype=plan.mime, headers={"Cache-Control": KEPT})
