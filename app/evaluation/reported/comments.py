"""The leader's own comment on a criterion in a year."""

from sqlalchemy import func, select

from ...access import Person
from ...base import clock, cpr, db
from ...store import Narrative


def write(criterion: str, year: int, text: str, *, person: Person) -> None:
    """Keep the comment; an empty one takes back what was there. The same again is not written twice."""
    text = cpr.mask(text.strip())
    if current(year).get(criterion, "") == text:
        return
    with db.writing() as session:
        session.add(
            Narrative(
                criterion=criterion, year=year, text=text,
                person_id=person.id, person_name=person.name, entered_at=clock.now(),
            )
        )  # fmt: skip


def current(year: int) -> dict[str, str]:
    """The comments of a year by criterion."""
    newest = select(func.max(Narrative.id)).where(Narrative.year == year).group_by(Narrative.criterion)
    rows = db.session.execute(select(Narrative.criterion, Narrative.text).where(Narrative.id.in_(newest)))
    return {criterion: text for criterion, text in rows if text}
