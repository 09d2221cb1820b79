"""The leader's pages of people: who has an account, give one, lock out, give a new link."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user

from ... import agreement
from ...access import allow, invitations, people, second_factor
from ...base.messages import RefusedError
from ...store import ROLES, User
from .account_forms import NewPerson
from .pages import pages

# Where the one-time link waits, between the request that made it and the page that shows it once.
HANDOVER = "handover"
OWN = _("Det kan du ikke gøre ved din egen konto. Skift din adgangskode i stedet, eller bed en anden projektleder.")


@pages.get("/office/people", endpoint="people")
@allow("people.manage")
def everybody() -> ResponseReturnValue:
    """All accounts."""
    return render_template(
        "account/people.html", people=people.everybody(), parties=agreement.current().parties, roles=ROLES
    )


@pages.get("/office/people/new")
@allow("people.manage")
def new_person() -> ResponseReturnValue:
    """Ask whom to give an account."""
    return render_template("account/new_person.html", form=NewPerson())


@pages.post("/office/people/new")
@allow("people.manage", trace="made account")
def create_person() -> ResponseReturnValue:
    """Make the account and the link that its person chooses a password with."""
    form = NewPerson(request.form)
    try:
        user = people.create(
            form["email"].data or "", form["name"].data or "", form["role"].data or "", form["party"].data
        )
    except RefusedError as refused:
        form.show(refused.errors)
        return render_template("account/new_person.html", form=form), 422
    return _hand_over(user, invitations.invite(user.id))


@pages.get("/office/people/<id>")
@allow("people.manage")
def person(id: str) -> ResponseReturnValue:
    """One account, what can be done with it, and (once) the link to hand over."""
    handover = session.pop(HANDOVER, None) or {}
    link = url_for("account.invitation", token=handover["token"], _external=True) if handover.get("id") == id else None
    return _page(_find(id), link=link)


@pages.post("/office/people/<id>/reset")
@allow("people.manage", trace="invited account")
def reset_person(id: str) -> ResponseReturnValue:
    """End the person's sessions and make a new link."""
    user = _find_other(id)
    return _hand_over(user, invitations.reset(id))


@pages.post("/office/people/<id>/second-step")
@allow("people.manage", trace="second_step_off account")
def drop_second_step(id: str) -> ResponseReturnValue:
    """Ask for no code any more, where phone and paper are gone."""
    user = _find_other(id)
    second_factor.remove(id)
    flash(gettext("Totrinslogin er slået fra for %(name)s.", name=user.name))
    return redirect(url_for("account.person", id=id), 303)


@pages.post("/office/people/<id>/disable")
@allow("people.manage", trace="shut_out account")
def disable_person(id: str) -> ResponseReturnValue:
    """Lock the person out, at once and everywhere."""
    user = _find_other(id)
    people.disable(id)
    flash(gettext("Kontoen er lukket. %(name)s er logget ud overalt.", name=user.name))
    return redirect(url_for("account.person", id=id), 303)


@pages.post("/office/people/<id>/enable")
@allow("people.manage", trace="let_in account")
def enable_person(id: str) -> ResponseReturnValue:
    """Let the person in again."""
    user = _find_other(id)
    people.enable(id)
    if user.password_hash is None:
        flash(gettext("Kontoen er åben igen, men uden adgangskode. Giv %(name)s et nyt link.", name=user.name))
    else:
        flash(gettext("Kontoen er åben igen. %(name)s kan logge ind som før.", name=user.name))
    return redirect(url_for("account.person", id=id), 303)


@pages.errorhandler(RefusedError)
def refused(error: RefusedError) -> ResponseReturnValue:
    """The person's page again, and why nothing was done."""
    return _page(_find((request.view_args or {})["id"]), problem=str(error)), 422


def _hand_over(user: User, token: str) -> ResponseReturnValue:
    """Show the link at the next page, once: it is kept nowhere else than in the leader's own session."""
    session[HANDOVER] = {"id": user.id, "token": token}
    return redirect(url_for("account.person", id=user.id), 303)


def _page(user: User, *, link: str | None = None, problem: str | None = None) -> str:
    return render_template(
        "account/person.html",
        person=user,
        two_steps=second_factor.is_on(user.id),
        parties=agreement.current().parties,
        roles=ROLES,
        link=link,
        problem=problem,
    )


def _find(id: str) -> User:
    try:
        return people.find(id)
    except LookupError:
        abort(404)


def _find_other(id: str) -> User:
    """The account, unless it is the leader's own: nobody locks themselves out by a slip."""
    user = _find(id)
    if user.id == current_user.id:
        raise RefusedError({"person": OWN})
    return user
