"""Who is written to about an action, when, and that a letter says nothing of what it is about."""

import json
from typing import Any
from uuid import UUID

import pytest

from relais.core.db import connect
from relais.core.settings import Settings
from relais.notifications.service import purpose_of
from relais.programme.telling import tell_waiting
from tests.programme.fair import Fair

pytestmark = pytest.mark.anyio
MAILS = "SELECT id, account, message_sealed FROM outbox WHERE kind = $1 ORDER BY made_at, id"
TITLE = "Dépistage de ce qui ne se dit pas"


async def letters(fair: Fair, kind: str) -> list[tuple[UUID, Any]]:
    rows = await fair.owner.fetch(MAILS, kind)
    return [(row["account"], json.loads(fair.vault.open(row["message_sealed"], purpose_of(row["id"])))) for row in rows]


async def work(fair: Fair) -> int:
    """What the worker does every hour, as the worker."""
    db = await connect(fair.world.worker_url)
    told = await tell_waiting(db, fair.vault, Settings())
    await db.close()
    return told


async def test_coordinators_are_told_at_most_once_a_day_and_only_when_something_new_waits(fair: Fair) -> None:
    await fair.owner.execute("DELETE FROM outbox")
    await fair.owner.execute("UPDATE programme_action SET state = 'withdrawn' WHERE state = 'proposed'")
    assert await work(fair) == 0
    await fair.propose(title=TITLE)
    assert (await work(fair), await work(fair)) == (2, 0)
    await fair.propose(title=TITLE)
    assert await work(fair) == 0
    await fair.owner.execute("UPDATE outbox SET made_at = made_at - interval '25 hours'")
    assert (await work(fair), await work(fair)) == (2, 0)
    await fair.owner.execute("UPDATE outbox SET made_at = made_at - interval '25 hours'")
    await fair.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER USER")
    await fair.owner.execute(
        "UPDATE programme_action SET state_at = state_at - interval '3 days' WHERE state = 'proposed'"
    )
    await fair.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER USER")
    assert await work(fair) == 0
    sent = await letters(fair, "action_waiting")
    assert {account for account, _ in sent} == {fair.alice.account, fair.bruno.account}
    assert "2 annonces attendent" in sent[-1][1]["text"]
    assert "/ouvrir/annonces" in sent[-1][1]["text"]
    assert TITLE not in str(sent)


@pytest.mark.parametrize(
    ("press", "said"),
    [
        ("Publier cette action", "elle est publiée"),
        ("Refuser cette action", "n'a pas été retenue"),
        ("Annuler cette action", "a annulé une annonce"),
    ],
)
async def test_whoever_proposed_is_told_what_became_of_it(fair: Fair, press: str, said: str) -> None:
    await fair.owner.execute("DELETE FROM outbox")
    action = await fair.propose(title=TITLE)
    if press == "Annuler cette action":
        await fair.decide(action)
        await fair.owner.execute("DELETE FROM outbox")
        page = await fair.opened(f"/coordination/agenda/{action}", fair.alice)
        assert (await page.press(press, reason="place")).status == 303
    else:
        assert (await fair.decide(action, words=press)).status == 303
    [(account, message)] = await letters(fair, "action_ended")
    assert account == fair.member.account
    assert said in message["text"]
    assert "/ouvrir/agenda" in message["text"]
    assert TITLE not in str(message)


async def test_an_organiser_who_cancels_ones_own_action_gets_no_letter(fair: Fair) -> None:
    slug = await fair.published()
    await fair.owner.execute("DELETE FROM outbox")
    action = await fair.owner.fetchval("SELECT id FROM programme_action WHERE slug = $1", slug)
    page = await fair.opened(f"/espace/agenda/{action}", fair.member)
    assert (await page.press("Annuler cette action", reason="place")).status == 303
    assert await letters(fair, "action_ended") == []


async def test_a_decision_refused_sends_no_letter(fair: Fair) -> None:
    action = await fair.propose()
    assert (await fair.decide(action)).status == 303
    await fair.owner.execute("DELETE FROM outbox")
    late = await fair.client(fair.bruno).post(f"/coordination/agenda/{action}/accepter", data=fair.bruno.form())
    assert late.status_code == 409
    assert await letters(fair, "action_ended") == []


async def test_the_links_of_these_letters_lead_where_they_say(fair: Fair) -> None:
    for place, address in (("agenda", "/espace/agenda"), ("annonces", "/coordination/agenda")):
        page = await fair.opened(f"/ouvrir/{place}")
        assert f'href="{address}"' in page.html
