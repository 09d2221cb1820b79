"""What the phone keeps, apart by person, and what it never loses."""

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from .engine import Engine, eventually
from .server import Server

DAY = 86_400_000


@pytest.fixture
def counsellor(context: BrowserContext, server: Server) -> Engine:
    """A counsellor's phone that knows who they are."""
    server.sign_in(context, server.add_account("counsellor"))
    engine = Engine(context.new_page(), server)
    engine.run("() => session.askServer()")
    return engine


def on_disk(engine: Engine) -> str:
    """Everything in IndexedDB, as text."""
    found: str = engine.run(
        """async () => {
            const db = await new Promise((resolve) => {
                const opening = indexedDB.open("feltbog");
                opening.onsuccess = () => resolve(opening.result);
            });
            const all = {};
            for (const name of db.objectStoreNames) {
                all[name] = await new Promise((resolve) => {
                    const reading = db.transaction(name).objectStore(name).getAll();
                    reading.onsuccess = () => resolve(reading.result);
                });
            }
            db.close();
            return JSON.stringify(all);
        }"""
    )
    return found


def test_a_record_takes_the_place_of_its_draft(engine: Engine) -> None:
    draft = engine.run("() => store.saveDraft({form: 'observation', instance: 'new', answers: {place: 'Blok 7'}})")
    assert engine.run("() => store.loadDraft('observation', 'new')") == draft
    record = {"id": "a", "form": "observation", "version": 1, "answers": draft["answers"]}
    engine.run("([record, draft]) => store.enqueue(record, {draft})", [record, draft["key"]])
    assert engine.run("() => store.loadDraft('observation', 'new')") is None
    assert engine.records()["a"]["answers"] == {"place": "Blok 7"}


def test_when_the_record_cannot_be_kept_the_draft_is_still_there(engine: Engine) -> None:
    draft = engine.run("() => store.saveDraft({form: 'observation', instance: 'new', answers: {}})")
    failed = engine.run(
        """async (draft) => {
            IDBObjectStore.prototype.delete = () => { throw new DOMException("no room", "QuotaExceededError"); };
            return store.enqueue({id: "a", form: "observation", answers: {}}, {draft}).then(() => null, (e) => e.name);
        }""",
        draft["key"],
    )
    assert failed == "QuotaExceededError"
    assert engine.records() == {}
    assert engine.run("() => store.loadDraft('observation', 'new')") == draft


def test_a_correction_is_the_next_revision_of_what_was_captured_then(engine: Engine) -> None:
    first = engine.save()
    engine.drain()
    second = engine.save(id=first["id"], answers={"place": "Blok 9"}, captured_at="2020-01-01T00:00:00+01:00")
    assert (first["revision"], second["revision"]) == (1, 2)
    assert second["captured_at"] == first["captured_at"]
    assert (second["state"], second["acknowledged"]) == ("waiting", 1)
    engine.drain()
    assert engine.records()[first["id"]]["status"] == "updated"


def test_of_a_contact_the_disk_holds_nothing_but_what_waits(counsellor: Engine) -> None:
    record = counsellor.save("contact", answers={"note": "a waiting contact"}, title="Gæld")
    assert "a waiting contact" in on_disk(counsellor)
    counsellor.drain()
    assert counsellor.records() == {}
    assert "a waiting contact" not in on_disk(counsellor)
    [receipt] = counsellor.run("async () => store.receipts(await store.owner())")
    assert receipt["id"] == record["id"]
    assert set(receipt) == {"id", "owner", "form", "captured_at", "received_at", "status", "kept_at", "revision"}


def test_two_people_on_one_phone_see_their_own(engine: Engine) -> None:
    engine.run("() => store.setPerson({user: {id: 'anna'}, forms: ['observation']})")
    hers = engine.save()
    engine.run("() => store.saveDraft({form: 'observation', instance: 'new', answers: {place: 'hers'}})")
    engine.run("() => store.setReference('anna', {walks: []}, 'etag')")
    engine.run("() => store.remember('anna', {observer: 'police'})")
    engine.run("() => store.setPerson({user: {id: 'bo'}, forms: ['observation']})")
    assert engine.records() == {}
    assert engine.run("() => store.loadDraft('observation', 'new')") is None
    assert engine.run("async () => store.reference(await store.owner())") is None
    assert engine.run("async () => store.remembered(await store.owner())") == {}
    assert json.loads(engine.run("() => store.exportQueue()"))["submissions"] == []
    assert engine.run("() => store.pendingAll()") == 1
    engine.run("() => store.forget()")
    assert engine.records() == {}
    engine.run("() => store.setPerson({user: {id: 'anna'}, forms: ['observation']})")
    assert list(engine.records()) == [hers["id"]]
    assert engine.run("() => store.loadDraft('observation', 'new')")["answers"] == {"place": "hers"}


def test_what_was_written_before_joining_is_adopted(engine: Engine, server: Server) -> None:
    engine.run("() => store.saveDraft({form: 'observation', instance: 'new', answers: {place: 'before'}})")
    record = engine.save()
    assert record["owner"] == "phone"
    engine.drain()
    assert engine.run("() => store.loadDraft('observation', 'new')")["answers"] == {"place": "before"}
    assert engine.records()[record["id"]]["state"] == "sent"


