"""What becomes of the demo's observations: who did what about them, and when.

A matter names its observations by walk and time (several are the same matter), then what happened in order: when (a date
in the demo's year, or so many days before the demo was filled, so that what is open is not years late), who (the leader,
those on the walk, or the code of a party), what they changed, what they said. Deadlines are dates, or days from the day of filling.
"""

from typing import Any, NamedTuple

LEADER, WALKERS, CARETAKER, POLICE = "leader", "walk", "housing_technical", "police"


class DemoStep(NamedTuple):
    """One thing that somebody did; `seen` is what a later walk said (better, same, worse).

    `photo`: of the finished work, drawn as a category.
    """

    when: str | int
    who: str
    changes: dict[str, Any]
    said: str = ""
    internal: bool = False
    seen: str = ""
    photo: str = ""


class DemoMatter(NamedTuple):
    """Observations (walk, time) and what happened to them."""

    observations: list[tuple[str, str]]
    steps: list[DemoStep]


def _given(when: str | int, party: str, deadline: str | int, priority: str = "soon", **more: Any) -> DemoStep:
    return DemoStep(when, LEADER, {"party": party, "deadline": deadline, "priority": priority, **more})


def _checked(when: str, who: str = "Projektlederen") -> DemoStep:
    return DemoStep(when, LEADER, {"state": "checked", "checked_by": who, "checked_on": when})


