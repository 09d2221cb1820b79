"""The office's front page: what waits, how the agreement stands, what comes, what came in; for other roles their own pages."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _

from ... import agreement, evaluation, follow_up, maintenance, photos, records
from ...access import COUNSELLOR, HOST, PARTY, allow, rate_limit, signed_in
from ...activities import arrivals, scheduling
from ...base import clock
from ...definitions import EventFields, forms
from ...evaluation import Finding, Lacking, Report, State, handed_in, wording
from ...maintenance import retention
from ...records import inbox
from ...store import Event, Walk
from . import first_run_steps
from .every_page import long_ago, shown_year
from .pages import pages

# Where the roles begin that have one page of their own.
ELSEWHERE = {COUNSELLOR: "office.contacts", HOST: "office.events", PARTY: "office.follow_up_board"}
MOST_COMING = 6
MOST_LATEST = 8
# So much of what is missing is named; of the rest it is said how much it is.
MOST_NAMED = 4
# The states of criteria: the good ones first, then by how much they ask of the reader; what does not apply in the year is left out.
ORDER = (
    State.MET,
    State.ON_TRACK,
    State.BEHIND,
    State.NOT_MET,
    State.UNDOCUMENTED,
    State.MISSING,
    State.NARROWED,
    State.UNCHANGED,
    State.WIDENED,
)


@dataclass(frozen=True)
class Todo:
    """Something that waits: how many, of what, what it means, where it leads. `tint` is of the mark."""

    tint: str
    icon: str
    count: int
    sentence: str
    detail: str
    url: str
    verb: str


@dataclass(frozen=True)
class Standing:
    """A report with its criteria by state, in the order of `ORDER`."""

    report: Report
    states: tuple[tuple[State, tuple[Finding, ...]], ...]

    @property
    def count(self) -> int:
        """How many criteria apply."""
        return sum(len(findings) for _state, findings in self.states)


@pages.get("/")
@allow("office.front")
def front() -> ResponseReturnValue:
    """The overview, by role."""
    role = signed_in().role
    if role in ELSEWHERE:
        return redirect(url_for(ELSEWHERE[role]))
    stands = standing()
    return render_template(
        "office/front.html",
        today=clock.today(),
        restored=inbox.lately(),
        waiting=[row for row in _waiting(stands) if row.count],
        standing=stands,
        plan=agreement.current(),
        event_kinds=EventFields.kind.labels(),
        coming=scheduling.next_ones(MOST_COMING),
        forms=forms.listed().values(),
        first_run=first_run_steps.shown() if first_run_steps.is_offered() else None,
        latest=records.listed(records.RecordFilters(), size=MOST_LATEST),
    )


def standing() -> Standing | None:
    """How the agreement stands in that year; None where there is none."""
    year = shown_year()
    if year is None:
        return None
    report = handed_in.shown(year)
    by_state = ((state, tuple(each for each in report.findings if each.state == state)) for state in ORDER)
    return Standing(report, tuple(row for row in by_state if row[1]))


def _waiting(stands: Standing | None) -> list[Todo]:
    """All that can wait for the leader, the most pressing first: late, stuck, missing."""
    points = follow_up.counts()
    overdue, silent, done, unassigned = (points[name] for name in ("overdue", "silent", "done", "unassigned"))
    hidden = len(photos.hidden())
    return [
        *_unusual(),
        _guessed(),
        _to_review(),
        _of_points(
            "overdue", "red", "calendar-clock", overdue,
            ngettext("punkt er over fristen", "punkter er over fristen", overdue),
            _("Spørg parten, eller aftal en ny frist."), _("Se hvilke"),
        ),
        _unsent(),
        _of_points(
            "silent", "amber", "clock", silent,
            ngettext("punkt har ikke fået svar i 30 dage", "punkter har ikke fået svar i 30 dage", silent),
            _("Parten er spurgt og har ikke sagt noget."), _("Ryk for svar"),
        ),
        _of_points(
            "done", "blue", "eye", done,
            ngettext("punkt er udført, men ikke kontrolleret", "punkter er udført, men ikke kontrolleret", done),
            _("Parten melder, at det er gjort. Ingen har set det endnu."), _("Kontrollér"),
        ),
        _of_points(
            "unassigned", "blue", "hand-heart", unassigned,
            ngettext("punkt er ikke fordelt", "punkter er ikke fordelt", unassigned),
            _("Giv dem en part og en frist."), _("Fordel"),
        ),
        *_lacking(stands),
        _to_delete(),
        # Photos that were made black before a restore, which lost what was black.
        Todo(
            "amber", "eye-off", hidden,
            ngettext("foto er skjult efter gendannelsen", "fotos er skjult efter gendannelsen", hidden),
            _("De var sløret før. Kun du ser dem, til du har set på dem."),
            url_for("office.hidden_photos"), _("Se efter"),
        ),
    ]  # fmt: skip


def _of_points(show: str, tint: str, icon: str, count: int, sentence: str, detail: str, verb: str) -> Todo:
    return Todo(tint, icon, count, sentence, detail, url_for("office.follow_up_board", show=show), verb)


def _to_review() -> Todo:
    """Submissions that count for nothing until somebody has decided."""
    found = inbox.quarantined()
    details = [ngettext("Den tæller ikke med endnu.", "De tæller ikke med endnu.", found.count)]
    if found.conflicts:
        details.append(
            ngettext("Én findes i to forskellige udgaver.", "%(num)d findes i to forskellige udgaver.", found.conflicts)
        )
    if found.invalid:
        details.append(ngettext("Én er ugyldig.", "%(num)d er ugyldige.", found.invalid))
    sentence = ngettext("registrering skal ses igennem", "registreringer skal ses igennem", found.count)
    url = url_for("office.quarantine")
    return Todo("red", "inbox", found.count, sentence, " ".join(details), url, _("Tag stilling"))


def _unusual() -> list[Todo]:
    """Walks and events whose code somebody may be misusing."""
    return [
        Todo(
            "red", "triangle-alert", max(1, len(each.phones)), _("En kode sender usædvanligt meget"),
            _("Koden til %(title)s. Luk telefonen ude, eller lav en ny kode, hvis det ikke er jeres egne.", title=each.gathering.title),
            _to_shut_out(each.gathering), _("Se og luk ude"),
        )
        for each in arrivals.unusual()
    ]  # fmt: skip


def _to_shut_out(gathering: Walk | Event) -> str:
    """The page of the walk or event; a trial has none."""
    if isinstance(gathering, Walk) and gathering.trial:
        return url_for("office.phones")
    return url_for(f"office.{gathering.__tablename__}", id=gathering.id)


def _to_delete() -> Todo:
    """What is announced to be deleted; where nobody has announced anything yet, what is too old."""
    announced = maintenance.announced()
    if announced is None:
        count, waiting = sum(each.number for each in retention.due()), 0
        details = [_("Det bliver varslet den næste dag og slettet to uger efter. Tallene bliver.")]
    else:
        count, waiting = announced.number, announced.waiting
        day = format_date(announced.on, "d. MMMM y")
        details = [_("Det sker af sig selv %(day)s. Evalueringens tal bliver, som de er.", day=day)]
    if waiting:
        details.append(
            ngettext("En af dem har ingen taget stilling til.", "%(num)d af dem har ingen taget stilling til.", waiting)
        )
    sentence = ngettext("gammel oplysning skal slettes", "gamle oplysninger skal slettes", count)
    url = url_for("office.privacy")
    return Todo("amber", "trash-2", count, sentence, " ".join(details), url, _("Se hvilke, eller slet nu"))


def _guessed() -> Todo:
    """Somebody tries codes, faster than people mistype them. Nobody need be shut out for it; the leader should know."""
    last = rate_limit.codes_guessed_at()
    return Todo(
        "amber", "key-round", 1 if last else 0, _("Nogen prøver at gætte koder"),
        _("Der er kommet over %(most)s forkerte koder på en time, senest %(when)s. De rigtige koder virker stadig. Sig det til den, der driver serveren.",
          most=rate_limit.MANY_CODES, when=format_datetime(last, "d. MMMM 'kl.' HH.mm") if last else ""),
        url_for("office.phones"), _("Se telefonerne"),
    )  # fmt: skip


def _unsent() -> Todo:
    """Phones that still hold records, or drafts that are complete."""
    found = inbox.unsent()
    records = ngettext("%(num)d usendt registrering", "%(num)d usendte registreringer", found.records)
    drafts = ngettext("%(num)d, der ikke er gemt", "%(num)d, der ikke er gemt", found.drafts)
    held = " + ".join([records] * bool(found.records) + [drafts] * bool(found.drafts))
    seen = _("senest set %(when)s", when=long_ago(found.seen_on)) if found.seen_on else ""
    sentence = f"{ngettext('telefon har', 'telefoner har', found.phones)} {held}, {seen}"
    detail = _("Bed om, at Feltbog bliver åbnet på telefonen, hvor der er net. Så sender den selv.")
    return Todo("amber", "smartphone", found.phones, sentence, detail, url_for("office.phones"), _("Se hvilke"))


def _lacking(found: Standing | None) -> list[Todo]:
    """What is missing for the year before, which is delivered in this one, and for the year itself."""
    if found is None:
        return []
    report, before = found.report, found.report.year - 1
    rows = {} if report.closed else {report.year: report.lacking}
    if report.period.running and before in report.plan.years and not handed_in.closed(before, report.plan.code):
        rows = {before: evaluation.lacking_in(before)} | rows
    return [_lacking_in(report, year, missing) for year, missing in rows.items()]


def _lacking_in(report: Report, year: int, missing: tuple[Lacking, ...]) -> Todo:
    criteria = {each.id for each in report.plan.criteria}
    first = sorted(missing, key=lambda each: criteria.isdisjoint(each.criteria))
    named = [_named(each, criteria, number) for number, each in enumerate(first[:MOST_NAMED])]
    if more := len(first) - len(named):
        named.append(ngettext("%(num)d mere", "%(num)d mere", more))
    sentence = ngettext("oplysning mangler for %(year)d", "oplysninger mangler for %(year)d", len(missing), year=year)
    page = "office.year_meetings" if missing and all(each.is_milestone for each in missing) else "office.year_figures"
    url = url_for(page, year=year)
    return Todo("", "table-2", len(missing), sentence, wording.list_of(named) + ".", url, _("Indtast"))


def _named(each: Lacking, criteria: set[str], number: int) -> str:
    """`Efterregning for vand (C2)`, `drejebog (C3, frist 31.12.2017)`."""
    name = wording.in_a_sentence(each.name) if number else each.name
    facts = [*(id for id in each.criteria if id in criteria), *([each.expected] if each.is_milestone else [])]
    known = ", ".join(filter(None, facts))
    return f"{name} ({known})" if known else name
