"""What an agreement can count and ask about: the kinds of record and their fields, and the Danish for each.

A field is a question that a form declares, or what is worked out from records (`derived`). Its label, its kind and its
choices are the question's own; here stand the words that a criterion's sentence is made of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ..questions import Choice, Option, Question, Words
from .attendance import Attendance
from .contact import Contact
from .observation import Observation
from .office_fields import EventFields, FollowUpFields, ListFields, WalkFields

# What a field holds: one code; several; yes or no; a number; codes whose different ones can be counted; a text, of which it can
# be asked whether there is one; a day.
CHOICE, CHOICES, YES_NO, NUMBER, CODES, TEXT, DATE = "choice", "choices", "yes_no", "number", "codes", "text", "date"
YES, NO, ANY = "yes", "no", "any"
_KIND_OF_QUESTION = {
    "choice": CHOICE, "choices": CHOICES, "yesno": YES_NO, "count": NUMBER, "decimal": NUMBER, "countries": CODES,
}  # fmt: skip
# The parts of an agreement whose codes a field can have, by the name of their list.
PARTS: Final = ("areas", "parties", "activities", "lists")


@dataclass(frozen=True)
class CountableField:
    """One thing to ask of a record.

    `sub` follows *hvor …* and `main` *ved mindst 80 % af …*; each has `{x}` for the choices or the number, and a form
    for the negative where it has one. `rel` stands in the place of *hvor* and `sub` (*i målgruppen {x}*). `unit`: what
    its sum is of. `listed`: the name of its list of choices, where that is not its own. `any`: what its choice *any* is
    called. `options`: the choices that every installation has.
    """

    kind: str
    label: Words
    sub: str = ""
    main: str = ""
    sub_not: str = ""
    main_not: str = ""
    rel: str = ""
    unit: str = ""
    listed: str = ""
    any: str = "et svar"
    derived: bool = False
    options: Sequence[Option] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is added up."""
        return self.kind == NUMBER

    @property
    def is_compared(self) -> bool:
        """Whether it is held against a number or a day instead of chosen."""
        return self.kind in {NUMBER, DATE}


@dataclass(frozen=True)
class CountableKind:
    """A kind of record: its name as many, with the article, and as one; and its fields by their names."""

    many: str
    the: str
    one: str
    fields: Mapping[str, CountableField]


def _asked(question: Question, sub: str = "", main: str = "", label: str = "", **words: Any) -> CountableField:
    """A field that a form asks; without a label of its own it has the question's."""
    kind = words.pop("kind", "") or _KIND_OF_QUESTION[question.kind]
    options = question.own_options if isinstance(question, Choice) else ()
    return CountableField(kind, label or question.label, sub, main, options=options, **words)


def _tallied(question: Question, sub: str, unit: str) -> CountableField:
    """The sum of an answer over all phones that counted at an event."""
    return CountableField(NUMBER, question.label, f"der er {sub}", f"er der {sub}", unit=unit, derived=True)


_AREA = CountableField(CHOICE, "Område", "området er {x}", "er området {x}", listed="areas")
_KIND_REL = "af slagsen {x}"

