"""A criterion as one Danish sentence, made of nothing but its parts: what Feltbog has understood, and what it counts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ..base.numbers import shown as shown_number
from ..definitions.countable import ANY, DATE, KINDS, NO, PARTS, CountableField
from . import parts
from .parts import BASELINE, BUDGET, PREVIOUS, Document, Part, number

PERIODS = {
    "month": "hver måned", "quarter": "hvert kvartal", "half": "hvert halvår", "year": "hvert år", "two_years": "hvert andet år",
}  # fmt: skip
MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]


def sentence(document: Document, criterion: Part) -> str:
    """All deciding measures; those shown beside follow, each with its name."""
    measures = criterion["measures"]
    first = next((each for each in measures if parts.decides(each)), measures[0])
    when = _period(document, criterion, first)

    def told(measure: Part) -> str:
        own = "" if measure.get("name") else _period(document, criterion, measure)
        return _measure(document, criterion, measure) + (f" ({_lowered(own)})" if own not in {"", when} else "")

    said = "; og ".join(told(each) for each in measures if parts.decides(each))
    for each in measures:
        if not parts.decides(each):
            name = f" ({_lowered(each['name'])})" if each.get("name") else ""
            said += f". Vises ved siden af{name}: {told(each)}"
    return f"{when}{_areas(document, criterion)}: {said}".rstrip(".") + "."


def in_parts(document: Document, criterion: Part) -> list[tuple[str, bool]]:
    """The sentence in pieces, each with whether it was chosen: what is counted and what is to be reached, not what joins them."""
    said = sentence(document, criterion)
    found: list[tuple[str, bool]] = []
    at = 0
    for measure in sorted(criterion["measures"], key=parts.decides, reverse=True):
        own = _measure(document, criterion, measure)
        end = said.index(own, at) + len(own) if own in said[at:] else at
        spans = {(said.find(each, at, end), -len(each)) for each in _chosen(document, measure)}
        for start, length in sorted(span for span in spans if span[0] >= 0):
            if start >= at:
                found += [(said[at:start], False), (said[start : start - length], True)]
                at = start - length
    return [each for each in [*found, (said[at:], False)] if each[0]]


def _chosen(document: Document, measure: Part) -> list[str]:
    """What of a measure's sentence was chosen, as it may stand there."""
    if "milestones" in measure["of"][0]:
        return [_milestones(document, measure).partition(";")[0]]
    found = [] if measure["aim"]["direction"] == parts.TREND else [_goal(document, measure)]
    if "gap_to" in measure:
        found.append(_name(parts.named(document, "figures", measure["gap_to"])))
    for term in parts.terms(measure):
        kind = parts.kind_of(term)
        forms = ("", "the", "every", "one") if kind else ("",)
        found += [_things(document, term, form) for form in forms]
        found += [_conditions(document, kind, term["where"], "main")] if term.get("where") else []
    return found


def _period(document: Document, criterion: Part, measure: Part) -> str:
    said, years = {**criterion, **measure}, parts.years_of(document, criterion)
    period = said.get("period", "year")
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    milestones = measure["of"][0].get("milestones", ())
    if len(milestones) == 1:
        found = parts.named(document, "milestones", milestones[0])
        if found.get("each_year"):
            return f"For {'hvert af årene ' if len(years) > 1 else ''}{span}"
        return f"Senest {_day(found['deadline'])}"
    if period == "whole":
        return f"I alt i {span}"
    if period == "by":
        return f"Senest {_day(said['until'])}" if "until" in said else f"I {span}"
    month = criterion.get("starts") or document.get("year_starts", 1)
    school = f" (året begynder i {MONTHS[month - 1]})" if month != 1 else ""
    if len(years) == 1 and period == "year":
        return f"I {span}{school}"
    return f"{PERIODS[period].capitalize()} {span}{school}"


def _areas(document: Document, criterion: Part) -> str:
    areas = criterion.get("each_area")
    if not areas:
        return ""
    if len(areas) == len(document["areas"]):
        return ", i hvert område"
    return ", i hvert af områderne " + _list([_label(document, "areas", each) for each in areas])


def _measure(document: Document, criterion: Part, measure: Part) -> str:
    terms, per = measure["of"], measure.get("per")
    if "milestones" in terms[0]:
        return _milestones(document, measure)
    if measure["aim"]["direction"] == parts.TREND:
        return _trend(document, measure)
    goal, kind = _goal(document, measure), parts.kind_of(terms[0])
    waits = "; mens året løber, kan de ventende stadig nå det" if any(each.get("pending") for each in terms) else ""
    return _said(document, measure, goal, kind, per) + _evidence(document, terms) + waits


