"""Times and days as people say them; the pages' filters."""

import datetime as dt

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from ...base import clock
from .pages import pages


@pages.app_template_filter()
def hours(start: dt.time | None, end: dt.time | None = None) -> str:
    """`16.30–18.30`, `16.30`, or nothing where nobody said when."""
    if start is None:
        return "" if end is None else _("til %(end)s", end=_clock(end))
    return _clock(start) if end is None else f"{_clock(start)}–{_clock(end)}"


@pages.app_template_filter()
def long_ago(day: dt.date) -> str:
    """`i dag`, `i går`, `for 4 dage siden`; from two weeks on, the date."""
    days = (clock.today() - day).days
    if days <= 0:
        return _("i dag")
    if days == 1:
        return _("i går")
    if days < 14:
        return ngettext("for %(num)d dag siden", "for %(num)d dage siden", days)
    return _("den %(date)s", date=format_date(day, "d. MMMM y"))


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
    """`Uret er 25 minutter foran`: how wrong a phone's clock is, in the largest unit that says it well."""
    minutes = round(abs(skew).total_seconds() / 60)
    if minutes < 2 * 60:
        amount = ngettext("%(num)d minut", "%(num)d minutter", minutes)
    elif minutes < 2 * 24 * 60:
        amount = ngettext("%(num)d time", "%(num)d timer", round(minutes / 60))
    else:
        amount = ngettext("%(num)d dag", "%(num)d dage", round(minutes / 60 / 24))
    if skew > dt.timedelta():
        return _("Uret er %(amount)s foran", amount=amount)
    return _("Uret er %(amount)s bagud", amount=amount)


def _clock(time: dt.time) -> str:
    return f"{time:%H.%M}"
