"""What every office page can use: the bar on top (what each role finds there, where one is, what waits), the row of pages
within *Evaluering* below it, and times and days as people say them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import format_date, gettext, ngettext
from flask_babel import lazy_gettext as _

from ... import agreement, follow_up
from ...access import COUNSELLOR, HOST, LEADER, PARTY, person, signed_in
from ...agreement import Agreement
from ...base import clock, messages
from ...records.inbox import quarantined
from ...store import ROLES, by_year
from .pages import pages


@dataclass(frozen=True)
class MenuEntry:
    """One page in the bar. `also`: other addresses below which it is the current one; `{year}` in them is the page's.
    `counts`: how many wait there, shown with `waits`. `yearly`: its address names the year. `icon`: in the menu.
    """

    label: Any
    endpoint: str
    also: tuple[str, ...] = ()
    counts: Callable[[], int] | None = None
    waits: Any = ""
    yearly: bool = False
    icon: str = ""


@dataclass(frozen=True)
class MenuLink:
    """An entry as it is drawn in one request."""

    label: Any
    url: str
    current: bool
    count: int
    waits: Any
    icon: str


FRONT = MenuEntry(_("Overblik"), "office.front")
EVENTS = "office.events"
FOLLOW_UP = MenuEntry(_("Opfølgning"), "office.follow_up_board", counts=follow_up.overdue, waits=_("over fristen"))
HOURS = MenuEntry(_("Timer"), "office.hours")
BAR = {
    LEADER: (
        FRONT,
        MenuEntry(_("Evaluering"), "office.evaluation", also=("/office/agreements",)),
        MenuEntry(_("Vandringer"), "office.walks", also=("/office/plan",)),
        MenuEntry(_("Arrangementer"), EVENTS),
        FOLLOW_UP,
        HOURS,
        MenuEntry(_("Henvendelser"), "office.contacts"),
        MenuEntry(_("Registreringer"), "office.records", also=("/office/paper",)),
        MenuEntry(_("Til gennemsyn"), "office.quarantine", counts=lambda: quarantined().count, waits=_("venter")),
    ),
    COUNSELLOR: (
        MenuEntry(_("Mine henvendelser"), "office.contacts", also=("/office/records",)),
        MenuEntry(_("Excel-arket"), "office.download", yearly=True),
        HOURS,
    ),
    HOST: (MenuEntry(_("Mine arrangementer"), EVENTS, also=("/office/",)), HOURS),
    PARTY: (MenuEntry(_("Jeres punkter"), "office.follow_up_board"), HOURS),
}

# The pages within *Evaluering*: one row of words on each of them.
EVALUATION = "/office/evaluation"
WITHIN = (
    MenuEntry(_("Kriterier"), "office.evaluation_of", also=(EVALUATION,), yearly=True),
    MenuEntry(_("Årets tal"), "office.year_figures", yearly=True),
    MenuEntry(
        _("Møder og milepæle"), "office.year_meetings", yearly=True,
        also=(f"{EVALUATION}/{{year}}/milestones", f"{EVALUATION}/{{year}}/lists"),
    ),
    MenuEntry(_("Timer"), "office.hours", yearly=True),
    MenuEntry(
        _("Skriv evalueringen"), "office.held_of", yearly=True,
        also=(f"{EVALUATION}/{{year}}/hand-in", f"{EVALUATION}/{{year}}/open-again"),
    ),
    MenuEntry(_("Aftaler"), "office.agreements"),
)  # fmt: skip

# What is seldom needed stands in the menu of whoever is signed in, so that the bar stays on one line.
MENU = {
    LEADER: (
        MenuEntry(_("Telefoner"), "office.phones", also=("/office/import",), icon="smartphone"),
        MenuEntry(_("Brugere"), "account.people", icon="users"),
        MenuEntry(_("Persondata"), "office.privacy", also=("/office/log",), icon="lock"),
    ),
}


@pages.app_template_global("office_bar")
def bar() -> list[MenuLink]:
    """The links for whoever asks."""
    return _links(BAR, (FRONT,))


@pages.app_template_global("office_menu")
def menu() -> list[MenuLink]:
    """The links in the menu of whoever asks."""
    return _links(MENU, ())


@pages.app_template_global("office_within")
def within(year: int | None) -> list[MenuLink]:
    """The links to the pages within *Evaluering* about a year (that of the address, else the one shown where none is named),
    on each of them and for those who may see them; none anywhere else. On an agreement's page they are about that one.
    """
    who, named = person(), request.view_args or {}
    if who is None or not who.may("evaluation.see"):
        return []
    asked = named.get("year") or clock.today().year
    nearest = max(WITHIN, key=lambda entry: _nearest(entry, asked))
    if not _nearest(nearest, asked):
        return []
    shown = next((each for each in agreement.every() if each.code == named.get("id")), None)
    year = year or named.get("year") or _year_of(shown)
    more = {"agreement": shown.code} if shown and len(agreement.every()) > 1 else {}
    return [_made(entry, _url(entry, year, **more), entry is nearest) for entry in WITHIN]


def _year_of(shown: Agreement | None) -> int:
    """The year that is shown where none is named; of an agreement the one of its years that is nearest to it."""
    year = default_year()
    return min(shown.years, key=lambda each: (abs(each - year), each)) if shown else year


@pages.app_template_global("office_role")
def role() -> str:
    """As what one is here: `Projektleder`."""
    return str(ROLES[signed_in().role]).capitalize()


@pages.app_template_global("office_estate")
def estate() -> str:
    """Where one is."""
    return agreement.current().estate


def _links(entries: Mapping[str, tuple[MenuEntry, ...]], others: tuple[MenuEntry, ...]) -> list[MenuLink]:
    who = person()
    return [_link(entry) for entry in entries.get(who.role, others)] if who and who.has_account else []


def _link(entry: MenuEntry) -> MenuLink:
    year = clock.today().year
    return _made(entry, _url(entry, year), _nearest(entry, year) > 0)


def _made(entry: MenuEntry, url: str, current: bool) -> MenuLink:
    return MenuLink(entry.label, url, current, entry.counts() if entry.counts else 0, entry.waits, entry.icon)


def _url(entry: MenuEntry, year: int, **more: Any) -> str:
    return url_for(entry.endpoint, year=year, **more) if entry.yearly else url_for(entry.endpoint)


def _nearest(entry: MenuEntry, year: int) -> int:
    """How much of the page's address is the entry's; 0 where the page is not below it. The front page's begins all of them."""
    path = request.path
    addresses = [_url(entry, year).partition("?")[0], *(each.format(year=year) for each in entry.also)]
    near = (each for each in addresses if path == each or (path.startswith(f"{each}/") and not each.endswith("/")))
    return max(map(len, near), default=0)


