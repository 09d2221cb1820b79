"""What a walker notices at one place on a safety walk, and what somebody sees of it on a later one."""

from flask_babel import lazy_gettext as _

from ..questions import Choice, GeoPoint, OpenPoint, Option, Photos, PlanPoint, Reference, Text
from ..questions.form import Form

KINDS = (
    Option("good", _("Godt sted"), easy=_("Godt her"), icon="heart"),
    Option("improve", _("Skal forbedres"), easy=_("Skal blive bedre"), icon="hammer"),
)

CATEGORIES = (
    Option("lighting", _("Belysning"), easy=_("Lys og lamper"), icon="lightbulb", help=_("Lamper, mørke steder, blænding")),
    Option("planting", _("Beplantning og udsyn"), _("Buske og træer"), _("Buske og træer"), _("Buske og træer, der skjuler"), "trees"),
    Option("litter", _("Affald og renholdelse"), _("Affald"), _("Skrald"), _("Skrald, storskrald, glasskår"), "trash-2"),
    Option("vandalism", _("Hærværk og graffiti"), _("Hærværk"), _("Ødelagt eller malet på"), _("Ødelagt eller malet over"), "spray-can"),
    Option("traffic", _("Færdsel og trafik"), _("Trafik"), _("Biler, cykler og knallerter"), _("Fart, parkering, knallerter"), "car"),
    Option("paths", _("Stier, trapper og belægning"), _("Stier og trapper"), _("Steder, hvor man går"), _("Huller, glat, mangler rampe"), "footprints"),
    Option("gathering", _("Opholdssteder og legepladser"), _("Bænke og legeplads"), _("Steder, hvor man mødes"), _("Bænke, pladser"), "park"),
    Option("entrances", _("Opgange, kældre og skure"), _("Opgang og kælder"), _("Indgang, kælder og skur"), _("Døre, låse"), "door-open"),
    Option("buildings", _("Bygninger og vedligehold"), _("Bygninger"), _("Noget skal repareres"), _("Slidt eller gået i stykker"), "building-2"),
    Option("deserted", _("Øde eller uoverskueligt sted"), _("Øde sted"), _("Et tomt eller skjult sted"), _("Svært at se og blive set"), "eye-off"),
    Option("unrest", _("Støj og uro"), _("Støj og uro"), _("Larm og uro"), _("Skriv, hvad der sker – ikke hvem"), "volume-2"),
    Option("signage", _("Skilte og orientering"), _("Skilte"), _("Skilte"), _("Svært at finde vej"), "signpost"),
    Option("other", _("Andet"), _("Andet"), _("Noget andet"), _("Skriv kort"), "circle-ellipsis"),
)  # fmt: skip

FEELINGS = (
    Option("safe", _("Tryg"), icon="smile"),
    Option("neutral", _("Hverken eller"), easy=_("Midt imellem"), icon="meh"),
    Option("unsafe", _("Utryg"), icon="frown"),
)

LIGHTS = (
    Option("daylight", _("Dagslys"), icon="sun"),
    Option("dusk", _("Tusmørke"), icon="sunset"),
    Option("dark", _("Mørkt"), icon="moon"),
)

OBSERVERS = (
    Option("resident", _("beboer")),
    Option("volunteer", _("frivillig")),
    Option("police", _("fra politiet")),
    Option("municipality", _("fra kommunen")),
    Option("housing", _("fra boligselskabet")),
    Option("programme", _("fra helhedsplanen")),
    Option("other", _("en anden")),
)


class Observation(Form):
    """What a walker notices at one place on a safety walk."""

    title, version, icon = _("Observation"), 2, "footprints"
    sheet, noun = _("Observationer"), _("observation")

    walk = Reference(_("Vandring"), to="walk", remembered=True)
    kind = Choice(
        _("Godt sted eller skal forbedres?"), KINDS, easy=_("Hvordan er der her?"), required=True, look="tiles",
        missing=_("Vælg, om det er et godt sted eller skal forbedres"),
    )  # fmt: skip
    category = Choice(
        _("Hvad drejer det sig om?"), CATEGORIES, easy=_("Hvad er det?"), required=True, look="tiles",
        help=_("Vælg det, der passer bedst"), missing=_("Vælg, hvad det drejer sig om"),
    )  # fmt: skip
    feeling = Choice(_("Hvor tryg føler du dig her?"), FEELINGS, easy=_("Jeg føler mig …"), look="tiles")
    place = Text(
        _("Sted"), most=120, lasting=True, easy=_("Hvor er det?"), required_without=("plan", "position"), look="where",
        missing=_("Vis eller skriv, hvor det er"),
    )  # fmt: skip
    position = GeoPoint(_("Position"))
    plan = PlanPoint(_("Sted på planen"))
    light = Choice(_("Lysforhold"), LIGHTS, look="tiles", fold="around", icon="sunset", remembered=True)
    description = Text(
        _("Beskrivelse"), most=1000, easy=_("Hvad ser du?"), fold="text", icon="text",
        help=_("Ingen navne eller CPR-numre"),
    )  # fmt: skip
    suggestion = Text(_("Forslag"), most=500, easy=_("Hvad kan gøre det bedre?"), fold="text", icon="text")
    photos = Photos(
        _("Foto"), most=3, easy=_("Tag et billede. Ikke af mennesker"), help=_("Undgå personer og nummerplader"),
        first=_("Begynd med et foto"),
    )  # fmt: skip
    observer = Choice(_("Jeg er …"), OBSERVERS, fold="around", icon="user", remembered=True)


OUTCOMES = (
    Option("better", _("Bedre"), icon="arrow-up"),
    Option("same", _("Uændret"), easy=_("Det samme"), icon="minus"),
    Option("worse", _("Værre"), icon="arrow-down"),
)


class Recheck(Form):
    """Whether a point of an earlier walk has become better; it lands on the point's follow-up."""

    title, version, icon = _("Gensyn"), 1, "eye"
    sheet, noun, neuter = _("Gensyn"), _("svar"), True
    goes_with = "observation"

    walk = Reference(_("Vandring"), to="walk", remembered=True)
    point = OpenPoint(_("Punkt"), required=True, missing=_("Vælg det punkt, du har set på"))
    outcome = Choice(
        _("Er det blevet bedre?"), OUTCOMES, required=True, look="tiles", missing=_("Vælg bedre, uændret eller værre"),
    )  # fmt: skip
    photos = Photos(
        _("Foto"), most=3, easy=_("Tag et billede. Ikke af mennesker"), help=_("Undgå personer og nummerplader")
    )
    note = Text(
        _("Bemærkning"), most=500, easy=_("Hvad ser du?"), fold="text", icon="text",
        help=_("Ingen navne eller CPR-numre"),
    )  # fmt: skip