MATTERS = [
    DemoMatter([("spring", "16:41")], [
        _given("2017-04-24", CARETAKER, "2017-05-15"),
        DemoStep("2017-05-09", CARETAKER, {"state": "done"}, "Der står en skraldespand mere, og glasskårene er fejet op.", photo="litter"),
        _checked("2017-06-02"),
    ]),
    DemoMatter([("spring", "16:44")], [
        _given("2017-04-24", POLICE, "2017-06-30"),
        DemoStep("2017-05-30", POLICE, {"state": "clarifying"}, "Vi måler farten i uge 23."),
        DemoStep("2017-06-27", LEADER, {"state": "passed_on", "passed_to": "Kommunens vejafdeling"}, "Et bump kræver en vejplan."),
        DemoStep(44, LEADER, {"deadline": 20}),
    ]),
    DemoMatter([("spring", "16:47")], [
        _given("2017-04-24", CARETAKER, "2017-05-31", "later"),
        DemoStep("2017-05-22", CARETAKER, {"state": "done"}),
        _checked("2017-06-13", "Afdelingsbestyrelsen"),
    ]),
    DemoMatter([("spring", "16:50"), ("spring", "16:56"), ("evening", "17:41")], [
        DemoStep("2017-04-24", LEADER, {"problem": "Stien bag boldbanen er uden lys og ligger øde.", "proposal": "Tre lamper med føler"}),
        _given("2017-04-24", CARETAKER, "2017-09-30", "urgent"),
        DemoStep("2017-06-12", CARETAKER, {"state": "planned"}, "Der er søgt om penge til tre lamper."),
        DemoStep("2017-10-04", CARETAKER, {"state": "partly_done"}, "Én lampe er sat op. De to andre kommer, når der er gravet."),
        DemoStep("2017-11-09", WALKERS, {}, "Bedre ved målet, men stadig mørkt bagved.", seen="same"),
        DemoStep(35, LEADER, {"deadline": -6}, "Hvornår bliver der gravet?"),
    ]),
    DemoMatter([("spring", "17:00")], [
        _given("2017-04-24", CARETAKER, "2017-05-05", "urgent"),
        DemoStep("2017-05-03", CARETAKER, {"state": "done"}, "Ny rude i hærdet glas."),
        _checked("2017-05-08", "Viceværten og en beboer"),
    ]),
    DemoMatter([("spring", "17:04")], [
        _given("2017-04-25", "housing_admin", "2017-10-01"),
        DemoStep("2017-09-14", LEADER, {"state": "not_possible", "reason": "Kælderen er flugtvej og må ikke låses. I stedet tænder lyset nu af sig selv."}),
    ]),
    DemoMatter([("spring", "17:12")], [
        _given("2017-04-25", CARETAKER, "2017-06-15"),
        DemoStep("2017-06-10", CARETAKER, {"state": "done"}, "Skridsikre kanter på alle trin.", photo="paths"),
        DemoStep("2017-11-09", WALKERS, {}, "Kanterne er gode at gå på.", seen="better"),
    ]),
    DemoMatter([("spring", "17:20")], [
        _given("2017-04-25", CARETAKER, "2017-08-01"),
        DemoStep("2017-07-25", CARETAKER, {"state": "done"}, "To større containere."),
        _checked("2017-08-15"),
        DemoStep("2017-11-13", LEADER, {"state": "reopened"}, "Containerne er fyldt igen, før de bliver tømt."),
        DemoStep(18, LEADER, {"deadline": 12}),
    ]),
    DemoMatter([("spring", "17:28")], [
        _given("2017-04-26", POLICE, "2017-06-01"),
        DemoStep("2017-05-18", POLICE, {"state": "in_progress"}, "Nærpolitiet kører forbi fredag og lørdag."),
        DemoStep("2017-09-01", POLICE, {"state": "done"}, "Der har ikke været klager siden juni."),
        DemoStep("2017-09-04", LEADER, {}, "Spørg beboerne på næste vandring.", internal=True),
    ]),
    DemoMatter([("spring", "17:40")], [
        _given("2017-04-26", CARETAKER, "2017-05-12"),
        DemoStep("2017-05-11", CARETAKER, {"state": "done"}),
        _checked("2017-05-19"),
    ]),
    DemoMatter([("children", "14:17")], [
        _given("2017-06-14", CARETAKER, "2017-06-16", "urgent"),
        DemoStep("2017-06-15", CARETAKER, {"state": "done"}, "Tårnet er spændt fast og efterset."),
        _checked("2017-06-16"),
    ]),
    DemoMatter([("children", "14:22")], [
        _given("2017-06-19", "municipality_leisure", "2017-12-01", "later"),
        DemoStep("2017-08-28", LEADER, {"state": "clarifying"}, "Forvaltningen vil se på det sammen med de unge."),
        DemoStep(52, LEADER, {"party": "other", "party_other": "Kvarterets Cafe", "deadline": 25}, "Cafeen spørger de unge."),
    ]),
    DemoMatter([("children", "14:44"), ("children", "15:12"), ("between", "16:20")], [
        _given(41, CARETAKER, -3, "urgent", problem="Tunnelen er mørk og lugter.", proposal="Ny lampe bag gitter, og vask tunnelen"),
        DemoStep(38, CARETAKER, {"state": "in_progress"}, "Lampen er bestilt hos elektrikeren."),
    ]),
    DemoMatter([("children", "14:55")], [
        _given(41, CARETAKER, 4, "later"),
        DemoStep(39, CARETAKER, {"state": "planned"}, "Vi maler samtidig med, at lampen bliver sat op."),
    ]),
    DemoMatter([("evening", "16:48"), ("evening", "16:57")], [
        _given(12, CARETAKER, 10, "urgent", problem="Stien mellem blok 7 og 8 er mørk hele vejen ned til parkeringen.", proposal="Nye pærer og en lampe mere"),
        DemoStep(10, CARETAKER, {"state": "planned"}, "Pærerne bliver skiftet i næste uge. Lampen skal godkendes først."),
    ]),
    DemoMatter([("evening", "17:12")], [
        _given(13, CARETAKER, 30),
        DemoStep(13, LEADER, {"state": "duplicate", "duplicate_of": ("evening", "16:48")}, "Lampen er den nederste på samme sti."),
    ]),
    DemoMatter([("evening", "17:04")], [
        _given(36, POLICE, 18),
    ]),
    DemoMatter([("evening", "17:08")], [
        _given(12, CARETAKER, -3, "urgent"),
        DemoStep(9, CARETAKER, {"state": "in_progress"}),
        DemoStep(4, CARETAKER, {"state": "partly_done"}, "Trinnet er sat fast. Rampen er bestilt og ventes om en uge."),
    ]),
    DemoMatter([("evening", "17:14")], [
        _given(12, "municipality_network", 53),
        DemoStep(5, LEADER, {"state": "clarifying"}, "Koordinatoren undersøger, hvem der ejer skiltene."),
    ]),
    DemoMatter([("evening", "17:21")], [
        _given(12, CARETAKER, -4, "urgent"),
        DemoStep(8, CARETAKER, {"state": "done"}, "Ny låsekasse, og pumpen lukker døren helt.", photo="entrances"),
    ]),
    DemoMatter([("evening", "17:29")], [
        _given(12, "housing_admin", 24, "later"),
    ]),
]  # fmt: skip
