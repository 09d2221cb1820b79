"""The phone's modules without its screens."""

import json
import re
from typing import Any

from patience import until
from playwright.sync_api import Page, Request

from app.base import clock
from app.base.ids import new_id

from .server import Server

ANSWERS: dict[str, dict[str, Any]] = {
    "observation": {"kind": "improve", "category": "lighting", "place": "Blok 7"},
    "attendance": {"adults": 1},
    "contact": {
        "date": str(clock.today()),
        "channel": "visit",
        "target_group": "self",
        "topics": ["mitid"],
        "digital_asked": True,
        "digital_outcome": "helped",
    },
}


class Engine:
    """The phone's modules without its screens, in a page of the same origin."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        page.goto(f"{server.url}/healthz")
        self.code = re.findall(r"/static/([0-9a-f]{16})/", page.request.get(f"{server.url}/sw.js").text())[0]
        self.load()

    def load(self) -> None:
        """Bring the modules into the page: the first time, and after it was loaded anew."""
        self.run(
            """async (base) => {
                window.base = base;
                for (const name of ["store", "sync", "session", "update", "cpr"])
                    window[name] = await import(`${base}js/phone/${name}.js`);
                window.text = await import(`${base}js/shared/text.js`);
            }""",
            f"/static/{self.code}/",
        )

    def run(self, function: str, argument: Any = None) -> Any:
        """Evaluate a JavaScript function with one argument."""
        return self.page.evaluate(function, argument)

    def save(self, form: str = "observation", **record: Any) -> dict[str, Any]:
        """Put a record into the queue; → the record."""
        record = {"id": new_id(), "form": form, "version": 1} | record
        record["answers"] = ANSWERS[form] | record.get("answers", {})
        return self.run("(record) => store.enqueue(record)", record)

    def save_many(self, count: int) -> list[str]:
        """Put that many observations into the queue; → their ids."""
        observation = {"form": "observation", "version": 1, "answers": ANSWERS["observation"]}
        records = [{"id": new_id()} | observation for _ in range(count)]
        self.run("async (records) => { for (const record of records) await store.enqueue(record); }", records)
        return [record["id"] for record in records]

    def wait_until(self, id: str, state: str) -> None:
        """Wait until a record is in this state by itself."""
        eventually(self.page, "async ([id, state]) => (await store.record(id))?.state === state", [id, state])

    def drain(self) -> dict[str, Any]:
        """Send what waits; → the state afterwards."""
        return self.run("async () => { await sync.drain('tap'); return sync.state(); }")

    def records(self) -> dict[str, dict[str, Any]]:
        """What the queue holds for the person here, by id."""
        found = self.run("async () => store.records(await store.owner())")
        return {record["id"]: record for record in found}


def eventually(page: Page, condition: str, argument: Any = None) -> None:
    """Wait until a function that may be asynchronous says true (`wait_for_function` takes any promise for a yes)."""
    until(lambda: page.evaluate(condition, argument), lambda: page.wait_for_timeout(50))


def submissions(request: Request) -> list[dict[str, Any]]:
    """The submissions in a sync request."""
    found: list[dict[str, Any]] = json.loads(request.post_data or "")["submissions"]
    return found