def _said(document: Document, measure: Part, goal: str, kind: str, per: Part | None) -> str:
    terms = measure["of"]
    if (
        per
        and kind
        and kind == parts.kind_of(per)
        and "count" in terms[0]
        and "count" in per
        and len(terms) == 1
        and terms[0].get("where")
    ):
        whole = _things(document, per, "every") if goal == "100 %" else f"{goal} af {_things(document, per, 'the')}"
        return (
            f"ved {whole}{',' if ', hvor ' in whole else ''} {_conditions(document, kind, terms[0]['where'], 'main')}"
        )
    if per and parts.times(measure) == 1 and parts.kind_of(per) and "sum" in terms[0]:
        return f"i snit {goal} {_unit_of_sum(document, terms[0])} pr. {_things(document, per, 'each')}"
    if per:
        return f"{_quantities(document, terms)} {_times(measure)} {_things(document, per, 'the')} er {goal}"
    if kind and measure["aim"].get("from") in {BASELINE, PREVIOUS}:
        return f"antallet af {_quantities(document, terms)} er {goal}"
    if kind and goal.endswith(" 1") and "count" in terms[0] and len(terms) == 1:
        return f"{goal[:-2]} {_things(document, terms[0], 'one')}"
    return f"{goal} {_quantities(document, terms)}" if kind else f"{_quantities(document, terms)} er {goal}"


def _milestones(document: Document, measure: Part) -> str:
    codes = measure["of"][0]["milestones"]
    found = [parts.named(document, "milestones", code) for code in codes]
    need = int(number(measure["aim"].get("target", len(codes))))
    if len(found) == 1:
        reached = found[0].get("phrase") or f"»{found[0]['name']}« er nået"
    else:
        many = "alle" if need == len(found) else f"mindst {need}"
        reached = f"{many} af milepælene {_list([each['name'] for each in found])} er nået i tide"
    demands = [text for each in found for text in each.get("demands", ())]
    return reached + (f"; noten siger, {_list(demands)}" if demands else "")


def _trend(document: Document, measure: Part) -> str:
    what = _quantities(document, measure["of"])
    base = (
        "året før"
        if measure["aim"].get("from") == PREVIOUS
        else f"i {parts.baselines_of(document, measure)[0]['year']}"
    )
    if "gap_to" in measure:
        other = _name(parts.named(document, "figures", measure["gap_to"]))
        return f"afstanden mellem {what} og {other} er mindre end {base} (uden fast grænse)"
    if per := measure.get("per"):
        what = f"{what} {_times(measure)} {_things(document, per, 'the')}"
    elif parts.kind_of(measure["of"][0]):
        what = f"antallet af {what}"
    return f"{what} er {'lavere' if parts.low_is_good(document, measure) else 'højere'} end {base} (uden fast grænse)"


def _evidence(document: Document, terms: Sequence[Part]) -> str:
    found = [
        f"for {parts.kind(each).the} skal det være dokumenteret, at "
        f"{_conditions(document, parts.kind_of(each), each['evidence'], 'sub')}"
        for each in terms
        if each.get("evidence")
    ]
    return f"; {_list(found)}" if found else ""


def _goal(document: Document, measure: Part) -> str:
    aim, up = measure["aim"], measure["aim"]["direction"] == parts.AT_LEAST
    word, unit = ("mindst" if up else "højst"), _unit(document, measure)
    if aim.get("from") == BUDGET and not aim.get("change"):
        return f"{word} timebudgettets"
    if "from" not in aim:
        target = number(aim["target"])
        if "per" in measure and parts.times(measure) == 100 and target == 100 and up and not aim.get("except"):
            return "100 %"
        said = f"{word} {shown(target)}{unit}"
    else:
        said = _from(document, measure, up=up)
    exceptions = [_exception(document, each, "%" if "from" in aim else unit.strip()) for each in aim.get("except", ())]
    return said + (f" ({_list(exceptions)})" if exceptions else "")


def _from(document: Document, measure: Part, *, up: bool) -> str:
    aim, change = measure["aim"], number(measure["aim"].get("change", "0"))
    names = {PREVIOUS: "året før", BUDGET: "timebudgettet"}
    base = names.get(aim["from"]) or (
        _baseline(document, measure)
        if aim["from"] == BASELINE
        else _name(parts.named(document, "figures", aim["from"]))
    )
    if not change:
        return f"ikke {'under' if up else 'over'} {base}"
    side = "over" if change > 0 else "under"
    return f"{'mindst' if up == (change > 0) else 'højst'} {shown(abs(change))} % {side} {base}"


def _exception(document: Document, each: Part, unit: str) -> str:
    years = each.get("years", ())
    place = f"i {_label(document, 'areas', each['area'])} " if each.get("area") else ""
    when = f"i {_span(years)} " if years else ""
    value = number(each["value"])
    return f"{place}{when}{shown(abs(value) if unit == '%' else value)} {unit}".strip()


def _span(years: Sequence[int]) -> str:
    if len(years) > 1 and list(years) == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}–{years[-1]}"
    return _list([str(year) for year in years])


