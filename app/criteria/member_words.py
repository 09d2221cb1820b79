"""What the parts of an agreement and their members are called in Danish: in what has changed, and in Excel's sheets."""

from typing import Final

# The lists by their place in the document: what the sheet is called, and what one row of it is.
SHEETS: Final = {
    "": ("Aftalen", "aftalen"),
    "areas": ("Områder", "området"),
    "parties": ("Parter", "parten"),
    "activities": ("Aktiviteter", "aktiviteten"),
    "groups": ("Grupper af valg", "gruppen"),
    "choices": ("Valg", "valget"),
    "questions": ("Ekstra spørgsmål", "spørgsmålet"),
    "figures": ("Tal", "tallet"),
    "figures/baselines": ("Udgangspunkter", "udgangspunktet"),
    "milestones": ("Milepæle", "milepælen"),
    "hours": ("Timer", "timerne"),
    "money": ("Penge", "pengene"),
    "lists": ("Lister", "listen"),
    "criteria": ("Kriterier", "kriteriet"),
    "criteria/measures": ("Målinger", "målingen"),
    "criteria/measures/of": ("Det, der tælles", "leddet"),
    "criteria/measures/of/where": ("Kun dem, hvor", "betingelsen"),
    "criteria/measures/of/evidence": ("Skal være dokumenteret", "kravet"),
    "criteria/measures/of/pending": ("Afventer, når", "betingelsen"),
    "criteria/measures/per.where": ("Deles med dem, hvor", "betingelsen"),
    "criteria/measures/per.evidence": ("Deles, dokumenteret", "kravet"),
    "criteria/measures/per.pending": ("Deles, afventer", "betingelsen"),
    "criteria/measures/aim.except": ("Andet mål", "undtagelsen"),
    "criteria/measures/baselines": ("Målingers udgangspunkt", "udgangspunktet"),
    "translations": ("Oversættelser", "oversættelsen"),
}
MEMBERS: Final = {
    "about": "om tallet", "activity": "aktivitet", "aim.change": "procent fra", "aim.direction": "retning",
    "aim.from": "målt fra", "aim.target": "mål", "amount": "beløb", "area": "område", "ask": "spørg om",
    "at_least": "mindst", "at_most": "højst", "baselines": "udgangspunkt", "better": "bedst, når det er",
    "by_area": "for hvert område", "code": "kode", "count": "antal", "deadline": "senest", "decides": "afgør kriteriet",
    "decisions": "beslutninger", "demands": "noten skal sige", "distinct": "forskellige", "each_area": "i hvert område",
    "each_year": "hvert år", "evaluates": "evaluerer", "field": "spørgsmål", "figure": "tal", "first_year": "første år",
    "form": "skema", "format": "format", "gap_to": "afstand til", "groups": "grupper", "help": "hjælp", "hours": "timer",
    "is": "er", "is_not": "er ikke", "kind": "slags", "label": "tekst", "language": "sprog", "last_year": "sidste år",
    "least": "mindst", "list": "liste", "milestones": "milepæle", "months": "måneder", "most": "højst", "name": "navn",
    "note": "note", "once": "én gang om året", "optional": "kan undværes", "part_of": "del af",
    "party": "part", "per.count": "delt med antal", "per.distinct": "delt med forskellige", "per.figure": "delt med tal",
    "per.milestones": "delt med milepæle", "per.sum": "delt med sum", "period": "periode", "phrase": "i en sætning",
    "places": "steder", "plain": "let dansk", "privacy.basis": "retsgrundlag", "privacy.contact": "spørg hos",
    "privacy.kept": "gemmes", "privacy.responsible": "dataansvarlig", "programme": "indsats", "promise": "også aftalt",
    "purpose": "formål", "required": "skal besvares", "retired_on": "udgår", "role": "hvem", "short": "kort navn",
    "source": "kilde", "starts": "første måned", "sum": "sum", "target_groups": "målgrupper", "task": "opgave",
    "text": "ordlyd", "times": "ganget med", "unit": "enhed", "until": "inden", "value": "værdi",
    "version.decided_by": "besluttet af", "version.decided_on": "besluttet den", "version.note": "hvorfor",
    "version.valid_from": "gælder fra", "year": "år", "year_after": "året efter", "year_starts": "året begynder i måned",
    "years": "år",
}  # fmt: skip
# The parts whose codes a member names, by the last of its name.
REFERENCES: Final = {
    "activity": "activities", "area": "areas", "decided_by": "parties", "figure": "figures", "gap_to": "figures",
    "part_of": "figures", "party": "parties",
}  # fmt: skip
