"""*Ny aftale*: the ways to begin one. Each is looked at first, and makes a draft, which does not count before it is adopted."""

from typing import Any, Final

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import criteria
from ...access import allow
from ...agreement import PlanError, known
from ...base import clock
from ...base.years import FIRST, LAST
from ...criteria import ready_sets
from ...questions import Count, Option, Text
from ...questions.html_form import PageForm
from .agreement_preview import Preview, as_draft, preview
from .agreements import MIMETYPES, faults_in_office
from .first_run_forms import PeriodForm
from .pages import chosen, pages

# What the page itself takes; an agreement is far smaller, and one that is not is told so in words.
MOST_MEGABYTES = 4
LARGE: Final = ("office.read_agreement", "office.take_agreement")


class CopyForm(PageForm):
    """Which agreement a new one is a copy of, what that is called, and its years."""

    of = Text(
        _l("Hvilken aftale?"), most=40, look="select", required=True, missing=_l("Vælg den aftale, der skal kopieres")
    )
    name = Text(
        _l("Hvad skal den nye hedde?"), most=200, required=True, missing=_l("Skriv, hvad den nye aftale skal hedde")
    )
    first_year = Count(_l("Første år"), least=FIRST, most=LAST, required=True, missing=_l("Skriv det første år"))
    last_year = Count(_l("Sidste år"), least=FIRST, most=LAST, required=True, missing=_l("Skriv det sidste år"))

    def __init__(self, formdata: Any = None) -> None:
        # The page has another form, which asks the same.
        super().__init__(formdata, _next_years(clock.today().year + 1), prefix="copy-")
        found = [each for each in known.every() if each.versions]
        names = {each.code: f"{each.document['name']}, {criteria.ToldAgreement(each.document).span}" for each in found}
        self["of"].options = [Option(code, name) for code, name in names.items()]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """The agreement is there, and the last year is not before the first."""
        if values.get("of") not in {each.code for each in self["of"].options}:
            errors.setdefault("of", str(self["of"].question.missing))
        first, last = values.get("first_year"), values.get("last_year")
        if first and last and last < first:
            errors.setdefault("last_year", _("Skriv %(first)d eller et senere år", first=first))


def _next_years(first: int) -> dict[str, int]:
    return {"first_year": first, "last_year": first + ready_sets.USUAL_YEARS - 1}


@pages.url_value_preprocessor
def let_an_agreement_be_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit for the file alone, so that one that is too large is said on the page."""
    if endpoint in LARGE:
        request.max_content_length = request.max_form_memory_size = MOST_MEGABYTES * 1024 * 1024


@pages.get("/agreements/new")
@allow("agreement.change")
def new_agreement() -> ResponseReturnValue:
    """The ways to begin."""
    return _page()


@pages.get("/agreements/new/empty.xlsx")
@allow("agreement.change")
def empty_agreement() -> ResponseReturnValue:
    """An Excel file to be filled in."""
    answer = Response(criteria.empty_book(), mimetype=MIMETYPES["xlsx"])
    answer.headers.set("Content-Disposition", "attachment", filename="tom-aftale.xlsx")
    return answer


@pages.post("/agreements/new/file")
@allow("agreement.change")
def read_agreement() -> ResponseReturnValue:
    """What a file would become: all that is wrong in it, each with its place, else all that it changes. Nothing is stored."""
    body = chosen("file")
    if not body:
        return _page([_("Vælg en fil med aftalen.")], status=422)
    name = (request.files["file"].filename or "")[-80:]
    try:
        found = criteria.read_upload(name, body, criteria.completing(each.code for each in known.every()))
    except PlanError as error:
        return _page(str(error).splitlines(), name, 422)
    notes = (_("Filen har det gamle format. Feltbog har skrevet den om; se det igennem."),) if found.is_old else ()
    shown = Preview(as_draft(found.document), _("Fra filen %(name)s.", name=name), notes)
    if faults := [] if shown.is_unchanged else faults_in_office(shown.document):
        return _page([found.told(each) for each in faults], name, 422)
    return preview(shown)


@pages.post("/agreements/new/copy")
@allow("agreement.change")
def copy_agreement() -> ResponseReturnValue:
    """What a copy of an agreement would be. Nothing is stored."""
    form = CopyForm(request.form)
    if not form.validate():
        return _page(status=422, form=form)
    said = dict(form.values)
    original = known.find(said.pop("of"))
    if original is None or original.newest is None:
        return redirect(url_for("office.new_agreement"), 303)
    made = criteria.copied(original.newest.document, **said, taken=[each.code for each in known.every()])
    source = _("En kopi af »%(name)s«.", name=original.newest.document["name"])
    return preview(Preview(made.document, source, tuple(made.to_see_to)))


@pages.post("/agreements/new/ready")
@allow("agreement.change")
def begin_agreement() -> ResponseReturnValue:
    """What an agreement of a ready set would be, for the place that is known already. Nothing is stored."""
    form = PeriodForm(request.form)
    if not form.validate():
        return _page(status=422, ready=form)
    said, ready = form.values, ready_sets.find(form.values["ready"])
    begins = ready_sets.Beginning(said["first_year"], said["last_year"], name=said["name"])
    made = ready_sets.document_of(ready, begins, [each.code for each in known.every()])
    newest = sorted(
        (each.newest.document for each in known.every() if each.newest), key=lambda each: -each["first_year"]
    )
    made = ready_sets.beside(made, newest)
    notes = (_("Tallene er forslag. Ret dem til det, I har lovet, og lad det udgå, I ikke har lovet."),)
    return preview(Preview(made, _("Fra det færdige sæt »%(name)s«.", name=ready.name), notes))


def _page(
    faults: list[str] | None = None,
    name: str = "",
    status: int = 200,
    form: CopyForm | None = None,
    ready: PeriodForm | None = None,
) -> ResponseReturnValue:
    """faults: of the file with that `name`. form, ready: a copy, a ready set, as they were sent."""
    page = render_template(
        "office/new_agreement.html",
        faults=faults or [],
        name=name,
        form=form or CopyForm(),
        ready=ready or PeriodForm(values={"ready": ready_sets.NAMES[0], **_next_years(clock.today().year)}),
    )
    return page, status