def test_a_contact_written_before_sign_in_waits_for_a_counsellor(engine: Engine) -> None:
    record = engine.save("contact")
    engine.run("() => store.setPerson({user: {id: 'walker'}, forms: ['observation']})")
    assert engine.records() == {}
    engine.run("() => store.setPerson({user: {id: 'counsellor'}, forms: ['contact']})")
    assert list(engine.records()) == [record["id"]]


def test_a_connection_that_the_phone_closed_is_opened_again(engine: Engine) -> None:
    engine.run(
        """() => {
            const real = IDBDatabase.prototype.transaction;
            IDBDatabase.prototype.transaction = function () {
                IDBDatabase.prototype.transaction = real;
                throw new DOMException("the connection is closing", "InvalidStateError");
            };
        }"""
    )
    assert list(engine.records()) == []
    record = engine.save()
    assert list(engine.records()) == [record["id"]]


def never_answer(engine: Engine, times: int) -> None:
    """As WebKit's database now and then: that many writes begin, and have no end. The page's clock stands still."""
    engine.page.clock.install(time=0)
    engine.page.clock.pause_at(1_000)
    engine.run(
        """(times) => {
            const put = IDBObjectStore.prototype.put;
            window.begun = 0;
            IDBObjectStore.prototype.put = function (...what) {
                if (window.begun === times) return put.apply(this, what);
                window.begun += 1;
                const keepOpen = () => { this.get("nothing").onsuccess = keepOpen; };
                keepOpen();
                return new Promise(() => {});
            };
        }""",
        times,
    )


def wait_in_vain(engine: Engine, number: int) -> None:
    """Until that write has begun, and for as long as the page waits for it."""
    eventually(engine.page, "(number) => window.begun === number", number)
    engine.page.clock.fast_forward(9_000)


def test_a_write_that_has_no_answer_is_done_again_on_a_new_connection(engine: Engine) -> None:
    never_answer(engine, 1)
    engine.run("() => { window.saving = store.enqueue({id: 'a', form: 'observation', version: 1, answers: {}}); }")
    wait_in_vain(engine, 1)
    assert engine.run("() => window.saving")["revision"] == 1
    assert list(engine.records()) == ["a"]


def test_a_database_that_never_answers_is_said_to_be_silent(engine: Engine) -> None:
    never_answer(engine, 2)
    engine.run("() => { window.saving = store.health(); }")
    wait_in_vain(engine, 1)
    wait_in_vain(engine, 2)
    assert engine.run("() => window.saving") == {"ok": False, "reason": "silent"}


