"""What holds where no agreement says otherwise: parties, kinds of event, and what people are told about their information."""

from typing import Final

PARTIES: Final = {
    "police": "Politiet",
    "housing_technical": "Boligselskabets tekniske afdeling",
    "housing_admin": "Boligselskabets administration",
    "tenants_board": "Afdelingsbestyrelsen",
    "board": "Bestyrelsen for den boligsociale indsats",
    "community_council": "Samrådet",
    "programme": "Helhedsplanen",
    "municipality_network": "Kommunens netværkskoordinator",
    "municipality_social": "Kommunens socialforvaltning",
    "municipality_health_culture": "Kommunens sundheds- og kulturforvaltning",
    "municipality_leisure": "Kommunens fritidsforvaltning",
    "library": "Biblioteket",
    "volunteers": "Frivillige",
    "other": "Andre",
}
EVENT_KINDS: Final = {
    "halloween": "Halloween",
    "fastelavn": "Fastelavn",
    "kulturfest": "Kulturfest",
    "information": "Informationsmøde",
    "initiative": "Tryghedsinitiativ",
    "other": "Andet",
}
PRIVACY: Final = {
    "responsible": "Boligselskabet er ansvarligt for oplysningerne.",
    "contact": "Spørg projektlederen for helhedsplanen.",
    "basis": "Det sker som led i en opgave i samfundets interesse (databeskyttelsesforordningens artikel 6, stk. 1, litra e).",
    "kept": "Registreringerne gemmes, til helhedsplanens sidste evaluering er færdig.",
}
