"""Reminders: who is written to, when, and what one press of a mailed page renews."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest

from relais.accounts.sessions import COOKIE
from relais.app import create_app
from relais.audit.model import Actor
from relais.core.db import connect
from relais.core.settings import Settings
from relais.directory.expiry import expire
from relais.directory.reminders import open_reminder, renew, send_reminders
from relais.directory.service import Origin, change_field
from relais.notifications.model import Message
from relais.notifications.service import purpose_of
from tests.accounts.people import add_person, client_for
from tests.directory.upkeep_worlds import VAULT, confirm_at, member, states
from tests.web.reading import Page

pytestmark = pytest.mark.anyio
ADDRESS = "https://relais.exemple.fr"
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


async def mails(owner: Any) -> list[Message]:
    """What is in the outbox, opened."""
    rows = await owner.fetch("SELECT id, message_sealed FROM outbox ORDER BY made_at, id")
    return [msgspec.json.decode(VAULT.open(row["message_sealed"], purpose_of(row["id"])), type=Message) for row in rows]


def code_in(mail: Message) -> str:
    found = re.search(rf"{ADDRESS}/rappel/(\S+)", mail.text)
    assert found
    return found[1]


@pytest.fixture
async def told(world: Any, app: Any, files: Any) -> str:
    """The code of a reminder sent for « a », whose phone is due in 10 days and whose hours are not."""
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7"), files.row("b")])
    await confirm_at(world.owner, "a", "phone", 80)
    await confirm_at(world.owner, "a", "hours", 1)
    await member(world.owner, "a")
    assert await send_reminders(app, VAULT, ADDRESS) == 1
    [mail] = await mails(world.owner)
    return code_in(mail)


async def phone_of(db: Any) -> Any:
    return await db.fetchrow(
        "SELECT * FROM fact WHERE subject_id = 'a/phone/1' AND field = 'phone' AND version_to IS NULL"
    )


@pytest.mark.parametrize(
    ("days_ago", "step", "said"),
    [
        (75, None, ""),
        (77, "before", "Dans deux semaines"),
        (89, "before", "Dans deux semaines"),
        (91, "due", "sont à confirmer."),
        (103, "due", "sont à confirmer."),
        (105, "after", "depuis deux semaines"),
        (400, "after", "depuis deux semaines"),
    ],
)
async def test_a_reminder_leaves_14_days_before_the_day_and_14_days_after(
    world: Any, app: Any, files: Any, days_ago: int, step: str | None, said: str
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await confirm_at(world.owner, "a", "phone", days_ago)
    await member(world.owner, "a")
    assert await send_reminders(app, VAULT, ADDRESS) == (step is not None)
    assert await app.fetchval("SELECT step FROM reminder") == step
    assert all(said in mail.text and "- Téléphone" in mail.text for mail in await mails(world.owner))


async def test_a_mail_says_no_number_and_no_need(world: Any, told: str) -> None:
    [mail] = await mails(world.owner)
    assert not re.search(r"\d\d[ .]\d\d", mail.text.replace(told, ""))
    assert "addiction" not in mail.text
    assert "Relais" in mail.subject


async def test_the_same_reminder_is_sent_once_whoever_runs_the_job(world: Any, app: Any, told: str) -> None:
    worker = await connect(world.worker_url)
    counts = await asyncio.gather(send_reminders(app, VAULT, ADDRESS), send_reminders(worker, VAULT, ADDRESS))
    assert counts == [0, 0]
    await member(world.owner, "a")
    counts = await asyncio.gather(send_reminders(app, VAULT, ADDRESS), send_reminders(worker, VAULT, ADDRESS))
    assert sum(counts) == 1
    assert len(await mails(world.owner)) == 2
    worker.terminate()


async def test_only_those_who_keep_the_page_and_entered_are_written_to(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a"), files.row("cdom-69", kind="conseil", council_of="69")])
    await confirm_at(world.owner, "a", "phone", 91)
    await confirm_at(world.owner, "cdom-69", "phone", 91)
    here = await member(world.owner, "a")
    invited = await member(world.owner, "a")
    await world.owner.execute("UPDATE account SET entered_at = NULL WHERE id = $1", invited.account)
    await member(world.owner, "autre")
    officer = await add_person(world.owner, VAULT, "officer", council="69")
    await add_person(world.owner, VAULT, "officer", council="69", deputy=True)
    await add_person(world.owner, VAULT, "officer", council="01")
    assert await send_reminders(app, VAULT, ADDRESS) == 2
    rows = await app.fetch("SELECT service, account FROM reminder ORDER BY service")
    assert [(row["service"], row["account"]) for row in rows] == [("a", here.account), ("cdom-69", officer.account)]


async def test_an_address_that_cannot_receive_keeps_nobody_else_waiting(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await confirm_at(world.owner, "a", "phone", 91)
    broken = await member(world.owner, "a")
    await member(world.owner, "a")
    await world.owner.execute(
        "UPDATE account SET email_sealed = $2 WHERE id = $1",
        broken.account,
        VAULT.seal(b"pas une adresse", f"account.email:{broken.account}"),
    )
    assert await send_reminders(app, VAULT, ADDRESS) == 1


async def test_the_worker_may_send_them(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await confirm_at(world.owner, "a", "phone", 91)
    await member(world.owner, "a")
    worker = await connect(world.worker_url)
    assert await send_reminders(worker, VAULT, ADDRESS) == 1
    worker.terminate()


async def test_only_the_hash_of_the_link_is_kept(world: Any, app: Any, told: str) -> None:
    row = await app.fetchrow("SELECT reminder::text AS text, expires_at - made_at AS life FROM reminder")
    assert told not in row["text"]
    assert row["life"].days == 30
    assert len(told) >= 43


async def test_one_press_renews_what_is_listed_and_nothing_else(world: Any, app: Any, told: str) -> None:
    before = await phone_of(app)
    hours = await app.fetchval("SELECT confirmed_at FROM fact WHERE field = 'hours' AND version_to IS NULL")
    done = await renew(app, told)
    assert done is not None
    assert [fact.field for fact in done.facts] == ["phone"]
    after = await phone_of(app)
    assert (after["state"], after["confirmed_how"], after["value"]) == ("confirmed", "par courriel", before["value"])
    assert after["confirmed_at"] > before["confirmed_at"]
    assert after["source_label"] == before["source_label"]
    assert await app.fetchval("SELECT confirmed_at FROM fact WHERE field = 'hours' AND version_to IS NULL") == hours
    assert (await states(app, "a"))["name"] == "sourced"
    journal = await app.fetchrow("SELECT * FROM journal WHERE act = 'directory.confirm'")
    assert (journal["acting_as"], journal["actor"], journal["field"], journal["organization"]) == (
        "mail",
        None,
        "phone",
        "a",
    )
    assert await app.fetchval("SELECT cause FROM publication ORDER BY number DESC LIMIT 1") == "reminder"


async def test_a_confirmation_that_ended_after_the_mail_is_renewed(world: Any, app: Any, told: str) -> None:
    await confirm_at(world.owner, "a", "phone", 95)
    await expire(app)
    assert (await states(app, "a"))["phone"] == "stale"
    assert await renew(app, told) is not None
    assert (await states(app, "a"))["phone"] == "confirmed"


async def test_a_number_changed_since_the_mail_is_not_confirmed_by_it(world: Any, app: Any, told: str) -> None:
    await change_field(app, "a", "phone", "04 72 00 00 99", CALLED)
    shown = await open_reminder(app, told)
    assert shown is not None
    assert shown.facts == ()
    version = await app.fetchval("SELECT number FROM directory_version")
    done = await renew(app, told)
    assert done is not None
    assert done.facts == ()
    assert (await states(app, "a"))["phone"] == "sourced"
    assert await app.fetchval("SELECT number FROM directory_version") == version


async def test_a_number_never_confirmed_is_never_listed_nor_confirmed(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7")])
    await confirm_at(world.owner, "a", "hours", 180)
    await member(world.owner, "a")
    await send_reminders(app, VAULT, ADDRESS)
    [mail] = await mails(world.owner)
    done = await renew(app, code_in(mail))
    assert done is not None
    assert [fact.field for fact in done.facts] == ["hours"]
    assert (await states(app, "a"))["phone"] == "sourced"


async def test_a_number_reported_wrong_is_not_renewed(world: Any, app: Any, told: str) -> None:
    await world.owner.execute("ALTER TABLE fact DISABLE TRIGGER fact_append_only")
    await world.owner.execute("UPDATE fact SET doubted_at = now() WHERE field = 'phone' AND version_to IS NULL")
    await world.owner.execute("ALTER TABLE fact ENABLE TRIGGER fact_append_only")
    done = await renew(app, told)
    assert done is not None
    assert done.facts == ()


async def test_a_link_works_once_even_pressed_twice_at_the_same_time(world: Any, app: Any, told: str) -> None:
    other = await connect(world.app_url)
    first, second = await asyncio.gather(renew(app, told), renew(other, told))
    assert (first is None) != (second is None)
    assert await renew(app, told) is None
    assert await app.fetchval("SELECT count(*) FROM publication WHERE cause = 'reminder'") == 1
    other.terminate()


async def test_a_press_that_crosses_an_edit_never_brings_the_former_number_back(
    world: Any, app: Any, told: str
) -> None:
    other = await connect(world.app_url)
    await asyncio.gather(renew(app, told), change_field(other, "a", "phone", "04 72 00 00 99", CALLED))
    row = await phone_of(app)
    assert row["value"]["e164"] == "+33472000099"
    assert row["state"] == "sourced"
    other.terminate()


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE reminder SET expires_at = now() - interval '1 second'",
        "UPDATE reminder SET used_at = now()",
        "UPDATE role_grant SET ended_at = now()",
        "UPDATE account SET entered_at = NULL",
    ],
)
async def test_a_link_no_longer_theirs_opens_nothing(world: Any, app: Any, told: str, ending: str) -> None:
    await world.owner.execute(ending)
    assert await open_reminder(app, told) is None
    assert await renew(app, told) is None
    assert (await phone_of(app))["confirmed_how"] == "appel"


@pytest.fixture
async def browser(world: Any, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that holds no session."""
    served = create_app(settings, vault=VAULT)
    async with served.lifespan(), client_for(served) as client:
        yield client