def test_a_newer_page_is_not_held_up(engine: Engine) -> None:
    engine.save()
    opened = engine.run(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("feltbog", 4);
            opening.onblocked = () => resolve("blocked");
            opening.onsuccess = () => resolve("opened");
        })"""
    )
    assert opened == "opened"


def test_an_app_that_was_rolled_back_touches_nothing_and_says_so(engine: Engine, server: Server) -> None:
    record = engine.save()
    engine.run(
        """() => new Promise((done) => {
            const opening = indexedDB.open("feltbog", 4);
            opening.onsuccess = () => { opening.result.close(); done(); };
        })"""
    )
    page = engine.page.context.new_page()
    page.goto(server.url)
    expect(page.locator("#health")).to_contain_text("Feltbog er ældre end det, der er gemt her")
    assert record["id"] in on_disk(engine)


def test_an_upgrade_that_another_page_holds_up_says_so_and_goes_on_after_it(engine: Engine, server: Server) -> None:
    record = engine.save()
    # A page of a Feltbog that never let go of the database; the next one has a newer schema.
    other = engine.page.context.new_page()
    other.goto(f"{server.url}/healthz")
    other.evaluate(
        """() => new Promise((done) => {
            indexedDB.open("feltbog").onsuccess = ({ target }) => { window.held = target.result; done(); };
        })"""
    )
    engine.page.close()
    page = other.context.new_page()
    page.add_init_script(
        "{ const open = IDBFactory.prototype.open;"
        "  IDBFactory.prototype.open = function (name) { return open.call(this, name, 4); }; }"
    )
    later = Engine(page, server)
    assert later.run("() => store.health()") == {"ok": False, "reason": "blocked"}
    other.close()
    eventually(page, "async () => (await store.health()).ok")
    assert list(later.records()) == [record["id"]]


def test_a_form_on_a_full_phone_says_so_and_keeps_what_was_written(context: BrowserContext, server: Server) -> None:
    server.join(context, server.add_walk())
    page = context.new_page()
    page.goto(f"{server.url}/form/observation")
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.locator("#status:not([data-state=looking])")).to_be_attached()
    page.evaluate(
        """() => {
            const put = IDBObjectStore.prototype.put;
            window.makeRoom = () => { IDBObjectStore.prototype.put = put; };
            IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
        }"""
    )
    page.check("[name=kind][value=good]")
    page.check("[name=category][value=lighting]")
    page.fill("[name=place]", "Blok 7")
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Ikke gemt. Prøv igen")).to_be_visible()
    expect(page.get_by_text("Telefonen er fuld")).to_be_visible()
    page.evaluate("() => window.makeRoom()")
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()


def test_health_is_good_where_a_write_succeeds(engine: Engine) -> None:
    assert engine.run("() => store.health()") == {"ok": True, "reason": None}
    assert engine.run("() => store.persist()") in {True, False}


def test_health_says_when_what_was_here_is_gone(engine: Engine, server: Server) -> None:
    engine.run("() => store.health()")
    device = engine.run("() => store.device()")
    engine.page.goto("about:blank")
    page = engine.page.context.new_page()
    page.goto(f"{server.url}/healthz")
    page.evaluate("() => new Promise((done) => (indexedDB.deleteDatabase('feltbog').onsuccess = () => done()))")
    later = Engine(page, server)
    assert later.run("() => store.health()") == {"ok": False, "reason": "lost"}
    assert later.run("() => store.device()") == device
    later.run("() => store.dismissLoss()")
    assert later.run("() => store.health()") == {"ok": True, "reason": None}


@pytest.mark.parametrize(
    ("error", "reason"),
    [("QuotaExceededError", "full"), ("SecurityError", "private"), ("InvalidStateError", "private")],
)
def test_health_says_why_nothing_can_be_kept(engine: Engine, error: str, reason: str) -> None:
    engine.run(
        "(name) => { IDBObjectStore.prototype.put = () => { throw new DOMException('no', name); }; }",
        error,
    )
    assert engine.run("() => store.health()") == {"ok": False, "reason": reason}


def test_an_export_holds_what_is_unsent_as_the_server_takes_it(engine: Engine) -> None:
    engine.drain()
    sent = engine.save()
    engine.drain()
    unsent = engine.save()
    exported: dict[str, Any] = json.loads(engine.run("() => store.exportQueue()"))
    assert {key: exported[key] for key in ("feltbog", "device", "as")} == {
        "feltbog": "queue",
        "device": engine.run("() => store.device()"),
        "as": engine.run("() => session.idOf('guest')"),
    }
    [submission] = exported["submissions"]
    assert submission == {key: unsent[key] for key in ("id", "form", "version", "revision", "captured_at", "answers")}
    [chosen] = json.loads(engine.run("(id) => store.exportQueue([id])", sent["id"]))["submissions"]
    assert chosen["id"] == sent["id"]


def test_tidying_drops_what_has_served_and_nothing_else(engine: Engine) -> None:
    engine.drain()
    here = "async (now) => { await store.tidy(now); return (await store.receipts(await store.owner())).length; }"
    sent = engine.save()
    engine.drain()
    unsent = engine.save()
    now = engine.run("() => Date.now()")
    assert engine.run(here, now + 13 * DAY) == 1
    assert set(engine.records()) == {sent["id"], unsent["id"]}
    assert engine.run(here, now + 15 * DAY) == 1
    assert set(engine.records()) == {unsent["id"]}
    assert engine.run(here, now + 31 * DAY) == 0
    assert engine.run(here, now + 3650 * DAY) == 0
    assert set(engine.records()) == {unsent["id"]}


def test_a_sent_record_stays_correctable_until_its_walk_is_closed(engine: Engine) -> None:
    engine.drain()
    [walk] = engine.run("async () => (await store.reference(await store.owner())).walks")
    sent = engine.save(answers={"walk": walk["id"]})
    engine.drain()
    assert list(engine.records()) == [sent["id"]]
    engine.run("async () => store.setReference(await store.owner(), {walks: [], events: []}, null)")
    engine.run("() => store.tidy()")
    assert engine.records() == {}


def test_times_carry_this_phones_offset(engine: Engine) -> None:
    assert engine.run("() => store.localTime(new Date('2026-05-12T12:32:05Z'))") == "2026-05-12T14:32:05+02:00"
    assert engine.run("() => store.localTime(new Date('2026-01-12T12:32:05Z'))") == "2026-01-12T13:32:05+01:00"


def test_who_signs_out_in_the_office_is_forgotten_on_the_phone(context: BrowserContext, server: Server) -> None:
    server.sign_in(context, server.add_account("leader"))
    page = context.new_page()
    page.goto(f"{server.url}/")
    expect(page.locator("#me")).to_be_visible()
    page.goto(f"{server.url}/office/")
    page.locator("form[action='/account/sign-out']").first.evaluate("(form) => form.requestSubmit()")
    page.wait_for_url(f"{server.url}/")
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#me")).to_be_hidden()


def test_what_a_server_said_before_it_was_restored_settles_nothing(engine: Engine) -> None:
    record = engine.save()
    # Another tab has met the restored one meanwhile.
    engine.run(
        """async (record) => {
            const { write } = await import(`${base}js/phone/database.js`);
            await write(["meta"], (meta) => meta.put("another", `again/${record.owner}`));
            await store.settle([record], [{ id: record.id, revision: 1, status: "stored" }], "2026-05-12T12:40:00Z", undefined);
        }""",
        record,
    )
    assert engine.records()[record["id"]]["state"] == "waiting"
