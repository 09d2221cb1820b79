"""What a person or a program reads when something went wrong: problem+json in the API, a Danish page elsewhere.

No message tells more than what happened and what to do; tracebacks go to the log alone.
"""

import logging

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable, TooManyRequests
from werkzeug.http import HTTP_STATUS_CODES

from ..base import trouble
from . import logs

# Status → heading and what to do.
PAGES = {
    400: (_("Siden forstod ikke det, der blev sendt"), _("Gå tilbage, og prøv igen.")),
    401: (_("Du er ikke logget ind"), _("Log ind, og prøv igen.")),
    403: (_("Det har du ikke adgang til"), _("Spørg projektlederen, hvis du mener, at du skal kunne se siden.")),
    404: (_("Siden findes ikke"), _("Se efter, om adressen er skrevet rigtigt, eller gå til forsiden.")),
    405: (_("Det kan man ikke her"), _("Gå til forsiden, og begynd derfra.")),
    413: (_("Det er for stort"), _("Vælg en mindre fil, eller del det op.")),
    429: (_("Det gik lidt for hurtigt"), _("Vent lidt, og prøv igen.")),
    500: (_("Noget gik galt hos Feltbog"), _("Intet er tabt. Prøv igen om lidt, eller skriv til projektlederen.")),
    503: (
        _("Feltbogs server kan ikke lige nu"),
        _(
            "Fejlen er vores, ikke din, og intet er tabt. Gå tilbage: Det, du har skrevet, står der stadig. Prøv igen om lidt. "
            "Bliver det ved, så skriv til projektlederen."
        ),
    ),
}
EXPIRED = (
    _("Siden har ligget for længe"),
    _("Gå tilbage, genindlæs siden, og prøv igen. Det, du har skrevet, står der stadig."),
)


def init_app(app: Flask) -> None:
    """Answer every HTTP error in its own language, and the machine's trouble as 503."""
    app.register_error_handler(HTTPException, answer)
    fault = app.handle_exception

    def handle(error: Exception) -> Response:
        """Whatever was raised, in a view or after it."""
        code = trouble.code(error)
        return fault(error) if code is None else app.finalize_request(_in_trouble(code), from_error_handler=True)

    app.handle_exception = handle  # type: ignore[method-assign,assignment]


def _in_trouble(code: str) -> ResponseReturnValue:
    """503 and when to try again; one line in the log."""
    facts = {"trouble": code, **logs.route()}
    logging.getLogger("feltbog.trouble").error("the machine is in trouble", extra={"facts": facts})
    words = "the server is in trouble of its own; nothing is lost, try again later"
    return answer(ServiceUnavailable(words, retry_after=trouble.RETRY_AFTER))


def problem(status: int, detail: str, **members: object) -> Response:
    """An RFC 9457 problem of the API."""
    title = HTTP_STATUS_CODES.get(status, "")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return Response(current_app.json.dumps(body), status, mimetype="application/problem+json")


def answer(error: HTTPException) -> ResponseReturnValue:
    """What was wrong, as problem+json or as a page."""
    # The request is not malformed: its token is missing, wrong, or of a session that has ended.
    status = 403 if isinstance(error, CSRFError) else error.code or 500
    if error.response is not None:
        return error.response
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After", "Location"}}
    if request.path.startswith("/api/"):
        response = problem(status, error.description or "")
        response.headers.update(headers)
        return response
    heading, advice = PAGES.get(status, PAGES[500] if isinstance(error, InternalServerError) else PAGES[400])
    if isinstance(error, CSRFError):
        heading, advice = EXPIRED
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        advice = gettext("Vent %(time)s, og prøv igen.", time=duration(error.retry_after))
    return render_template("error.html", heading=heading, advice=advice, status=status), status, headers


def duration(seconds: int) -> str:
    """How long that is, in words and rather too long than too short: `40 sekunder`, `5 minutter`, `2 timer`."""
    if seconds <= 90:
        return ngettext("%(num)d sekund", "%(num)d sekunder", seconds)
    if seconds <= 90 * 60:
        return ngettext("%(num)d minut", "%(num)d minutter", -(-seconds // 60))
    return ngettext("%(num)d time", "%(num)d timer", -(-seconds // 3600))
