"""The page of the estate's plan: put a picture up, pin known points on it, replace it, take it down."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ...access import allow
from ...photos import site_plan
from ...photos.site_plan import PictureError
from ...store import EstatePlan
from .pages import chosen, pages
from .site_plan_form import PinsForm

# A scanned plan may be large; what is kept of it is small.
MOST_MEGABYTES = 16


@pages.url_value_preprocessor
def let_a_plan_be_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit for the picture alone, before the gate looks at the form for its token."""
    if endpoint == "office.put_plan_up":
        request.max_content_length = MOST_MEGABYTES * 1024 * 1024


@pages.get("/plan")
@allow("plan.manage")
def plan() -> ResponseReturnValue:
    """The current plan with its pins, or the way to put one up."""
    return _page(_empty_form())


@pages.post("/plan")
@allow("plan.manage", trace="made plan")
def put_plan_up() -> ResponseReturnValue:
    """Put a picture up in the place of the one before."""
    body = chosen("picture")
    if not body:
        return _page(_empty_form(), picture_problem=gettext("Vælg et billede af planen."))
    try:
        picture = site_plan.clean(body)
    except PictureError as error:
        return _page(_empty_form(), picture_problem=str(error))
    site_plan.add(picture.body, picture.mime, picture.width, picture.height)
    flash(gettext("Planen er sat op. Telefonerne henter den, næste gang de har net."))
    return redirect(url_for("office.plan"), 303)


@pages.post("/plan/<id>/pins")
@allow("plan.manage", trace="changed plan")
def pin_plan(id: str) -> ResponseReturnValue:
    """Keep the pins, or show what they would mean."""
    found = _find(id)
    form = PinsForm(found, request.form)
    is_right = form.validate()
    if not is_right or "try" in request.form:
        return _page(form, tried=is_right)
    site_plan.pin(id, form.pins())
    flash(gettext("Punkterne er gemt.") if form.pins() else gettext("Punkterne er fjernet."))
    return redirect(url_for("office.plan"), 303)


@pages.post("/plan/<id>/remove")
@allow("plan.manage", trace="deleted plan")
def take_plan_down(id: str) -> ResponseReturnValue:
    """No plan to point at any more; what was pointed at stays."""
    site_plan.take_down(_find(id).id)
    flash(gettext("Planen er taget ned. Observationer, der peger på den, viser den stadig."))
    return redirect(url_for("office.plan"), 303)


@pages.app_template_global("office_plan")
def office_plan(id: str | None = None) -> EstatePlan | None:
    """The plan with that id, else the current one."""
    return (site_plan.get(id) if id else None) or site_plan.current()


def _find(id: str) -> EstatePlan:
    """The current plan with that id: pins of a replaced one are history."""
    found = site_plan.get(id)
    if found is None or found.replaced_at:
        abort(404)
    return found


def _empty_form() -> PinsForm | None:
    """The current plan's pins as they are."""
    current = site_plan.current()
    return PinsForm(current) if current else None


def _page(form: PinsForm | None, *, picture_problem: str = "", tried: bool = False) -> ResponseReturnValue:
    """The page. `tried`: the pins in the form are shown for what they would mean, and not kept yet."""
    plan = form.plan if form else None
    problems = form.problems() if form else []
    projection, apart = None, []
    if form and plan:
        projection = form.projection if tried else site_plan.projection(plan)
        apart = site_plan.distances(form.pins() if tried else plan.pins)
    page = render_template(
        "office/plan.html",
        plan=plan,
        form=form,
        problems=problems,
        projection=projection,
        distances=apart,
        tried=tried,
        picture_problem=picture_problem,
        most=MOST_MEGABYTES,
        earlier=site_plan.earlier(),
    )
    return page, 422 if problems or picture_problem else 200
