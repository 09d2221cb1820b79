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
# What a member is asked as in its form, where its name alone would be too short.
ASKED: Final = {
    "activities.code": "Nr.", "activities.text": "Kort om aktiviteten", "choices.groups": "Hører til gruppen",
    "choices.list": "Listen, det hører til", "figures.about": "Hvad tallet er", "figures.ask": "Hvad der tæller med, og hvad der ikke gør",
    "figures.baselines": "Udgangspunkt", "figures.better": "Bedst, når det er", "figures.by_area": "Hvert område har sit eget tal",
    "figures.kind": "Hvilken slags tal er det?", "figures.least": "Mindste tal, det kan være",
    "figures.months": "Måneder, hvor det plejer at komme", "figures.optional": "Tallet kan undværes",
    "figures.part_of": "Er en del af et andet tal", "figures.party": "Hvem leverer det?", "figures.phrase": "Sådan står det inde i en sætning",
    "figures.year_after": "Kommer først året efter", "groups.list": "Listen, den hører til", "hours.hours": "Timer om året",
    "hours.years": "Kun i disse år", "lists.months": "Måneder, hvor den kommer", "lists.once": "Kommer kun én gang om året",
    "lists.party": "Hvem sender den?", "milestones.deadline": "Senest den", "milestones.decisions": "Hvad der kan besluttes",
    "milestones.demands": "Det skal noten sige", "milestones.each_year": "Hvert år", "milestones.evaluates": "Er evaluering af",
    "milestones.phrase": "Sådan står det inde i en sætning", "money.activity": "Aktivitet", "money.amount": "Kroner om året",
    "money.source": "Hvem betaler?", "money.years": "Kun i disse år", "measures": "Sådan lyder det", "questions.form": "Hvor spørges der?",
    "questions.kind": "Hvad svares der med?", "questions.least": "Mindste tal", "questions.most": "Højeste tal, eller flest tegn",
    "questions.required": "Skal besvares", "year_starts": "Året begynder i",
}  # fmt: skip
# A line below the question, where it is not plain what to write.
HELP: Final = {
    "short": "Højst 20 tegn. Står i menuen, når der er flere aftaler.",
    "programme": "Navnet på den indsats, aftalen er en del af.",
    "purpose": "Et formål på hver linje.",
    "year_starts": "Kan ikke ændres, når aftalen er vedtaget.",
    "privacy.responsible": "En hel sætning. Står, hvor folk giver oplysninger.",
    "areas.places": "Et sted på hver linje. De kan vælges på telefonen.",
    "activities.code": "Det, kriterierne står under, for eksempel A1. Kan ikke ændres bagefter.",
    "activities.purpose": "Et formål på hver linje.",
    "activities.target_groups": "En målgruppe på hver linje.",
    "figures.phrase": "For eksempel »antallet af anmeldelser«.",
    "figures.unit": "For eksempel sager, %, kr.",
    "figures.better": "Uden det kan Feltbog ikke sige, om det går frem.",
    "figures.baselines": "Tallet fra et år før aftalen. Det kan kriterier måles ud fra.",
    "figures.ask": "Står i beskeden til den, der leverer tallet.",
    "figures.part_of": "Det kan aldrig være større end det andet.",
    "milestones.deadline": "For det, der skal nås én gang. Ellers sæt kryds herunder.",
    "milestones.each_year": "For det, der skal nås en gang i hvert af aftalens år.",
    "milestones.demands": "En ting på hver linje. Hver bliver til et kryds, når datoen skrives.",
    "milestones.decisions": "En mulighed på hver linje.",
    "hours.years": "Sæt ingen krydser, hvis det gælder alle aftalens år.",
    "money.years": "Sæt ingen krydser, hvis det gælder alle aftalens år.",
    "questions.help": "En linje under spørgsmålet.",
    "questions.kind": "Kan ikke ændres, når aftalen er vedtaget.",
    "questions.least": "Kun til et antal.",
    "questions.most": "Kun til et antal eller en tekst.",
    "questions.plain": "Det samme med enkle ord.",
    "questions.required": "På telefonen og på kontoret. Det, en telefon sender uden, går ikke tabt.",
    "choices.plain": "Det samme med enkle ord.",
}  # fmt: skip
# What members of a few values can be.
VALUES: Final = {
    "figures.kind": {"count": "Et antal", "share": "En andel i %", "index": "Et indeks", "amount": "Et andet tal"},
    "figures.better": {"high": "højt", "low": "lavt"},
    "questions.form": {"observation": "Observation", "attendance": "Fremmøde", "contact": "Henvendelse"},
    "questions.kind": {
        "text": "En tekst", "count": "Et antal", "yes_no": "Ja eller nej", "choice": "Ét valg", "choices": "Et eller flere valg",
        "date": "En dato",
    },
}  # fmt: skip
# Members that say so much that they need several lines.
LONG: Final = frozenset(
    {"about", "ask", "note", "help", "privacy.basis", "privacy.contact", "privacy.kept", "privacy.responsible"}
)
