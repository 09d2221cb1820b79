"""What was seen on the demo's walks: time, kind, category, feeling, place, description, suggestion, observer."""

Seen = tuple[str, str, str, str | None, str, str | None, str | None, str | None]

EVENING: list[Seen] = [
    ("16:43", "good", "gathering", "safe", "Legepladsen ved blok 3", "Godt lys og bænke hele vejen rundt. Man kan se børnene fra vinduerne.", None, "resident"),
    ("16:48", "improve", "lighting", "unsafe", "Stien mellem blok 7 og 8", "To ud af tre lamper er slukket. Man ser ikke, hvem der kommer.", "Nye pærer og en lampe mere", "resident"),
    ("16:52", "improve", "planting", "unsafe", "Cykelskuret ved blok 5", "Høje buske skjuler skuret fra stien.", "Klip buskene ned i hoftehøjde", "volunteer"),
    ("16:55", "improve", "litter", "neutral", "Affaldsøen ved blok 2", "Storskrald ved siden af containerne.", None, "resident"),
    ("16:57", "improve", "lighting", "unsafe", "Stien mellem blok 7 og 8", "Mørkt fra trappen og ned til parkeringen.", None, "police"),
    ("17:01", "good", "entrances", "safe", "Opgang 4B", "Nye døre og dørtelefon. De lukker af sig selv.", None, "housing"),
    ("17:04", "improve", "traffic", "unsafe", "Stamvejen ved busstoppet", "Knallerter kører over fortovet.", "Bomme ved stien", "resident"),
    ("17:08", "improve", "paths", "neutral", "Trappen ved beboerhuset", "Løst trin. Der mangler en rampe til barnevogne.", "Rampe ved siden af trappen", "volunteer"),
    ("17:12", "improve", "lighting", "unsafe", "Parkeringen ved blok 8", "Lampen ved trappen er gået.", None, "housing"),
    ("17:14", "improve", "signage", "neutral", "Stien ved skolen", "Man kan ikke se, hvor stien fører hen.", "Et skilt med blokkenes numre", "municipality"),
    ("17:17", "good", "planting", "safe", "Haverne foran blok 1", "Lave bede og frit udsyn.", None, "resident"),
    ("17:21", "improve", "entrances", "unsafe", "Kælderen i blok 6", "Døren går ikke i lås.", None, "resident"),
    ("17:23", "improve", "unrest", "neutral", "Torvet", "Høj musik sent om aftenen.", None, "resident"),
    ("17:26", "improve", "planting", "unsafe", "Cykelskuret ved blok 5", "Man kan gemme sig bag busken.", None, "resident"),
    ("17:29", "improve", "paths", "neutral", "Parkeringspladsen", "Huller i asfalten, som er fulde af vand.", None, "volunteer"),
    ("17:33", "good", "gathering", "safe", "Beboerhuset", "Der er altid nogen, og døren står åben.", None, "resident"),
    ("17:36", "improve", "vandalism", "neutral", "Blok 4, nordgavlen", "Malet over med graffiti.", None, "housing"),
    ("17:41", "improve", "deserted", "unsafe", "Boldbanen", "Øde og mørkt, når kampene er slut.", "Lys, der tænder, når man kommer", "police"),
    ("17:45", "good", "paths", "safe", "Ny belægning ved blok 1", "Jævn og god at gå på.", None, "resident"),
]  # fmt: skip

SPRING: list[Seen] = [
    ("16:38", "good", "gathering", "safe", "Torvet", "Folk sidder ude, og der er bænke nok.", None, "resident"),
    ("16:41", "improve", "litter", "neutral", "Torvet", "Glasskår ved bænken.", "En skraldespand mere", "resident"),
    ("16:44", "improve", "traffic", "unsafe", "Stamvejen", "Biler kører stærkt forbi krydset.", "Et bump", "resident"),
    ("16:47", "improve", "buildings", "neutral", "Blok 1, sydgavlen", "Nedløbsrøret er løst.", None, "housing"),
    ("16:50", "improve", "lighting", "unsafe", "Stien bag boldbanen", "Der er slet ingen lamper.", None, "police"),
    ("16:53", "good", "planting", "safe", "Boldbanen", "Hækken er klippet, og man kan se hele vejen.", None, "resident"),
    ("16:56", "improve", "deserted", "unsafe", "Stien bag boldbanen", None, None, "resident"),
    ("17:00", "improve", "vandalism", "neutral", "Vaskeriet", "Ruden i døren er slået i stykker.", None, "housing"),
    ("17:04", "improve", "entrances", "unsafe", "Vaskeriet", "Man kan gå direkte ind i kælderen.", "Lås med nøglekort", "resident"),
    ("17:08", "good", "entrances", "safe", "Opgang 2A", "Lys, der tænder af sig selv.", None, "resident"),
    ("17:12", "improve", "paths", "neutral", "Trappen ved vaskeriet", "Trinene er glatte.", None, "volunteer"),
    ("17:16", "improve", "signage", None, "Torvet", "Oversigtstavlen er falmet.", None, "volunteer"),
    ("17:20", "improve", "litter", "neutral", "Containerpladsen", "Containerne er for små.", None, "resident"),
    ("17:24", "improve", "gathering", "neutral", "Bænkene ved blok 3", "To brædder mangler.", None, "resident"),
    ("17:28", "improve", "unrest", "unsafe", "Parkeringspladsen", "Motorer, der kører, og råb om natten.", None, "resident"),
    ("17:32", "good", "other", "safe", "Cafeen", "God stemning, også for børn.", None, "programme"),
    ("17:36", "improve", "planting", "unsafe", "Stien ved skolen", "Buskene går helt ud over stien.", None, "police"),
    ("17:40", "improve", "lighting", "neutral", "Parkeringspladsen", "Lampen blinker.", None, "housing"),
]  # fmt: skip

