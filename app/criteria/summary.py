"""An agreement in words, for whoever wrote the file: what Feltbog has understood."""

from collections.abc import Iterable, Iterator
from datetime import date

from . import parts
from .faults import warnings
from .parts import Document, Part, number
from .sentences import sentence, shown

MONTHS = ("jan.", "feb.", "marts", "april", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")


def in_words(document: Document) -> str:
    """The whole agreement as Danish lines, warnings last."""
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    years = parts.years(document)
    yield f"»{document['name']}«, {', '.join(each['name'] for each in document['areas'])}"
    yield f"Evalueres {years[0]}–{years[-1]}." if len(years) > 1 else f"Evalueres {years[0]}."
    for activity in document["activities"]:
        yield from ("", f"{activity['code']} {activity['name']}")
        for criterion in document["criteria"]:
            if criterion["activity"] == activity["code"]:
                also = "Også aftalt: " if criterion.get("promise") else ""
                yield f"  {criterion['code']}: {also}{criterion['text']}"
                yield f"      {sentence(document, criterion)}"
    yield from _section("Tal, som andre leverer", (_figure(document, each) for each in document.get("figures", ())))
    yield from _section("Milepæle", map(_milestone, document.get("milestones", ())))
    yield from _section("Lister, der modtages", (_list(document, each) for each in document.get("lists", ())))
    yield from _section("Timer om året", _hours(document))
    yield from _section("Penge", _money(document))
    yield from _section("Steder", (place for each in document["areas"] for place in each.get("places", ())))
    yield from _section("Valg, som aftalen har", _choices(document))
    yield from _section("Samarbejdsparter", (each["name"] for each in document["parties"]))
    yield from _section("Se efter", map(str, warnings(document)))


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []


def _party(document: Document, row: Part) -> str:
    return str(parts.named(document, "parties", row["party"])["name"])


def _figure(document: Document, figure: Part) -> str:
    was = "".join(
        f", {row['year']}: {shown(number(row['value']))}{' i ' + row['area'] if 'area' in row else ''}"
        for row in figure.get("baselines", ())
    )
    return (
        f"{figure['code']}: {figure['name']} ({figure.get('unit') or 'uden enhed'}) fra {_party(document, figure)}{was}"
    )


def _milestone(milestone: Part) -> str:
    deadline = milestone.get("deadline")
    when = f"senest {date.fromisoformat(deadline):%d-%m-%Y}" if deadline else "hvert år"
    demands = milestone.get("demands")
    return f"{milestone['code']}: {milestone['name']}, {when}{'; noten skal sige, ' + ' og '.join(demands) if demands else ''}"


def _list(document: Document, row: Part) -> str:
    months = row["months"]
    when = "hver måned" if len(months) == 12 else " eller ".join(MONTHS[month - 1] for month in months)
    return f"{row['code']}: {row['name']} fra {_party(document, row)}, {when}"


def _hours(document: Document) -> Iterator[str]:
    rows = document.get("hours", ())
    roles, tasks = (parts.choices(document, f"hours.{name}") for name in ("role", "task"))
    for row in rows:
        years = f", kun {', '.join(map(str, row['years']))}" if "years" in row else ""
        yield f"{row['activity']} {roles[row['role']]}, {tasks[row['task']]}: {shown(number(row['hours']))}{years}"
    for year in parts.years(document) if rows else ():
        total = sum(number(row["hours"]) for row in rows if year in row.get("years", [year]))
        yield f"I alt {year}: {shown(number(total))}"


def _money(document: Document) -> Iterator[str]:
    rows = document.get("money", ())
    for row in rows:
        years = f", kun {', '.join(map(str, row['years']))}" if "years" in row else ""
        yield f"{row['source']}: {shown(number(row['amount']))} kr.{years}"
    if rows:
        yield f"I alt: {shown(number(sum(row['amount'] for row in rows)))} kr."


def _choices(document: Document) -> Iterator[str]:
    for row in document.get("choices", ()):
        names = [parts.groups(document, row["list"])[group] for group in row.get("groups", ())]
        yield f"{row['list']}.{row['code']}: {row['label']}{'; tæller som ' + ' og '.join(names) if names else ''}"
