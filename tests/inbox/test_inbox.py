"""What a recipient reads: only what was consented to, only while consent lives, only once the reason was said."""

from uuid import UUID

import pytest

from relais.core.ids import new_id
from relais.referrals.service import withdraw
from tests.followup.held import Desk
from tests.inbox.office import HERE, PHONE, WORDS, Recipient

pytestmark = pytest.mark.anyio
GONE = "Cette orientation ne peut plus être lue."


async def test_an_empty_inbox_says_there_is_nothing_to_do(mots: Recipient) -> None:
    page = await mots.list()
    assert page.status == 200
    assert "Rien ne vous attend, et il n'y a rien à faire" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_opening_the_list_is_what_says_that_somebody_reads(desk: Desk, mots: Recipient) -> None:
    assert await desk.owner.fetchval("SELECT count(*) FROM inbox_opening") == 0
    await mots.list()
    assert await desk.owner.fetchval("SELECT organization FROM inbox_opening") == "mots"


async def test_the_list_says_where_it_stands_and_nothing_of_the_person(desk: Desk, mots: Recipient, case: UUID) -> None:
    sent = await desk.bring(case, "sent")
    page = await mots.list()
    assert sent.reference in page.text
    assert "1 attend une réponse" in page.text
    assert "à ouvrir" in page.text
    assert PHONE not in page.html
    assert "cotisations" not in page.html
    assert await desk.state(sent.id) == "sent"


async def test_nothing_is_read_before_the_reason_was_said(desk: Desk, mots: Recipient, case: UUID) -> None:
    sent = await desk.bring(case, "sent")
    page = await mots.get(sent.id)
    assert page.status == 200
    assert "Pourquoi l'ouvrez-vous" in page.text
    assert PHONE not in page.html
    assert " checked" not in page.html
    assert await desk.state(sent.id) == "sent"
    unsaid = await mots.open(sent.id, reason="curiosity")
    assert unsaid.status == 422
    assert "Dites pourquoi" in unsaid.text
    assert await desk.state(sent.id) == "sent"


async def test_opening_for_a_reason_receives_it_once_and_the_person_reads_it(
    desk: Desk, mots: Recipient, case: UUID
) -> None:
    sent = await desk.bring(case, "sent")
    page = await mots.open(sent.id)
    assert page.status == 200
    assert PHONE in page.text
    assert await desk.state(sent.id) == "received"
    again = await mots.open(sent.id)
    assert PHONE in again.text
    told = await desk.owner.fetch("SELECT act, detail->>'reason' AS reason FROM case_event WHERE org = 'mots'")
    assert [row["act"] for row in told] == ["case.opened_by", "referral.received"]
    assert told[0]["reason"] == "first_contact"
    assert (await mots.get(sent.id)).text.count("Pourquoi l'ouvrez-vous") == 0


async def test_only_what_was_consented_to_is_shown(desk: Desk, mots: Recipient, case: UUID) -> None:
    await desk.say(case, {"identity": {"name": "Dr Canari"}, "availability": {"when": "le soir après vingt heures"}})
    page = await mots.open((await desk.bring(case, "sent")).id)
    assert PHONE in page.text
    assert WORDS in page.text
    assert "ne pas laisser de message" in page.text
    assert "Canari" not in page.html
    assert "vingt heures" not in page.html
    assert page.headers["cache-control"] == "no-store"
    assert "<title>Relais</title>" in page.html


async def test_what_is_not_theirs_is_what_does_not_exist(
    desk: Desk, mots: Recipient, asra: Recipient, case: UUID
) -> None:
    sent = await desk.bring(case, "received")
    absent = await asra.get(new_id())
    assert absent.status == 404
    assert GONE in absent.text
    others = [await asra.get(sent.id), await asra.open(sent.id), await asra.get("pas-un-identifiant")]
    others += [await asra.act(sent.id, to, "5", outcome="helped") for to in ("accepted", "withdrawn", "closed")]
    for other in others:
        assert (other.status, other.body) == (404, absent.body)
    assert sent.reference not in (await asra.list()).html
    assert await desk.state(sent.id) == "received"