CHILDREN: list[Seen] = [
    ("14:10", "good", "gathering", "safe", "Legepladsen", "Den store gynge!", None, "resident"),
    ("14:13", "improve", "litter", "neutral", "Legepladsen", "Cigaretskod i sandkassen.", "Et skilt og en spand", "resident"),
    ("14:17", "improve", "buildings", "unsafe", "Legepladsen", "Klatretårnet vipper.", "Skru det fast", "resident"),
    ("14:22", "improve", "gathering", None, "Legepladsen", "Der mangler noget for de store børn.", "En bane til rulleskøjter", "resident"),
    ("14:28", "good", "planting", "safe", "Haverne foran blok 1", "Man kan plukke bær.", None, "resident"),
    ("14:33", "improve", "traffic", "unsafe", "Stamvejen ved busstoppet", "Svært at komme over vejen.", "Et fodgængerfelt", "resident"),
    ("14:39", "improve", "paths", "neutral", "Stien ved skolen", "Hul i stien, man vælter på cykel.", None, "resident"),
    ("14:44", "improve", "deserted", "unsafe", "Tunnelen", "Mørk og lugter.", "Mal den i farver", "resident"),
    ("14:50", "good", "gathering", "safe", "Boldbanen", "Mål med net i.", None, "resident"),
    ("14:55", "improve", "vandalism", "neutral", "Tunnelen", "Der er skrevet grimme ord.", None, "programme"),
    ("15:01", "improve", "unrest", "unsafe", "Torvet", "Store hunde uden snor.", None, "resident"),
    ("15:06", "good", "other", "safe", "Biblioteksbussen", "Den holder her hver tirsdag.", None, "programme"),
    ("15:12", "improve", "lighting", "unsafe", "Tunnelen", "Lampen er slået i stykker.", None, "municipality"),
    ("15:18", "improve", "signage", "neutral", "Skolen", "Skiltet vender forkert.", None, "resident"),
]  # fmt: skip

# Seen on other days by the programme's own people, on no walk: with the month and the day.
BETWEEN: list[tuple[int, int, Seen]] = [
    (1, 18, ("15:40", "improve", "lighting", "unsafe", "Parkeringspladsen", "Tre lamper i træk er slukket.", None, "programme")),
    (2, 3, ("10:15", "improve", "paths", "neutral", "Trappen ved beboerhuset", "Is på trinene.", "Grus og en kost", "programme")),
    (3, 1, ("13:05", "improve", "litter", "neutral", "Containerpladsen", "Dæk og byggeaffald er læsset af.", None, "programme")),
    (5, 22, ("11:30", "good", "gathering", "safe", "Beboerhuset", "Nye havemøbler bliver brugt hver dag.", None, "programme")),
    (7, 6, ("12:20", "improve", "vandalism", "neutral", "Vaskeriet", "Automaten er brudt op.", None, "programme")),
    (8, 30, ("09:50", "improve", "planting", "unsafe", "Stien ved skolen", "Hækken dækker for lampen.", None, "programme")),
    (9, 19, ("14:45", "good", "paths", "safe", "Parkeringspladsen", "Hullerne er lappet.", None, "programme")),
    (10, 12, ("17:55", "improve", "entrances", "unsafe", "Opgang 7C", "Døren binder og står åben.", None, "programme")),
    (11, 2, ("16:20", "improve", "deserted", "unsafe", "Tunnelen", "Mørkt allerede klokken fire.", None, "programme")),
]  # fmt: skip
