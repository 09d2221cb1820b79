"""Two servers, each a process of its own, on one database: whatever meets there, each record is there exactly once."""

import random
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from browser.server import Server
from conftest import fresh_instance
from patience import PATIENCE
from protocol import Phone
from sending import ANSWERS, new_id
from sqlalchemy import select

from app.base import clock, db
from app.definitions import forms
from app.store import Device, History

PHONES, RECORDS, REVISIONS = 8, 24, 3
SAME = {"stored", "updated", "unchanged", "stale"}


@pytest.fixture(scope="module")
def servers(cluster: Any, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    with fresh_instance(cluster, migrated, tmp_path_factory.mktemp("side-by-side") / "instance") as folder:
        started = [Server(folder), Server(folder)]
        for server in started:
            server.start()
        yield started
        for server in started:
            server.stop()


def observation(id: str, revision: int) -> dict[str, Any]:
    answers = ANSWERS["observation"] | {"place": f"Blok {revision}"}
    at = clock.now().replace(microsecond=0).isoformat()
    return {"id": id, "form": "observation", "version": 1, "revision": revision, "captured_at": at, "answers": answers}


def race(servers: list[Server], batches: list[list[list[dict[str, Any]]]], device: str | None = None) -> list[str]:
    """Send each phone's batches, all phones at once, half of them to each server; → all statuses."""
    user = servers[0].add_account("leader")
    seen: list[str] = []
    failed: list[BaseException] = []
    ready = threading.Barrier(len(batches))

    def run(number: int) -> None:
        try:
            with closing(Phone(servers[number % 2], user)) as phone:
                ready.wait(PATIENCE)
                for batch in batches[number]:
                    seen.extend(phone.send(batch, device or f"{number:08}-0000-4000-8000-000000000000"))
        except BaseException as failure:
            failed.append(failure)
            raise

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    return seen


def test_revisions_that_race_end_with_the_highest_and_a_whole_history(servers):
    ids = [new_id() for _ in range(RECORDS)]
    revisions = {id: [observation(id, number) for number in range(1, REVISIONS + 1)] for id in ids}
    batches = []
    for number in range(PHONES):
        dice, batch = random.Random(number), []
        for _ in range(4):
            chosen = [dice.choice(items) for items in revisions.values()]
            dice.shuffle(chosen)
            batch.append(chosen)
        batches.append([*batch, [items[-1] for items in revisions.values()]])
    seen = race(servers, batches)
    assert set(seen) <= SAME
    assert seen.count("stored") == RECORDS
    rows = [row for row in servers[0].records("observation") if row["id"] in revisions]
    assert sorted(row["id"] for row in rows) == sorted(ids)
    assert {(row["revision"], row["place"]) for row in rows} == {(REVISIONS, f"Blok {REVISIONS}")}
    with servers[0].app.app_context():
        entries = db.session.scalars(select(History).where(History.record_id.in_(ids)))
        kept = [(entry.record_id, entry.revision, entry.action) for entry in entries]
    # What was replaced, and what came when a higher revision was there already: each once.
    assert len({(id, revision) for id, revision, _action in kept}) == len(kept)
    assert sum(action != "stale" for _id, _revision, action in kept) == seen.count("updated")


def test_an_id_is_one_record_even_of_two_forms(servers):
    observations = [observation(new_id(), 1) for _ in range(RECORDS)]
    contacts = [item | {"form": "contact", "answers": ANSWERS["contact"]} for item in observations]
    seen = race(servers, [[observations], [contacts[::-1]]])
    assert sorted(seen) == ["quarantined"] * RECORDS + ["stored"] * RECORDS
    ids = {item["id"] for item in observations}
    kept = [row["id"] for form in forms.names() for row in servers[0].records(form) if row["id"] in ids]
    assert sorted(kept) == sorted(ids)


def test_one_phone_that_asks_both_is_noted_once(servers):
    device = new_id()
    seen = race(servers, [[[observation(new_id(), 1)]] for _ in range(PHONES)], device)
    assert seen == ["stored"] * PHONES
    with servers[0].app.app_context():
        assert db.session.get(Device, device)
