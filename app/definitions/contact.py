"""One contact between a resident and the programme's own counselling."""

from flask_babel import lazy_gettext as _

from ..questions import Choice, Choices, Count, Day, Option, Text, YesNo
from ..questions.form import Form
from .areas import AreaChoice

CHANNELS = (
    Option("visit", _("Kom forbi")),
    Option("phone", _("Telefon")),
    Option("home", _("Hjemmebesøg")),
    Option("outreach", _("Mødt i området")),
    Option("digital", _("Sms/mail")),
)

TARGET_GROUPS = (
    Option("self", _("Kom selv (målgruppe 1)"), _("Kom selv"), help=_("Målgruppe 1")),
    Option(
        "outreach", _("Kontaktet af os om vand, varme eller husleje (målgruppe 2)"), _("Kontaktet af os"),
        help=_("Målgruppe 2: om vand, varme eller husleje"),
    ),
)  # fmt: skip

HEARD_VIA = (
    Option("residents", _("Andre beboere")),
    Option("bydelsmoedre", _("Bydelsmødre")),
    Option("activity", _("En af helhedsplanens aktiviteter"), _("En aktivitet")),
    Option("school", _("Skole eller institution")),
    Option("housing_admin", _("Boligselskabet")),
    Option("municipality", _("Kommunen")),
    Option("other", _("Andet")),
)

TOPICS = (
    Option("budget", _("Privatøkonomi")),
    Option("rent", _("Huslejerestance/udsættelse"), _("Husleje")),
    Option("water", _("Vand")),
    Option("metrius", _("Metrius (forbrugsaflæsning)"), _("Metrius")),
    Option("heat", _("Varme")),
    Option("debt", _("Gæld"), help=_("Gæld? Husk at henvise videre.")),
    Option("housing_benefit", _("Boligstøtte")),
    Option("single_benefit", _("Enkeltydelser/økonomisk hjælp"), _("Enkeltydelser")),
    Option("benefits", _("Kontanthjælp og andre ydelser"), _("Ydelser")),
    Option("mitid", _("MitID (NemID)"), _("MitID")),
    Option("borgerdk", _("borger.dk")),
    Option("eboks", _("e-Boks")),
    Option("letters", _("Breve (læsning/oversættelse)"), _("Breve")),
    Option("applications", _("Blanketter og skemaer"), _("Blanketter"), help=_("Kun simple skemaer. Sagsbehandling: henvis")),
    Option("procedures", _("Lovgivning og kommunale arbejdsgange"), _("Regler og love")),
    Option("family", _("Familie og børn"), help=_("Bekymret for et barn? Underret kommunen. Skriv det ikke her")),
    Option("network", _("Netværk/ensomhed"), _("Netværk")),
    Option("other", _("Andet")),
)  # fmt: skip

DIGITAL_OUTCOMES = (
    Option("not_needed", _("Ikke brug for hjælp")),
    Option("helped", _("Hjulpet på stedet")),
    Option("referred", _("Henvist til undervisning")),
    Option("asked_before", _("Spurgt ved en tidligere henvendelse"), _("Spurgt tidligere")),
    Option("declined", _("Ønskede ikke hjælp")),
    Option("open", _("Brug for hjælp, ikke hjulpet endnu"), _("Ikke hjulpet endnu")),
)

REFERRALS = (
    Option("programme", _("Helhedsplanens aktiviteter")),
    Option("borgerservice", _("Borgerservice")),
    Option("socialcenter_integration", _("Socialcenter Integration")),
    Option("benefit_centre", _("Ydelses- og Socialcentret")),
    Option("caseworker", _("Egen sagsbehandler")),
    Option("digital_teaching", _("Undervisning i digital selvbetjening")),
    Option("municipality_other", _("Andet kommunalt tilbud")),
    Option("udbetaling_danmark", _("Udbetaling Danmark")),
    Option("debt_counselling", _("Gældsrådgivning")),
    Option("housing_admin", _("Boligselskabets administration")),
    Option("other", _("Andre")),
)

OUTCOMES = (
    Option("averted", _("Udsættelse afværget"), _("Afværget")),
    Option("instalments", _("Afdragsordning")),
    Option("waiting", _("Afventer")),
    Option("evicted", _("Udsat")),
)


class Contact(Form):
    """One contact between a resident and the programme's own counselling; no person, no case."""

    title, version, icon = _("Henvendelse"), 2, "message-square"
    sheet, noun = _("Henvendelser"), _("henvendelse")

    date = Day(_("Dato"), required=True, missing=_("Vælg datoen"), icon="calendar")
    area = AreaChoice()
    channel = Choice(_("Kontaktform"), CHANNELS, required=True, missing=_("Vælg kontaktformen"))
    target_group = Choice(_("Målgruppe"), TARGET_GROUPS, required=True, missing=_("Vælg målgruppen"))
    heard_via = Choice(_("Hørt om tilbuddet via"), HEARD_VIA, fold="heard_via", icon="info")
    first_time = YesNo(_("Første gang"))
    topics = Choices(_("Emner"), TOPICS, required=True, missing=_("Vælg mindst ét emne"))
    digital_asked = YesNo(
        _("Har du spurgt, om der er brug for hjælp til MitID, borger.dk eller e-Boks?"), required=True,
        missing=_("Svar på, om du har spurgt om digital hjælp"),
    )  # fmt: skip
    digital_outcome = Choice(
        _("Digital hjælp"), DIGITAL_OUTCOMES, required=True, only_if=("digital_asked", True),
        missing=_("Vælg, hvad der skete med den digitale hjælp"),
    )  # fmt: skip
    referrals = Choices(_("Henvist til"), REFERRALS)
    outcome = Choice(
        _("Udfald"), OUTCOMES, fold="outcome", icon="flag", help=_("Når det handler om husleje, gæld eller vand")
    )
    minutes = Count(_("Minutter"), most=600, fold="minutes", icon="clock", look="number")
    note = Text(
        _("Kort note"), most=500, fold="note", icon="text",
        help=_("Lad den helst være tom. Ingen navne, adresser eller CPR-numre"),
    )  # fmt: skip
