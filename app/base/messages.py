"""Every error that a person meets about an answer or a submission, in one place, in Danish.

Each says what happened and what to do. Placeholders are filled with `%`.

"""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

# About one answer. A question may say its own words for `MISSING`.
MISSING = _("Svar på: %(label)s")
WRONG_KIND = _("Svaret har en forkert form. Svar igen.")
UNKNOWN_CHOICE = _("Vælg en af mulighederne. »%(code)s« findes ikke.")
TOO_LONG = _("Skriv højst %(most)d tegn. Der er %(length)d.")
NOT_A_NUMBER = _("Skriv et helt tal.")
OUT_OF_RANGE = _("Skriv et tal fra %(least)d til %(most)d.")
NOT_A_DATE = _("Skriv datoen som dag, måned og år, for eksempel 12-05-2017.")
IN_THE_FUTURE = _("Datoen ligger i fremtiden. Vælg i dag eller en tidligere dag.")
IN_THE_FUTURE_GUESS = _("Datoen ligger i fremtiden. Mente du %(guess)s?")
TOO_EARLY = _("Datoen er før %(earliest)s. Ret årstallet.")
NOT_A_DAY = _("Skriv datoen som dag, måned og år, for eksempel %(example)s.")
NO_SUCH_DAY = _("Den dato findes ikke. Mente du %(guess)s?")
FAR_OFF = _("Datoen ligger i %(year)d. Mente du %(guess)s?")
NOT_A_TIME = _("Skriv klokkeslættet som timer og minutter, for eksempel 16.30.")
NOT_A_COUNT = _("Skriv et helt tal fra 0 til %(most)d.")
WRONG_EMAIL = _("E-mailen ser forkert ud. Skriv den som navn@eksempel.dk.")
TOO_MANY_PHOTOS = _("Højst %(most)d fotos. Der er %(count)d.")
NOT_A_POINT = _("Positionen kan ikke bruges. Find den igen, eller skriv stedet.")
NOT_A_SPOT = _("Stedet på planen kan ikke bruges. Peg på planen igen, eller skriv stedet.")
UNKNOWN_PLAN = _("Feltbog kender ikke planen. Peg på den nye plan, eller skriv stedet.")
NOT_ASKED = _("Svar kun her, når du har svaret »%(answer)s« til »%(label)s«.")
UNKNOWN_ANSWER = _("Feltbog kender ikke spørgsmålet. Opdater Feltbog på telefonen.")
CPR_FOUND = _("Her står et CPR-nummer. Fjern det, og gem igen.")

# About a whole submission; they stand in `errors` under the member that they are about.
UNKNOWN_FORM = _("Feltbog kender ikke skemaet.")
UNKNOWN_VERSION = _("Skemaet er nyere end serverens. Serveren skal opdateres.")
UNREADABLE_VERSION = _("Skemaets version kan ikke læses.")
UNREADABLE_REVISION = _("Udgavens nummer kan ikke læses.")
UNREADABLE_TIME = _("Tidspunktet kan ikke læses. Se efter, om telefonens ur går rigtigt.")
UNREADABLE_ANSWERS = _("Svarene kan ikke læses.")
DOUBLED_NAME = _("Det samme navn står to gange i registreringen.")
CUT_FOR_REVIEW = _("Det, telefonen sendte, fyldte over 16 KB. Her er begyndelsen. Resten er ikke gemt.")
UNKNOWN_REFERENCE = _("»%(label)s« findes ikke. Vælg den rigtige.")
UNKNOWN_POINT = _("Punktet findes ikke. Det kan være trukket tilbage. Vælg et andet, eller kassér registreringen.")
NOT_JOINED = _("Telefonen er ikke med her. Vælg den rigtige, eller scan koden igen.")
WHICH_REFERENCE = _("Vælg: %(label)s. Telefonen er med i flere.")
OUTSIDE_WINDOW = _("Tidspunktet ligger mere end 14 dage fra datoen. Se efter, om telefonens ur går rigtigt.")
IN_FUTURE_TIME = _("Tidspunktet ligger i fremtiden. Se efter, om telefonens ur går rigtigt.")
PHONE_REVOKED = _("Telefonen er lukket ude. Projektlederen afgør, om registreringen tæller med.")
SENT_ENOUGH = _("Der er sendt meget herfra i dag. Resten er gemt på telefonen og bliver sendt i morgen.")
CROWDED = _(
    "Usædvanligt mange har brugt koden. Den lukker ingen nye ind lige nu. Bed om en ny kode, eller prøv igen om en time."
)
SHUT_OUT = _("Denne telefon er lukket ude. Tal med projektlederen.")
CLOCK_WRONG = _("Telefonens ur gik %(span)s forkert.")
CODE_REVOKED = _("Koden er lukket. Projektlederen afgør, om registreringen tæller med.")
CONFLICT = _("Der er to forskellige udgaver af den samme registrering.")
CONFLICT_OWNER = _("Registreringen er sendt af en anden. Kun samme person eller telefon kan rette den.")
CONFLICT_AMENDED = _("Registreringen er siden rettet på kontoret.")
WAS_WITHDRAWN = _("Den var trukket tilbage, før telefonen sendte den igen.")


class RefusedError(ValueError):
    """`errors` has the Danish message by field; as text it is all of them on one line. Nothing was written."""

    def __init__(self, errors: Mapping[str, object]) -> None:
        self.errors = {name: str(message) for name, message in errors.items()}
        super().__init__(" ".join(self.errors.values()))


def span(time: timedelta) -> str:
    """How long that is, whichever way: `25 minutter`, `3 timer`, `365 dage`, in the largest unit that says it well."""
    minutes = round(abs(time).total_seconds() / 60)
    if minutes < 2 * 60:
        return ngettext("%(num)d minut", "%(num)d minutter", minutes)
    if minutes < 2 * 24 * 60:
        return ngettext("%(num)d time", "%(num)d timer", round(minutes / 60))
    return ngettext("%(num)d dag", "%(num)d dage", round(minutes / 60 / 24))
