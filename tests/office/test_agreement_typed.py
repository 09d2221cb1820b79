"""Whole agreements typed in through the pages of a draft, as somebody would from paper, and compared with their files."""

import copy

import pytest
from accounts import LEADER
from agreeing import adopt_only, document
from pages import post, token
from werkzeug.datastructures import MultiDict

from app import criteria
from app.criteria import choosing, editing, parts

# What is typed after what it names.
ORDER = ["activities", "areas", "parties", "groups", "choices", "figures", "milestones", "lists", "hours", "money"]
BELOW = {"choices": "list", "groups": "list"}
NAMING = {
    "party": "parties", "activity": "activities", "figure": "figures", "gap_to": "figures", "part_of": "figures", "from": "figures",
    "milestones": "milestones", "area": "areas", "each_area": "areas", "evaluates": "activities", "decided_by": "parties",
}  # fmt: skip


class Typist:
    """The leader with a draft that has nothing but its frame; `codes`: what Feltbog called each row, by part and the file's code."""

    def __init__(self, app, leader, agreed):
        self.app, self.leader, self.agreed = app, leader, agreed
        self.path = f"/office/agreements/{agreed['code']}/draft"
        self.codes = {}

    @property
    def draft(self):
        with self.app.app_context():
            return criteria.find_draft(self.agreed["code"])

    def save(self, path, fields):
        answer = post(self.leader, f"{self.path}/{path}", autosave="yes", **fields)
        assert answer.status_code == 200, (path, fields, answer.json)

    def type_part(self, part):
        for row in self.agreed.get(part, ()):
            below = BELOW.get(part, "")
            where = f"?{below}={row[below]}" if below else ""
            known = {name: value for name, value in row.items() if name != "part_of"}
            self.save(f"{part}/new{where}", self.fields(part, known))
            key = list(editing.rows(self.draft.document, part))[-1]
            if "code" in row:
                self.codes[part, row.get(below, ""), row["code"]] = key.rpartition(".")[2]
            if "part_of" in row:
                self.later.append((part, key, row))

    def type_all(self):
        self.save("about/about", {**self.fields("about", self.agreed), "seen": self.seen("about", "about")})
        frame = {part: list(editing.rows(self.draft.document, part)) for part in ("activities", "areas", "parties")}
        self.later = []
        for part in ORDER:
            self.type_part(part)
        for part, key, row in self.later:
            self.save(f"{part}/{key}", {**self.fields(part, row), "seen": self.seen(part, key)})
        for part, keys in frame.items():
            for key in keys:
                post(self.leader, f"{self.path}/{part}/{key}/remove", seen=self.seen(part, key))

    def seen(self, part, key):
        return editing.mark(editing.rows(self.draft.document, part)[key])

    def fields(self, part, row):
        found = {}
        for name, value in row.items():
            if name == "code" and part not in {"activities"}:
                continue
            if name == "baselines":
                for number, each in enumerate(value, 1):
                    found |= {f"baselines-{number}-{key}": self.typed(part, key, said) for key, said in each.items()}
            elif isinstance(value, dict):
                found |= {f"{name}.{key}": said for key, said in value.items()}
            elif part != "about" or name in criteria.editing.members("about").members:
                found[name] = self.typed(part, name, value, row)
        return found

    def typed(self, part, name, value, row=None):
        if value is True:
            return "true"
        if part == "hours" and name in {"role", "task"}:
            return parts.choices(self.agreed, f"hours.{name}")[value]
        if name == "groups":
            return [self.codes["groups", row["list"], each] for each in value]
        if name in NAMING:
            return self.code_of(NAMING[name], value)
        if name in {"hours", "value"}:
            return value.replace(".", ",")
        if isinstance(value, list):
            return [str(each) for each in value] if name in {"years", "months"} else "\n".join(value)
        return str(value)

    def recoded(self):
        """The file's document with Feltbog's codes in the place of its own."""
        found = copy.deepcopy(dict(self.agreed))
        for (part, below, code), becomes in self.codes.items():
            for row in found[part]:
                if row["code"] == code and row.get(BELOW.get(part, ""), "") == below:
                    row["code"] = becomes
        return {
            name: value if name in {"groups", "choices"} else self.renamed(value) for name, value in found.items()
        } | {"choices": [self.grouped(row) for row in found.get("choices", ())]}

    def grouped(self, row):
        groups = [self.codes["groups", row["list"], each] for each in row.get("groups", ())]
        return {**row, "groups": groups} if groups else row

    def renamed(self, value, part="", kind=""):
        """The same with Feltbog's codes. part: whose codes a text is; kind: of the records that conditions are about."""
        if isinstance(value, dict):
            kind = parts.kind_of(value) or kind
            return {name: self.renamed(each, self.part_of(name, value, kind), kind) for name, each in value.items()}
        if isinstance(value, list):
            return [self.renamed(each, part, kind) for each in value]
        return self.code_of(part, value) if part and isinstance(value, str) else value

    def part_of(self, name, row, kind):
        """The part whose codes a member has, or the list of choices."""
        if name in {"is", "is_not"}:
            return parts.list_of(self.agreed, kind, row["field"])
        return f"hours.{name}" if name in {"role", "task"} else NAMING.get(name, "")

    def code_of(self, part, code):
        kinds = ("choices", "groups") if "." in part else (part,)
        found = [self.codes.get((one, part if "." in part else "", code)) for one in kinds]
        return next(filter(None, found), code)


def frame(agreed):
    """What a new agreement begins with."""
    one = {part: [{"code": f"x{part}", "name": "Ingen"}] for part in ("areas", "parties", "activities")}
    kept = {name: agreed[name] for name in ("format", "code", "first_year", "last_year")}
    return {
        **kept, "name": "Ny", "programme": "Ny", "criteria": [], **one,
        "version": {"valid_from": "2017-01-01", "decided_by": "xparties", "decided_on": "2017-01-01", "note": "Ny"},
    }  # fmt: skip


@pytest.mark.parametrize("name", ["loevvangen", "svendborg", "blandet"])
def test_an_agreement_is_typed_in_and_equals_its_file(app, leader, name):
    agreed = document(name)
    with app.app_context():
        adopt_only()
        criteria.draft(frame(agreed), LEADER)
    typist = Typist(app, leader, agreed)
    typist.type_all()
    wanted = typist.recoded()
    assert criteria.check(wanted) == []
    for row in wanted["criteria"]:
        tree = choosing.settled(wanted, choosing.written(wanted, row))
        fields = MultiDict([*choosing.flat(tree), ("csrf_token", token(leader))])
        fields["code"] = row["code"]
        assert leader.post(f"{typist.path}/criteria/new", data=fields).status_code == 303, row["code"]
    found = typist.draft.document
    for part in (*wanted, *found):
        if part != "version" and (wanted.get(part) or found.get(part)):
            assert found.get(part) == wanted.get(part), part