async def test_a_scanner_that_opens_the_link_changes_nothing(app: Any, told: str, browser: httpx.AsyncClient) -> None:
    before = await app.fetchrow("SELECT number, (SELECT count(*) FROM journal) AS lines FROM directory_version")
    for _ in range(3):
        page = await browser.get(f"/rappel/{told}")
        assert page.status_code == 200
    assert (await browser.head(f"/rappel/{told}")).status_code == 200
    assert "04 72 00 00 01" in Page(page.text).text
    assert "Confirmer : tout est exact" in Page(page.text).text
    assert before == await app.fetchrow("SELECT number, (SELECT count(*) FROM journal) AS lines FROM directory_version")
    assert await app.fetchval("SELECT used_at FROM reminder") is None


async def test_the_page_acts_once_when_its_button_is_pressed(app: Any, told: str, browser: httpx.AsyncClient) -> None:
    first = await browser.post(f"/rappel/{told}")
    assert first.status_code == 200
    assert "1 information confirmée" in Page(first.text).text
    second = await browser.post(f"/rappel/{told}")
    assert second.status_code == 404
    assert "c'est fait" in Page(second.text).text
    assert (await states(app, "a"))["phone"] == "confirmed"
    assert COOKIE not in first.headers.get("set-cookie", "")


async def test_used_unknown_and_too_old_links_show_the_same_page(
    world: Any, told: str, browser: httpx.AsyncClient
) -> None:
    unknown = [await browser.get(f"/rappel/{code}") for code in ("x", "a" * 43, "%00", told[:-1])]
    await world.owner.execute("UPDATE reminder SET expires_at = now() - interval '1 day'")
    late = await browser.get(f"/rappel/{told}")
    assert {(answer.status_code, answer.text) for answer in (*unknown, late)} == {(404, late.text)}


async def test_a_press_from_another_site_is_refused(app: Any, told: str, browser: httpx.AsyncClient) -> None:
    refused = await browser.post(
        f"/rappel/{told}", headers={"origin": "https://ailleurs.exemple", "sec-fetch-site": "cross-site"}
    )
    assert refused.status_code == 403
    assert await app.fetchval("SELECT used_at FROM reminder") is None


def test_the_journal_knows_the_mail_as_nobody_in_particular() -> None:
    assert Actor(acting_as="mail").account is None
