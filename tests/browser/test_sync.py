"""Every way in which sending can fail, and that each record is on the server exactly once afterwards."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from patience import until
from playwright.sync_api import BrowserContext, Route

from .engine import Engine, submissions
from .server import Server


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(row["id"] for row in rows)


def test_what_was_saved_is_sent_and_acknowledged(engine: Engine, server: Server) -> None:
    record = engine.save()
    assert engine.drain() == {"phase": "idle", "sent": 1, "total": 1, "photo": 0, "error": None, "server": True}
    [row] = [row for row in server.records("observation") if row["id"] == record["id"]]
    assert row["place"] == "Blok 7"
    assert engine.records()[record["id"]]["state"] == "sent"


def test_a_hundred_go_in_one_request(engine: Engine, server: Server) -> None:
    requests: list[int] = []
    engine.page.on("request", lambda r: r.url.endswith("/api/sync") and requests.append(len(submissions(r))))
    saved = engine.save_many(101)
    engine.drain()
    assert requests == [100, 1]
    assert set(saved) <= set(ids(server.records("observation")))


def test_a_batch_stays_below_the_limit_of_bytes(engine: Engine) -> None:
    sizes: list[int] = []
    engine.page.on("request", lambda r: r.url.endswith("/api/sync") and sizes.append(len(r.post_data_buffer)))
    long = "\U0001f333" * 30_000  # four bytes each; too long for the form, so it is quarantined: kept, and not lost
    for _ in range(10):
        engine.save(answers={"description": long})
    engine.drain()
    assert len(sizes) == 2
    assert max(sizes) <= 1024 * 1024
    assert {record["status"] for record in engine.records().values()} == {"quarantined"}


def test_a_lost_response_leaves_the_record_once(engine: Engine, server: Server) -> None:
    record = engine.save()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    engine.page.route("**/api/sync", lose, times=1)
    assert engine.drain()["phase"] == "offline"
    assert engine.records()[record["id"]]["state"] == "waiting"
    assert record["id"] in ids(server.records("observation"))
    engine.drain()
    assert engine.records()[record["id"]]["status"] == "unchanged"
    assert ids(server.records("observation")).count(record["id"]) == 1


def test_two_tabs_draining_at_once_send_each_record_once(engine: Engine, server: Server) -> None:
    other = Engine(engine.page.context.new_page(), server)
    sent: list[str] = []
    engine.page.context.on(
        "response",
        lambda r: r.url.endswith("/api/sync") and r.ok and sent.extend(one["id"] for one in submissions(r.request)),
    )
    saved = sorted(engine.save_many(20))
    for tab in (engine, other):
        tab.run("() => { window.done = sync.drain('tap'); }")
    for tab in (engine, other):
        tab.run("() => window.done")
    assert sorted(sent) == saved
    assert all(record["state"] == "sent" for record in engine.records().values())


def test_a_tap_while_something_is_sent_greets_the_server_all_the_same(engine: Engine) -> None:
    engine.drain()
    greetings: list[str] = []
    engine.page.on("request", lambda r: r.url.endswith("/api/session") and greetings.append(r.url))
    held: list[Route] = []
    engine.page.route("**/api/sync", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright marks what it calls
    engine.save()
    engine.run("() => { window.done = sync.drain('timer'); }")
    until(lambda: held, lambda: engine.page.wait_for_timeout(20))
    assert greetings == []
    for reason in ("tap", "timer"):
        engine.run("(reason) => { sync.drain(reason); }", reason)
    held[0].continue_()
    until(lambda: greetings, lambda: engine.page.wait_for_timeout(20))


def test_a_frozen_tab_does_not_keep_the_lock(engine: Engine, server: Server) -> None:
    other = Engine(engine.page.context.new_page(), server)
    other.run("() => { navigator.locks.request('feltbog-drain', () => new Promise(() => {})); }")
    record = engine.save()
    other.run("() => store.showLife(Date.now() - 50_000)")
    engine.drain()
    assert engine.records()[record["id"]]["state"] == "waiting"
    other.run("() => store.showLife(Date.now() - 61_000)")
    engine.drain()
    assert engine.records()[record["id"]]["state"] == "sent"


PORTAL = {"status": 200, "content_type": "text/html", "body": "<h1>Velkommen til gæstenettet</h1>"}


STRANGERS = [
    ("**/api/*", PORTAL),
    ("**/api/sync", PORTAL),
    ("**/api/*", {"status": 200, "json": {"ok": True}}),
    ("**/api/sync", {"status": 200, "json": {"ok": True}}),
    ("**/api/*", {"status": 302, "headers": {"Location": "http://127.0.0.1:9/login"}}),
    ("**/api/sync", {"status": 404, "body": "not found"}),
    ("**/api/*", {"status": 503, "body": "starting"}),
    ("**/api/*", {"status": 401, "body": "log in to the guest net"}),
]


def answering(answer: dict[str, Any]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**answer)


def test_what_the_network_damages_is_neither_kept_nor_held_against_it(engine: Engine, server: Server) -> None:
    records = [engine.save(), engine.save()]

    def damage(route: Route) -> None:
        route.continue_(post_data=(route.request.post_data or "").replace("Blok 7", "Blok 5"))

    engine.page.route("**/api/sync", damage)
    for _ in range(4):
        assert engine.drain()["phase"] == "offline"
    assert {one["failures"] for one in engine.records().values()} == {0}
    engine.page.unroute("**/api/sync")
    engine.drain()
    places = {row["id"]: row["place"] for row in server.records("observation")}
    assert [places[one["id"]] for one in records] == ["Blok 7", "Blok 7"]


def test_what_is_not_our_server_takes_nothing(engine: Engine) -> None:
    for path, answer in STRANGERS:
        record = engine.save()
        engine.page.route(path, answering(answer))
        state = engine.drain()
        assert (state["phase"], state["server"]) == ("offline", False), (path, answer)
        kept = engine.records()[record["id"]]
        assert (kept["state"], kept["failures"]) == ("waiting", 0), (path, answer)
        engine.page.unroute(path)
        engine.drain()
        assert engine.records()[record["id"]]["state"] == "sent"


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_poison_record_holds_nobody_up(engine: Engine, status: int) -> None:
    saved = engine.save_many(100)
    poison = saved[41]

    def refuse(route: Route) -> None:
        if poison in [one["id"] for one in submissions(route.request)]:
            route.fulfill(status=status, json={"status": status})
        else:
            route.continue_()

    engine.page.route("**/api/sync", refuse)
    engine.drain()
    records = engine.records()
    assert [id for id in saved if records[id]["state"] != "sent"] == [poison]
    engine.drain()
    assert engine.records()[poison]["state"] == "waiting"
    engine.drain()
    stopped = engine.records()[poison]
    assert (stopped["state"], bool(stopped["reason"])) == ("stopped", True)
    engine.page.unroute("**/api/sync")
    engine.run("(id) => store.retry(id)", poison)
    engine.drain()
    assert engine.records()[poison]["state"] == "sent"


def test_what_a_server_cannot_take_steps_behind_the_others_and_is_never_stopped(engine: Engine) -> None:
    saved = engine.save_many(20)
    poison = saved[7]
    tries: list[int] = []

    def fail(route: Route) -> None:
        sent = [one["id"] for one in submissions(route.request)]
        if poison in sent:
            tries.append(len(sent))
            route.fulfill(status=500, json={"status": 500})
        else:
            route.continue_()

    engine.page.route("**/api/sync", fail)
    engine.drain()
    records = engine.records()
    assert [id for id in saved if records[id]["state"] != "sent"] == [poison]
    alone = tries.count(1)
    for _ in range(3):
        engine.drain()  # it rests for a while of its own
    assert tries.count(1) == alone
    assert (engine.records()[poison]["state"], engine.records()[poison]["reason"]) == ("waiting", None)
    engine.run(
        """async (id) => {
            const { write } = await import(new URL("js/phone/database.js", location.origin + window.base));
            await write(["queue"], async (queue) => {
                await queue.put({ ...(await queue.get(id)), ill_since: "2020-01-01T00:00:00+01:00" });
            });
        }""",
        poison,
    )
    late = engine.records()[poison]
    assert (late["state"], late["reason"]) == ("waiting", "ill")
    engine.page.unroute("**/api/sync")
    engine.page.reload()
    engine.load()
    engine.drain()
    assert engine.records()[poison]["state"] == "sent"


@pytest.mark.parametrize(("told", "least", "most"), [("2", 1_500, 2_500), ("9000", 290_000, 300_001)])
def test_503_pauses_for_as_long_as_told_and_five_minutes_at_the_most(
    engine: Engine, told: str, least: int, most: int
) -> None:
    record = engine.save()
    engine.run("() => { window.delays = []; const wait = setTimeout; window.setTimeout = (f, ms) => { delays.push(ms); return wait(f, ms); }; }")  # fmt: skip
    answer = {"status": 503, "headers": {"Retry-After": told}, "json": {"status": 503}}
    engine.page.route("**/api/sync", answering(answer), times=1)
    state = engine.drain()
    assert (state["phase"], "Fejlen er hos os" in state["error"]) == ("blocked", True)
    assert engine.records()[record["id"]]["state"] == "waiting"
    assert [delay for delay in engine.run("() => delays") if least <= delay <= most]


def test_an_ill_server_stops_nothing(engine: Engine) -> None:
    saved = engine.save_many(4)
    engine.page.route("**/api/sync", lambda route: route.fulfill(status=500, json={"status": 500}))
    for _ in range(4):
        assert engine.drain()["phase"] == "blocked"
    assert {engine.records()[id]["state"] for id in saved} == {"waiting"}


def test_a_result_that_is_missing_is_no_acknowledgement(engine: Engine) -> None:
    saved = engine.save_many(2)

    def forget_one(route: Route) -> None:
        body = route.fetch().json()
        route.fulfill(json=body | {"results": body["results"][:1]})

    engine.page.route("**/api/sync", forget_one, times=1)
    engine.drain()
    assert sorted(engine.records()[id]["state"] for id in saved) == ["sent", "waiting"]
    engine.drain()
    assert {engine.records()[id]["state"] for id in saved} == {"sent"}


def test_an_acknowledgement_of_another_revision_settles_nothing(engine: Engine) -> None:
    record = engine.save()

    def older(route: Route) -> None:
        body = route.fetch().json()
        body["results"][0]["revision"] = 0
        route.fulfill(json=body)

    engine.page.route("**/api/sync", older, times=1)
    engine.drain()
    assert engine.records()[record["id"]]["state"] == "waiting"


def test_a_session_that_ended_asks_for_sign_in_and_goes_on(context: BrowserContext, server: Server) -> None:
    server.sign_in(context, server.add_account("leader"))
    engine = Engine(context.new_page(), server)
    engine.drain()  # the phone knows who is here
    cookies = context.cookies()
    record = engine.save()
    context.clear_cookies()
    assert engine.drain()["phase"] == "signin"
    assert engine.run("() => store.person()")["ended"] is True
    assert engine.records()[record["id"]]["state"] == "waiting"
    context.add_cookies(cookies)
    assert engine.drain()["phase"] == "idle"
    assert engine.records()[record["id"]]["state"] == "sent"


def test_a_session_that_ends_between_greeting_and_sending_is_a_401(context: BrowserContext, server: Server) -> None:
    server.sign_in(context, server.add_account("leader"))
    engine = Engine(context.new_page(), server)
    engine.drain()
    record = engine.save()
    context.clear_cookies()
    state = engine.run("async () => { await sync.drain('timer'); return sync.state(); }")
    assert state["phase"] == "signin"
    assert engine.records()[record["id"]]["state"] == "waiting"


def test_a_token_that_is_refused_is_fetched_once_more(engine: Engine) -> None:
    record = engine.save()

    def spoil(route: Route) -> None:
        route.continue_(headers=route.request.headers | {"x-csrftoken": "old"})

    engine.page.route("**/api/sync", spoil, times=1)
    engine.drain()
    assert engine.records()[record["id"]]["state"] == "sent"


def test_a_token_that_is_always_refused_does_not_make_a_loop(engine: Engine) -> None:
    record = engine.save()
    tries: list[str] = []

    def spoil(route: Route) -> None:
        tries.append(route.request.url)
        route.continue_(headers=route.request.headers | {"x-csrftoken": "old"})

    engine.page.route("**/api/sync", spoil)
    assert engine.drain()["phase"] == "blocked"
    assert len(tries) == 2
    assert engine.records()[record["id"]]["state"] == "waiting"


def test_somebody_else_at_the_phone_sends_only_their_own(context: BrowserContext, server: Server) -> None:
    server.sign_in(context, server.add_account("leader"))
    engine = Engine(context.new_page(), server)
    engine.drain()
    mine = engine.save()["id"]
    # Another tab signs in as another, which this page has not heard of yet.
    server.sign_in(engine.page.context, server.add_account("leader"))
    posted: list[dict[str, Any]] = []
    engine.page.on("request", lambda r: r.url.endswith("/api/sync") and posted.append(json.loads(r.post_data)))
    state = engine.run("async () => { await sync.drain('timer'); return sync.state(); }")
    here = engine.run("() => session.session().account.id")
    assert [body["as"] == here for body in posted] == [False]  # answered 409
    assert state["phase"] == "other"
    assert mine not in ids(server.records("observation"))
    theirs = engine.save()["id"]
    engine.drain()
    assert list(engine.records()) == [theirs]
    assert mine not in ids(server.records("observation"))
    assert engine.run("() => store.pendingAll()") == 1


def test_too_many_requests_waits_as_long_as_told(engine: Engine) -> None:
    record = engine.save()
    tries: list[float] = []

    def busy(route: Route) -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"}, json={"status": 429})
        else:
            route.continue_()

    engine.page.route("**/api/sync", busy)
    engine.drain()
    assert engine.records()[record["id"]]["failures"] == 0
    engine.wait_until(record["id"], "sent")
    assert tries[1] - tries[0] >= 0.9


def test_what_this_person_may_not_send_is_stopped_until_they_may(engine: Engine, server: Server) -> None:
    record = engine.save("attendance")
    engine.drain()
    stopped = engine.records()[record["id"]]
    assert (stopped["state"], stopped["reason"]) == ("stopped", "code_over")
    # Joining the event, too, is the way out; nobody needs to find the record and press.
    guest = engine.run("() => store.owner()")
    server.join(engine.page.context, server.add_event(), guest=guest)
    engine.drain()
    assert engine.records()[record["id"]]["state"] == "sent"


def test_a_tally_that_goes_on_while_it_is_sent_stays_queued(context: BrowserContext, server: Server) -> None:
    event = server.add_event()
    server.join(context, event)
    engine = Engine(context.new_page(), server)
    tally = engine.save("attendance", answers={"event": event.id, "adults": 5})

    posted: list[dict[str, Any]] = []

    def tap_meanwhile(route: Route) -> None:
        posted.extend(submissions(route.request))
        response = route.fetch()
        if len(posted) == 1:
            engine.save("attendance", id=tally["id"], answers={"event": event.id, "adults": 6})
        route.fulfill(response=response)

    engine.page.route("**/api/sync", tap_meanwhile)
    engine.drain()
    assert [(one["revision"], one["answers"]["adults"]) for one in posted] == [(1, 5), (2, 6)]
    record = engine.records()[tally["id"]]
    assert (record["revision"], record["acknowledged"], record["state"]) == (2, 2, "sent")
    [row] = [row for row in server.records("attendance") if row["id"] == tally["id"]]
    assert (row["revision"], row["adults"]) == (2, 6)


def test_the_server_hears_what_remains_on_the_phone(engine: Engine) -> None:
    engine.drain()
    engine.save()
    # Somebody else's, who is not here now.
    engine.run("() => { document.cookie = 'feltbog_both=b/observation//'; }")
    engine.save()
    posted: list[dict[str, Any]] = []
    engine.page.on("request", lambda r: r.url.endswith("/api/sync") and posted.append(json.loads(r.post_data)))
    engine.drain()
    assert [(body["pending"], body["drafts"], len(body["submissions"])) for body in posted] == [(1, 0, 1)]


def test_a_killed_server_loses_nothing(context: BrowserContext, own_server: Server) -> None:
    own_server.join(context, own_server.add_walk())
    engine = Engine(context.new_page(), own_server)
    record = engine.save()
    own_server.stop(9)
    assert engine.drain()["phase"] == "offline"
    own_server.start()
    engine.drain()
    assert engine.records()[record["id"]]["state"] == "sent"
    assert own_server.count() == 1
