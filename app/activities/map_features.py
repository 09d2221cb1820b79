"""A year's observations for a municipality's map program: GeoJSON (RFC 7946).

Only codes and their words: no observer, and none of the words that somebody wrote, which may name people
(docs/decisions/0016-what-leaves-as-geojson.md).
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from .. import agreement, follow_up
from ..base import clock
from ..definitions import Observation
from ..photos import site_plan
from ..store import FollowUp, FollowUpObservation, Walk, by_year

# As many rows at a time; enough to be fast, few enough to weigh nothing.
FETCHED = 500
# The choices that are told; who observed is not among them.
TOLD = ("kind", "category", "feeling", "light")
# Degrees with six decimals are good to a decimetre.
DECIMALS = 6


def collection(connection: Connection, year: int) -> Iterator[str]:
    """The FeatureCollection of a year as pieces of JSON: a point feature for each observation with a position."""
    yield '{"type":"FeatureCollection","features":['
    before = ""
    for feature in _features(connection, year):
        yield before + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        before = ",\n"
    yield "]}\n"


def _features(connection: Connection, year: int) -> Iterator[dict[str, Any]]:
    table, link = Observation.table, FollowUpObservation
    columns = [*table.c, Walk.title, Walk.date, FollowUp.number, FollowUp.state, FollowUp.party]
    query = (
        by_year.records(Observation, year, columns)
        .outerjoin(link, link.observation_id == table.c.id)
        .outerjoin(FollowUp, FollowUp.id == link.follow_up_id)
        .where(table.c.withdrawn_at.is_(None))
        .order_by(table.c.captured_at, table.c.id)
    )
    row: Any
    for row in connection.execute(query.execution_options(yield_per=FETCHED)).mappings():
        values = Observation.load(row)
        position = site_plan.position(values)
        if position is None:
            continue
        yield {
            "type": "Feature",
            "id": row["id"],
            "geometry": {
                "type": "Point",
                "coordinates": [round(position.longitude, DECIMALS), round(position.latitude, DECIMALS)],
            },
            "properties": _properties(row, values)
            # A spot that somebody tapped on the plan is about the place, a phone's position about the phone.
            | {
                "accuracy": position.accuracy,
                "position_from": "phone" if position is values.get("position") else "plan",
            },
        }


def _properties(row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Codes, their words, and what has become of it; null where nothing was said."""
    told: dict[str, Any] = {
        "date": (row["date"] or clock.local(row["captured_at"]).date()).isoformat(),
        "walk": row["title"],
    }
    for name in TOLD:
        code = values.get(name)
        told |= {name: code, f"{name}_label": Observation.questions[name].shown(code) or None}
    state = row["state"] or ("new" if values["kind"] == "improve" else None)
    party = row["party"]
    return told | {
        "point": row["number"],
        "state": state,
        "state_label": str(follow_up.STATES[state].label) if state else None,
        "party": party,
        "party_label": agreement.parties().get(party, party) if party else None,
    }