def shown_year() -> int | None:
    """Today's year where the agreement covers it, else the last year of the agreement that holds something; None where
    none does.
    """
    covered, today = agreement.years(), clock.today().year
    if today in covered:
        return today
    return max(by_year.filled().intersection(covered), default=None)


def default_year() -> int:
    """What a page of a year is about where nobody says: that one, else the agreement's first, else today's."""
    return shown_year() or next(iter(agreement.years()), clock.today().year)


@pages.app_template_filter()
def hours(start: dt.time | None, end: dt.time | None = None) -> str:
    """`16.30–18.30`, `16.30`, or nothing where nobody said when."""
    if start is None:
        return "" if end is None else gettext("til %(end)s", end=f"{end:%H.%M}")
    return f"{start:%H.%M}" if end is None else f"{start:%H.%M}–{end:%H.%M}"


@pages.app_template_filter()
def long_ago(day: dt.date) -> str:
    """`i dag`, `i går`, `for 4 dage siden`; from two weeks on, the date."""
    days = (clock.today() - day).days
    if days <= 0:
        return gettext("i dag")
    if days == 1:
        return gettext("i går")
    if days < 14:
        return ngettext("for %(num)d dag siden", "for %(num)d dage siden", days)
    return gettext("den %(date)s", date=format_date(day, "d. MMMM y"))


@pages.app_template_filter()
def danish_day(moment: dt.datetime) -> dt.date:
    """The Danish date of a moment."""
    return clock.local(moment).date()


@pages.app_template_filter()
def week(day: dt.date) -> int:
    """The number of the week."""
    return day.isocalendar().week


@pages.app_template_filter()
def clock_error(skew: dt.timedelta) -> str:
    """`Uret er 25 minutter foran`: how wrong a phone's clock is."""
    amount = messages.span(skew)
    if skew > dt.timedelta():
        return gettext("Uret er %(amount)s foran", amount=amount)
    return gettext("Uret er %(amount)s bagud", amount=amount)
