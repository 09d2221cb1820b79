"""The page of the estate's plan: put a picture up, pin up to three known points on it, replace it, take it down."""

import math
import re
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from ...access import allow
from ...photos import site_plan
from ...photos.map_projection import MOST_PINS
from ...photos.site_plan import PictureError, PinError, Projection
from ...questions import Question, Text
from ...questions.html_form import PageForm
from ...store import EstatePlan
from .pages import chosen, pages

# A scanned plan may be large; what is kept of it is small.
MOST_MEGABYTES = 16
MOST_LABEL = 60
PLACED = ("x", "y", "latitude", "longitude")
NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)?")
# Somebody who writes the longitude first, in Denmark.
DANISH_LATITUDES, DANISH_LONGITUDES = (54, 58), (7, 16)

NOT_A_DEGREE = _("Skriv tallet i grader, for eksempel %(example)s.")
NOT_ON_EARTH = _("Tallet skal være fra %(least)d til %(most)d.")
NOT_A_SHARE = _("Skriv et tal fra 0 til 1, for eksempel 0,25.")
SWAPPED = _("Bredde- og længdegrad er byttet om. Mente du %(latitude)s og %(longitude)s?")


class Share(Question):
    """A fraction of the picture's width or height, with comma or full stop."""

    kind = "share"

    def __init__(self, label: Any, missing: Any) -> None:
        super().__init__(label, missing=missing, required=True, look="text")

    def clean(self, raw: Any) -> Any:
        return raw

    def typed(self, text: str) -> float:
        number = read_number(text)
        if number is None or not 0 <= number <= 1:
            raise ValueError(NOT_A_SHARE)
        return number

    def written(self, answer: Any) -> str:
        return "" if answer is None else f"{round(answer, 7):g}".replace(".", ",")


class Degrees(Share):
    """A latitude or a longitude."""

    def __init__(self, label: Any, missing: Any, *, most: int, example: str) -> None:
        super().__init__(label, missing)
        self.furthest, self.example = most, example

    def typed(self, text: str) -> float:
        number = read_number(text)
        if number is None:
            raise ValueError(NOT_A_DEGREE % {"example": self.example})
        if abs(number) > self.furthest:
            raise ValueError(NOT_ON_EARTH % {"least": -self.furthest, "most": self.furthest})
        return number

    def written(self, answer: Any) -> str:
        return "" if answer is None else degrees(answer)


class PinForm(PageForm):
    """One known point: where it is on the picture, and where on earth."""

    class Meta:
        """No token: `PinsForm`, of which this is a part, has one."""

        csrf = False

    skippable = True
    label = Text(_("Hvad er det?"), most=MOST_LABEL)
    x = Share(_("Fra venstre"), _("Sæt punktet på planen."))
    y = Share(_("Fra toppen"), _("Sæt punktet på planen."))
    latitude = Degrees(_("Breddegrad"), _("Skriv punktets breddegrad."), most=90, example="57,0712")
    longitude = Degrees(_("Længdegrad"), _("Skriv punktets længdegrad."), most=180, example="9,9203")

    @property
    def is_empty(self) -> bool:
        """Whether the point is left out: nothing but perhaps its name is filled in."""
        return not any(self[name].unread or self[name].data is not None for name in PLACED)

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """The two of a Danish place the wrong way round are proposed the right way."""
        latitude, longitude = values.get("latitude"), values.get("longitude")
        if latitude is None or longitude is None:
            return
        low, high = DANISH_LATITUDES
        west, east = DANISH_LONGITUDES
        if low <= longitude <= high and west <= latitude <= east:
            errors["longitude"] = str(SWAPPED % {"latitude": degrees(longitude), "longitude": degrees(latitude)})

    def pin(self) -> dict[str, Any]:
        """The pin, as `site_plan.pin` takes it."""
        return {name: self[name].data for name in PLACED} | {"label": self["label"].data or ""}


class PinsForm(PageForm):
    """The form for all pins of one plan; `projection` is what they say once `validate` has found them right."""

    def __init__(self, plan: EstatePlan, posted: MultiDict[str, str] | None = None) -> None:
        super().__init__(posted)
        self.plan = plan
        self.problem = ""
        self.projection: Projection | None = None
        posted = posted and _with_pairs_split(posted)
        known = [*plan.pins, *[{}] * MOST_PINS][:MOST_PINS]
        self.rows = [PinForm(posted, pin, prefix=f"pin{number}") for number, pin in enumerate(known, 1)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Each point by itself, then together."""
        if not super().validate(extra_validators):
            return False
        faulty = [row for row in self.rows if not row.is_empty and not row.validate()]
        if faulty:
            return False
        try:
            self.projection = site_plan.fit(self.pins(), self.plan.width, self.plan.height)
        except PinError as error:
            self.problem = str(error)
        return not self.problem

    def pins(self) -> list[dict[str, Any]]:
        """The pins that are filled in."""
        return [row.pin() for row in self.rows if not row.is_empty]

    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) of every error, for the summary."""
        found = [
            (field.id, str(_("Punkt %(number)d: %(message)s", number=number, message=message)))
            for number, row in enumerate(self.rows, 1)
            for field in row
            for message in field.errors
        ]
        return found + ([("pins", self.problem)] if self.problem else [])


def read_number(text: str) -> float | None:
    """The number in a text, with comma or full stop and perhaps a sign for degrees; None where there is none."""
    plain = text.strip().strip("°NnØøEe ").strip()
    if not NUMBER.fullmatch(plain):
        return None
    number = float(plain.replace("−", "-").replace(",", "."))
    return number if math.isfinite(number) else None


def degrees(number: float) -> str:
    """`57,0712`: as Danes write it, to a tenth of a metre."""
    return f"{number:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def split_pair(text: str) -> tuple[str, str] | None:
    """Latitude and longitude of a text that holds both, as maps on the web copy them: »57.07, 9.92«."""
    numbers = NUMBER.findall(text)
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _with_pairs_split(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Two numbers pasted into the field of the latitude: the second is the longitude."""
    split = posted.copy()
    for number in range(1, MOST_PINS + 1):
        first, second = f"pin{number}-latitude", f"pin{number}-longitude"
        pair = split_pair(posted.get(first, ""))
        if pair and not posted.get(second, "").strip():
            split[first], split[second] = pair
    return split


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