async def test_nothing_is_left_after_a_withdrawal(desk: Desk, mots: Recipient, case: UUID) -> None:
    sent = await desk.bring(case, "sent")
    page = await mots.open(sent.id)
    async with desk.database.acting(await desk.person(case)) as db:
        await withdraw(db, sent.id, "person")
    absent = await mots.get(new_id())
    clicks = [await mots.get(sent.id), await mots.open(sent.id)]
    clicks.append(await mots.act(sent.id, "accepted", page.version))
    clicks.append(await mots.act(sent.id, "declined", page.version, reason="no_capacity"))
    for click in clicks:
        assert (click.status, click.body) == (404, absent.body)
    assert sent.reference not in (await mots.list()).html


async def test_what_lapsed_is_closed_with_an_outcome_and_never_read(desk: Desk, mots: Recipient, case: UUID) -> None:
    sent = await desk.bring(case, "sent")
    await mots.open(sent.id)
    await mots.act(sent.id, "accepted")
    await mots.act(sent.id, "contact_made", attempts=["2026-11-01"])
    await let_pass(desk, "31 days")
    listed = await mots.list()
    assert sent.reference not in listed.html
    assert "il n'y a plus rien à lire" in listed.text
    page = await mots.get(sent.id)
    assert page.status == 200
    assert page.acts == {"closed"}
    assert PHONE not in page.html
    assert sent.reference not in page.html
    assert (await mots.open(sent.id)).status == 404
    done = await mots.act(sent.id, "closed", page.version, outcome="helped")
    assert done.status == 200
    assert await desk.state(sent.id) == "closed"


async def test_what_lapsed_before_any_contact_is_not_found(desk: Desk, mots: Recipient, case: UUID) -> None:
    sent = await desk.bring(case, "accepted")
    await let_pass(desk, "31 days")
    assert (await mots.get(sent.id)).status == 404
    assert "Terminées pour la lecture" not in (await mots.list()).text


async def test_someone_who_receives_for_two_reads_each_as_itself(desk: Desk, both: Recipient, case: UUID) -> None:
    sent = await desk.bring(case, "sent")
    listed = await both.list()
    assert listed.status == 200
    assert sent.reference in listed.text
    page = await both.open(sent.id)
    assert PHONE in page.text
    assert (await both.get(new_id())).status == 404
    orgs = await desk.owner.fetch("SELECT DISTINCT org FROM case_opening WHERE as_function = 'recipient'")
    assert [row["org"] for row in orgs] == ["mots"]


async def test_a_long_list_goes_on_and_those_that_wait_come_first(
    desk: Desk, mots: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relais.inbox.reading.PAGE", 1)
    monkeypatch.setattr("relais.inbox.showing.PAGE", 1)
    answered = await desk.bring((await desk.open()).case, "accepted")
    waiting = await desk.bring((await desk.open()).case, "sent")
    first, second = await mots.list(), await mots.list("/suite/2")
    assert waiting.reference in first.text
    assert answered.reference not in first.text
    assert f'href="{HERE}/suite/2"' in first.html
    assert answered.reference in second.text
    assert f'href="{HERE}"' in second.html
    assert (await mots.list("/suite/x")).status == 404
    assert "revenez au début" in (await mots.list("/suite/9")).text


async def let_pass(desk: Desk, interval: str) -> None:
    """As if the consent had been given, and all that followed done, that long ago."""
    await desk.owner.execute("ALTER TABLE consent DISABLE TRIGGER USER; ALTER TABLE disclosure DISABLE TRIGGER USER")
    await desk.owner.execute(
        "UPDATE consent SET given_at = given_at - $1::text::interval, valid_until = valid_until - $1::text::interval",
        interval,
    )
    await desk.owner.execute("UPDATE disclosure SET disclosed_at = disclosed_at - $1::text::interval", interval)
    await desk.owner.execute("ALTER TABLE consent ENABLE TRIGGER USER; ALTER TABLE disclosure ENABLE TRIGGER USER")
    await desk.owner.execute(
        "UPDATE referral SET sent_at = sent_at - $1::text::interval, state_at = state_at - $1::text::interval, "
        "readable_until = readable_until - $1::text::interval",
        interval,
    )