KINDS: Final[Mapping[str, CountableKind]] = {
    "contacts": CountableKind("henvendelser", "henvendelserne", "én henvendelse", {
        "area": _AREA,
        "channel": _asked(Contact.channel, "kontaktformen er {x}", "er kontaktformen {x}"),
        "target_group": _asked(Contact.target_group, "målgruppen er {x}", "er målgruppen {x}", rel="i målgruppen {x}"),
        "heard_via": _asked(Contact.heard_via, "der er hørt om tilbuddet via {x}", "er der hørt om tilbuddet via {x}"),
        "first_time": _asked(Contact.first_time, "det er første gang", "er det første gang", sub_not="det ikke er første gang", main_not="er det ikke første gang"),
        "topics": _asked(Contact.topics, "emnet er {x}", "er emnet {x}", sub_not="emnet ikke er {x}", main_not="er emnet ikke {x}"),
        "digital_asked": _asked(
            Contact.digital_asked, "der er spurgt om hjælp til MitID, borger.dk eller e-Boks", "er der spurgt om hjælp til MitID, borger.dk eller e-Boks",
            "Spurgt om digital hjælp", sub_not="der ikke er spurgt om digital hjælp", main_not="er der ikke spurgt om digital hjælp",
        ),
        "digital_outcome": _asked(
            Contact.digital_outcome, "svaret på digital hjælp er {x}", "er svaret på digital hjælp {x}",
            sub_not="svaret på digital hjælp er ikke {x}", main_not="er svaret på digital hjælp ikke {x}",
        ),
        "referrals": _asked(
            Contact.referrals, "der er henvist til {x}", "er der henvist til {x}",
            sub_not="der ikke er henvist til {x}", main_not="er der ikke henvist til {x}", any="et hvilket som helst tilbud",
        ),
        "outcome": _asked(Contact.outcome, "udfaldet er {x}", "er udfaldet {x}", sub_not="udfaldet ikke er {x}", main_not="er udfaldet ikke {x}"),
        "minutes": _asked(Contact.minutes, "der er brugt {x} minutter", "er der brugt {x} minutter", unit="minutter"),
    }),
    "observations": CountableKind("observationer", "observationerne", "én observation", {
        "area": _AREA,
        "kind": _asked(Observation.kind, "svaret er {x}", "er svaret {x}"),
        "category": _asked(Observation.category, "det drejer sig om {x}", "drejer det sig om {x}", "Kategori"),
        "feeling": _asked(Observation.feeling, "følelsen er {x}", "er følelsen {x}", "Tryghed på stedet"),
        "light": _asked(Observation.light, "det er {x}", "er det {x}"),
        "observer": _asked(Observation.observer, "den, der går, er {x}", "er den, der går, {x}", "Den, der går"),
    }),
    "walks": CountableKind("tryghedsvandringer", "vandringerne", "én tryghedsvandring", {
        "area": _AREA,
        "audience": _asked(WalkFields.audience, "vandringen er for {x}", "er vandringen for {x}", "Målgruppe", rel="for {x}"),
        "light": _asked(WalkFields.light, "det er {x}", "er det {x}", rel="i {x}", listed="observations.light"),
        "participants": _asked(WalkFields.participants, "der er {x} deltagere", "er der {x} deltagere", unit="deltagere"),
        "parties": _asked(WalkFields.parties, "{x} deltager", "deltager {x}", kind=CODES, listed="parties", unit="parter", any="en part"),
        "observations": CountableField(
            NUMBER, "Observationer", "der er {x} observation", "er der {x} observation", unit="observationer", derived=True,
        ),
    }),
    "events": CountableKind("arrangementer", "arrangementerne", "ét arrangement", {
        "area": _AREA,
        "kind": _asked(EventFields.kind, "slagsen er {x}", "er slagsen {x}", rel=_KIND_REL),
        "flagged": CountableField(
            YES_NO, "Tæller for kriteriet", "lederen har ladet dem tælle her", "har lederen ladet dem tælle her",
            sub_not="lederen ikke har ladet dem tælle her", main_not="har lederen ikke ladet dem tælle her",
            rel="som lederen lader tælle", derived=True,
        ),
        "guests": CountableField(NUMBER, "Gæster", "der er {x} deltagere", "er der {x} deltagere", unit="deltagere", derived=True),
        "adults": _tallied(Attendance.adults, "{x} voksne", "voksne"),
        "youth": _tallied(Attendance.youth, "{x} unge", "unge"),
        "children": _tallied(Attendance.children, "{x} børn", "børn"),
        "volunteers": _tallied(Attendance.volunteers, "{x} frivillige", "frivillige"),
        "nationalities": CountableField(
            NUMBER, "Nationaliteter", "der er {x} nationaliteter", "er der {x} nationaliteter", unit="nationaliteter", derived=True,
        ),
        "countries": CountableField(CODES, "Lande", unit="nationaliteter", derived=True),
    }),
    "meetings": CountableKind("møder", "møderne", "ét møde", {
        "area": _AREA,
        "kind": _asked(EventFields.kind, "det er {x}", "er det {x}", rel=_KIND_REL),
        "parties": _asked(EventFields.parties, "{x} deltager", "deltager {x}", kind=CODES, listed="parties", unit="parter", any="en part"),
        "minutes": _asked(
            EventFields.minutes, "der er et referat", "er der et referat", "Referat", kind=YES_NO,
            sub_not="der ikke er et referat", main_not="er der ikke et referat",
        ),
    }),
    "follow_ups": CountableKind("opfølgningspunkter", "opfølgningspunkterne", "ét opfølgningspunkt", {
        "area": _AREA,
        "state": _asked(FollowUpFields.state, "punktet er {x}", "er punktet {x}", sub_not="punktet ikke er {x}", main_not="er punktet ikke {x}"),
        "party": _asked(FollowUpFields.party, "{x} har ansvaret", "har {x} ansvaret", listed="parties"),
        "priority": _asked(FollowUpFields.priority, "hastegraden er {x}", "er hastegraden {x}"),
        "category": _asked(Observation.category, "det drejer sig om {x}", "drejer det sig om {x}", "Kategori", listed="observations.category"),
        "on_time": CountableField(
            YES_NO, "Inden fristen", "arbejdet er udført inden fristen", "er arbejdet udført inden fristen",
            sub_not="arbejdet ikke er udført inden fristen", main_not="er arbejdet ikke udført inden fristen", derived=True,
        ),
        "answer_days": CountableField(
            NUMBER, "Dage til svar", "der er svaret inden for {x} dage", "er der svaret inden for {x} dage", unit="dage", derived=True,
        ),
    }),
    "lists": CountableKind("lister", "listerne", "én liste", {
        "list": CountableField(CHOICE, "Liste", "listen er {x}", "er listen {x}", rel="({x})", listed="lists"),
        "number": CountableField(NUMBER, "Antal på listen", "der er {x} på listen", "er der {x} på listen", unit="husstande på listen"),
        "contacted": _asked(ListFields.contacted, "der er kontaktet {x}", "er der kontaktet {x}", unit="kontaktede husstande"),
        "solved": _asked(ListFields.solved, "der er afværget {x}", "er der afværget {x}", unit="afværgede sager"),
    }),
    "hours": CountableKind("timeregistreringer", "timeregistreringerne", "én timeregistrering", {
        "activity": CountableField(CHOICE, "Aktivitet", "aktiviteten er {x}", "er aktiviteten {x}", rel="i aktiviteten {x}", listed="activities"),
        "role": CountableField(CHOICE, "Hvem", "de er lagt af {x}", "er de lagt af {x}"),
        "task": CountableField(CHOICE, "Opgave", "opgaven er {x}", "er opgaven {x}"),
        "hours": CountableField(NUMBER, "Timer", "der er {x} timer", "er der {x} timer", unit="timer"),
    }),
}  # fmt: skip