def _unit(document: Document, measure: Part) -> str:
    if "per" in measure:
        return " %" if parts.times(measure) == 100 else ""
    code = measure["of"][0].get("figure")
    if code is None:
        return ""
    figure = parts.named(document, "figures", code)
    unit = figure.get("unit", "")
    return f" {unit}" if unit and unit not in _name(figure) else ""


def _baseline(document: Document, measure: Part) -> str:
    rows = parts.baselines_of(document, measure)
    value = f" ({shown(number(rows[0]['value']))})" if len(rows) == 1 and len(parts.figures_of(measure)) < 2 else ""
    return f"tallet i {rows[0]['year']}{value}"


def _times(measure: Part) -> str:
    return {100: "i % af", 1: "i gennemsnit pr. en af", 1000: "pr. 1.000 af"}[parts.times(measure)]


def _quantities(document: Document, terms: Sequence[Part]) -> str:
    """The terms: what is counted is one or another thing, what is added one and another."""
    return _list([_things(document, each) for each in terms], "eller" if "count" in terms[0] else "og")


def _unit_of_sum(document: Document, term: Part) -> str:
    _how, kind, name = parts.record_of(term)
    return parts.field_of(document, kind, name).unit


def _things(document: Document, term: Part, form: str = "") -> str:
    """What a term is of: with the article (`the`), all of them (`every`), one with its number or a single one (`each`)."""
    if "figure" in term:
        return _name(parts.named(document, "figures", term["figure"]))
    how, kind, _name_of_field = parts.record_of(term)
    words = KINDS[kind]
    forms = {"the": words.the, "every": f"alle {words.many}", "one": words.one, "each": words.one.split()[1]}
    what = forms.get(form, words.many)
    if how != "count":
        unit = _unit_of_sum(document, term)
        what = (
            unit
            if kind in {"hours", "lists"}
            else f"{'forskellige ' if how == 'distinct' else ''}{unit} ved {words.many}"
        )
    return _narrowed(document, kind, what, term.get("where", ()))


def _narrowed(document: Document, kind: str, what: str, where: Sequence[Part]) -> str:
    own = [_condition(document, kind, each, "rel") for each in where]
    rest = [_condition(document, kind, each, "sub") for each, said in zip(where, own, strict=True) if not said]
    said = [each for each in own if each]
    if rest:
        said.append(f"hvor {_list(rest)}")
    if not said:
        return what
    return f"{what}{'' if own[0] and not own[0].startswith('som') else ','} {' og '.join(said)}"


def _conditions(document: Document, kind: str, conditions: Iterable[Part], form: str) -> str:
    said = [_condition(document, kind, each, "sub" if number else form) for number, each in enumerate(conditions)]
    return ", og ".join(said)


def _condition(document: Document, kind: str, condition: Part, form: str) -> str:
    """A condition after *hvor* (`sub`), as a main clause (`main`), or in the place of *hvor* (`rel`; empty if it cannot)."""
    field = parts.field_of(document, kind, condition["field"])
    if field.is_compared:
        return "" if form == "rel" else _bounded(field, condition, form)
    codes = condition.get("is") or condition["is_not"]
    negative = "is_not" in condition or codes == [NO]
    if form == "rel" and (negative or not field.rel):
        return ""
    positive = getattr(field, form)
    template = getattr(field, f"{form}_not", "") if negative else positive
    if not template:
        template = f"»{field.label}« {'ikke ' if negative else ''}er {{x}}" if form == "sub" or negative else positive
    listed = parts.list_of(document, kind, condition["field"])
    return template.replace(
        "{x}", _list([field.any if code == ANY else _label(document, listed, code) for code in codes], "eller")
    )


def _bounded(field: CountableField, condition: Part, form: str) -> str:
    template = getattr(field, form)
    if field.kind == DATE:
        word, day = ("tidligst", "at_least") if "at_least" in condition else ("senest", "at_most")
        return str(template.replace("{x}", f"{word} {_day(condition[day])}"))
    if "inden for {x}" in template and "at_most" in condition:
        return str(template.replace("{x}", shown(number(condition["at_most"]))))
    bound = (
        f"mindst {shown(number(condition['at_least']))}"
        if "at_least" in condition
        else f"højst {shown(number(condition['at_most']))}"
    )
    return str(template.replace("{x}", bound))


def _label(document: Document, listed: str, code: str) -> str:
    groups = parts.groups(document, listed)
    if code in groups:
        return groups[code]
    label = parts.choices(document, listed).get(code, code)
    return label if listed in PARTS or not label[:1].isupper() else f"»{label}«"


def _name(figure: Part) -> str:
    return str(figure.get("phrase") or _lowered(figure["name"]))


def _lowered(text: str) -> str:
    """As it stands inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _list(words: Sequence[str], word: str = "og") -> str:
    return f"{', '.join(words[:-1])} {word} {words[-1]}" if len(words) > 1 else "".join(words)


def shown(value: Any) -> str:
    """An exact number with all its decimals."""
    decimals = next((places for places in range(7) if (value * 10**places).denominator == 1), 2)
    return shown_number(value, decimals)