# The kind of record that holds what a form's added questions say; a host's tallies are summed up by their event.
KIND_OF_FORM: Final = {"contact": "contacts", "observation": "observations", "attendance": "events"}
_ADDED = {
    "text": (TEXT, "der er svaret på {label}", "er der svaret på {label}", "der ikke er svaret på {label}", "er der ikke svaret på {label}"),
    "count": (NUMBER, "{label} er {x}", "er {label} {x}", "", ""),
    "yes_no": (YES_NO, "der er svaret ja til {label}", "er der svaret ja til {label}", "der er svaret nej til {label}", "er der svaret nej til {label}"),
    "choice": (CHOICE, "svaret på {label} er {x}", "er svaret på {label} {x}", "svaret på {label} ikke er {x}", "er svaret på {label} ikke {x}"),
    "choices": (CHOICES, "svaret på {label} er {x}", "er svaret på {label} {x}", "svaret på {label} ikke er {x}", "er svaret på {label} ikke {x}"),
    "date": (DATE, "{label} er {x}", "er {label} {x}", "", ""),
}  # fmt: skip


def kinds(document: Mapping[str, Any]) -> Mapping[str, CountableKind]:
    """The kinds of record as an agreement knows them: with the questions that it adds."""
    asked = document.get("questions", ())
    if not asked:
        return KINDS
    added: dict[str, dict[str, CountableField]] = {}
    for row in asked:
        if row["form"] != "attendance" or row["kind"] not in {"text", "date"}:
            added.setdefault(KIND_OF_FORM[row["form"]], {})[row["code"]] = _added(row)
    return {
        name: replace(kind, fields={**kind.fields, **added[name]}) if name in added else kind
        for name, kind in KINDS.items()
    }


def _added(row: Mapping[str, Any]) -> CountableField:
    """What an added question says, in the words of a sentence; of a tally one choice is one of several."""
    kind, *words = _ADDED[row["kind"]]
    is_tallied = row["form"] == "attendance"
    sub, main, sub_not, main_not = (each.replace("{label}", f"»{row['label']}«") for each in words)
    return CountableField(
        CHOICES if is_tallied and kind == CHOICE else kind, row["label"], sub, main, sub_not, main_not,
        unit=row["label"].lower(), listed=f"{row['form']}.{row['code']}", derived=is_tallied,
    )  # fmt: skip
